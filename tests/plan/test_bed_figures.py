"""Every figure of the worked case, with the arithmetic of `docs/figures.md` done by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, factorial

import pytest
from worked_case import (
    LAST_PEOPLE,
    decisions,
    unchanged_plan,
    worked_case,
    worked_decisions,
    worked_plan,
)

from capplan.case.tables import Scenario
from capplan.decisions import BedPlanRow
from capplan.plan.figures import bed_figures

FIGURES = worked_plan().figures


def bed_row(site: str, period: str) -> BedPlanRow:
    return next(row for row in FIGURES.bed_plan if (row.site, row.period) == (site, period))


def money(year: str, kind: str) -> float:
    return sum(row.nominal_gbp for row in FIGURES.money if row.year == year and row.kind == kind)


def refused(beds: int, load: float) -> float:
    """Erlang's loss formula as a plain sum."""
    terms = [load**n / factorial(n) for n in range(beds + 1)]
    return terms[-1] / sum(terms)


def waits(beds: int, load: float) -> float:
    """Erlang's delay formula from the loss formula."""
    loss = refused(beds, load)
    return beds * loss / (beds - load * (1 - loss))


def test_load_is_bed_days_over_days() -> None:
    # 80 x 18.3 + 30 x 6.1 = 1,464 + 183 = 1,647 bed-days; / 183 days = 9 beds of ten.
    row = bed_row("ward", "2015-04")
    assert row.load == pytest.approx(9)
    assert row.occupancy == pytest.approx(0.9)
    assert row.beds_at_reading == pytest.approx(9 / 0.85)
    assert (row.configuration, row.kind, row.beds_staffed, row.setting) == ("ten", "ward", 10, "hospital")


def test_refused_and_waits_are_erlangs_formulae_at_the_load() -> None:
    row = bed_row("ward", "2015-04")
    assert row.refused == pytest.approx(refused(10, 9))
    # Only `down` waits; it stays 18.3 days: C x exp(-(10 - 9) x 2 / 18.3).
    assert row.waits_too_long == pytest.approx(waits(10, 9) * exp(-(10 - 9) * 2 / 18.3))


def test_unit_at_its_full_load_has_no_steady_state() -> None:
    # 12 beds are in use of 12; the full load is 0.97 x 12 = 11.64.
    full, below = bed_row("nursing", "2016-10"), bed_row("nursing", "2016-04")
    assert (full.state, full.refused, full.waits_too_long) == ("no-steady-state", None, None)
    assert full.load == pytest.approx(12)
    assert below.state == "steady"
    assert below.refused == pytest.approx(refused(12, 10))


def test_spot_and_closed_units_have_no_queue() -> None:
    spot, closed = bed_row("spot", "2016-04"), bed_row("ward", "2016-04")
    assert (spot.refused, spot.waits_too_long, spot.state) == (None, None, "steady")
    assert (spot.load, spot.safe_load, spot.occupancy) == (pytest.approx(2), 5, pytest.approx(0.4))
    assert (closed.occupancy, closed.refused, closed.safe_load, closed.beds_staffed) == (None, None, 0, 0)


def test_safe_load_keeps_the_strictest_standard_of_those_admitted() -> None:
    # The ward admits `down` (10 % wait over 2 days) and `up` (5 % refused); at its safe load one of them binds.
    load = bed_row("ward", "2015-04").safe_load
    too_long = waits(10, load) * exp(-(10 - load) * 2 / 18.3)
    assert max(too_long / 0.1, refused(10, load) / 0.05) == pytest.approx(1)


def test_money_by_year_and_kind() -> None:
    # Ward 365,000 a year for one year; nursing 240,000 for half of it; team 50,000.
    assert money("2015/16", "fixed") == pytest.approx(365_000 + 120_000 + 50_000)
    assert money("2016/17", "fixed") == pytest.approx(240_000 + 50_000)
    # Ward (9 + 4) x 183 x 50 = 118,950; nursing 6 x 183 x 40 = 43,920; team 5 x 183 x 30 = 27,450.
    assert money("2015/16", "variable") == pytest.approx(118_950 + 43_920 + 27_450)
    # Nursing (10 x 183 + 12 x 182) x 40 = 160,560; spot 2 x 183 x 150 = 54,900; team 27,450.
    assert money("2016/17", "variable") == pytest.approx(160_560 + 54_900 + 27_450)
    # Half of 365,000 stays behind for six months.
    assert money("2016/17", "stranded") == pytest.approx(91_250)
    assert money("2015/16", "one-off-revenue") == pytest.approx(1_000)
    assert money("2016/17", "one-off-revenue") == pytest.approx(30_000)
    assert money("2015/16", "capital") == pytest.approx(5_000)
    assert money("2016/17", "capital") == pytest.approx(-100_000)
    # Ten people are delayed, half of them for want of capacity, 2.5 in each locality. Days waited:
    # north 183 x (2.5 + 4)/2 + 183 x 4 = 594.75 + 732, south 183 x 2.5/2 = 228.75: 1,555.5 at 300.
    assert money("2015/16", "acute-waiting") == pytest.approx(466_650)
    # 183 x (4 + 2)/2 + 182 x (2 + 6)/2 = 549 + 728 = 1,277 at 300.
    assert money("2016/17", "acute-waiting") == pytest.approx(383_100)
    # Three people for ten days at 400.
    assert money("2015/16", "acute-diverted") == pytest.approx(12_000)


