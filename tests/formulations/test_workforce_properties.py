"""What must hold for every staffed case, whatever its figures: seeded variations of the small case with staff."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pyomo.environ as pyo
import pytest

from capplan.case.case import Case
from capplan.formulations import system, workforce
from capplan.solve import Profile, Status, run
from small import with_row
from small_staff import staffed_case

# Without presolve: with it, HiGHS 1.15.1 called an answer to a variation of this case the best, at 1,131,975 GBP, and
# found one at 1,131,370 GBP from another seed of its own.
EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0, highs={"presolve": "off"})
SEEDS = range(21)
# Solver tolerances: objectives are hundreds of thousands to millions of GBP.
NEAR = 1e-6
COARSE_MONTHS = 3

# The first seeds in every test run, the others in the long one.
every_seed = pytest.mark.parametrize(
    "seed", [seed if seed < 5 else pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS]
)


def every(case: Case, table: str, change: Callable[[Any], dict[str, Any]]) -> Case:
    """Return the case with a change in every row of a table."""
    rows: Any = tuple(row.model_copy(update=change(row)) for row in getattr(case, table))
    return replace(case, **{table: rows})


@cache
def varied(seed: int) -> Case:
    """Return nine months of the small case; every seed but 0 has other people, contracts, dates and prices."""
    case = staffed_case()
    case = replace(case, horizon=case.horizon.model_copy(update={"months": 9}))
    if seed == 0:
        return case
    draw = random.Random(seed)
    case = every(
        case, "cohorts", lambda row: {"admissions_per_year": row.admissions_per_year * draw.choice((0.8, 1, 1.2))}
    )
    case = every(case, "contracts", lambda _: {"notice_months": draw.choice((0, 2, 4))})
    case = every(
        case,
        "establishment",
        lambda row: {"actual_fte": row.actual_fte - draw.choice((0, 1, 2)) * (row.budget_fte > 1)},
    )
    case = every(
        case,
        "work_types",
        lambda row: {"shortfall_gbp_per_hour": row.shortfall_gbp_per_hour * draw.choice((0.5, 1, 2))},
    )
    case = every(
        case,
        "roles",
        lambda row: {
            "turnover_per_year": draw.choice((0.0, 0.1, 0.3)),
            "recruit_lead_months": draw.choice((1, 2, 4)),
            # The team minimum of managers leaves no room for fewer.
            "max_recruits_fte_per_month": draw.choice((None, 0.5, 1.0)) if row.role != "manager" else None,
            "agency_gbp_per_hour": draw.choice((30.0, 50.0)),
            "max_agency_share": draw.choice((0.0, 0.1, 0.4)),
            "redundancy_gbp_per_fte": draw.choice((None, 5_000.0)),
        },
    )
    case = every(
        case, "moves", lambda _: {"retrain_months": draw.choice((0, 2)), "protected_months": draw.choice((0, 6))}
    )
    figures = {"fte_step": draw.choice((0.25, 0.5)), "overskill_gbp_per_hour": draw.choice((0.0, 5.0))}
    return replace(case, parameters=case.parameters.model_copy(update=figures))


def optimum(model: pyo.ConcreteModel) -> float:
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def staff_gbp(case: Case) -> float:
    return optimum(workforce.build(workforce.inputs_of(case)))


@cache
def varied_gbp(seed: int) -> float:
    return staff_gbp(varied(seed))


def at_most(cost: float, other: float) -> bool:
    return cost <= other + NEAR * max(1.0, abs(other))


@pytest.mark.slow
def test_the_seeds_are_different_cases() -> None:
    assert len({round(varied_gbp(seed)) for seed in SEEDS}) == len(SEEDS)


@every_seed
def test_coarse_staff_cost_no_more_than_fractions_and_these_no_more_than_whole_steps(seed: int) -> None:
    inputs = workforce.inputs_of(varied(seed))
    coarse = optimum(workforce.build(inputs.coarse(COARSE_MONTHS)))
    fractions = optimum(workforce.build(inputs.in_fractions()))
    assert at_most(coarse, fractions)
    assert at_most(fractions, varied_gbp(seed))


@every_seed
def test_coarse_system_costs_no_more_than_fractions_and_these_no_more_than_whole_steps(seed: int) -> None:
    inputs = system.inputs_of(varied(seed), "plan")
    coarse = optimum(system.build(inputs.coarse(COARSE_MONTHS)))
    fractions = optimum(system.build(replace(inputs, workforce=inputs.workforce.in_fractions())))
    assert at_most(coarse, fractions)
    assert at_most(fractions, optimum(system.build(inputs)))


@every_seed
def test_more_recruits_allowed_never_cost_more(seed: int) -> None:
    def more(row: Any) -> dict[str, Any]:
        limit = row.max_recruits_fte_per_month
        return {"max_recruits_fte_per_month": None if limit is None else limit + 1.0}

    assert at_most(staff_gbp(every(varied(seed), "roles", more)), varied_gbp(seed))


@every_seed
def test_a_raised_agency_cap_never_costs_more(seed: int) -> None:
    case = every(varied(seed), "roles", lambda row: {"max_agency_share": row.max_agency_share + 0.2})
    assert at_most(staff_gbp(case), varied_gbp(seed))


@every_seed
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    case, draw = varied(seed), random.Random(seed)
    tables = ("roles", "establishment", "may_do", "work_types", "recipes", "moves", "duty_cover", "levers")
    mixed: dict[str, Any] = {name: draw.sample(getattr(case, name), len(getattr(case, name))) for name in tables}
    other = replace(case, **{name: tuple(rows) for name, rows in mixed.items()})
    assert staff_gbp(other) == pytest.approx(varied_gbp(seed), rel=NEAR)


@every_seed
@pytest.mark.parametrize("lever", ["shorter-visits", "assistants-visit"])
def test_a_lever_that_is_pulled_never_costs_more(seed: int, lever: str) -> None:
    """Fewer minutes a visit, and more people who may do the work."""
    case = with_row(varied(seed), "levers", lever, from_month="2013-05")
    pulled, left = (staff_gbp(with_row(case, "levers", lever, on=on)) for on in (True, False))
    assert at_most(pulled, left)


def test_the_figures_that_are_changed_matter() -> None:
    """In some seed recruits, agency and whole steps cost money, so that the comparisons above are not idle."""
    changes: dict[str, Callable[[Case], float]] = {
        "recruits": lambda case: staff_gbp(every(case, "roles", lambda _: {"max_recruits_fte_per_month": None})),
        "agency": lambda case: staff_gbp(every(case, "roles", lambda _: {"max_agency_share": 0.0})),
        "fractions": lambda case: optimum(workforce.build(workforce.inputs_of(case).in_fractions())),
    }
    for name, changed in changes.items():
        assert max(abs(changed(varied(seed)) - varied_gbp(seed)) for seed in SEEDS[:8]) > 100.0, name
