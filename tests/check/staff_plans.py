"""Staff plans for the small case with staff, made by a small greedy routine on the beds of :mod:`plans`.

The case is :func:`small_staff.staffed_case`, in which reablement workers are paid less than assistants (so that pay is
protected), an overskilled hour has a weight of 5 GBP, and budgets hold the pay.

Who joins, moves and goes is written down here:

* 2013-05: 1.75 of the twelve assistants of the ward are made redundant; nurses do what they can of their work, the rest
  is left undone: two beds or so are not staffed until the ward halves.
* 2013-07: one nurse and half a reablement worker join base-north.
* 2013-10: the ward halves: 5.5 nurses move to base-north, and 2 assistants, who retrain for two months.
* 2014-04: the ward closes: 4 more nurses and 3 more assistants move.

The rest follows: everybody works on what their role is first to do, then below their skill, then agency does what it
may (none at base-north, so that beds may leave), and what is left counts as left undone, least weight first. Beds whose
care is left undone are declared unstaffed, unless the decisions say so already.
"""

from __future__ import annotations

from dataclasses import replace

from capplan.case.case import Case
from capplan.check import check_beds
from capplan.check.answer import read_answer
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.staff_answer import read_staff
from capplan.check.staff_figures import recompute_staff_figures
from capplan.check.staffing import Staffing
from capplan.decisions import (
    AgencyWorked,
    BedDecisions,
    BedPlan,
    OptionId,
    Proof,
    Recruited,
    Redeployed,
    Redundant,
    Shortfall,
    StaffDecisions,
    StaffFigures,
    StaffPlan,
    TerritoryRow,
    Unstaffed,
    Worked,
)
from check.plans import WARD_FULL, decisions_of, hand_decisions
from small import with_row
from small_staff import staffed_case

WARD, BASE, SOUTH = "ward-north", "base-north", "base-south"
ONE_TERRITORY = {"n1": BASE, "n2": BASE, "s1": BASE}
DECIMALS = 6


def plan_case() -> Case:
    """Return the case of the plans."""
    case = with_row(staffed_case(), "roles", "reablement-worker", pay_gbp_per_year=24_000.0)
    case = with_row(case, "budgets", "pool/2013/14", revenue_gbp=5_000_000.0)
    case = with_row(case, "budgets", "health/2014/15", revenue_gbp=3_000_000.0)
    return replace(case, parameters=case.parameters.model_copy(update={"overskill_gbp_per_hour": 5.0}))


def nobody_yet(territory: dict[str, str] | None = None) -> StaffDecisions:
    """Return decisions under which everybody stays where they are and nobody works."""
    rows = ONE_TERRITORY if territory is None else territory
    return StaffDecisions(
        territory=tuple(TerritoryRow(area=area, base=base) for area, base in rows.items()),
        recruited=(),
        redeployed=(),
        redundant=(),
        worked=(),
        agency=(),
        shortfall=(),
        unstaffed=(),
    )


def hand_moves() -> StaffDecisions:
    """Return who joins, moves and goes in the plan above; nobody works yet."""
    moves = [("nurse", "nurse", "2013-10", 5.5), ("assistant", "reablement-worker", "2013-10", 2.0)]
    moves += [("nurse", "nurse", "2014-04", 4.0), ("assistant", "reablement-worker", "2014-04", 3.0)]
    return nobody_yet().model_copy(
        update={
            "recruited": (
                Recruited(role="nurse", workplace=BASE, period="2013-07", fte=1.0),
                Recruited(role="reablement-worker", workplace=BASE, period="2013-07", fte=0.5),
            ),
            "redeployed": tuple(
                Redeployed(role=role, site=WARD, to_role=to_role, base=BASE, period=period, fte=fte)
                for role, to_role, period, fte in moves
            ),
            "redundant": (Redundant(role="assistant", workplace=WARD, period="2013-05", fte=1.75),),
        }
    )


