"""Suffolk: the roll-out under its order, its gates, its six-weekly reports and its one year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.programme import check_programme
from capplan.decisions.programme import ProgrammePlan
from capplan.errors import Infeasible
from capplan.formulations.programme.windows import meetings
from capplan.plan.findings.programme import programme_findings
from capplan.plan.programme import plan_programme
from capplan.solve import Profile

FOLDER = Path(__file__).parents[2] / "data" / "suffolk"
PAPER = date(2009, 11, 19)


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def plan(case: Case) -> ProgrammePlan:
    return plan_programme(case, Profile())


def starts(plan: ProgrammePlan, initiative: str) -> dict[str, str]:
    return {row.locality: row.month for row in plan.decisions.starts if row.initiative == initiative}


def test_the_programme_is_right(case: Case, plan: ProgrammePlan) -> None:
    assert check_programme(case, plan) == ()
    assert plan.proof.gap == pytest.approx(0.0, abs=1e-9)


def test_or2_and_or3_the_rhythm_of_reports(case: Case) -> None:
    """The first report after the paper is on 31 December; eight full intervals fit into 52 weeks."""
    days = meetings(case.approvals[0], "2010-11")
    assert days[:2] == [PAPER, date(2009, 12, 31)]
    assert sum(PAPER < day <= PAPER + timedelta(weeks=52) for day in days) == 8


def test_starts_fall_into_months_with_a_report(case: Case, plan: ProgrammePlan) -> None:
    months = {day.isoformat()[:7] for day in meetings(case.approvals[0], "2011-10")}
    assert {*starts(plan, "phase-1").values(), *starts(plan, "phase-2").values()} <= months
    assert "2010-01" not in months


def test_or4_phase_1_lies_within_its_year(plan: ProgrammePlan) -> None:
    """It ends by 19 November 2010: all eight localities, the difficult one too, have started by then."""
    months = starts(plan, "phase-1")
    assert len(months) == 8
    assert max(months.values()) == "2010-09"


def test_the_pilot_comes_first_and_the_others_follow_its_evidence(plan: ProgrammePlan) -> None:
    months = starts(plan, "phase-1")
    assert months.pop("pilot") == "2009-12"
    assert min(months.values()) == "2010-03"


def test_phase_2_follows_six_months_after_phase_1_and_the_work_on_finance(plan: ProgrammePlan) -> None:
    first, second = starts(plan, "phase-1"), starts(plan, "phase-2")
    assert second.keys() == first.keys()
    assert min(second.values()) >= "2010-05"
    for place, month in second.items():
        later = 12 * int(month[:4]) + int(month[5:]) - 12 * int(first[place][:4]) - int(first[place][5:])
        assert later >= 6


def test_l3_the_stated_start_precedes_its_own_prerequisites(case: Case, plan: ProgrammePlan) -> None:
    """Phase 1 is to start straight away (November 2009); team, document and sign-up allow December at the earliest."""
    rows = {(row.initiative, row.locality): row for row in plan.figures.schedule}
    assert (rows["phase-1", "pilot"].stated, rows["phase-1", "pilot"].earliest) == ("2009-11", "2009-12")
    found = {one.id: one for one in programme_findings(case, plan)}
    conflict = found["programme-stated-phase-1"]
    assert conflict.severity == "conflict"
    assert "High-level sign-up of the partners" in conflict.text
    assert "programme-stated-pid-signed" not in found


def test_the_stated_start_is_not_possible_if_it_is_kept(case: Case) -> None:
    held = [
        row.model_copy(update={"latest": "2009-11"}) if row.initiative == "phase-1" else row for row in case.initiatives
    ]
    with pytest.raises(Infeasible) as caught:
        plan_programme(replace(case, initiatives=tuple(held)), Profile())
    assert "Phase 1" in str(caught.value)
    assert "before what it waits for: High-level sign-up of the partners" in str(caught.value)


def test_without_a_second_post_the_year_is_too_short_for_all(case: Case) -> None:
    """One post takes in one locality in two months: after the pilot, March to October leave room for four."""
    limits = [
        row.model_copy(update={"limit": 1.0}) if row.resource == "team" else row for row in case.programme_capacity
    ]
    with pytest.raises(Infeasible, match=r"more than programme_capacity.csv allows would do|cannot start as asked"):
        plan_programme(replace(case, programme_capacity=tuple(limits)), Profile())


def test_or6_the_pilot_saving_is_not_scaled_to_the_county(case: Case) -> None:
    """250,000 has no baseline, period or population: it is told in PROVENANCE.md and enters no table of money."""
    assert case.initiative_money == ()
    assert "250,000" in (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")


def test_what_is_not_stated_is_marked(case: Case) -> None:
    rows = [*case.localities, *case.initiatives, *case.roll_out, *case.precedence, *case.programme_capacity]
    assert all(row.status and row.source for row in rows)
    assert all(row.reason and row.could_supply for row in rows if row.status == "assumed")
