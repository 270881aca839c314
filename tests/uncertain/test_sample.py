"""Futures: drawn from the ranges, spread evenly, the same for the same seed; and the case as it is in one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from capplan.case.case import Case
from capplan.case.demand import arrivals
from capplan.case.futures import in_future, in_quarters
from capplan.case.staff_hours import hours_per_fte
from capplan.case.uncertainty_tables import ScenarioChance, Uncertainty
from capplan.plan.uncertain.sample import drawn_futures, futures_of, mean_future
from golden_lp import Formulation


def figure(uncertain: str, quantity: str, low: float, mode: float, high: float, **more: str) -> Uncertainty:
    row = {"uncertain": uncertain, "title": uncertain, "quantity": quantity, "distribution": "triangular", **more}
    return Uncertainty.model_validate({**row, "low": low, "mode": mode, "high": high})


def case_with(*rows: Uncertainty) -> Case:
    return replace(Formulation("uncertain").case(), uncertainty=rows)


CASE = case_with(
    figure("demand", "demand", 0.8, 1.0, 1.5, group="people"),
    figure("stay", "stay", 0.9, 1.0, 1.2, group="people"),
    figure("vacancy", "vacancy", 0.0, 0.02, 0.1, distribution="uniform"),
)


def test_the_same_seed_gives_the_same_futures_and_another_gives_others() -> None:
    assert drawn_futures(CASE, 20, 3) == drawn_futures(CASE, 20, 3)
    assert drawn_futures(CASE, 20, 3) != drawn_futures(CASE, 20, 4)


def test_every_share_of_a_range_is_met_once() -> None:
    """Uniform from 0 to 0.1 in 20 shares of 0.005."""
    values = [one.values["vacancy"] for one in drawn_futures(CASE, 20, 3)]
    assert sorted(int(value / 0.005) for value in values) == list(range(20))


def test_figures_of_one_group_rise_and_fall_together() -> None:
    futures = drawn_futures(CASE, 30, 5)
    order = np.argsort([one.values["demand"] for one in futures])
    stays = np.array([one.values["stay"] for one in futures])[order]
    assert (np.diff(stays) >= 0).all()


def test_values_lie_in_their_ranges_with_the_mean_of_the_triangle() -> None:
    """(0.8 + 1.0 + 1.5) / 3 = 1.1."""
    values = [one.values["demand"] for one in drawn_futures(CASE, 400, 1)]
    assert 0.8 <= min(values) < 0.85 and 1.4 < max(values) <= 1.5
    assert np.mean(values) == pytest.approx(1.1, abs=2e-3)


def test_scenarios_come_by_their_chances() -> None:
    case = replace(
        CASE,
        scenario_chances=(
            ScenarioChance(scenario="base", probability=0.75),
            ScenarioChance(scenario="high", probability=0.25),
        ),
    )
    counts = Counter(one.scenario for one in drawn_futures(case, 40, 2))
    assert counts == {"base": 30, "high": 10}


def test_the_future_planned_for_comes_first_and_alone_is_tested() -> None:
    futures = futures_of(CASE, 5, 1)
    assert [one.tested for one in futures] == [True, False, False, False, False]
    assert futures[0].values == {}
    assert sum(one.probability for one in futures) == pytest.approx(1.0)
    assert futures_of(CASE, 1, 1)[0].probability == 1.0


def test_the_mean_future_has_the_mean_of_every_figure() -> None:
    futures = futures_of(CASE, 9, 1)
    values = [one.values["stay"] for one in futures if one.values]
    assert mean_future(futures).values["stay"] == pytest.approx(sum(values) / 8)


def test_demand_and_stay_multiply_those_of_the_scenario() -> None:
    future = in_future(CASE, "draw-001", "high", {"demand": 1.2, "stay": 1.1})
    assert future.factor("a") == pytest.approx((4 * 1.2, 1.1))
    assert sum(arrivals(future).values()) == pytest.approx(4 * 1.2 * sum(arrivals(CASE).values()))


def test_a_figure_of_one_cohort_leaves_the_others_alone() -> None:
    case = case_with(figure("demand-b", "demand", 1, 1, 2, of="b"))
    future = in_future(case, "draw-001", "base", {"demand-b": 2.0})
    assert [future.factor(cohort)[0] for cohort in "abc"] == [1.0, 2.0, 1.0]


def test_empty_posts_give_no_hours() -> None:
    future = in_future(CASE, "draw-001", "base", {"vacancy": 0.1})
    role = CASE.role["nurse-b"]
    assert hours_per_fte(future.role["nurse-b"], 365) == pytest.approx(0.9 * hours_per_fte(role, 365))


def test_more_turnover_leaves_posts_empty_until_they_can_be_filled() -> None:
    """0.2 a year, half as much again, six months to recruit: 0.2 x 0.5 x 6 / 12 = 5 % of the posts."""
    case = case_with(figure("turnover", "turnover", 0.5, 1, 1.5))
    role = case.role["nurse-b"].model_copy(update={"turnover_per_year": 0.2, "recruit_lead_months": 6})
    case = replace(case, roles=(role, *(row for row in case.roles if row.role != "nurse-b")))
    more = in_future(case, "draw-001", "base", {"turnover": 1.5}).role["nurse-b"]
    assert hours_per_fte(more, 365) == pytest.approx(0.95 * hours_per_fte(role, 365))
    # Less turnover than planned fills no more than all posts.
    assert in_future(case, "draw-001", "base", {"turnover": 0.5}).role["nurse-b"] == role


def test_growth_is_stretched_above_the_first_year() -> None:
    case = case_with(figure("ageing", "growth", 0.5, 1, 2))
    rows = tuple(row.model_copy(update={"age_85_plus": 1.1}) for row in case.growth)
    future = in_future(replace(case, growth=rows), "draw-001", "base", {"ageing": 1.5})
    assert [row.age_85_plus for row in future.growth] == pytest.approx([1.15])
    assert [row.age_65_74 for row in future.growth] == [1.0]


def test_months_become_quarters_only_where_whole() -> None:
    months = CASE.horizon.model_copy(update={"months": 12, "months_per_period": 1})
    assert len(in_quarters(replace(CASE, horizon=months)).periods) == 4
    uneven = replace(CASE, horizon=months.model_copy(update={"months": 11}))
    assert in_quarters(uneven) is uneven
    assert in_quarters(CASE) is CASE
