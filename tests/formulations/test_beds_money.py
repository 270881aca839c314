"""The objective and the budgets of `beds`, coefficient by coefficient, on the small case.

Discount factor 1 in 2013/14 and 1 / 1.035 in 2014/15; monthly from April 2013 to September 2014.
"""

from __future__ import annotations

from functools import cache

import pyomo.environ as pyo
import pytest
from model_rows import coefficients, model_of, row

from capplan.plan.option import solve_option
from capplan.plan.ties import TOLERANCE
from capplan.solve import Profile
from golden_lp import Formulation
from small import small_case, with_row

LATER = 1 / 1.035
# 300 GBP a day x 365 x 0.9 occupancy x 0.8 fixed share x 24 beds.
WARD_GBP = 300.0 * 365 * 0.9 * 0.8 * 24


@cache
def model() -> pyo.ConcreteModel:
    return model_of(small_case())


@cache
def objective() -> dict[str, float]:
    return coefficients(model().objective.expr)


def test_fixed_cost_is_a_twelfth_of_a_year_discounted() -> None:
    assert objective()["configuration[ward-north,full,2013-12]"] == pytest.approx(WARD_GBP / 12)
    assert objective()["configuration[ward-north,full,2014-05]"] == pytest.approx(WARD_GBP / 12 * LATER)
    assert "configuration[ward-north,closed,2014-05]" not in objective()


def test_a_start_costs_its_stay_and_its_journey() -> None:
    """Ward: 300 x 0.2 = 60 GBP a day for 20 days, and 14 minutes at 12 GBP an hour from the north."""
    one = objective()["starts[step-down,north,ward-north,2013-12]"]
    assert one == pytest.approx(60 * 20 + 12 * 14 / 60)
    assert objective()["starts[step-down,north,ward-north,2014-05]"] == pytest.approx(one * LATER)


def test_staff_who_travel_cost_no_access_weight() -> None:
    """Home: 100 x 0.5 = 50 GBP a day for 20 days, whatever the distance."""
    assert objective()["starts[step-down,north,home-county,2013-12]"] == pytest.approx(50 * 20)


def test_waiting_is_priced_by_the_mean_of_both_ends_of_each_month() -> None:
    """Waiting at the end of November counts half in November (30 days) and half in December (31), at 300 GBP."""
    assert objective()["waiting[step-down,north,2013-11]"] == pytest.approx(300 * (30 + 31) / 2)
    # Over the year's end each half is discounted with its own month; the last month has no second half.
    assert objective()["waiting[step-down,north,2014-03]"] == pytest.approx(300 * (31 + 30 * LATER) / 2)
    assert objective()["waiting[step-down,north,2014-09]"] == pytest.approx(300 * 30 / 2 * LATER)


def test_those_who_wait_as_the_plan_starts_are_a_constant() -> None:
    """10 delayed x 0.5 = 5 people, half of April's 30 days at 300 GBP."""
    assert objective()[""] == pytest.approx(5 * 300 * 30 / 2)


def test_a_diverted_person_costs_the_acute_stay() -> None:
    """8 days at 400 GBP."""
    assert objective()["diverted[step-up,north,2013-11]"] == pytest.approx(8 * 400)


def test_a_change_costs_once_and_leaves_part_of_the_fixed_cost_behind() -> None:
    """Full to half in December: 50,000 once, 12 beds x 100 weight, and a fifth of half the fixed cost for 6 months.

    December to March lie in 2013/14, April and May in 2014/15.
    """
    stranded = 0.2 * WARD_GBP / 2 / 12
    expected = 50_000 + 12 * 100 + stranded * (4 + 2 * LATER)
    assert objective()["transition[ward-north,full,half,2013-12]"] == pytest.approx(expected)


def test_stranded_cost_ends_with_the_plan() -> None:
    """Half to closed in August 2014: two of six months are left; 100,000 out, 200,000 back, all in 2014/15."""
    stranded = 0.2 * WARD_GBP / 2 / 12
    expected = (100_000 - 200_000 + 12 * 100 + stranded * 2) * LATER
    assert objective()["transition[ward-north,half,closed,2014-08]"] == pytest.approx(expected)


