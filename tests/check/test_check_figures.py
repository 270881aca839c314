"""Figures: a planted change in any field of any table is caught by the field's name, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from capplan.check import check_beds
from capplan.check.compare import unit_of
from capplan.decisions import BedFigures, BedPlan, Totals
from check.plans import (
    CHANGES,
    WARD_CLOSED,
    WARD_FULL,
    WARD_HALF,
    bed_plan,
    business_as_usual,
    decisions_of,
    diverts,
    hand_decisions,
    hand_plan,
    more_starts,
    quiet_decisions,
)
from small import small_case, with_row

CASE = small_case()
PLAN = hand_plan(CASE)
KEYS = {
    "bed_plan": ("site", "period"),
    "money": ("year", "funder", "kind"),
    "access": ("locality",),
    "nodes": ("cohort", "locality"),
    "closures": ("site", "closed"),
    "openings": ("site", "opens"),
}
FIELDS = [
    (table, field)
    for table, keys in KEYS.items()
    for field in type(getattr(PLAN.figures, table)[0]).model_fields
    if field not in (*keys, "replacements", "staff_released")
]


def other(value: Any) -> Any:
    """Return another value of the same kind, as little off as matters."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value + 0.011
    return "other"


def with_figures(**changes: object) -> BedPlan:
    return PLAN.model_copy(update={"figures": PLAN.figures.model_copy(update=changes)})


def rules_of(plan: BedPlan) -> list[str]:
    return [fault.rule for fault in check_beds(CASE, plan)]


@pytest.mark.parametrize("field", list(Totals.model_fields))
def test_an_altered_total(field: str) -> None:
    totals = PLAN.figures.totals
    altered = totals.model_copy(update={field: other(getattr(totals, field))})
    assert rules_of(with_figures(totals=altered)) == [f"figure totals.{field}"]


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_an_altered_field_of_a_row(table: str, field: str) -> None:
    first, *others = getattr(PLAN.figures, table)
    altered = first.model_copy(update={field: other(getattr(first, field))})
    faults = check_beds(CASE, with_figures(**{table: (altered, *others)}))
    assert [fault.rule for fault in faults] == [f"figure {table}.{field}"]
    assert faults[0].amount > 0.0


# Blank in every plan without staff; tests/check/test_check_staff_figures.py has them.
OF_STAFF = {("closures", "workforce_passed"), ("closures", "worst_shortfall_hours")}


@pytest.mark.parametrize(("table", "field"), [one for one in FIELDS if tuple(one) not in OF_STAFF])
def test_a_figure_left_blank(table: str, field: str) -> None:
    rows = list(getattr(PLAN.figures, table))
    number = next(n for n, row in enumerate(rows) if getattr(row, field) is not None)
    rows[number] = rows[number].model_copy(update={field: None})
    assert rules_of(with_figures(**{table: tuple(rows)})) == [f"figure {table}.{field}"]


@pytest.mark.parametrize("table", KEYS)
def test_a_row_missing_or_twice(table: str) -> None:
    rows = getattr(PLAN.figures, table)
    assert rules_of(with_figures(**{table: rows[1:]})) == [f"figure {table}"]
    assert rules_of(with_figures(**{table: (*rows, rows[-1])})) == [f"figure {table}"]


@pytest.mark.parametrize("table", KEYS)
def test_a_row_under_another_name_is_missing_and_extra(table: str) -> None:
    first, *others = getattr(PLAN.figures, table)
    altered = first.model_copy(update={KEYS[table][0]: "elsewhere"})
    assert rules_of(with_figures(**{table: (altered, *others)})) == [f"figure {table}"] * 2


@pytest.mark.parametrize(
    ("part", "field"),
    [("replacements", name) for name in ("beds_before", "beds_after", "load_before", "load_after")]
    + [("staff_released", "fte")],
)
def test_an_altered_part_of_a_closure(part: str, field: str) -> None:
    first, *others = PLAN.figures.closures
    row, *rows = getattr(first, part)
    altered = row.model_copy(update={field: other(getattr(row, field))})
    closure = first.model_copy(update={part: (altered, *rows)})
    assert rules_of(with_figures(closures=(closure, *others))) == [f"figure closures.{part}.{field}"]


