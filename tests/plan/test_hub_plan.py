"""A hub plan: what it says, what robust staffing costs, and why one is not possible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.hub_tables import HubVolume
from capplan.case.hub_week import contacts_per_half_hour
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check.hub import check_hub
from capplan.errors import Infeasible
from capplan.formulations import hub
from capplan.formulations.hub.demand import planned_factor, weeks_of
from capplan.plan.findings.hub import hub_findings
from capplan.plan.hub import plan_hub
from capplan.report.figures.hub import cover_table
from capplan.report.html import hub as page
from capplan.report.tables.hub import (
    hub_cover,
    hub_months,
    hub_requirement,
    hub_shifts,
    hub_simulation,
    hub_work_simulation,
)
from capplan.solve import Profile
from golden_lp import Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
LOOSE = Profile(name="loose", mip_rel_gap=0.02, time_limit_s=60.0)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder: Path = tmp_path_factory.mktemp("case") / "example"
    new_case(folder, example=True)
    return read_case(folder)


def test_plan_and_checker_agree_on_the_example_for_both_aims(example: Case) -> None:
    weeks = plan_hub(example, LOOSE, "weeks", simulated_weeks=10)
    mean = plan_hub(example, LOOSE, "mean", simulated_weeks=0)
    assert check_hub(example, weeks) == ()
    assert check_hub(example, mean) == ()
    assert weeks.proof.gap <= 0.02
    # Staffing for nine weeks in ten is proven no cheaper than the best for the mean week.
    assert weeks.proof.objective >= mean.proof.bound - 1e-6
    assert weeks.figures.totals.factor > 1 == mean.figures.totals.factor


def test_the_same_seed_gives_the_same_plan_byte_for_byte() -> None:
    case = Formulation("hub").case()
    first, second = (plan_hub(case, EXACT, simulated_weeks=20) for _ in range(2))
    assert first.model_dump_json() == second.model_dump_json()


def test_the_week_planned_for_is_not_exceeded_by_the_share_asked(example: Case) -> None:
    weeks, factor = weeks_of(example), planned_factor(example)
    share = example.parameters.hub_weeks_share
    assert sum(week.share for week in weeks) == pytest.approx(1)
    assert sum(week.share * week.factor for week in weeks) == pytest.approx(1, abs=2e-3)
    assert sum(week.share for week in weeks if week.factor <= factor) >= share - 1e-9
    assert sum(week.share for week in weeks if week.factor < factor) < share


def test_contacts_of_the_mean_week_add_to_the_year(example: Case) -> None:
    came = contacts_per_half_hour(example)
    for row in example.hub_contacts:
        assert sum(came[row.contact]) * 365 / 7 == pytest.approx(row.volume_per_year)


def test_a_case_without_a_profile_has_the_default_shape(example: Case) -> None:
    came = contacts_per_half_hour(replace(example, hub_profile=()))["call"]
    # Monday 09:00 against Monday 08:00: 1.5 to 0.8; nobody calls at night.
    assert came[18] / came[16] == pytest.approx(1.5 / 0.8)
    assert came[4] == 0


def test_time_away_is_taken_once_over_the_day_and_never_rounds_people_up(example: Case) -> None:
    """One person a half hour stays one: 10 % of briefings are not 10 % of a seat rounded up to a second person."""
    some = replace(example, parameters=example.parameters.model_copy(update={"hub_away_share": 0.3}))
    assert hub.inputs_of(some).required == hub.inputs_of(example).required
    assert set(hub.inputs_of(example).required.values()) == {1, 2}


def test_a_person_with_two_skills_counts_in_one_queue_only() -> None:
    """Both lines ring on Wednesday at 08:30 and a clerk may answer either: two clerks, not one counted twice."""
    case = Formulation("hub").case()
    plan = plan_hub(case, EXACT, simulated_weeks=0)
    assert sum(row.people for row in plan.decisions.answers if row.half_hour == 113) == 2
    assert sum(row.people for row in plan.decisions.starts if row.start == 113) == 2


def test_a_clash_names_the_half_hour_and_the_way_out() -> None:
    case = Formulation("hub").case()
    shifts = tuple(row for row in case.hub_shifts if row.shift != "sat")
    with pytest.raises(Infeasible) as error:
        plan_hub(replace(case, hub_shifts=shifts), EXACT)
    text = str(error.value)
    assert "Saturday 08:00: 2 of the 2 people asked for cannot be on duty" in text
    assert "Add a shift that covers it" in text


def test_findings_name_the_night_and_what_is_missing() -> None:
    case = Formulation("hub").case()
    plan = plan_hub(case, EXACT, simulated_weeks=50)
    found = {row.id: row for row in hub_findings(case, plan)}
    # Half an hour a week at 8 an hour: 4 x 365 / 7 = 208.57 a year.
    assert found["hub-night"].figures["gbp_per_year"] == pytest.approx(4 * 365 / 7)
    assert found["hub-missing"].figures["short_hours"] == pytest.approx(1.0)
    # Clerks: 5.5 hours a week are 286.8 a year, against 365 in the work type.
    assert found["hub-hours-clerk"].figures["hub_hours"] == pytest.approx(5.5 * 365 / 7)
    assert found["hub-hours-clerk"].figures["staffing_hours"] == 365
    # Work that the plan does in time waits where it comes by chance: a warning.
    assert found["hub-work-mail"].severity == "warning"
    assert hub_findings(case, None) == ()


def test_tables_and_page_say_what_the_plan_says() -> None:
    case = Formulation("hub").case()
    plan = plan_hub(case, EXACT, simulated_weeks=10)
    assert len(hub_requirement(case, plan).rows) == 12
    assert sum(int(row[-1] or 0) for row in hub_shifts(case, plan).rows) == 11
    assert [row[0] for row in hub_shifts(case, plan).rows if row[6] == "Friday 08:30"] == ["fri"]
    assert len(hub_cover(plan).rows) == len(plan.figures.cover)
    assert len(hub_simulation(case, plan).rows) == len(plan.simulated)
    assert [row[0] for row in hub_work_simulation(case, plan).rows] == ["mail", "post"]
    assert len(page.work_simulation_table(case, plan).rows) == 2
    assert "0.19 FTE" in " ".join(page.answer(plan))
    assert len(page.role_table(case, plan).rows) == 2
    assert len(page.shift_table(case, plan).rows) == 8
    assert cover_table(plan).rows[0][:5] == ("Monday", "08:00", "08:30", "1", "1")


def test_months_counted_are_in_the_table_and_among_the_findings() -> None:
    counted = tuple(HubVolume(month="2015-07", contact="call", contacts=number) for number in (20.0, 4000.0))
    case = replace(Formulation("hub").case(), hub_volumes=counted)
    plan = plan_hub(case, EXACT, simulated_weeks=0)
    assert [row[3:5] for row in hub_months(case, plan).rows] == [(20, 0.6452), (4000, 129.0323)]
    named = [finding for finding in hub_findings(case, plan) if finding.id.startswith("hub-month")]
    assert len(named) == sum(not row.kept for row in plan.figures.months) > 0
    assert "4,000 were counted, 129.0 a day" in named[-1].text
    assert "129.0" in str(page.month_table(case, plan).rows)
