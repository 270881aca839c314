"""Findings that rest on the case alone: benchmarks, timetable, contracts, delay, assumptions."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from worked_case import worked_case

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.decisions import Finding
from capplan.plan.findings import find

COUNTY = Path(__file__).parents[2] / "data" / "buckinghamshire"


def benchmark_case(**changes: object) -> Case:
    """The strategy's stated bed figures: 1,185 admissions, 28 days, 125 beds at 85 %, 6.24m a year."""
    row = t.Benchmark(
        benchmark="stated",
        title="Stated figures",
        admissions_per_year=1185,
        stay_days=28,
        beds=125,
        occupancy=0.85,
        main_setting="hospital",
        main_share=0.52,
        other_setting="nursing",
        investment_gbp=6_240_000,
        source="Strategy, appendix 1",
    ).model_copy(update=changes)
    hospital, other, home = worked_case().settings
    settings = (
        hospital.model_copy(update={"unit_cost_gbp_per_occupied_day": 263}),
        other.model_copy(update={"unit_cost_gbp_per_occupied_day": 103}),
        home,
    )
    return replace(worked_case(), benchmarks=(row,), settings=settings)


def timetable_case(closure_due: str = "2016-04") -> Case:
    """The strategy's steps that are out of order, cite an undefined step, or close beds."""
    steps = (
        ("external", "D7", "2015-02", "", ""),
        ("external", "D9", "2015-04", "", ""),
        ("hub", "1.1", "2015-01", "D7", ""),
        ("hub", "1.2", "2015-02", "D9", ""),
        ("hub", "1.3", "2015-03", "0.1", ""),
        ("hub", "1.6", "2015-03", "D9", ""),
        ("hub", "1.8", "2015-04", "0.2", ""),
        ("team", "2.2", "2015-04", "D9", ""),
        ("team", "2.6", "2015-06", "0.1", ""),
        ("team", "2.9", "2015-07", "0.2", ""),
        ("beds", "3.5", "2015-06", "", "closure-plan"),
        ("beds", "3.6", "2015-10", "", "consultation"),
        ("beds", "3.9", closure_due, "0.2", "closure"),
        ("places", "4.2", "2015-06", "2.9", ""),
        ("places", "4.6", "2015-08", "0.1", ""),
        ("places", "4.8", "2015-09", "0.2", ""),
    )
    milestones = tuple(
        t.Milestone(
            milestone=reference,
            project=project,
            title=f"Step {reference}",
            due=due,
            depends_on=needs,
            role=role,
            contract="inpatient" if role == "closure" else None,
        )
        for project, reference, due, needs, role in steps
    )
    contracts = (t.Contract(contract="inpatient", title="Inpatient care", notice_months=12),)
    return replace(worked_case(), milestones=milestones, contracts=contracts, sites=worked_case().sites[1:])


@cache
def county() -> Case:
    return read_case(COUNTY)


def by_id(case: Case) -> dict[str, Finding]:
    found = find(case, {})
    assert len({finding.id for finding in found}) == len(found)
    return {finding.id: finding for finding in found}


def one(case: Case, start: str) -> Finding:
    (found,) = [finding for finding in find(case, {}) if finding.id.startswith(start)]
    return found