def test_money_is_split_over_funders_discounted_by_year_and_without_empty_rows() -> None:
    council = [
        (row.year, row.nominal_gbp, row.present_gbp)
        for row in FIGURES.money
        if (row.funder, row.kind) == ("council", "fixed")
    ]
    # Three quarters of the nursing home and all of the team; 2016/17 is worth 1/1.2.
    assert council == [
        ("2015/16", 140_000, 140_000),
        ("2016/17", 230_000, pytest.approx(230_000 / 1.2)),
    ]
    assert not [row for row in FIGURES.money if row.nominal_gbp == 0]
    assert not [row for row in FIGURES.money if row.year == "2016/17" and row.kind == "acute-diverted"]


def test_totals() -> None:
    totals = FIGURES.totals
    # Year 0: 535,000 + 190,320 + 1,000 + 5,000 + 466,650 + 12,000; year 1: 290,000 + 242,910 + 91,250 +
    # 30,000 - 100,000 + 383,100.
    assert totals.cost_nominal_gbp == pytest.approx(1_209_970 + 937_260)
    assert totals.cost_present_gbp == pytest.approx(1_209_970 + 781_050)
    assert totals.capital_nominal_gbp == pytest.approx(-95_000)
    assert totals.revenue_nominal_gbp == pytest.approx(2_147_230 + 95_000)
    # An hour of travel weighs 6: north lives (60 x 10 + 40 x 40)/100 = 22 minutes from the ward, so a start there
    # weighs 2.20, one in the nursing home 2.00, one from the south in a spot bed 2.50; the team travels itself.
    year_0 = 150 * 2.2 + 30 * 2
    year_1 = 50 * 2 + 10 * 2.5 + LAST_PEOPLE * 2
    assert totals.access_weight_gbp == pytest.approx(year_0 + year_1 / 1.2)
    # Twelve beds open in year 0 and ten close in year 1, at 10 each.
    assert totals.change_weight_gbp == pytest.approx(120 + 100 / 1.2)
    assert totals.objective_gbp == pytest.approx(
        totals.cost_present_gbp + totals.access_weight_gbp + totals.change_weight_gbp
    )
    # Home places and spot beds are not counted among the beds.
    assert (totals.beds_changed, totals.beds_at_start, totals.beds_at_end) == (22, 10, 12)
    assert totals.waiting_bed_days == pytest.approx(1_555.5 + 1_277)
    assert totals.diverted_people == 3


def test_access_weighs_areas_by_people_over_65() -> None:
    north, south, everybody = FIGURES.access
    # The ward takes 150 from the north: 90 travel 10 minutes, 60 travel 40; the nursing home's travel 20.
    nursing = 80 + LAST_PEOPLE
    assert north.people == pytest.approx(150 + nursing)
    assert north.mean_min == pytest.approx((90 * 10 + 60 * 40 + nursing * 20) / (150 + nursing))
    assert north.near_share == pytest.approx((90 + nursing) / (150 + nursing))
    # 10 and 20 minutes cover 79 % of them, so nine in ten need 40.
    assert north.p90_min == 40
    # The home team's people do not travel.
    assert (south.people, south.mean_min, south.p90_min, south.near_share) == (10, 25, 25, 1)
    assert (everybody.locality, everybody.people) == ("all", pytest.approx(160 + nursing))


def test_access_of_a_locality_without_journeys_is_empty() -> None:
    south = unchanged_plan().figures.access[1]
    assert (south.people, south.mean_min, south.p90_min, south.near_share) == (0, None, None, None)


def test_nine_in_ten_are_reached_exactly() -> None:
    # 60 % of the north's people live 10 minutes from the ward. With 9 of 10 people that near, m is 10.
    case = worked_case()
    areas = (
        case.areas[0].model_copy(update={"age_65_74": 90}),
        case.areas[1].model_copy(update={"age_65_74": 10}),
        case.areas[2],
    )
    figures = bed_figures(replace(case, areas=areas), worked_plan().decisions)
    only_ward = unchanged_plan(replace(case, areas=areas)).figures.access[0]
    assert only_ward.p90_min == 10
    assert figures.access[0].p90_min == 20


def test_queue_that_grows_over_the_last_year_has_no_steady_state() -> None:
    rows = {(row.cohort, row.locality): row for row in FIGURES.nodes}
    assert list(rows) == [("down", "north"), ("down", "south"), ("up", "north"), ("up", "south")]
    # Six wait at the end, four waited twelve months earlier (end of the second half-year).
    north = rows["down", "north"]
    assert (north.waiting_at_start, north.waiting_at_end, north.largest_waiting) == (2.5, 6, 6)
    assert north.waiting_bed_days == pytest.approx(594.75 + 732 + 549 + 728)
    assert north.state == "no-steady-state"
    south = rows["down", "south"]
    assert (south.waiting_at_start, south.waiting_at_end, south.largest_waiting) == (2.5, 0, 2.5)
    assert south.state == "steady"
    assert (rows["up", "north"].diverted_people, rows["up", "north"].state) == (3, "steady")


