"""Rules of `beds` that count months: when a change is possible, and in which periods it takes or gives room.

All on the small case: monthly from April 2013 to September 2014; safe load 0.75 a bed from June 2013, full load 0.95.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from model_rows import coefficients, model_of, row

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.formulations import beds
from capplan.units import add_months
from small import small_case, with_row


def first_arc(case: Case, site: str, direction: int, option: str = "plan") -> str | None:
    arcs = beds.inputs_of(case, option).arcs  # type: ignore[arg-type]
    return min((arc.period for arc in arcs if arc.site == site and arc.beds_change * direction > 0), default=None)


def changed_months(case: Case, row_site: str, arc: str) -> dict[str, float]:
    """Return month -> coefficient of an arc's variable in the site's load limit."""
    model = model_of(case)
    found = {month: row(model, "load_limit", row_site, month) for month in model.period_of}
    return {month: line[arc] for month, line in found.items() if arc in line}


def test_notice_runs_from_the_gate() -> None:
    """The gate is passed in July 2013 and notice is 3 months: the first reduction is in October."""
    assert first_arc(small_case(), "ward-north", -1) == "2013-10"


@pytest.mark.parametrize(
    ("table", "key", "change", "month"),
    [
        ("contracts", "ward-lease", {"gate": None}, "2013-07"),
        ("contracts", "ward-lease", {"notice_months": 0}, "2013-07"),
        ("contracts", "ward-lease", {"ends": "2014-01"}, "2014-01"),
        ("sites", "ward-north", {"closes_from": "2013-12"}, "2013-12"),
        ("sites", "ward-north", {"double_running_months": 9}, "2014-01"),
        ("sites", "ward-north", {"contract": None}, "2013-05"),
        ("sites", "ward-north", {"contract": None, "double_running_months": 0}, "2013-04"),
    ],
)
def test_the_latest_of_all_dates_counts_for_a_reduction(
    table: str, key: str, change: dict[str, object], month: str
) -> None:
    assert first_arc(with_row(small_case(), table, key, **change), "ward-north", -1) == month


@pytest.mark.parametrize(
    ("change", "month"),
    [
        ({}, "2013-07"),
        ({"lead_months": 0}, "2013-04"),
        ({"opens_from": "2013-06"}, "2013-07"),
        ({"opens_from": "2014-02"}, "2014-02"),
    ],
)
def test_the_later_of_lead_time_and_opening_month_counts_for_an_increase(change: dict[str, object], month: str) -> None:
    assert first_arc(with_row(small_case(), "sites", "block-south", **change), "block-south", +1) == month


def test_a_date_inside_a_period_waits_for_the_next_one() -> None:
    """By quarters from April: the lead time ends in May, so the first increase is in July."""
    case = small_case()
    quarters = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 3}))
    assert first_arc(with_row(quarters, "sites", "block-south", lead_months=1), "block-south", +1) == "2013-07"


def test_business_as_usual_changes_nothing_and_do_minimum_only_buys() -> None:
    """The block and the home places are bought; the ward may not even go back up, since nothing leaves it."""
    case = with_row(small_case(), "sites", "ward-north", today="half", reopens=True)
    sites = [site.site for site in case.sites]
    assert [first_arc(case, site, way, "business-as-usual") for site in sites for way in (-1, 1)] == [None] * 8
    assert [first_arc(case, site, -1, "do-minimum") for site in sites] == [None] * 4
    assert [first_arc(case, site, +1, "do-minimum") for site in sites] == [None, "2013-07", None, "2013-05"]


def changing_every(case: Case, months: int) -> Case:
    return replace(case, parameters=case.parameters.model_copy(update={"change_every_months": months}))


@pytest.mark.parametrize(
    ("every", "months_per_period", "months"),
    [
        (3, 1, {"2013-04", "2013-07", "2013-10", "2014-01", "2014-04", "2014-07"}),
        (6, 1, {"2013-04", "2013-10", "2014-04"}),
        (5, 1, {"2013-04", "2013-09", "2014-02", "2014-07"}),
        (12, 3, {"2013-04", "2014-04"}),
        (2, 3, {"2013-04", "2013-10", "2014-04"}),
    ],
)
@pytest.mark.parametrize("option", ["plan", "do-minimum"])
def test_changes_exist_only_at_multiples_from_the_start(
    every: int, months_per_period: int, months: set[str], option: str
) -> None:
    """By quarters, a change every two months is possible where both fit: every six months.

    Lead time keeps do-minimum from changing before May; the plan may switch at once (an eight of block for spot beds).
    """
    case = small_case()
    block = t.Configuration(
        site="spot-county", configuration="block", kind="block", beds_staffed=8, variable_gbp_per_occupied_day=180.0
    )
    move = t.Transition(site="spot-county", from_configuration="eight", to_configuration="block")
    case = replace(case, configurations=(*case.configurations, block), transitions=(*case.transitions, move))
    case = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": months_per_period}))
    arcs = beds.inputs_of(changing_every(case, every), option).arcs  # type: ignore[arg-type]
    assert {arc.period for arc in arcs if arc.source != arc.target} == (
        months if option == "plan" else months - {"2013-04"}
    )
    # Staying is always possible.
    assert {arc.period for arc in arcs if arc.source == arc.target} == {period.id for period in case.periods}


@pytest.mark.parametrize(
    ("ramp_months", "lost"),
    [
        (0, {}),
        (1, {"2013-09": 6.0}),
        (3, {"2013-09": 9.0, "2013-10": 6.0, "2013-11": 3.0}),
    ],
)
def test_new_beds_become_usable_in_equal_steps(ramp_months: int, lost: dict[str, float]) -> None:
    """Sixteen beds carry 12. With 3 months of ramp-up a quarter, a half, three quarters of them count, then all."""
    case = with_row(small_case(), "sites", "block-south", ramp_months=ramp_months)
    assert changed_months(case, "block-south", "transition[block-south,none,sixteen,2013-09]") == pytest.approx(lost)


@pytest.mark.parametrize(
    ("double_running_months", "lost"),
    [
        (0, {}),
        (1, {"2013-11": 9.0}),
        (3, {"2013-09": 9.0, "2013-10": 9.0, "2013-11": 9.0}),
    ],
)
def test_beds_about_to_leave_take_nobody_new(double_running_months: int, lost: dict[str, float]) -> None:
    """From 24 to 12 beds in December: 0.75 x 12 = 9 people fewer in the months before, not in December itself."""
    case = with_row(small_case(), "sites", "ward-north", double_running_months=double_running_months)
    assert changed_months(case, "ward-north", "transition[ward-north,full,half,2013-12]") == pytest.approx(lost)


def test_a_switch_between_equal_numbers_of_beds_takes_no_room() -> None:
    """Eight spot beds (8 usable) become a block of eight (6 usable): no increase, so no ramp-up in the load limit."""
    case = with_row(small_case(), "sites", "spot-county", ramp_months=6)
    block = t.Configuration(
        site="spot-county", configuration="block", kind="block", beds_staffed=8, variable_gbp_per_occupied_day=180.0
    )
    move = t.Transition(site="spot-county", from_configuration="eight", to_configuration="block")
    case = replace(case, configurations=(*case.configurations, block), transitions=(*case.transitions, move))
    model = model_of(case)
    assert "transition[spot-county,eight,block,2013-09]" in coefficient_names(model.leave)
    assert changed_months(case, "spot-county", "transition[spot-county,eight,block,2013-09]") == {}


def coefficient_names(component: object) -> set[str]:
    return {name for one in component.values() for name in coefficients(one.body)}  # type: ignore[attr-defined]


def test_the_commitment_binds_increases_younger_than_it() -> None:
    """Six months: a reduction in March 2014 clashes with increases from October 2013 on, not with September's."""
    line = row(model_of(small_case()), "commitment", "block-south", "2014-03")
    ups = {name[len("transition[block-south,") : -1] for name, factor in line.items() if factor == 1.0}
    months = [add_months("2013-10", offset) for offset in range(5)]
    assert ups == {f"{move},{month}" for month in months for move in ("none,sixteen", "sixteen,thirty-two")}
    downs = {name: factor for name, factor in line.items() if factor != 1.0}
    assert downs == {
        "transition[block-south,thirty-two,sixteen,2014-03]": 2.0,
        "transition[block-south,sixteen,none,2014-03]": 2.0,
    }