@pytest.mark.parametrize("make", [benchmark_case, county])
def test_benchmark_figures_are_reconciled_with_each_other(make: object) -> None:
    finding = one(make(), "benchmark-reconciliation-")  # type: ignore[operator]
    figures = finding.figures
    assert figures["occupied_bed_days"] == 1185 * 28 == 33_180
    assert figures["capacity_bed_days"] == pytest.approx(125 * 365 * 0.85) == 38_781.25
    assert figures["beds_needed"] == pytest.approx(106.946, abs=5e-4)  # 33,180 / 310.25
    assert figures["beds_needed_rounded_up"] == 107
    assert figures["admissions_the_beds_hold"] == pytest.approx(1385.04, abs=0.01)  # 38,781.25 / 28
    assert figures["implied_occupancy"] == pytest.approx(0.7272, abs=5e-5)  # 33,180 / 45,625
    assert figures["implied_stay_days"] == pytest.approx(32.73, abs=5e-3)  # 38,781.25 / 1,185
    # A day costs 0.52 x 263 + 0.48 x 103 = 186.20.
    assert figures["cost_of_occupied_days_gbp"] == pytest.approx(6_178_116)
    assert figures["occupied_days_less_investment_gbp"] == pytest.approx(-61_884)
    assert figures["occupied_days_less_investment_share"] == pytest.approx(-0.0099, abs=5e-5)
    assert figures["cost_of_capacity_days_gbp"] == pytest.approx(7_221_069, abs=0.5)
    assert finding.severity == "conflict"


def test_benchmark_is_put_in_words() -> None:
    text = one(benchmark_case(), "benchmark-").text
    assert "1,185 admissions × 28 days need 107 beds at 85 %, not 125." in text
    assert "hold 1,385 admissions a year" in text
    assert "72.7 % occupied, or the stay would be 32.7 days" in text
    assert "cost £6,178,116 a year" in text
    assert "£61,884 (1.0 %) below the stated £6,240,000" in text
    assert "£981,069 above it. The stated spending fits the admissions, not the beds." in text
    assert "Strategy, appendix 1" in one(benchmark_case(), "benchmark-").sources


def test_a_finding_names_each_source_once_in_the_order_of_its_rows() -> None:
    # The settings name the strategy's appendix again, beside the price list of their own.
    case = benchmark_case()
    priced = tuple(row.model_copy(update={"source": "Price list; Strategy, appendix 1"}) for row in case.settings)
    assert one(replace(case, settings=priced), "benchmark-").sources == (
        "benchmarks.csv: stated",
        "Strategy, appendix 1",
        "settings.csv: hospital",
        "Price list",
        "settings.csv: nursing",
    )


def test_benchmark_that_closes_is_no_conflict() -> None:
    # 73 admissions x 50 days = 3,650 = 10 beds x 365 at 100 %: exactly ten beds.
    finding = one(
        benchmark_case(admissions_per_year=73, stay_days=50, beds=10, occupancy=1, investment_gbp=None), "benchmark-"
    )
    assert finding.severity == "note"
    assert finding.text == "Stated figures: 73 admissions × 50 days need 10 beds at 100 %, as stated."
    assert "investment_gbp" not in finding.figures


def test_benchmark_spending_may_fit_the_beds() -> None:
    # 38,781.25 days x 186.20 = 7,221,068.75.
    text = one(benchmark_case(investment_gbp=7_200_000), "benchmark-").text
    assert "£1,021,884 (14.2 %) below" in text
    assert text.endswith("The stated spending fits the beds, not the admissions.")


@pytest.mark.parametrize("make", [timetable_case, county])
def test_milestones_due_before_what_they_depend_on(make: object) -> None:
    found = by_id(make())  # type: ignore[operator]
    pairs = [name.removeprefix("milestone-order-") for name in found if name.startswith("milestone-order-")]
    # 2.2 is due in the same month as D9: in order.
    assert pairs == ["1.1-D7", "1.2-D9", "1.6-D9", "4.2-2.9", "total"]
    assert found["milestone-order-total"].figures == {"pairs": 4}
    assert found["milestone-order-1.2-D9"].figures["months_too_early"] == 2  # February, not April
    assert "due in June 2015, but it depends on 2.9" in found["milestone-order-4.2-2.9"].text


@pytest.mark.parametrize("make", [timetable_case, county])
def test_milestones_cited_but_undefined(make: object) -> None:
    found = by_id(make())  # type: ignore[operator]
    cited = {name: f.figures["times_cited"] for name, f in found.items() if name.startswith("milestone-undefined-")}
    assert cited == {"milestone-undefined-0.1": 3, "milestone-undefined-0.2": 4}
    assert "cited 3 times (by 1.3, 2.6 and 4.6)" in found["milestone-undefined-0.1"].text