@pytest.mark.parametrize("part", ["replacements", "staff_released"])
def test_a_part_of_a_closure_missing(part: str) -> None:
    first, *others = PLAN.figures.closures
    closure = first.model_copy(update={part: getattr(first, part)[1:]})
    faults = check_beds(CASE, with_figures(closures=(closure, *others)))
    assert [fault.rule for fault in faults] == [f"figure closures.{part}"]
    assert faults[0].where.startswith("site ward-north, closed 2013-10, ")


def test_a_difference_names_both_figures_and_the_unit() -> None:
    totals = PLAN.figures.totals.model_copy(update={"waiting_bed_days": 113.0})
    (fault,) = check_beds(CASE, with_figures(totals=totals))
    assert fault.message == "waiting_bed_days is stated as 113 days; the decisions give 113.125 days."
    assert fault.amount == pytest.approx(0.125)


def test_every_number_of_the_figures_has_a_unit() -> None:
    rows: list[BaseModel] = [PLAN.figures.totals]
    for table in KEYS:
        rows += getattr(PLAN.figures, table)[:1]
    rows += [*PLAN.figures.closures[0].replacements, *PLAN.figures.closures[0].staff_released]
    unnamed = [
        field
        for row in rows
        for field, value in row
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not unit_of(field)
    ]
    assert unnamed == []


def test_rounding_is_no_difference() -> None:
    totals = PLAN.figures.totals
    objective = totals.objective_gbp * (1 + 1e-12)
    assert rules_of(with_figures(totals=totals.model_copy(update={"objective_gbp": objective}))) == []


def test_bed_plan_rows_by_hand() -> None:
    rows = {(row.site, row.period): row for row in PLAN.figures.bed_plan}
    ward = rows["ward-north", "2013-05"]
    assert (ward.beds_staffed, ward.safe_load, ward.state) == (24, 18.0, "steady")
    assert ward.load == pytest.approx(15.5)
    assert ward.occupancy == pytest.approx(15.5 / 24)
    assert ward.beds_at_reading == pytest.approx(15.5 / 0.85)
    spot, closed = rows["spot-county", "2013-05"], rows["ward-north", "2014-04"]
    assert spot.load == pytest.approx(1.25 * 30 / 31)
    assert (spot.safe_load, spot.refused, spot.waits_too_long) == (8.0, None, None)
    assert (closed.occupancy, closed.refused, closed.state) == (None, None, "steady")


@pytest.mark.parametrize("when_full", ["divert", "wait"])
def test_a_queue_of_one_bed_by_hand(when_full: str) -> None:
    # A ward of one bed with half a bed's load: refused 0.5/1.5, must wait 0.5, of whom exp(-0.5 x 2/20) too long.
    # Of the cohorts that wait, the one with the longest stay counts: step-down's 20 days, not step-up's 10.
    case = with_row(CASE, "configurations", "ward-north/half", beds_staffed=1)
    case = with_row(case, "cohorts", "step-up", when_full=when_full)
    decisions = hand_decisions(case)
    kept = tuple(row for row in decisions.starts if (row.site, row.period) != ("ward-north", "2013-12"))
    decisions = decisions.model_copy(update={"starts": kept})
    # 31 days x 0.5 beds / 20 days of stay.
    decisions = more_starts(decisions, "step-down", "north", "ward-north", "2013-12", 0.775)
    row = next(
        row for row in bed_plan(case, decisions).figures.bed_plan if (row.site, row.period) == ("ward-north", "2013-12")
    )
    assert row.load == pytest.approx(0.5)
    assert row.refused == pytest.approx(1 / 3)
    assert row.waits_too_long == pytest.approx(0.5 * 0.951229424500714)


def test_a_full_ward_has_no_steady_state() -> None:
    # Full at 0.95 x 24 = 22.8; business as usual with 7.3 beds more than 15.5: x 20 days / 31 days.
    case = small_case()
    decisions = more_starts(
        business_as_usual(case).decisions, "step-down", "north", "ward-north", "2013-05", 7.3 * 31 / 20
    )
    row = bed_plan(case, decisions, "business-as-usual").figures.bed_plan[1]
    assert (row.state, row.refused, row.waits_too_long) == ("no-steady-state", None, None)