@pytest.mark.parametrize(("double_running_months", "flag"), [(0, "2013-11"), (1, "2013-12"), (2, "2014-01")])
def test_the_closure_test_looks_ahead_by_the_double_running(double_running_months: int, flag: str) -> None:
    """What the ward will be at the end of double running decides whether November's queue may grow.

    A person a day arrives, three in four from the north: 30 x 0.75 = 22.5 in November.
    """
    case = with_row(small_case(), "sites", "ward-north", double_running_months=double_running_months)
    line = row(model_of(case), "closure_test", "step-down", "north", "ward-north", "2013-11")
    assert line == pytest.approx(
        {
            "waiting[step-down,north,2013-11]": 1.0,
            "waiting[step-down,north,2013-10]": -1.0,
            f"reduced[ward-north,{flag}]": 22.5,
        }
    )


def test_the_closure_test_stops_at_the_end_of_the_plan() -> None:
    """In the last month there is no later flag to look at: its own counts."""
    line = row(model_of(small_case()), "closure_test", "step-up", "north", "ward-north", "2014-09")
    # A fifth of a person a day, 1.1 times as many in 2014/15, three in four from the north, 30 days.
    assert line == pytest.approx(
        {"diverted[step-up,north,2014-09]": 1.0, "reduced[ward-north,2014-09]": 0.2 * 1.1 * 0.75 * 30}
    )


