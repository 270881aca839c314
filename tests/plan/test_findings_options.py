"""Findings that compare options: overload, money, closures, size of units."""

from __future__ import annotations

from dataclasses import replace

import pytest
from worked_case import (
    as_option,
    decisions,
    unchanged_plan,
    worked_case,
    worked_decisions,
    worked_plan,
)

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding, Regret
from capplan.plan.findings import find
from capplan.plan.findings.units import refused_when_occupied
from capplan.queueing import carried_occupancy

OPTIONS = {"plan": worked_plan(), "business-as-usual": unchanged_plan()}


def by_id(
    case: Case | None = None, options: dict[str, BedPlan] | None = None, regrets: tuple[Regret, ...] = ()
) -> dict[str, Finding]:
    found = find(case or worked_case(), options if options is not None else OPTIONS, regrets)
    assert len({finding.id for finding in found}) == len(found)
    return {finding.id: finding for finding in found}


def test_overload_counts_queues_sites_and_months() -> None:
    # The ward is at its full load of 9.7 beds for three half-years; 80 wait in the north at the end, 40 a year before.
    finding = by_id()["overload-business-as-usual"]
    assert finding.figures == {
        "queues_without_steady_state": 1,
        "queues": 4,
        "waiting_at_end_people": 80,
        "sites_without_steady_state": 1,
        "months_overloaded": 18,
        "last_month_overloaded": "2016-04",
        "months_overloaded_ward": 18,
    }
    assert "1 of 4 queues (one for each cohort and locality) has no steady state: 80.0 people wait" in finding.text
    assert (
        "1 site reaches the load that can physically be carried, in 18 of 24 months, last in April 2016" in finding.text
    )


def test_option_with_steady_state_everywhere_has_no_overload() -> None:
    runs = {"ward": ("ten",) * 4, "nursing": ("none",) * 4, "spot": ("five",) * 4, "team": ("twenty",) * 4}
    calm = as_option("plan", decisions(runs, (), (0, 0, 0, 0), (0, 0, 0, 0)))
    assert "overload-plan" not in by_id(options={"plan": calm})


def test_standard_breached_today_counts_sites_with_standing_beds() -> None:
    # The ward carries 9.7 beds, above its safe load; the home team carries nothing; spot beds have no standard.
    finding = by_id()["standard-today"]
    assert (finding.figures["sites_breached"], finding.figures["sites"]) == (1, 2)
    assert finding.text.startswith("The service standard is breached today at 1 of 2 sites: Hill ward (load 9.7, safe ")


def test_savings_split_present_nominal_revenue_capital_and_acute() -> None:
    plan, usual = worked_plan().figures, unchanged_plan().figures
    figures = by_id()["savings-against-business-as-usual"].figures
    assert figures["saving_present_gbp"] == pytest.approx(usual.totals.cost_present_gbp - plan.totals.cost_present_gbp)
    # Usual: fixed 2 x 415,000; variable (3 x 97 + 60) x 18.3 x 50 = 321,165; the north waits 183 x (2.5 + 20)/2 +
    # 183 x 30 + 183 x 50 + 182 x 70 = 29,438.75 days, the south 228.75: 29,667.5 x 300 = 8,900,250.
    assert usual.totals.cost_nominal_gbp == pytest.approx(830_000 + 321_165 + 8_900_250)
    assert figures["saving_nominal_gbp"] == pytest.approx(10_051_415 - 2_147_230)
    # The plan receives 95,000 of capital net, which counts as saved.
    assert figures["saving_capital_nominal_gbp"] == pytest.approx(95_000)
    assert figures["saving_revenue_nominal_gbp"] == pytest.approx(10_051_415 - 2_242_230)
    assert figures["saving_acute_nominal_gbp"] == pytest.approx(8_900_250 - 849_750 - 12_000)
    # 1,000 + 5,000 + 30,000 - 100,000: the receipt is larger than all that is spent once.
    assert figures["one_off_nominal_gbp"] == pytest.approx(-64_000)


def test_savings_are_put_in_words() -> None:
    text = by_id()["savings-against-business-as-usual"].text
    assert "the plan saves £" in text
    assert "at present value over 24 months" in text
    assert "(£7,904,185 less in nominal money: revenue £7,809,185 less, capital £95,000 less)" in text
    assert "Acute bed days avoided count for £8,038,500, which is cash only if the acute beds change too." in text
    assert "One-off" not in text


