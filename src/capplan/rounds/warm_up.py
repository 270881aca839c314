"""First use: every compiled loop called once on a made-up day, so that no plan waits for its compilation."""

from __future__ import annotations

import time

import numpy as np

from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Pair, Visit
from capplan.rounds.bound import CLOSE, Relaxation
from capplan.rounds.day import day_of
from capplan.rounds.enumeration import walk_all
from capplan.rounds.labels import price
from capplan.rounds.listing import listed
from capplan.rounds.neighbourhood import search
from capplan.rounds.plan import solve
from capplan.rounds.pricing import round_costs
from capplan.rounds.subset_rows import Row
from capplan.rounds.windows import windows_of
from capplan.solve.jit import is_kept

LIMIT_S = 600.0
HOUR_S, MINUTE_S = 3600, 60
MOST_ROUNDS = 1000


def compiles_first() -> bool:
    """Whether the next rounds wait some seconds for the inner loops to be compiled, as on first use."""
    return not all(is_kept(loop) for loop in (search, price, round_costs, walk_all))


def compile_loops() -> None:
    """Compile the inner loops by a day of four visits with every feature: a minute of one processor."""
    inputs = _day()
    solve(inputs, time_limit_s=LIMIT_S, gap=0.0, iterations=200)
    day = day_of(inputs)
    relaxation = Relaxation(day, windows_of(day), range(len(day.duties)))
    relaxation.run(time.perf_counter() + LIMIT_S, lambda: False, lambda _: None)
    listed(day, relaxation, relaxation.value + 1.0, MOST_ROUNDS)
    # As large masters are solved.
    relaxation.master.estimate(CLOSE)
    # Subset rows, which so small a day does not break.
    rows = relaxation.rows
    rows.separate(relaxation.columns, np.full(len(relaxation.columns), 0.5), {})
    rows.put(Row((), (1, 2, 3)), set())
    one = np.zeros(1, dtype=np.int64)
    rows.paid(one, np.array([0, 1]), one, np.ones(len(rows.rows)))


def _day() -> Inputs:
    visits = tuple(
        Visit(
            f"v{number}", f"c{number}", number, 30 * MINUTE_S, ((9 * HOUR_S, 13 * HOUR_S),), 100.0, "base",
            preferred_s=10 * HOUR_S, deviation_gbp_per_min=0.1, carers=2 if number == 0 else 1,
        )
        for number in range(4)
    )  # fmt: skip
    carers = tuple(
        Carer(
            f"k{number}", "base", 4, 4, ((8 * HOUR_S, 14 * HOUR_S), *(((15 * HOUR_S, 16 * HOUR_S),) * number)),
            paid_s=2 * HOUR_S, max_work_s=8 * HOUR_S, overtime_gbp_per_h=10.0,
            meal_break=MealBreak(11 * HOUR_S, 13 * HOUR_S, 30 * MINUTE_S),
            service_gbp_per_h=20.0, travel_gbp_per_h=20.0, waiting_gbp_per_h=20.0, mileage_gbp_per_km=0.5,
        )
        for number in range(2)
    )  # fmt: skip
    ways = np.where(np.eye(5, dtype=bool), 0, 10 * MINUTE_S).astype(np.int64)
    return Inputs(visits, (Pair("v1", "v2", 0),), carers, {"car": ways}, {"car": ways / 600.0})