def test_access_by_hand() -> None:
    north, south, everyone = PLAN.figures.access
    # North: 202.05 to the ward (6 in 10 travel 10 minutes, 4 in 10 travel 20), 149.1075 to the block (30, 45).
    assert north.people == pytest.approx(351.1575)
    assert north.mean_min == pytest.approx((202.05 * 14 + 149.1075 * 36) / 351.1575)
    # Up to 30 minutes: 202.05 + 0.6 x 149.1075 = 291.5, 83 % of them; so nine in ten need 45.
    assert north.p90_min == 45.0
    assert north.near_share == pytest.approx(0.6 * 202.05 / 351.1575)
    # South: 26.775 travel 40 minutes, 72.3275 travel 10, 1.25 travel 20.
    assert south.people == pytest.approx(100.3525)
    assert south.near_share == pytest.approx(72.3275 / 100.3525)
    assert everyone.people == pytest.approx(451.51)


def test_travel_of_exactly_the_near_time_is_near() -> None:
    case = small_case(parameters=CASE.parameters.model_copy(update={"near_min": 20.0}))
    north, south, _ = hand_plan(case).figures.access
    assert north.near_share == pytest.approx(202.05 / 351.1575)
    assert south.near_share == pytest.approx((72.3275 + 1.25) / 100.3525)


def test_ninth_decile_at_exactly_nine_in_ten() -> None:
    # Only May's spot beds: 0.9 people who travel 20 minutes and 0.1 who travel 60 (area n2 holds a tenth).
    case = with_row(CASE, "areas", "n1", age_65_74=675.0, age_75_84=675.0, age_85_plus=1350.0)
    case = with_row(case, "areas", "n2", age_65_74=75.0, age_75_84=75.0, age_85_plus=150.0)
    travel = {**case.area_travel_min, ("n2", "spot-county"): 60.0}
    case = small_case(areas=case.areas, area_travel_min=travel)
    decisions = hand_decisions(case).model_copy(update={"starts": (), "waiting": ()})
    decisions = more_starts(decisions, "step-down", "north", "spot-county", "2013-05", 1.0)
    north, south, _ = bed_plan(case, decisions).figures.access
    assert (north.p90_min, north.mean_min) == (20.0, pytest.approx(24.0))
    assert (south.people, south.mean_min, south.p90_min, south.near_share) == (0.0, None, None, None)


def test_closures_by_hand() -> None:
    half, closed = PLAN.figures.closures
    assert (half.closed, half.last_discharge, half.admissions_stop) == ("2013-10", "2013-09-30", "2013-09")
    assert (half.notice_served, half.decision, half.earliest) == ("2013-07", "2013-07", "2013-10")
    assert (half.gate, half.gate_starts, half.gate_passed) == ("consult", "2013-05", "2013-07")
    assert half.load_released == pytest.approx(15.5)
    assert [(row.role, row.fte) for row in half.staff_released] == [("nurse", 6.0), ("assistant", 9.0)]
    assert (half.saving_gbp_per_year, half.stranded_gbp) == pytest.approx((946_080, 94_608))
    # The home places carry as many before as after: only the block replaces the first half.
    assert [row.site for row in half.replacements] == ["block-south"]
    assert [row.site for row in closed.replacements] == ["block-south", "home-county"]
    block, home = closed.replacements
    assert (block.beds_before, block.beds_after) == (32, 32)
    assert (block.load_before, block.load_after) == pytest.approx((9.75, 23.1))
    assert (home.load_before, home.load_after) == pytest.approx((7.0, 11.0))
    assert (closed.load_released, closed.capital_gbp) == pytest.approx((9.0, -200_000))
    assert closed.test_passed
    assert closed.worst_waiting_growth == 0.0


def test_a_closure_without_notice_is_decided_when_admissions_stop() -> None:
    case = with_row(CASE, "sites", "ward-north", contract=None)
    half, _ = hand_plan(case).figures.closures
    assert (half.notice_months, half.gate, half.notice_served) == (0, None, "2013-10")
    assert (half.decision, half.earliest) == ("2013-09", "2013-05")