def staffing_of(case: Case, beds: BedDecisions, staff: StaffDecisions, option: OptionId = "plan") -> Staffing:
    """Return the checker's lookups for decisions that are sound as lists."""
    facts = Facts(case, option, {row.area: row.base for row in staff.territory})
    answer, faults = read_answer(facts, beds)
    read, staff_faults = read_staff(facts, staff)
    if answer is None or read is None:
        raise ValueError("; ".join(str(fault) for fault in (*faults, *staff_faults)))
    return Staffing(replace(answer, staff=read), read)


def at_work(case: Case, beds: BedDecisions, staff: StaffDecisions, option: OptionId = "plan") -> StaffDecisions:
    """Return the decisions with the hours that people in post and agency then work, and what is left undone."""
    staffing = staffing_of(case, beds, staff, option)
    worked: list[Worked] = []
    agency: list[AgencyWorked] = []
    shortfall: list[Shortfall] = []
    for number, period in enumerate(case.periods):
        for workplace in staffing.facts.workplaces:
            left = {skill: hours for skill in _skills(case) if (hours := staffing.needed(workplace, skill, number)) > 0}
            for overskilled in (False, True):
                for row in case.may_do:
                    if row.overskilled == overskilled and row.skill in left:
                        hours = _free_hours(staffing, row.role, workplace, number, worked)
                        hours = _work(staffing, row.role, row.skill, number, hours, left)
                        worked += [Worked(role=row.role, workplace=workplace, skill=row.skill, period=period.id,
                                          hours=hours)] * (hours > 0.0)  # fmt: skip
            for row in case.may_do if workplace not in case.base else ():
                if row.skill in left and not row.overskilled:
                    hours = _agency_hours(staffing, row.role, workplace, number)
                    hours = _work(staffing, row.role, row.skill, number, hours, left)
                    agency += [AgencyWorked(role=row.role, workplace=workplace, skill=row.skill, period=period.id,
                                            hours=hours)] * (hours > 0.0)  # fmt: skip
            for skill, hours in left.items():
                shortfall += _undone(staffing, workplace, skill, number, hours)
    return staff.model_copy(
        update={
            "worked": tuple(worked),
            "agency": tuple(agency),
            "shortfall": tuple(shortfall),
            "unstaffed": staff.unstaffed or unstaffed_beds(case, tuple(shortfall)),
        },
    )


def unstaffed_beds(case: Case, shortfall: tuple[Shortfall, ...]) -> tuple[Unstaffed, ...]:
    """Return the beds whose care is left undone: two hours of each skill a day."""
    days = {period.id: period.days for period in case.periods}
    undone: dict[tuple[str, str], float] = {}
    for row in shortfall:
        if row.workplace in case.site:
            key = (row.workplace, row.period)
            undone[key] = max(undone.get(key, 0.0), row.hours / (2 * days[row.period]))
    return tuple(Unstaffed(site=site, period=period, beds=beds) for (site, period), beds in undone.items())


def _skills(case: Case) -> list[str]:
    return [row.skill for row in case.skills]


def _free_hours(staffing: Staffing, role: str, workplace: str, number: int, worked: list[Worked]) -> float:
    month = staffing.facts.case.periods[number].id
    used = sum(row.hours for row in worked if (row.role, row.workplace, row.period) == (role, workplace, month))
    return staffing.facts.hours(role, number) * staffing.answer.productive(role, workplace, number) - used


def _agency_hours(staffing: Staffing, role_id: str, workplace: str, number: int) -> float:
    role, row = staffing.facts.case.role[role_id], staffing.facts.establishment.get((role_id, workplace))
    if row is None or role.agency_gbp_per_hour is None:
        return 0.0
    return role.max_agency_share * row.budget_fte * staffing.facts.hours(role_id, number)


def _work(
    staffing: Staffing, role: str, skill: str, number: int, hours: float, left: dict[str, float]
) -> float:  # fmt: skip
    """Return the hours that a role works on a skill, rounded down to six decimals, and take them off what is left."""
    row = staffing.facts.may_do(role, skill, number)
    if row is None:
        return 0.0
    worked = max(0.0, round(min(hours, left[skill] / row.efficiency) - 0.5 * 10**-DECIMALS, DECIMALS))
    left[skill] -= worked * row.efficiency
    return worked


