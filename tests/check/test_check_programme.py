"""The checker of programmes finds planted faults: in starts, order, money, capacity, figures and proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.check.programme import check_programme
from capplan.decisions.programme import ProgrammePlan, ProgrammeStart
from capplan.plan.programme import plan_programme
from capplan.solve import Profile

Planned = tuple[Case, ProgrammePlan]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    folder = tmp_path_factory.mktemp("programme") / "case"
    new_case(folder, example=True)
    case = read_case(folder)
    return case, plan_programme(case, Profile())


@pytest.fixture(scope="module")
def tiny() -> Planned:
    case = read_case(Path(__file__).parents[2] / "formulations" / "programme" / "tiny")
    return case, plan_programme(case, Profile())


def moved(plan: ProgrammePlan, initiative: str, month: str | None, locality: str = "") -> ProgrammePlan:
    """The plan with one start moved, or (None) left out; its figures stay as they were."""
    key = (initiative, locality)
    starts = [row for row in plan.decisions.starts if (row.initiative, row.locality) != key]
    if month is not None:
        starts.append(ProgrammeStart(initiative=initiative, locality=locality, month=month))
    return plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"starts": tuple(starts)})})


def rules(case: Case, plan: ProgrammePlan) -> dict[str, str]:
    """Broken rules that are not about figures or proof, each with its sentence."""
    found = check_programme(case, plan)
    return {one.rule: str(one) for one in found if not one.rule.startswith(("figure", "proof"))}


def test_a_right_plan_has_no_fault(planned: Planned, tiny: Planned) -> None:
    assert check_programme(*planned) == ()
    assert check_programme(*tiny) == ()


def test_money_spent_before_the_gate(planned: Planned) -> None:
    """Telecare waits for a month of the spot contract's saving, which begins in September."""
    case, plan = planned
    found = rules(case, moved(plan, "telecare", "2026-09"))
    assert "M4 benefit_shown" in found
    assert "1 months before spot-contract and 1 months after it allow" in found["M4 benefit_shown"]


def test_notice_short_by_a_month(planned: Planned) -> None:
    case, plan = planned
    longer = [
        row.model_copy(update={"notice_months": 6}) if row.contract == "spot-beds" else row for row in case.contracts
    ]
    found = rules(replace(case, contracts=tuple(longer)), plan)
    assert "6 months of notice would have to be served in 2026-03, before it can be" in found["start date notice"]


def test_a_contract_ended_before_its_term(planned: Planned) -> None:
    case, plan = planned
    assert "start date contract term" in rules(case, moved(plan, "spot-contract", "2026-08"))


def test_a_start_in_a_month_without_a_meeting(planned: Planned) -> None:
    """The board meets on 16 April and every six weeks: 28 May, 9 July, 20 August; not in June."""
    case, plan = planned
    assert "start date approval" in rules(case, moved(plan, "falls-service", "2026-06", "north"))


def test_a_locality_before_its_predecessor(planned: Planned) -> None:
    """The south follows the north, which begins in May, by two months; June is also before it is agreed."""
    case, plan = planned
    later = moved(plan, "falls-service", "2026-08", "north")
    assert "M5 roll_out_order" in rules(case, later)


def test_what_it_waits_for_never_starts(tiny: Planned) -> None:
    case, plan = tiny
    found = rules(case, moved(plan, "pilot", None))
    assert found.keys() == {"M1 starts_once", "M3 precedence"}
    assert "pilot never does" in found["M3 precedence"]