def test_a_failed_closure_test_is_stated() -> None:
    decisions = more_starts(hand_decisions(CASE), "step-up", "north", "home-county", "2014-06", -0.5)
    figures = bed_plan(CASE, diverts(decisions, "step-up", "north", "2014-06", 0.5)).figures
    assert [(row.test_passed, row.worst_waiting_growth) for row in figures.closures] == [(False, 0.5)] * 2
    # Half a person, eight days in an acute bed, 400 GBP a day.
    acute = [row.nominal_gbp for row in figures.money if row.kind == "acute-diverted"]
    assert acute == pytest.approx([1_600.0])
    assert figures.totals.diverted_people == 0.5


def test_the_closure_test_begins_in_the_month_admissions_stop() -> None:
    decisions = more_starts(hand_decisions(CASE), "step-up", "north", "ward-north", "2013-09", -0.5)
    figures = bed_plan(CASE, diverts(decisions, "step-up", "north", "2013-09", 0.5)).figures
    # Admissions to the first half stop in 2013-09, to the second in 2014-03.
    assert [row.worst_waiting_growth for row in figures.closures] == [0.5, 0.0]


def test_a_site_that_grew_replaces_even_before_it_carries_more() -> None:
    # Home places double between 2013-08 and 2013-10 and carry 7 in both months.
    changes = tuple(("2013-09", *row[1:]) if row[1] == "home-county" else row for row in CHANGES)
    rates = {"2013-04": WARD_FULL, "2013-09": WARD_HALF, "2014-03": WARD_CLOSED}
    half, _ = bed_plan(CASE, decisions_of(CASE, changes, rates)).figures.closures
    assert [(row.site, row.beds_before, row.beds_after) for row in half.replacements] == [
        ("block-south", 16, 16),
        ("home-county", 10, 20),
    ]


def test_a_closing_site_does_not_replace_itself() -> None:
    # With 12 people fewer in 2013-08 the ward's load is 7.8 then and 9 in 2013-10, when it has halved.
    decisions = more_starts(hand_decisions(CASE), "step-down", "north", "ward-north", "2013-08", -12.0)
    half, _ = bed_plan(CASE, decisions).figures.closures
    assert [row.site for row in half.replacements] == ["block-south"]


def test_openings_by_hand() -> None:
    first, second, home = PLAN.figures.openings
    assert (first.opens, first.fully_usable, first.decide_by) == ("2013-08", "2013-09", "2013-05")
    assert (first.beds_added, first.kind, first.fixed_gbp_per_year) == (16, "block", 640_000.0)
    assert (second.capital_gbp, second.one_off_revenue_gbp) == (40_000.0, 10_000.0)
    assert (home.opens, home.decide_by, home.kind) == ("2014-03", "2014-02", "place")


def test_nodes_by_hand() -> None:
    north, south, *step_up = PLAN.figures.nodes
    assert (north.waiting_at_start, north.largest_waiting, north.waiting_at_end) == (3.75, 3.75, 0.0)
    assert (north.waiting_bed_days, south.waiting_bed_days) == pytest.approx((56.25, 56.875))
    assert [(row.cohort, row.waiting_at_start, row.state) for row in step_up] == [("step-up", 0.0, "steady")] * 2


@pytest.mark.parametrize(("month", "state"), [("2013-09", "steady"), ("2014-09", "no-steady-state")])
def test_a_node_whose_waiting_grew_within_a_year(month: str, state: str) -> None:
    # Eighteen months: the end, 2014-09, is compared with the end of 2013-09.
    decisions = quiet_decisions(CASE)
    waiting = [row.model_copy(update={"period": month, "people": 2.0}) for row in decisions.waiting]
    if month == "2013-09":
        waiting.append(waiting[0].model_copy(update={"period": "2014-09"}))
    figures: BedFigures = bed_plan(CASE, decisions.model_copy(update={"waiting": tuple(waiting)})).figures
    assert [row.state for row in figures.nodes if row.locality == "south"] == [state, "steady"]