def test_the_standard_lowers_the_load_limit_from_its_month_on() -> None:
    """24 beds: full load 0.95 x 24 = 22.8 until May 2013, then 0.75 x 24 = 18; business as usual stays at 22.8."""
    cap = beds.inputs_of(small_case(), "plan").cap
    assert cap["ward-north", "full", "2013-05"] == pytest.approx(22.8)
    assert cap["ward-north", "full", "2013-06"] == pytest.approx(18.0)
    usual = beds.inputs_of(small_case(), "business-as-usual").cap
    assert usual["ward-north", "full", "2013-06"] == pytest.approx(22.8)
    assert cap["spot-county", "eight", "2013-06"] == usual["spot-county", "eight", "2013-06"] == 8.0


def test_the_pace_counts_beds_of_all_bed_sites_but_no_places() -> None:
    """12 beds a month may close: 12 from the ward, 16 from the block; the ten home places do not count."""
    case = small_case()
    model = model_of(case)
    assert row(model, "closing_ramp", "2014-03") == {
        "transition[ward-north,full,half,2014-03]": 12.0,
        "transition[ward-north,half,closed,2014-03]": 12.0,
        "transition[block-south,thirty-two,sixteen,2014-03]": 16.0,
        "transition[block-south,sixteen,none,2014-03]": 16.0,
    }
    assert model.closing_ramp["2014-03"].upper() == 12.0
    quarters = replace(case, horizon=case.horizon.model_copy(update={"months_per_period": 3}))
    assert model_of(quarters).opening_ramp["2013-10"].upper() == 60.0


def test_the_order_to_close_counts_every_configuration_without_beds() -> None:
    case = with_row(small_case(), "sites", "ward-north", closes_by="2014-07")
    model = model_of(case)
    assert list(model.closes_by) == [("ward-north", month) for month in ("2014-07", "2014-08", "2014-09")]
    assert row(model, "closes_by", "ward-north", "2014-07") == {"configuration[ward-north,closed,2014-07]": 1.0}