@pytest.mark.parametrize("make", [timetable_case, county])
def test_closure_milestone_leaves_too_little_notice(make: object) -> None:
    finding = by_id(make())["closure-notice-3.9"]  # type: ignore[operator]
    assert finding.figures == {
        "closure_due": "2016-04",
        "notice_months": 12,
        "notice_needed_by": "2015-04",
        "earliest_closure_after_closure_plan": "2016-06",  # June 2015 + 12 months
        "months_too_early_after_closure_plan": 2,
        "earliest_closure_after_consultation": "2016-10",  # October 2015 + 12 months
        "months_too_early_after_consultation": 6,
    }
    assert finding.severity == "conflict"
    assert "The date is 2 to 6 months too early" in finding.text
    assert "notice would have had to be served by April 2015" in finding.text


def test_closure_milestone_between_plan_and_consultation_is_up_to_so_many_months_too_early() -> None:
    # June 2016 is reached after the plan; October 2016, after the consultation, is four months later.
    finding = by_id(timetable_case("2016-06"))["closure-notice-3.9"]
    assert finding.figures["months_too_early_after_closure_plan"] == 0
    assert "The date is up to 4 months too early" in finding.text


def test_closure_milestone_with_enough_notice_is_no_conflict() -> None:
    finding = by_id(timetable_case("2016-10"))["closure-notice-3.9"]
    assert finding.severity == "note"
    assert finding.text.endswith("The date can be kept.")


def test_contracts_that_end_inside_the_plan() -> None:
    # The plan covers April 2015 to March 2017.
    ends = {"before": "2015-03", "first": "2015-04", "last": "2017-03", "after": "2017-04", "open": None}
    contracts = tuple(
        t.Contract(contract=name, title=name, ends=month, notice_months=3) for name, month in ends.items()
    )
    ward = worked_case().sites[0].model_copy(update={"contract": "last"})
    found = by_id(replace(worked_case(), contracts=contracts, sites=(ward, *worked_case().sites[1:])))
    assert [name for name in found if name.startswith("contract-ends-")] == [
        "contract-ends-first",
        "contract-ends-last",
    ]
    assert "by March 2017, inside the plan" in found["contract-ends-last"].text
    assert found["contract-ends-last"].text.endswith("Under it runs Hill ward.")
    assert found["contracts-notice-without-end"].figures == {"contracts": 1, "notice_months_open": 3}


def test_only_the_curable_part_of_delay_is_counted() -> None:
    # Ten people are delayed; half of that is for want of capacity.
    finding = by_id(worked_case())["delay-that-capacity-cures"]
    assert finding.figures == {"delayed_people": 10, "counted_people": 5, "capacity_share": 0.5}
    assert "Of 10 people delayed in acute beds as the plan starts, only 5.0 (50 %) are counted" in finding.text
    assert "parameters.csv: capacity_share (default)" in finding.sources


def test_assumed_rows_are_counted_by_table() -> None:
    case = worked_case()
    assumed = {"status": "assumed"}
    marked = replace(
        case,
        sites=(*(row.model_copy(update=assumed) for row in case.sites[:3]), case.sites[3]),
        growth=(case.growth[0].model_copy(update=assumed), case.growth[1].model_copy(update={"status": "stated"})),
        parameter_rows=(t.Parameter(parameter="near", value=30, unit="minutes", status="assumed"),),
    )
    finding = by_id(marked)["assumed-rows"]
    assert finding.figures == {
        "assumed_rows": 5,
        "assumed_rows_sites": 3,
        "assumed_rows_growth": 1,
        "assumed_rows_parameters": 1,
    }
    assert finding.text.startswith(
        "5 rows of the case are assumed, in 3 tables: sites (3), growth (1) and parameters (1)"
    )
    assert "assumed-rows" not in by_id(case)