def test_plan_of_a_year_is_compared_with_its_start() -> None:
    # Twelve months before the end is the start itself: 2.5 waited then, 2 at the end of the year.
    case = worked_case()
    short = replace(case, horizon=case.horizon.model_copy(update={"months": 12}))
    chosen = worked_decisions()
    first_year = chosen.model_copy(
        update={
            "configurations": tuple(row for row in chosen.configurations if row.period < "2016-04"),
            "starts": tuple(row for row in chosen.starts if row.period < "2016-04"),
            "waiting": tuple(
                row.model_copy(update={"people": people})
                for row, people in zip(chosen.waiting[:2], (4, 2), strict=True)
            ),
        }
    )
    assert bed_figures(short, first_year).nodes[0].state == "steady"
    grown = first_year.model_copy(update={"waiting": chosen.waiting[:2]})
    assert bed_figures(short, grown).nodes[0].state == "no-steady-state"


def test_closure_dates_follow_from_notice_gate_and_double_running() -> None:
    (row,) = FIGURES.closures
    assert (row.site, row.from_configuration, row.to_configuration, row.beds_removed) == (
        "ward",
        "ten",
        "closed",
        10,
    )
    assert (row.closed, row.last_discharge) == ("2016-04", "2016-03-31")
    assert (row.admissions_stop, row.notice_served, row.notice_months) == ("2015-10", "2015-10", 6)
    assert row.decision == "2015-10"
    assert (row.gate, row.gate_starts, row.gate_passed) == ("talks", "2015-04", "2015-10")
    # The gate is passed in October 2015; six months' notice from then.
    assert row.earliest == "2016-04"


def test_closure_money_and_posts() -> None:
    (row,) = FIGURES.closures
    assert [(post.role, post.fte) for post in row.staff_released] == [("nurse", pytest.approx(12))]
    assert row.saving_gbp_per_year == 365_000
    assert row.stranded_gbp == pytest.approx(91_250)
    assert (row.one_off_revenue_gbp, row.capital_gbp) == (30_000, -100_000)


def test_closure_names_who_takes_on_its_people() -> None:
    (row,) = FIGURES.closures
    # Before admissions stop the ward carried 9 beds. The nursing home goes from nothing to 10 beds of load and
    # 12 beds, the spot beds from 0 to 2; the home team carries 5 before and after, so it replaces nothing.
    assert row.load_released == pytest.approx(9)
    assert [
        (other.site, other.beds_before, other.beds_after, other.load_before, pytest.approx(other.load_after))
        for other in row.replacements
    ] == [("nursing", 0, 12, 0, 10), ("spot", 5, 5, 0, 2)]


def test_closure_test_fails_when_its_catchment_waits_longer() -> None:
    (row,) = FIGURES.closures
    # From October 2015 on waiting goes 4, 4, 2, 6: it grows by 4 at the end; 3 people are diverted before.
    assert row.worst_waiting_growth == 4
    assert not row.test_passed


def test_closure_test_passes_when_nobody_waits_longer_once_admissions_stop() -> None:
    runs = {
        "ward": ("ten", "ten", "closed", "closed"),
        "nursing": ("none", "twelve", "twelve", "twelve"),
        "spot": ("five",) * 4,
        "team": ("twenty",) * 4,
    }
    (row,) = bed_figures(worked_case(), decisions(runs, (), (9, 9, 5, 0), (7, 0, 0, 0))).closures
    assert row.worst_waiting_growth == 0
    assert row.test_passed


def test_opening_dates_and_money() -> None:
    (row,) = FIGURES.openings
    assert (row.site, row.kind, row.beds_added) == ("nursing", "block", 12)
    assert (row.opens, row.fully_usable, row.decide_by) == ("2015-10", "2016-04", "2015-07")
    assert (row.capital_gbp, row.one_off_revenue_gbp, row.fixed_gbp_per_year) == (5_000, 1_000, 240_000)


def test_stay_factor_of_the_scenario_lengthens_every_stay() -> None:
    case = replace(worked_case(), scenarios=(Scenario(scenario="slow", title="Slow", cohort="down", stay_factor=1.1),))
    rows = bed_figures(case.in_scenario("slow"), worked_plan().decisions).bed_plan
    # 8 x 1.1 beds of `down` and 1 of `up`.
    assert rows[0].load == pytest.approx(9.8)


def test_unknown_change_is_refused() -> None:
    runs = {
        "ward": ("closed", "ten", "ten", "ten"),
        "nursing": ("none",) * 4,
        "spot": ("five",) * 4,
        "team": ("twenty",) * 4,
    }
    with pytest.raises(KeyError):
        bed_figures(worked_case(), decisions(runs, (), (0, 0, 0, 0), (0, 0, 0, 0)))