def _undone(staffing: Staffing, workplace: str, skill: str, number: int, hours: float) -> list[Shortfall]:
    month = staffing.facts.case.periods[number].id
    classes = [
        (staffing.shortfall_weight_gbp_per_hour(skill, response), response, needed)
        for (p, k, response, t), needed in staffing.need.items()
        if (p, k, t) == (workplace, skill, number)
    ]
    rows = []
    for _, response, needed in sorted(classes):
        undone = min(hours, needed)
        hours -= undone
        if undone > 1e-5:
            rows.append(Shortfall(workplace=workplace, skill=skill, response=response, period=month, hours=undone))
    return rows


def staffed_plan(case: Case, beds: BedDecisions, staff: StaffDecisions, option: OptionId = "plan") -> BedPlan:
    """Return the option with figures that follow from the decisions, and a proof that agrees with them."""
    staffing = staffing_of(case, beds, staff, option)
    figures = recompute_figures(staffing.beds)
    objective = figures.totals.objective_gbp
    return BedPlan(
        option=option,
        scenario=case.scenario,
        proof=Proof(status="optimal", objective=objective, bound=0.97 * objective, gap=0.03, asked_gap=0.05),
        decisions=beds,
        figures=figures,
        staff=StaffPlan(decisions=staff, figures=recompute_staff_figures(staffing)),
    )


def hand_staff(case: Case) -> StaffDecisions:
    """Return the staff decisions of the plan above."""
    return at_work(case, hand_decisions(case), hand_moves())


def hand_staffed_plan(case: Case) -> BedPlan:
    """Return the plan above."""
    return staffed_plan(case, hand_decisions(case), hand_staff(case))


def usual_staffed_plan(case: Case) -> BedPlan:
    """Return business as usual: nobody joins, moves or goes."""
    beds = decisions_of(case, (), {"2013-04": WARD_FULL})
    option: OptionId = "business-as-usual"
    return staffed_plan(case, beds, at_work(case, beds, nobody_yet(), option), option)


def rules_broken(case: Case, staff: StaffDecisions, beds: BedDecisions | None = None) -> set[str]:
    """Return the rules that decisions break, by name; their figures and proof are right."""
    return {fault.rule for fault in check_beds(case, staffed_plan(case, beds or hand_decisions(case), staff))}


def hours_changed(
    staff: StaffDecisions, table: str, hours: float, period: str, workplace: str, **names: str
) -> StaffDecisions:
    """Return the decisions with more hours (fewer if negative) in the row of `worked`, `agency` or `shortfall`."""
    model = {"worked": Worked, "agency": AgencyWorked, "shortfall": Shortfall}[table]
    key = {"workplace": workplace, "period": period, **names}
    rows = []
    for row in getattr(staff, table):
        if all(getattr(row, name) == value for name, value in key.items()):
            hours += row.hours
        else:
            rows.append(row)
    rows.append(model.model_validate({**key, "hours": hours}))
    return staff.model_copy(update={table: tuple(rows)})


def hours_of(staff: StaffDecisions, table: str, period: str, workplace: str, **names: str) -> float:
    """Return the hours of the rows of `worked`, `agency` or `shortfall` that go by these names."""
    key = {"workplace": workplace, "period": period, **names}
    rows = getattr(staff, table)
    return sum(row.hours for row in rows if all(getattr(row, name) == value for name, value in key.items()))


def with_moves(
    staff: StaffDecisions, **tables: tuple[Recruited | Redeployed | Redundant | Unstaffed, ...]
) -> StaffDecisions:
    """Return the decisions with these rows on top of `recruited`, `redeployed`, `redundant` or `unstaffed`."""
    return staff.model_copy(update={name: (*getattr(staff, name), *rows) for name, rows in tables.items()})


def figures_of(plan: BedPlan) -> StaffFigures:
    """Return the figures on staff of a plan that has them."""
    assert plan.staff is not None
    return plan.staff.figures
