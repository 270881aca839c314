"""The calendar of a plan's dates, read back by the library that reads calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from made_up import made_up_plan, made_up_provenance

from capplan.case import programme_tables as programme
from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.decisions import Plan
from capplan.plan.pipeline import Run, make_plan
from capplan.report.milestones import milestone_calendar
from capplan.solve import Profile
from capplan.units import month_start
from made_up_county import made_up_case

TINY = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"
GATE = t.Gate(gate="talks", title="Public talks", kind="consultation", starts="2015-06", passed="2015-10")
STEP = t.Milestone(milestone="3.5", project="Beds", title="Plan to close", due="2015-06", depends_on="3.4")
UNDATED = t.Milestone(milestone="3.6", project="Beds", title="Ongoing")


@pytest.fixture(scope="module")
def case() -> Case:
    return replace(made_up_case(), gates=(GATE,), milestones=(STEP, UNDATED))


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return made_up_plan(case)


def events(case: Case, plan: Plan) -> dict[str, Event]:
    """Return every entry by its identity."""
    found = Calendar.from_ical(milestone_calendar(case, plan, made_up_provenance(case))).walk("VEVENT")
    by_id = {str(event["uid"]): event for event in found}
    assert len(by_id) == len(found)
    return by_id


def on(found: dict[str, Event], name: str) -> date:
    day = found[f"{name}@made-up.capplan"]["dtstart"].dt
    assert type(day) is date
    return day


def test_every_step_of_a_reduction_stands_on_its_day(case: Case, plan: Plan) -> None:
    found, closures = events(case, plan), plan.option("plan").figures.closures
    assert closures
    for row in closures:
        own = f"reduction-{row.site}-{row.from_configuration}-{row.to_configuration}"
        assert on(found, f"{own}-decision") == month_start(row.decision)
        assert on(found, f"{own}-admissions") == month_start(row.admissions_stop)
        assert on(found, f"{own}-last") == date.fromisoformat(row.last_discharge)
        assert on(found, f"{own}-closed") == month_start(row.closed)
        assert (f"{own}-notice@made-up.capplan" in found) == bool(row.notice_months)
        assert case.site[row.site].title in str(found[f"{own}-closed@made-up.capplan"]["summary"])
    assert any(row.notice_months for row in closures)
    assert any(not row.notice_months for row in closures)


def test_openings_gates_stated_milestones_and_the_sunset_date_are_there(case: Case, plan: Plan) -> None:
    found = events(case, plan)
    for row in plan.option("plan").figures.openings:
        assert on(found, f"increase-{row.site}-{row.from_configuration}-{row.to_configuration}-opens") == month_start(
            row.opens
        )
    assert on(found, "gate-talks-begins") == date(2015, 6, 1)
    assert on(found, "gate-talks-passed") == date(2015, 10, 1)
    assert on(found, "milestone-3.5") == date(2015, 6, 1)
    assert "milestone-3.6@made-up.capplan" not in found
    # Twelve months after the run was made.
    made = date.fromisoformat(made_up_provenance(case).created[:10])
    assert on(found, "sunset") == made.replace(year=made.year + 1)


def test_entries_last_a_day_and_take_up_nobodys_time(case: Case, plan: Plan) -> None:
    for event in events(case, plan).values():
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["transp"] == "TRANSPARENT"
        assert str(event["summary"])


def test_a_plan_with_other_dates_moves_the_entries_it_had(case: Case, plan: Plan) -> None:
    """Identities name the step, not its day: taken in again, a calendar shows each step once."""
    chosen = plan.option("plan")
    later = tuple(row.model_copy(update={"decision": "2030-01"}) for row in chosen.figures.closures)
    option = chosen.model_copy(update={"figures": chosen.figures.model_copy(update={"closures": later})})
    others = tuple(option if one.option == "plan" else one for one in plan.options)
    moved, before = events(case, plan.model_copy(update={"options": others})), events(case, plan)
    assert moved.keys() == before.keys()
    decided = [name for name in moved if name.startswith("reduction-") and "-decision@" in name]
    assert {moved[name]["dtstart"].dt for name in decided} == {date(2030, 1, 1)}
    assert milestone_calendar(case, plan, made_up_provenance(case)) == milestone_calendar(
        case, plan, made_up_provenance(case)
    )


def test_the_same_step_twice_is_two_entries(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    twice = (*chosen.figures.closures, chosen.figures.closures[0])
    option = chosen.model_copy(update={"figures": chosen.figures.model_copy(update={"closures": twice})})
    found = events(case, plan.model_copy(update={"options": (option,)}))
    row = chosen.figures.closures[0]
    own = f"reduction-{row.site}-{row.from_configuration}-{row.to_configuration}-closed"
    assert on(found, own) == on(found, f"{own}-2")


def test_line_ends_in_a_title_begin_no_entry(case: Case, plan: Plan) -> None:
    """Text of a case is escaped; it adds no line of its own to the calendar."""
    bad = STEP.model_construct(**{**STEP.model_dump(), "title": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT"})
    assert len(events(replace(case, milestones=(bad,)), plan)) == len(events(case, plan))


def test_a_programme_has_starts_meetings_and_notice(tmp_path: Path) -> None:
    """Tiny programme: falls service in the south starts in February 2026; its body meets every four weeks."""
    case = read_case(TINY)
    body = programme.Approval(approval="board", title="Board", first_meeting="2025-12-20", every_weeks=4)
    with_board = replace(case, approvals=(body,))
    plan = make_plan(case, Profile(), Run(tmp_path, lambda _: None, lambda _: None))
    assert plan.programme is not None
    found = Calendar.from_ical(milestone_calendar(with_board, plan, made_up_provenance(case))).walk("VEVENT")
    days = {str(event["uid"]).split("@")[0]: event["dtstart"].dt for event in found}
    assert days["initiative-falls-south-starts"] == date(2026, 2, 1)
    started = [row for row in plan.programme.figures.schedule if row.starts]
    assert sum(name.startswith("initiative-") and name.endswith("-starts") for name in days) == len(started)
    # The plan runs from January to June 2026: 20 December lies before it, 4 July after.
    meetings = [day for name, day in days.items() if name.startswith("meeting-board-")]
    assert meetings == [date(2026, 1, 17) + timedelta(weeks=4 * number) for number in range(6)]
    notices = sum(name.endswith("-notice") for name in days)
    assert notices == len(plan.programme.figures.contracts)
