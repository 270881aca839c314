"""Assumptions moved by a share: linear money moves linearly, planning anew never does worse, faults are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.uncertainty_tables import Uncertainty
from capplan.case.write import new_case
from capplan.check.tornado import check_tornado
from capplan.decisions.tornado import BreakEven, Tornado
from capplan.plan.board.break_even import NARROW, tipping
from capplan.plan.board.drivers import Driver, drivers
from capplan.plan.board.hold import Held
from capplan.plan.board.tornado import swing, tornado
from capplan.report.board.page import board_page
from capplan.report.board.tornado import tornado_sections, tornado_tables
from capplan.solve import Profile
from small import small_case

GAP = 1e-4
CLOSE = Profile(mip_rel_gap=GAP)


def assumed(case: Case, table: str) -> Any:
    return tuple(row.model_copy(update={"status": "assumed"}) for row in getattr(case, table))


def range_of(cohort: str) -> Uncertainty:
    return Uncertainty(
        uncertain="longer", title="Stays", quantity="stay", of=cohort, distribution="uniform", low=0.9, mode=1.0,
        high=1.3,
    )  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("tornado") / "county"
    new_case(folder, example=True)
    read = read_case(folder).without_staff()
    home = (row.model_copy(update={"status": "assumed"} if row.setting == "home" else {}) for row in read.stays)
    return replace(read, stays=tuple(home), settings=assumed(read, "settings"), uncertainty=(range_of("step-up"),))


@pytest.fixture(scope="module")
def found(case: Case) -> Tornado:
    return tornado(case, CLOSE, share=0.1, again=1, tips=1, processes=1)


def test_it_does_not_contradict_itself(case: Case, found: Tornado) -> None:
    assert check_tornado(case, found) == ()
    assert [swing(row) for row in found.rows] == sorted((swing(row) for row in found.rows), reverse=True)


def test_drivers_are_assumed_rows_that_move_together(case: Case) -> None:
    names = [driver.id for driver in drivers(case)]
    assert "acute_delayed_day_gbp" in names
    assert "stays/stay_days/home" in names
    assert not any(name.startswith("cohorts/") for name in names)  # the example states none of them as assumed
    assert not any(driver.id.startswith("stays") for driver in drivers(small_case()))


def test_a_driver_moves_its_rows_and_no_other(case: Case) -> None:
    driver = next(one for one in drivers(case) if one.id == "stays/stay_days/home")
    moved = driver.moved(case, 1.5)
    # What uncertainty.csv speaks of (step-up) is no matter of the share.
    assert {key for key, row in moved.stay.items() if row.stay_days != pytest.approx(case.stay[key].stay_days)} == {
        ("step-down", "home")
    }
    assert driver.now(case) == pytest.approx(case.stay["step-down", "home"].stay_days)


def test_a_range_that_the_case_states_is_moved_to_its_ends(case: Case) -> None:
    driver = next(one for one in drivers(case) if one.id == "uncertainty/longer")
    assert driver.bounds(case, 0.2) == (0.9, 1.3)
    assert driver.ends == "uncertainty.csv"
    moved = driver.moved(case, 1.3)
    assert moved.factor("step-up") == (1.0, pytest.approx(1.3))
    assert moved.factor("step-down") == case.factor("step-down")
    assert moved.scenario == case.scenario


def test_empty_posts_start_at_none(tmp_path: Path) -> None:
    new_case(tmp_path / "county", example=True)
    read = read_case(tmp_path / "county")
    driver = next(one for one in drivers(read) if one.id == "uncertainty/vacancies")
    assert (driver.start, driver.now(read), driver.bounds(read, 0.2)) == (0.0, 0.0, (0.0, 0.08))
    assert driver.furthest(read) == (0.0, 0.5)
    assert driver.value(read, 0.1) == 0.1
    # No staff, no posts.
    assert not any(one.id == "uncertainty/vacancies" for one in drivers(read.without_staff()))


def test_ends_stay_inside_the_bounds_of_the_column(case: Case) -> None:
    share = Driver("capacity_share", "", "share", "parameters", "capacity_share", ("capacity_share",))
    assert share.bounds(case, 0.2) == (0.8, 1.2)
    assert share.bounds(case, 9.0) == (0.0, pytest.approx(1 / 0.34))


def test_a_price_moves_the_cost_of_a_held_plan_nearly_in_proportion(found: Tornado) -> None:
    row = next(row for row in found.rows if row.driver == "settings/unit_cost_gbp_per_occupied_day/community-hospital")
    # Beds held, people placed anew: the least of linear costs is concave, so a rise costs no more than a fall saves.
    assert row.low_gbp < 0 < row.high_gbp <= -row.low_gbp
    assert row.high_gbp == pytest.approx(-row.low_gbp, rel=0.02)


def test_planning_anew_never_costs_more_than_holding_the_plan(found: Tornado) -> None:
    rows = [row for row in found.rows if row.low_again_gbp is not None]
    assert rows
    for row in rows:
        for held, anew in ((row.low_gbp, row.low_again_gbp), (row.high_gbp, row.high_again_gbp)):
            assert held is None or anew <= held + 2 * GAP * found.plan_proof.objective


def test_the_break_even_value_is_where_the_saving_ends(case: Case, found: Tornado) -> None:
    today = {(site.site, period.id): site.today for site in case.sites for period in case.periods}
    plan = {(row.site, row.period): row.configuration for row in found.decisions.configurations}
    held = Held("plan", plan, None, CLOSE, False)
    usual = Held("business-as-usual", today, None, CLOSE, False)
    driver = next(one for one in drivers(case) if one.id.endswith("per_occupied_day/community-hospital"))

    def saves(factor: float) -> float:
        moved = driver.moved(case, factor)
        here, there = held.cost(moved), usual.cost(moved)
        assert here is not None
        assert there is not None
        return there - here

    one = tipping(case, driver, held, usual, "plan", "The plan", "business as usual")
    assert one.saves_gbp == pytest.approx(saves(1.0))
    if one.factor is None:
        assert (saves(0.5) > 0) == (saves(2.0) > 0) == (saves(1.0) > 0)
    else:
        low, high = one.within
        assert (saves(low) > 0) != (saves(high) > 0)
        assert high - low <= NARROW * max(1.0, low) + 1e-9


def altered(found: Tornado, **values: Any) -> Tornado:
    """Alter the widest row that is moved by the share."""
    one = next(row for row in found.rows if row.ends == "share")
    rows = (row.model_copy(update=values) if row is one else row for row in found.rows)
    return found.model_copy(update={"rows": tuple(rows)})


def stated(found: Tornado, **values: Any) -> Tornado:
    rows = (one.model_copy(update=values) if one.driver == "uncertainty/longer" else one for one in found.rows)
    return found.model_copy(update={"rows": tuple(rows)})


def tip(found: Tornado, **values: Any) -> Tornado:
    row = next(row for row in found.rows if row.ends == "share")
    one = BreakEven(
        decision="plan", driver=row.driver, saves_gbp=10.0, factor=1.1, within=(1.05, 1.15), value=1.1 * row.now,
        text="The plan saves unless.",
    )  # fmt: skip
    return found.model_copy(update={"break_evens": (one.model_copy(update=values),)})


FAULTS: dict[str, tuple[Callable[[Tornado], Tornado], str]] = {
    "a driver of nowhere": (lambda f: altered(f, driver="sites/lat"), "tornado driver"),
    "another mean": (lambda f: altered(f, now=-1.0), "tornado now"),
    "too far": (lambda f: altered(f, high_factor=1.5), "tornado ends"),
    "a range that is not stated": (lambda f: altered(f, ends="uncertainty.csv"), "tornado ends"),
    "other ends than stated": (lambda f: stated(f, high_factor=1.2), "tornado ends"),
    "the share instead": (lambda f: stated(f, ends="share"), "tornado ends"),
    "a range of nowhere": (lambda f: stated(f, driver="uncertainty/x"), "tornado driver"),
    "more rows than one": (lambda f: stated(f, rows=2), "tornado now"),
    "the least first": (lambda f: altered(f, low_gbp=0.0, high_gbp=0.0), "tornado order"),
    "outside what was tried": (lambda f: tip(f, factor=1.2), "break-even factor"),
    "another value": (lambda f: tip(f, value=0.0), "break-even value"),
    "no words": (lambda f: tip(f, text=""), "break-even text"),
    "a driver that is not there": (lambda f: tip(f, driver="x"), "break-even driver"),
    "another scenario": (lambda f: f.model_copy(update={"scenario": "x"}), "plan identity"),
}


def test_a_right_break_even_passes(case: Case, found: Tornado) -> None:
    assert check_tornado(case, tip(found)) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(case: Case, found: Tornado, name: str) -> None:
    plant, rule = FAULTS[name]
    rules = [fault.rule for fault in check_tornado(case, plant(found))]
    assert any(one.startswith(rule) for one in rules), rules


def test_tables_and_page(case: Case, found: Tornado) -> None:
    assert [table.name for table in tornado_tables(found)] == ["tornado", "break_even"]
    page = board_page(case, "Assumptions", "", tornado_sections(found))
    assert "<svg" in page
    assert all(one.text in page for one in found.break_evens)
