"""Budgets to the pound, and the hand-built plan's money worked out by hand."""

from __future__ import annotations

import pytest

from capplan.check import check_beds
from check.plans import business_as_usual, hand_decisions, hand_plan, rules_broken
from small import small_case, with_row

# Pooled revenue of 2013/14, GBP.
# Fixed: ward 1,892,160/2 + 946,080/2; block 640,000 x 6/12 + 1,280,000 x 2/12; home 146,000 x 11/12 + 292,000/12.
FIXED = 1_419_120.0 + 1_600_000.0 / 3 + 158_166.0 + 2.0 / 3
# Days: ward 153 x 15.5 + 75 + 181 x 9 = 4075.5; block 181 x 9.75 + 31 x 21 = 2415.75; spot 37.5;
# home 334 x 7 + 31 x 10 = 2648.
VARIABLE = 4075.5 * 60 + 2415.75 * 30 + 37.5 * 180 + 2648 * 50
# Half a year of a fifth of the 946,080 that half the ward cost; four changes with one-off costs.
STRANDED, ONE_OFF = 94_608.0, 50_000.0 + 20_000.0 + 10_000.0 + 15_000.0
POOL_REVENUE = FIXED + VARIABLE + STRANDED + ONE_OFF
# Health's revenue of 2014/15: half the block (fixed half a year, 183 x 23.1 days), stranded cost, exit.
HEALTH_REVENUE = 320_000.0 + 183 * 23.1 * 15 + 94_608.0 + 100_000.0


def test_the_hand_arithmetic() -> None:
    assert pytest.approx(2_756_380.5, abs=1e-6) == POOL_REVENUE
    assert pytest.approx(578_017.5, abs=1e-6) == HEALTH_REVENUE


@pytest.mark.parametrize(
    ("budget", "column", "spent", "rule"),
    [
        ("pool/2013/14", "revenue_gbp", POOL_REVENUE, "B17 revenue_budget"),
        ("pool/2013/14", "capital_gbp", 120_000.0, "B18 capital_budget"),
        ("health/2014/15", "revenue_gbp", HEALTH_REVENUE, "B17 revenue_budget"),
    ],
)
def test_a_budget_broken_by_one_pound(budget: str, column: str, spent: float, rule: str) -> None:
    case = small_case()
    assert rules_broken(with_row(case, "budgets", budget, **{column: spent}), hand_decisions(case)) == set()
    short = with_row(case, "budgets", budget, **{column: spent - 1.0})
    faults = check_beds(short, hand_plan(short))
    assert [(fault.rule, round(fault.amount, 4)) for fault in faults] == [(rule, 1.0)]


def test_the_message_on_a_budget_names_both_figures() -> None:
    short = with_row(small_case(), "budgets", "pool/2013/14", capital_gbp=119_999.0)
    (fault,) = check_beds(short, hand_plan(short))
    assert str(fault) == (
        "B18 capital_budget, funder pool, year 2013/14: 120,000.00 GBP are spent; the limit is 119,999.00 GBP."
    )


def test_a_receipt_makes_room_for_capital() -> None:
    # Selling the ward brings 200,000 GBP, so 2014/15 ends at -200,000 GBP: a limit of 0 is kept.
    figures = hand_plan(small_case()).figures
    capital = {(row.year, row.funder): row.nominal_gbp for row in figures.money if row.kind == "capital"}
    assert capital == pytest.approx(
        {("2013/14", "health"): 60_000, ("2013/14", "council"): 60_000, ("2014/15", "health"): -200_000}
    )


def test_business_as_usual_is_not_held_to_budgets() -> None:
    case = with_row(small_case(), "budgets", "pool/2013/14", revenue_gbp=1.0)
    assert check_beds(case, business_as_usual(case)) == ()


def test_totals_of_the_hand_plan() -> None:
    totals = hand_plan(small_case()).figures.totals
    # Waiting: 30 x 3.75/2 + 30 x 1.25 + 31 x 1.25/2 = 113.125 days at 300 GBP.
    first = POOL_REVENUE + 120_000.0 + 113.125 * 300
    # Second year: health, its receipt, and the council: half the block, home for half a year, 183 x 11 days.
    council = 320_000.0 + 183 * 23.1 * 15 + 146_000.0 + 183 * 11 * 50
    second = HEALTH_REVENUE - 200_000.0 + council
    assert totals.waiting_bed_days == pytest.approx(113.125)
    assert totals.cost_nominal_gbp == pytest.approx(first + second)
    assert totals.cost_present_gbp == pytest.approx(first + second / 1.035)
    assert totals.capital_nominal_gbp == pytest.approx(-80_000.0)
    assert totals.revenue_nominal_gbp == pytest.approx(first + second + 80_000.0)
    # 54 beds change in the first year, 12 in the second, at 100 GBP.
    assert totals.beds_changed == 66
    assert totals.change_weight_gbp == pytest.approx(5_400 + 1_200 / 1.035)
    # 0.2 GBP a minute. First year: 202.05 x 14 + 26.775 x 40 + 43.425 x 36 + 37.1 x 10 + 1.25 x 20 = 5859;
    # second: 105.6825 x 36 + 35.2275 x 10 = 4156.845.
    assert totals.access_weight_gbp == pytest.approx(0.2 * 5859 + 0.2 * 4156.845 / 1.035)
    parts = totals.cost_present_gbp + totals.access_weight_gbp + totals.change_weight_gbp
    assert totals.objective_gbp == pytest.approx(parts)
    assert (totals.beds_at_start, totals.beds_at_end, totals.diverted_people) == (24, 32, 0.0)


def test_acute_waiting_falls_to_the_hospital_trust() -> None:
    rows = hand_plan(small_case()).figures.money
    trust = [row for row in rows if row.funder == "hospital-trust"]
    assert [(row.year, row.kind, row.nominal_gbp) for row in trust] == [
        ("2013/14", "acute-waiting", pytest.approx(33_937.5))
    ]


def test_present_value_is_discounted_by_the_year() -> None:
    rows = hand_plan(small_case()).figures.money
    assert {row.year for row in rows} == {"2013/14", "2014/15"}
    for row in rows:
        factor = 1.0 if row.year == "2013/14" else 1.035
        assert row.present_gbp == pytest.approx(row.nominal_gbp / factor)
