"""Cost of getting a Pyomo model into HiGHS and its answer back, beside other ways of doing so.

    python benchmarks/handover.py [--sizes 100000 1000000] [--repeats 3]

The model is a siting model: localities send people to their nearest sites, by setting and year; sites hold
whole ward modules; a site and setting must be open to be used. Nothing is needed and everything costs
something, so HiGHS answers at once with zeros, and the time spent inside HiGHS' `run` is taken off besides.
Every run is a process of its own: CPU seconds and peak memory belong to one route alone. Needs `linopy`.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import highspy
import numpy as np

ROUTES = ("capplan", "pyomo highs", "pyomo appsi_highs", "linopy direct", "numpy")
SETTINGS, YEARS = 3, 10
Times = dict[str, float]


class Data:
    """Figures of a siting model with about the number of nonzeros asked for."""

    def __init__(self, nonzeros: int) -> None:
        # A flow stands in its demand, capacity and link row and brings one `is_open` entry: four nonzeros.
        self.num_near = max(4, round((nonzeros / (4 * SETTINGS * YEARS) / 4.5) ** 0.5))
        self.num_localities = round(nonzeros / (4 * SETTINGS * YEARS) / self.num_near)
        self.num_sites = self.num_near * 2
        rng = np.random.default_rng(0)
        self.near = np.sort(
            np.argsort(rng.random((self.num_localities, self.num_sites)), axis=1)[:, : self.num_near], axis=1
        )
        self.travel = rng.uniform(5, 60, (self.num_localities, self.num_sites))
        self.most = rng.uniform(3, 30, (self.num_localities, SETTINGS, YEARS))


def build_pyomo(data: Data) -> Any:
    """State the model in Pyomo."""
    import pyomo.environ as pyo

    model = pyo.ConcreteModel()
    localities, sites = range(data.num_localities), range(data.num_sites)
    settings, years = range(SETTINGS), range(YEARS)
    near, travel, most = data.near.tolist(), data.travel.tolist(), data.most.tolist()
    senders: list[list[int]] = [[] for _ in sites]
    for n in localities:
        for s in near[n]:
            senders[s].append(n)
    arcs = [(n, s, k, t) for n in localities for s in near[n] for k in settings for t in years]
    model.flow = pyo.Var(arcs, bounds=(0, None))
    model.modules = pyo.Var(sites, settings, years, bounds=(0, 8), domain=pyo.Integers)
    model.is_open = pyo.Var(sites, settings, years, domain=pyo.Binary)
    flow, modules, is_open = model.flow, model.modules, model.is_open
    model.cost = pyo.Objective(
        expr=pyo.quicksum(travel[n][s] * flow[n, s, k, t] for n, s, k, t in arcs)
        + pyo.quicksum(900.0 * modules[i] + 250.0 * is_open[i] for i in modules)
    )
    model.need = pyo.Constraint(
        localities,
        settings,
        years,
        rule=lambda m, n, k, t: pyo.quicksum(flow[n, s, k, t] for s in near[n]) >= 0,
    )
    model.room = pyo.Constraint(
        sites,
        settings,
        years,
        rule=lambda m, s, k, t: pyo.quicksum(flow[n, s, k, t] for n in senders[s]) <= 12.0 * modules[s, k, t],
    )
    model.link = pyo.Constraint(arcs, rule=lambda m, n, s, k, t: flow[n, s, k, t] <= most[n][k][t] * is_open[s, k, t])
    return model


def run_capplan(data: Data, spent: Callable[[], float]) -> Times:
    """Through capplan's own hand-over."""
    from capplan.solve import compile_model, load, load_solution, paused_gc

    marks = [spent()]
    with paused_gc():
        model = build_pyomo(data)
    marks.append(spent())
    compiled = compile_model(model)
    highs = quiet_highs()
    load(compiled, highs)
    marks.append(spent())
    highs.run()
    x = np.asarray(highs.getSolution().col_value)
    load_solution(compiled, x)
    marks.append(spent())
    require_zeros([model.flow[index].value for index in model.flow])
    return phases(marks, compiled.matrix.nnz)


def run_pyomo(data: Data, spent: Callable[[], float]) -> Times:
    """Through Pyomo's current HiGHS interface."""
    from pyomo.contrib.solver.common.factory import SolverFactory

    marks = [spent()]
    model = build_pyomo(data)
    marks.append(spent())
    solver = SolverFactory("highs")
    results = solver.solve(model, load_solutions=False)
    marks.append(spent())
    results.solution_loader.load_vars()
    marks.append(spent())
    require_zeros([model.flow[index].value for index in model.flow])
    return phases(marks, solver._solver_model.getNumNz())


