"""What must hold for every case, whatever its figures: Hypothesis draws cases that have a plan by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.check import check_beds
from capplan.decisions import BedDecisions, OptionId
from capplan.formulations import beds
from capplan.plan.option import solve_option
from capplan.plan.ties import TOLERANCE
from capplan.solve import Profile, Status, run
from capplan.units import add_months
from golden_lp import Formulation
from random_cases import cases

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
OPTIONS: tuple[OptionId, ...] = ("business-as-usual", "do-minimum", "plan")
# Solver tolerances: objectives are thousands to millions of GBP.
NEAR = 1e-6
few = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def solve(case: Case, option: OptionId = "plan") -> tuple[float, BedDecisions]:
    model = beds.build(beds.inputs_of(case, option))
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    assert result.objective is not None
    return result.objective, beds.extract(model)


def cost_gbp(case: Case, option: OptionId = "plan") -> float:
    return solve(case, option)[0]


def at_most(cost: float, other: float) -> bool:
    return cost <= other + NEAR * max(1.0, abs(other))


def every(case: Case, table: str, **change: Any) -> Case:
    """Return the case with the same change in every row of a table."""
    rows: Any = tuple(row.model_copy(update=change) for row in getattr(case, table))
    return replace(case, **{table: rows})


def shuffled(case: Case, draw: Any) -> Case:
    """Return the case with the rows of every table in another order."""
    tables = {field.name: getattr(case, field.name) for field in fields(case)}
    rows = {name: table for name, table in tables.items() if isinstance(table, tuple) and table}
    moved: dict[str, Any] = {name: tuple(draw(st.permutations(table))) for name, table in rows.items()}
    return replace(case, **moved)


def in_order(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return rows of decisions without their order, people rounded to what the solver promises."""
    return sorted(
        tuple(round(each, 4) + 0.0 if isinstance(each, float) else each for each in row.model_dump().values())
        for row in rows
    )


@few
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    """A table is a set of rows: order names no preference, so the optimum is the same."""
    case = data.draw(cases())
    assert cost_gbp(shuffled(case, data.draw)) == pytest.approx(cost_gbp(case), rel=NEAR)


@few
@given(st.data())
def test_the_order_of_rows_does_not_change_a_unique_plan(data: st.DataObject) -> None:
    """The tiny case has one optimum only (proved in the catalogue test), so its decisions may not depend on order."""
    case = Formulation("beds").case()
    (_, plan), (_, other) = solve(case), solve(shuffled(case, data.draw))
    for table in BedDecisions.model_fields:
        assert in_order(getattr(other, table)) == in_order(getattr(plan, table)), table


@few
@given(cases())
def test_shorter_notice_never_costs_more(case: Case) -> None:
    """Notice only removes arcs: every plan under long notice is possible under none, at the same cost."""
    assert at_most(cost_gbp(every(case, "contracts", notice_months=0)), cost_gbp(case))


@few
@given(cases())
def test_forbidding_closures_never_costs_less(case: Case) -> None:
    """Without reductions fewer paths are left; every one of them was possible before, at the same cost."""
    never = add_months(case.horizon.start, case.horizon.months)
    assert at_most(cost_gbp(case), cost_gbp(every(case, "sites", closes_from=never)))


@few
@given(cases(), st.sampled_from([2, 3]))
def test_changing_less_often_never_costs_less(case: Case, every: int) -> None:
    """Only arcs are removed: what may change every third month may change every month."""
    seldom = replace(case, parameters=case.parameters.model_copy(update={"change_every_months": every}))
    assert at_most(cost_gbp(case), cost_gbp(seldom))


@few
@given(cases(share_limits=False), st.sampled_from([1.05, 1.5, 3.0]))
def test_more_demand_never_costs_less(case: Case, factor: float) -> None:
    """A plan for more people serves fewer: leave the paths as they are and start only those who are there.

    Each queue is then never longer, and grows only where it grew before, so that the closure test holds as well. Shares
    of settings could be upset by this (some start in one locality who wait in another), so the case limits none.
    """
    more = replace(
        case,
        cohorts=tuple(
            row.model_copy(update={"admissions_per_year": row.admissions_per_year * factor}) for row in case.cohorts
        ),
    )
    assert at_most(cost_gbp(case), cost_gbp(more))