def test_one_off_spending_is_repaid_in_the_first_year_from_which_the_plan_stays_cheaper() -> None:
    # The plan opens the home in year 0 (one-offs 6,000, fixed 120,000) and never uses it: not repaid. The other way
    # round, one-off savings need no repayment.
    runs = {"ward": ("ten",) * 4, "nursing": ("none",) * 4, "spot": ("five",) * 4, "team": ("twenty",) * 4}
    opened = {**runs, "nursing": ("none", "twelve", "twelve", "twelve")}
    nobody = ((), (0, 0, 0, 0), (0, 0, 0, 0))
    usual = as_option("business-as-usual", decisions(runs, *nobody))
    dear = by_id(options={"business-as-usual": usual, "plan": as_option("plan", decisions(opened, *nobody))})
    finding = dear["savings-against-business-as-usual"]
    assert finding.severity == "warning"
    assert "One-off spending of £6,000 is not repaid inside the plan." in finding.text
    assert finding.figures["repaid_by_end_of"] == ""
    # If 100 people wait at the end of each half-year unless the home opens, year 0 repays it at once.
    waits = as_option("business-as-usual", decisions(runs, (), (100, 100, 100, 100), (0, 0, 0, 0)))
    cheap = by_id(options={"business-as-usual": waits, "plan": as_option("plan", decisions(opened, *nobody))})
    # Without the acute days nothing repays it.
    assert cheap["savings-against-business-as-usual"].text.endswith(
        "One-off spending of £6,000 is repaid by the end of 2015/16, without the acute bed days not repaid inside "
        "the plan."
    )


def test_funders_that_gain_and_lose_are_named() -> None:
    finding = by_id()["funders-against-business-as-usual"]
    # Council: the plan 140,000 + 230,000 fixed, 60,390 + 147,870 + ... less 100,000 fixed of the team as usual.
    council = sum(row.nominal_gbp for row in worked_plan().figures.money if row.funder == "council") - 100_000
    assert finding.figures["extra_nominal_gbp_council"] == pytest.approx(council)
    assert council > 0
    assert finding.severity == "warning"
    assert finding.text.startswith("Against business as usual, over the whole plan in nominal money: NHS pays £")
    assert "Council pays £" in finding.text
    assert finding.text.endswith("Some gain and others pay: their agreement has to settle the difference.")


def test_budget_breached_in_business_as_usual() -> None:
    # The council pays 50,000 a year for the team as usual, no capital; the pool holds the council alone.
    budgets = (
        t.Budget(funder="council", year="2015/16", revenue_gbp=40_000, capital_gbp=0),
        t.Budget(funder="pool", year="2016/17", revenue_gbp=49_000),
        t.Budget(funder="council", year="2016/17", revenue_gbp=50_000),
    )
    found = by_id(replace(worked_case(), budgets=budgets))
    breached = {name: f.figures for name, f in found.items() if name.startswith("budget-breached-")}
    assert breached == {
        "budget-breached-revenue-council-2015-16": {
            "spent_nominal_gbp": 50_000,
            "limit_gbp": 40_000,
            "over_gbp": 10_000,
        },
        "budget-breached-revenue-pool-2016-17": {"spent_nominal_gbp": 50_000, "limit_gbp": 49_000, "over_gbp": 1_000},
    }
    assert (
        "The pooled budget, 2016/17: business as usual spends £50,000 of revenue, £1,000 over the limit of £49,000."
        in (found["budget-breached-revenue-pool-2016-17"].text)
    )


def test_closure_is_told_with_dates_posts_and_a_failed_test() -> None:
    finding = by_id()["closure-ward-closed"]
    assert finding.severity == "conflict"
    assert finding.figures["months_after_earliest"] == 0
    assert finding.figures["fte_released"] == pytest.approx(12)
    assert finding.text.startswith(
        "Hill ward loses 10 beds from April 2016, the earliest month the rules allow; notice is served in October "
        "2015 and admissions stop in October 2015. It releases 12.0 FTE nurse. It saves £365,000 of fixed cost a year."
    )
    assert "The closure test fails" in finding.text
    assert finding.sources == ("sites.csv: ward", "contracts.csv: trust", "gates.csv: talks")


@pytest.mark.parametrize(
    ("regret", "sentence"),
    [
        (
            Regret(site="ward", closed="2016-04", closed_later=None, cost_gbp=120_400),
            "A year later (outside the plan) it costs £120,400 more at present value.",
        ),
        (
            Regret(site="ward", closed="2016-04", closed_later="2017-04", cost_gbp=-10),
            "A year later (in April 2017) it costs £10 less at present value.",
        ),
        (
            Regret(site="ward", closed="2016-04", closed_later=None, cost_gbp=None, reason="it must close by 2016-04."),
            "It cannot come a year later: it must close by 2016-04.",
        ),
    ],
)
def test_closure_tells_what_a_year_later_costs(regret: Regret, sentence: str) -> None:
    assert by_id(regrets=(regret,))["closure-ward-closed"].text.endswith(sentence)