def test_model_and_figures_agree_where_fewer_beds_cost_more() -> None:
    """The tiny refusal team must close in year 3; here its empty building costs 100 GBP a day, more than running it."""
    case = with_row(Formulation("beds").case(), "configurations", "refusal-team/none", fixed_gbp_per_year=36_500.0)
    case = with_row(case, "sites", "refusal-team", stranded_share=0.5, stranded_months=12)
    solved = solve_option(case, "plan", Profile(mip_rel_gap=0.0))
    assert solved.found.result.objective == pytest.approx(solved.plan.figures.totals.objective_gbp, rel=TOLERANCE * 1.1)


def test_more_beds_leave_nothing_stranded() -> None:
    """None to sixteen in December: 80,000 capital, 20,000 revenue, 16 beds x 100 weight."""
    assert objective()["transition[block-south,none,sixteen,2013-12]"] == pytest.approx(100_000 + 1_600)


def test_the_tie_break_counts_beds_changed() -> None:
    counted = coefficients(model().tie_break.expr)
    assert counted["transition[ward-north,full,half,2013-12]"] == 12.0
    assert counted["transition[home-county,ten,twenty,2013-12]"] == 10.0
    assert not any(name.startswith(("configuration", "starts")) for name in counted)
    assert not model().tie_break.active


def test_a_budget_counts_nominal_spending_of_its_year_by_the_funder_s_share() -> None:
    """Health pays the ward and half of the nursing homes; its year 2014/15 is not discounted in the budget."""
    line = row(model(), "revenue_budget", "health", "2014/15")
    assert line["configuration[ward-north,full,2014-05]"] == pytest.approx(WARD_GBP / 12)
    assert line["configuration[block-south,sixteen,2014-05]"] == pytest.approx(40_000 * 16 / 12 / 2)
    # 50 x 0.5 = 25 GBP a day would be the council's; the journey is a weight, not spending.
    assert line["starts[step-down,north,ward-north,2014-05]"] == pytest.approx(60 * 20)
    assert "starts[step-down,north,home-county,2014-05]" not in line
    assert "configuration[ward-north,full,2014-03]" not in line
    assert "waiting[step-down,north,2014-05]" not in line
    # A reduction in December leaves April and May of its six stranded months to 2014/15.
    assert line["transition[ward-north,full,half,2013-12]"] == pytest.approx(0.2 * WARD_GBP / 2 / 12 * 2)


def test_the_pool_counts_all_its_members() -> None:
    """Health and council are pooled, so a nursing-home bed counts in full and a home start as well."""
    line = row(model(), "revenue_budget", "pool", "2013/14")
    assert line["configuration[block-south,sixteen,2013-12]"] == pytest.approx(40_000 * 16 / 12)
    assert line["starts[step-down,north,home-county,2013-12]"] == pytest.approx(50 * 20)
    assert model().revenue_budget["pool", "2013/14"].upper() == pytest.approx(3_500_000)


def test_receipts_count_against_the_capital_of_their_year() -> None:
    line = row(model(), "capital_budget", "health", "2014/15")
    assert line["transition[ward-north,half,closed,2014-08]"] == -200_000
    assert line["transition[block-south,none,sixteen,2014-08]"] == 40_000
    assert not any(name.startswith("configuration") for name in line)


def test_people_who_wait_as_the_plan_starts_use_up_the_payer_s_budget() -> None:
    """The trust pays acute days: 5 people x 15 days x 300 GBP of its first year are spent whatever is decided."""
    case = small_case()
    budget = case.budgets[0].model_copy(update={"funder": "hospital-trust", "capital_gbp": None})
    limited = model_of(with_row(case, "budgets", "pool/2013/14", **budget.model_dump()))
    assert limited.revenue_budget["hospital-trust", "2013/14"].upper() == pytest.approx(3_500_000 - 22_500)


def test_business_as_usual_is_held_to_no_budget() -> None:
    usual = model_of(small_case(), "business-as-usual")
    assert len(usual.revenue_budget) == len(usual.capital_budget) == 0