def run_appsi(data: Data, spent: Callable[[], float]) -> Times:
    """Through Pyomo's older HiGHS interface."""
    from pyomo.contrib.appsi.solvers import Highs

    marks = [spent()]
    model = build_pyomo(data)
    marks.append(spent())
    solver = Highs()
    solver.config.load_solution = False
    results = solver.solve(model)
    marks.append(spent())
    results.solution_loader.load_vars()
    marks.append(spent())
    require_zeros([model.flow[index].value for index in model.flow])
    return phases(marks, solver._solver_model.getNumNz())


def run_linopy(data: Data, spent: Callable[[], float]) -> Times:
    """Through linopy, which builds from whole arrays; its load is part of its hand-over."""
    import linopy
    import xarray as xr

    marks = [spent()]
    model = linopy.Model()
    near = np.zeros((data.num_localities, data.num_sites), dtype=bool)
    np.put_along_axis(near, data.near, True, axis=1)
    axes = {"n": range(data.num_localities), "s": range(data.num_sites)}
    later = {"k": range(SETTINGS), "t": range(YEARS)}
    mask = xr.DataArray(near, dims=("n", "s"), coords=axes).expand_dims(later).transpose("n", "s", "k", "t")
    full = [range(data.num_localities), range(data.num_sites), range(SETTINGS), range(YEARS)]
    flow = model.add_variables(lower=0, coords=full, dims=["n", "s", "k", "t"], mask=mask, name="flow")
    modules = model.add_variables(lower=0, upper=8, coords=full[1:], dims=["s", "k", "t"], integer=True, name="modules")
    is_open = model.add_variables(coords=full[1:], dims=["s", "k", "t"], binary=True, name="is_open")
    travel = xr.DataArray(data.travel, dims=("n", "s"), coords=axes)
    most = xr.DataArray(data.most, dims=("n", "k", "t"), coords={"n": axes["n"], **later})
    model.add_objective((travel * flow).sum() + (900.0 * modules + 250.0 * is_open).sum())
    model.add_constraints(flow.sum("s") >= 0, name="need")
    model.add_constraints(flow.sum("n") - 12.0 * modules <= 0, name="room")
    model.add_constraints(flow - most * is_open <= 0, name="link", mask=mask)
    marks.append(spent())
    model.solve("highs", io_api="direct", output_flag=False)
    marks += [spent(), spent()]
    values = flow.solution.values
    require_zeros(values[np.isfinite(values)].tolist())
    return phases(marks, model.matrices.A.nnz)


def run_numpy(data: Data, spent: Callable[[], float]) -> Times:
    """Straight from arrays: the least there is to do, and no model to read."""
    from scipy import sparse

    marks = [spent()]
    n = np.repeat(np.arange(data.num_localities), data.num_near * SETTINGS * YEARS)
    s = np.repeat(data.near.ravel(), SETTINGS * YEARS)
    kt = np.tile(np.arange(SETTINGS * YEARS), data.num_localities * data.num_near)
    arcs, blocks = len(n), data.num_sites * SETTINGS * YEARS
    needs = data.num_localities * SETTINGS * YEARS
    arc, site = np.arange(arcs), s * SETTINGS * YEARS + kt
    block = np.arange(blocks)
    row = np.concatenate(
        [n * SETTINGS * YEARS + kt, needs + site, needs + block, needs + blocks + arc, needs + blocks + arc]
    )
    column = np.concatenate([arc, arc, arcs + block, arc, arcs + blocks + site])
    most = data.most.reshape(data.num_localities, -1)[n, kt]
    entry = np.concatenate([np.ones(2 * arcs), np.full(blocks, -12.0), np.ones(arcs), -most])
    num_rows, num_columns = needs + blocks + arcs, arcs + 2 * blocks
    matrix = sparse.csc_array((entry, (row, column)), shape=(num_rows, num_columns))
    cost = np.concatenate([data.travel[n, s], np.full(blocks, 900.0), np.full(blocks, 250.0)])
    upper = np.concatenate([np.full(arcs, np.inf), np.full(blocks, 8.0), np.ones(blocks)])
    row_lower = np.concatenate([np.zeros(needs), np.full(num_rows - needs, -np.inf)])
    row_upper = np.concatenate([np.full(needs, np.inf), np.zeros(num_rows - needs)])
    whole = np.concatenate([np.zeros(arcs, np.int32), np.ones(2 * blocks, np.int32)])
    marks.append(spent())
    highs = quiet_highs()
    bounds = (cost, np.zeros(num_columns), upper, row_lower, row_upper)
    arrays = (matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, whole)
    highs.passModel(num_columns, num_rows, matrix.nnz, 1, 1, 0.0, *bounds, *arrays)
    marks.append(spent())
    highs.run()
    x = np.asarray(highs.getSolution().col_value)
    marks.append(spent())
    require_zeros(x.tolist())
    return phases(marks, matrix.nnz)


