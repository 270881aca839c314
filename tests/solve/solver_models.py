"""Small models shared by the solver tests."""

from typing import Any

import numpy as np
import pyomo.environ as pyo

from capplan.solve import LazyRows, strong_links


def knapsack(num_items: int, num_rows: int, seed: int = 1) -> Any:
    """Many-row knapsack: answers come at once, proof takes long once there are enough items."""
    rng = np.random.default_rng(seed)
    size = rng.integers(5, 100, (num_rows, num_items))
    worth = size.sum(axis=0) / num_rows + rng.integers(0, 30, num_items)
    model = pyo.ConcreteModel()
    model.take = pyo.Var(range(num_items), domain=pyo.Binary)
    model.worth = pyo.Objective(expr=sum(float(worth[i]) * model.take[i] for i in range(num_items)), sense=pyo.maximize)
    model.room = pyo.Constraint(
        range(num_rows),
        rule=lambda m, r: sum(int(size[r, i]) * m.take[i] for i in range(num_items)) <= int(size[r].sum() // 2),
    )
    return model


def market_split(num_items: int, num_rows: int, seed: int = 1) -> Any:
    """Split exactly in halves along several rows: even one answer is hard to find."""
    rng = np.random.default_rng(seed)
    share = rng.integers(0, 100, (num_rows, num_items))
    model = pyo.ConcreteModel()
    model.side = pyo.Var(range(num_items), domain=pyo.Binary)
    model.any = pyo.Objective(expr=model.side[0])
    model.half = pyo.Constraint(
        range(num_rows),
        rule=lambda m, r: sum(int(share[r, i]) * m.side[i] for i in range(num_items)) == int(share[r].sum() // 2),
    )
    return model


def siting(num_sites: int, num_places: int, seed: int, *, stated: bool) -> tuple[Any, LazyRows]:
    """Which sites open and who goes where; the rows `use <= open` are stated or given as lazy rows."""
    rng = np.random.default_rng(seed)
    sites, places = range(num_sites), range(num_places)
    demand = rng.integers(2, 12, num_places)
    capacity = rng.integers(10, 40, num_sites)
    capacity[0] += max(0, int(demand.sum()) - int(capacity.sum())) + 5
    model = pyo.ConcreteModel()
    model.use = pyo.Var(sites, places, bounds=(0, 1))
    model.open = pyo.Var(sites, domain=pyo.Binary)
    travel = rng.integers(10, 200, (num_sites, num_places))
    fixed = rng.integers(100, 500, num_sites)
    model.cost = pyo.Objective(
        expr=sum(int(travel[i, j]) * model.use[i, j] for i in sites for j in places)
        + sum(int(fixed[i]) * model.open[i] for i in sites)
    )
    model.served = pyo.Constraint(places, rule=lambda m, j: sum(m.use[i, j] for i in sites) == 1)
    model.capacity = pyo.Constraint(
        sites,
        rule=lambda m, i: sum(int(demand[j]) * m.use[i, j] for j in places) <= int(capacity[i]) * m.open[i],
    )
    if stated:
        model.link = pyo.Constraint(sites, places, rule=lambda m, i, j: m.use[i, j] <= m.open[i])
    pairs = [(i, j) for i in sites for j in places]
    lazy = strong_links([model.use[pair] for pair in pairs], [model.open[i] for i, _ in pairs], 1.0)
    return model, lazy