PLANTED: dict[str, tuple[Callable[[ProgrammePlan], ProgrammePlan], str]] = {
    "capacity of the team in a month": (lambda plan: moved(plan, "pharmacy", "2026-01"), "M6 team_capacity"),
    "two changes at once in a locality": (
        lambda plan: moved(plan, "home-first", "2026-01", "north"),
        "M7 locality_capacity",
    ),
    "two starts in a month of one": (lambda plan: moved(plan, "spring", "2026-04"), "M8 start_limit"),
    "a pot over its budget": (lambda plan: moved(plan, "home-kit", "2026-01"), "M10 budget"),
    "more carried over than is left": (lambda plan: moved(plan, "small-kit", "2026-01"), "M10 budget"),
    "protected money not spent": (lambda plan: moved(plan, "carers", None), "M12 protected"),
    "the gap not closed as asked": (lambda plan: moved(plan, "shared-record", None), "M14 max_gap"),
    "localities waiting too long": (lambda plan: moved(plan, "cover", None, "east"), "M15 max_wait"),
    "a must left out": (lambda plan: moved(plan, "records", None), "M1 starts_once"),
    "before its first month": (lambda plan: moved(plan, "leaflets", "2026-03"), "start date earliest"),
    "after its last month": (lambda plan: moved(plan, "nurses", "2026-03"), "start date latest"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_under_its_rule(tiny: Planned, fault: str) -> None:
    case, plan = tiny
    plant, rule = PLANTED[fault]
    assert rule in rules(case, plant(plan))


def test_a_cost_above_its_limit(tiny: Planned) -> None:
    case, plan = tiny
    held = case.aim.model_copy(update={"max_present_gbp": -3752.5})
    assert rules(replace(case, aim=held), plan).keys() == {"M13 max_present"}


def test_a_benefit_counted_twice(tiny: Planned) -> None:
    """Telecare's 480 as if nurses did not reach the same people: 48 too much, in lines, pots, months and totals."""
    case, plan = tiny
    other = replace(case, benefit_overlaps=())
    twice = plan_programme(other, Profile())
    assert twice.figures.totals.nominal_gbp == pytest.approx(plan.figures.totals.nominal_gbp - 48)
    found = {one.rule: one for one in check_programme(case, twice)}
    assert found["figure totals.present_gbp"].amount == pytest.approx(48)
    assert found["proof objective"].amount == pytest.approx(48)
    assert "figure lines.nominal_gbp" in found


def test_starts_that_cannot_be_read(tiny: Planned) -> None:
    case, plan = tiny
    twice = (*plan.decisions.starts, plan.decisions.starts[0])
    odd = (ProgrammeStart(initiative="nothing", locality="", month="2026-01"),)
    late = (ProgrammeStart(initiative="records", locality="", month="2026-07"),)
    for starts, words in ((twice, "starts twice"), (odd, "no such start"), (late, "outside the plan")):
        wrong = plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"starts": starts})})
        (amount,) = {one.amount for one in check_programme(case, wrong) if words in str(one)}
        assert amount == 1.0


FIGURES = ("schedule", "contracts", "lines", "funder_years", "funders", "pots", "months", "contingencies", "ranges")


@pytest.mark.parametrize("table", FIGURES)
def test_an_altered_or_missing_row_is_found(planned: Planned, table: str) -> None:
    case, plan = planned
    rows = getattr(plan.figures, table)
    last = rows[-1]
    field = [name for name, value in last if isinstance(value, float)] or [list(type(last).model_fields)[-2]]
    value = getattr(last, field[-1])
    other = last.model_copy(update={field[-1]: value + 100.0 if isinstance(value, float) else "2030-01"})
    for wrong in (rows[:-1], (*rows[:-1], other)):
        figures = plan.figures.model_copy(update={table: wrong})
        found = check_programme(case, plan.model_copy(update={"figures": figures}))
        assert [one for one in found if one.rule.startswith(f"figure {table}")]


def test_plans_at_the_ends_are_checked_too(planned: Planned) -> None:
    case, plan = planned
    assert [row.end for row in plan.ends] == ["favourable", "adverse"]
    assert "ends" in rules(case, plan.model_copy(update={"ends": plan.ends[:1]}))
    end = plan.ends[1]
    wrong = end.model_copy(update={"totals": end.totals.model_copy(update={"nominal_gbp": 0.0})})
    found = check_programme(case, plan.model_copy(update={"ends": (plan.ends[0], wrong)}))
    assert [one.rule for one in found] == ["figure ends.totals.nominal_gbp"]


def test_what_has_a_duration_ends_so_many_months_after_its_start(tiny: Planned) -> None:
    pilot, *others = tiny[0].initiatives
    case = replace(tiny[0], initiatives=(pilot.model_copy(update={"duration_months": 11}), *others))
    plan = plan_programme(case, Profile())
    row, *rows = plan.figures.schedule
    assert (row.initiative, row.starts, row.ends) == ("pilot", "2026-02", "2027-01")
    assert check_programme(case, plan) == ()
    wrong = plan.figures.model_copy(update={"schedule": (row.model_copy(update={"ends": "2026-12"}), *rows)})
    assert any("schedule" in fault.rule for fault in check_programme(case, plan.model_copy(update={"figures": wrong})))