RUNNERS = dict(zip(ROUTES, (run_capplan, run_pyomo, run_appsi, run_linopy, run_numpy), strict=True))


def quiet_highs() -> highspy.Highs:
    """Return a HiGHS object that keeps silent."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    return highs


def phases(marks: list[float], nonzeros: int) -> Times:
    """Name the CPU seconds between marks."""
    build, hand, load = np.diff(marks).tolist()
    return {"build_s": build, "hand_s": hand, "load_s": load, "nonzeros": float(nonzeros)}


def require_zeros(values: list[float]) -> None:
    """Check that the answer has really arrived."""
    if any(value is None or abs(value) > 1e-9 for value in values):
        raise SystemExit("the answer was not loaded")


def child(route: str, size: int) -> None:
    """Run one route once and print its figures as JSON."""
    inside = 0.0
    run = highspy.Highs.run

    def timed_run(self: highspy.Highs) -> Any:
        nonlocal inside
        began = time.process_time()
        status = run(self)
        inside += time.process_time() - began
        return status

    highspy.Highs.run = timed_run
    import_first(route)
    data = Data(size)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = RUNNERS[route](data, lambda: time.process_time() - inside)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "peak_mb": peak_mb, "extra_mb": peak_mb - before_mb, "inside_s": inside}))


def import_first(route: str) -> None:
    """Load the route's libraries before the clock starts."""
    modules = {
        "capplan": ["pyomo.environ", "capplan.solve"],
        "pyomo highs": ["pyomo.environ", "pyomo.contrib.solver.common.factory"],
        "pyomo appsi_highs": ["pyomo.environ", "pyomo.contrib.appsi.solvers"],
        "linopy direct": ["linopy", "xarray"],
        "numpy": ["scipy.sparse"],
    }
    for name in modules[route]:
        __import__(name)


def main() -> None:
    """Run every route at every size, each in its own process, and print the tables."""
    parser = argparse.ArgumentParser(description="Cost of handing a model to HiGHS, route by route.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000], metavar="NONZEROS")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("ROUTE", "NONZEROS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], int(options.child[1]))
        return
    packages = ("pyomo", "highspy", "linopy", "numpy", "scipy")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    print(f"{date.today()}; Python {platform.python_version()}; {versions}; {os.cpu_count()} cores, load", end=" ")
    print(f"{os.getloadavg()[0]:.1f}. CPU seconds, median of {options.repeats}; time inside HiGHS taken off.")
    for size in options.sizes:
        table = {}
        runs: dict[str, list[Times]] = {route: [] for route in ROUTES}
        for _ in range(options.repeats):  # routes in turn, so that a busy spell hits all alike
            for route in ROUTES:
                command = [sys.executable, str(Path(__file__)), "--child", route, str(size)]
                answer = subprocess.run(command, capture_output=True, text=True, check=True)
                runs[route].append(json.loads(answer.stdout.splitlines()[-1]))
        for route in ROUTES:
            table[route] = {key: statistics.median(one[key] for one in runs[route]) for key in runs[route][0]}
        print_table(table)


def print_table(table: dict[str, Times]) -> None:
    """Print one size as a Markdown table with ratios to capplan."""
    totals = {route: row["build_s"] + row["hand_s"] + row["load_s"] for route, row in table.items()}
    print(f"\n### {table['capplan']['nonzeros']:,.0f} nonzeros\n")
    print("| route | build s | hand-over s | load s | total s | times capplan | peak MB | of it for the model MB |")
    print("|---|---|---|---|---|---|---|---|")
    for route, row in table.items():
        print(
            f"| {route} | {row['build_s']:.3f} | {row['hand_s']:.3f} | {row['load_s']:.3f} | {totals[route]:.2f} "
            f"| {totals[route] / totals['capplan']:.2f} | {row['peak_mb']:.0f} | {row['extra_mb']:.0f} |"
        )


if __name__ == "__main__":
    main()