@few
@given(cases())
def test_the_plan_never_costs_more_than_do_minimum(case: Case) -> None:
    """Do-minimum is the same model with arcs removed, held to the same standard and budgets."""
    assert at_most(cost_gbp(case, "plan"), cost_gbp(case, "do-minimum"))


@few
@given(cases(kinds=("never", "divert"), even_months=True))
def test_halving_periods_changes_nothing_where_nothing_can_change(case: Case) -> None:
    """Business as usual, steady demand, nobody waits, no date in the middle of a period: every day is like the other.

    Arrivals follow days and fixed cost follows months, so a period of two months is the sum of its months whatever
    their length: the load is the same in each, and the same people a day are placed in each.
    """
    halves = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 1}))
    pairs = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 2}))
    assert cost_gbp(halves, "business-as-usual") == pytest.approx(cost_gbp(pairs, "business-as-usual"), rel=NEAR)


@few
@given(cases(even_months=True, pace_limits=False))
def test_halving_periods_never_costs_more(case: Case) -> None:
    """Steady demand, even dates, no ramp-up, no pace: the plan by two months is a plan by months at the same cost.

    Both months of a pair run the pair's configuration and start people in proportion to their days. A queue then runs
    straight from one end of the pair to the other, and the means of its two halves cost what the whole's mean does.
    The finer plan may change in odd months and let a queue empty in the middle, so it can be cheaper. (A pace of beds a
    month would be tighter by months, and a ramp-up counts the first month for its whole period.)
    """
    pairs = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 2}))
    assert at_most(cost_gbp(case), cost_gbp(pairs))


@few
@given(cases())
def test_every_solved_option_passes_the_checker(case: Case) -> None:
    """The checker recomputes every rule and figure from the tables, sharing no code with the model.

    The model's own objective must be the plan's as well, but for what the tie-break may give up.
    """
    for option in OPTIONS:
        solved = solve_option(case, option, EXACT)
        assert [str(one) for one in check_beds(case, solved.plan)] == []
        assert solved.found.result.objective == pytest.approx(solved.plan.proof.objective, rel=1.1 * TOLERANCE)


@few
@given(cases(), st.sampled_from([0.01, 1.17, 1000.0]))
def test_the_currency_does_not_matter(case: Case, factor: float) -> None:
    """The objective is linear in all GBP figures, and no constraint but the budgets (none here) holds any."""
    prices = ("acute_delayed_day_gbp", "acute_admission_day_gbp", "access_gbp_per_hour", "change_gbp_per_bed")
    scaled = replace(
        case,
        parameters=case.parameters.model_copy(
            update={name: getattr(case.parameters, name) * factor for name in prices}
        ),
        settings=_scaled(case.settings, factor, "unit_cost_gbp_per_occupied_day"),
        configurations=_scaled(case.configurations, factor, "fixed_gbp_per_year", "variable_gbp_per_occupied_day"),
        transitions=_scaled(case.transitions, factor, "capital_gbp", "revenue_gbp"),
    )
    assert cost_gbp(scaled) == pytest.approx(factor * cost_gbp(case), rel=NEAR)


def _scaled(rows: tuple[Any, ...], factor: float, *columns: str) -> tuple[Any, ...]:
    def change(row: Any) -> dict[str, float]:
        return {name: getattr(row, name) * factor for name in columns if getattr(row, name) is not None}

    return tuple(row.model_copy(update=change(row)) for row in rows)


@few
@given(cases())
def test_a_scenario_that_changes_nothing_changes_nothing(case: Case) -> None:
    """Factors of 1 are the tables as they are, whether the case is set to that scenario or only holds it."""
    rows = tuple(t.Scenario(scenario="copy", title="Copy", cohort=row.cohort) for row in case.cohorts)
    holding = replace(case, scenarios=rows)
    expected = cost_gbp(case)
    assert cost_gbp(holding) == pytest.approx(expected, rel=NEAR)
    assert cost_gbp(holding.in_scenario("copy")) == pytest.approx(expected, rel=NEAR)