def test_occupancy_is_compared_with_the_plain_reading() -> None:
    # In the last year the nursing home is busiest in April 2016 (10 + 2 beds, as many as 12 later): its own load of
    # 10 on 12 beds, where 85 % asks for 10 / 0.85 = 11.8. Spot beds, home places and the closed ward are left out.
    finding = by_id()["occupancy-is-a-result"]
    assert finding.figures == {
        "beds_planned": 12,
        "beds_at_reading": 12,
        "occupancy_nursing": pytest.approx(10 / 12),
        "beds_planned_nursing": 12,
        "beds_at_reading_nursing": 12,
    }
    assert finding.text.endswith("Occupancy that results: Nursing care 83 % (12 beds, 12 at 85 %).")


def test_small_units_cost_more_beds_than_one_large_unit() -> None:
    # Two wards of ten under one standard of occupancy 75 %: loads 3 and 5 need 4 and 7 beds apart, 11 as one; with a
    # fixed occupancy small units cost nothing but the rounding.
    finding = two_wards("occupancy", 0.75)
    assert (finding.figures["beds_planned"], finding.figures["beds_separate"], finding.figures["beds_pooled"]) == (
        20,
        11,
        11,
    )
    # No more than 5 % refused: B(n, 3) falls below at 7, B(n, 5) at 9, B(n, 8) at 13 beds (Erlang's table).
    finding = two_wards("refusal", 0.05)
    assert (finding.figures["beds_separate"], finding.figures["beds_pooled"]) == (16, 13)
    assert finding.figures["price_of_small_units_beds"] == 3
    assert finding.figures["whole_wards_beds"] == 4
    assert finding.text.endswith(
        "2 units run 20 beds for a load of 8.0. Held to the standard one by one, they need 16; one unit would need "
        "13. The price of small units is 3 beds; whole wards and contracts make it 4 more."
    )


def two_wards(rule: str, target: float) -> Finding:
    """Two wards of ten beds that carry 3 and 5 beds of one cohort."""
    case = worked_case()
    ward = case.sites[0].model_copy(update={"contract": None, "admits": "down"})
    second = ward.model_copy(update={"site": "second", "title": "Dale ward"})
    rows = [row for row in case.configurations if row.site == "ward"]
    case = replace(
        case,
        cohorts=(case.cohorts[0].model_copy(update={"rule": rule, "rule_target": target}), case.cohorts[1]),
        sites=(ward, second),
        configurations=(*rows, *(row.model_copy(update={"site": "second"}) for row in rows)),
        area_travel_min={(area.area, site): 10.0 for area in case.areas for site in ("ward", "second")},
    )
    days = 182 / 18.3
    starts = (
        ("down", "north", "ward", "2016-10", 3 * days),
        ("down", "north", "second", "2016-10", 5 * days),
    )
    chosen = decisions({"ward": ("ten",) * 4, "second": ("ten",) * 4}, starts, (0, 0, 0, 0), (0, 0, 0, 0))
    return by_id(case, {"plan": as_option("plan", chosen, case)})["small-units-hospital"]


def test_refusals_at_the_reading_occupancy_fall_with_size() -> None:
    finding = by_id()["refusals-at-reading-occupancy"]
    # Only the nursing home's 12 beds stand at the end of the plan.
    assert finding.figures["beds_nursing"] == 12
    assert finding.figures["refused_share_nursing"] == pytest.approx(refused_when_occupied(12, 0.85))
    assert finding.text.startswith("85 % occupancy in a unit of 12 beds (Lake home) means that ")


@pytest.mark.parametrize(("beds", "share"), [(6, 0.46), (10, 0.33), (16, 0.22), (28, 0.12), (60, 0.04), (100, 0.015)])
def test_refused_share_of_a_unit_that_is_85_percent_occupied(beds: int, share: float) -> None:
    # Published for the loss model: a unit of 28 beds refuses 12 % when 85 % of its beds are in use.
    assert refused_when_occupied(beds, 0.85) == pytest.approx(share, abs=0.006)


def test_refused_share_belongs_to_a_load_that_fills_that_share_of_beds() -> None:
    # Beds in use = load x (1 - refused), so load = 0.85 x 20 / (1 - refused).
    refused = refused_when_occupied(20, 0.85)
    assert carried_occupancy(20, 0.85 * 20 / (1 - refused)) == pytest.approx(0.85)


def test_missing_options_leave_out_what_needs_them() -> None:
    assert not {"savings-against-do-minimum", "standard-today"} & set(by_id(options={"plan": worked_plan()}))
    both = by_id(options={"plan": worked_plan(), "do-minimum": as_option("do-minimum", worked_decisions())})
    assert "savings-against-do-minimum" in both
    assert "funders-against-do-minimum" not in both
