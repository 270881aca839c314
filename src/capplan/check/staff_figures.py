"""Recompute every figure on staff from the decisions and the case alone; ``docs/figures.md`` defines each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.check.money import present_value_gbp
from capplan.check.set_by import set_by
from capplan.check.staff_money import overskilled_hours, staff_amounts
from capplan.check.staffing import Staffing
from capplan.check.violation import ZERO
from capplan.decisions import (
    CalendarRow,
    DutyRow,
    Response,
    ResponseRow,
    SkillRow,
    StaffFigures,
    StaffPlanRow,
    StaffTotals,
    TravelRow,
)
from capplan.units import add_months

_MOVE_KINDS = ("recruitment", "pay-protection", "redundancy")


def recompute_staff_figures(staffing: Staffing) -> StaffFigures:
    """Return all figures that follow from the decisions on staff and beds."""
    return StaffFigures(
        totals=staff_totals(staffing),
        staff_plan=tuple(_staff_plan(staffing)),
        skills=tuple(_skills(staffing)),
        responses=tuple(_responses(staffing)),
        duty=tuple(_duty(staffing)),
        calendar=tuple(_calendar(staffing)),
        travel=tuple(_travel(staffing)),
    )


def staff_totals(staffing: Staffing) -> StaffTotals:
    """Return the staff's totals: posts, present value by kind, and the stated weights."""
    answer, case = staffing.answer, staffing.facts.case
    by_kind: dict[str, list[tuple[int, float]]] = {}
    for amount in staff_amounts(answer):
        by_kind.setdefault(amount.kind, []).append((amount.number, amount.gbp))

    def present(*kinds: str) -> float:
        return present_value_gbp(staffing.beds, [one for kind in kinds for one in by_kind.get(kind, [])])

    shortfall_gbp = [
        (number, staffing.shortfall_weight_gbp_per_hour(skill, response) * hours)
        for (_, skill, response, number), hours in answer.shortfall.items()
    ]
    overskilled = overskilled_hours(answer)
    overskill_gbp = case.parameters.overskill_gbp_per_hour
    last = len(case.periods) - 1
    rows = staffing.facts.establishment.values()
    return StaffTotals(
        fte_at_start=math.fsum(row.actual_fte for row in rows),
        fte_at_end=math.fsum(answer.in_post[role, workplace, last] for role, workplace in staffing.facts.posts),
        budget_fte=math.fsum(row.budget_fte for row in rows),
        pay_present_gbp=present("pay"),
        agency_present_gbp=present("agency"),
        moves_present_gbp=present(*_MOVE_KINDS),
        bases_present_gbp=present("bases"),
        cost_present_gbp=present("pay", "agency", *_MOVE_KINDS, "bases"),
        shortfall_weight_gbp=present_value_gbp(staffing.beds, shortfall_gbp),
        overskill_weight_gbp=present_value_gbp(
            staffing.beds, [(number, overskill_gbp * hours) for (_, _, number), hours in overskilled.items()]
        ),
        shortfall_hours=math.fsum(answer.shortfall.values()),
        overskilled_hours=math.fsum(overskilled.values()),
        recruited_fte=math.fsum(answer.recruited.values()),
        redeployed_fte=math.fsum(answer.redeployed.values()),
        redundant_fte=math.fsum(answer.redundant.values()),
    )


def _staff_plan(staffing: Staffing) -> Iterator[StaffPlanRow]:
    answer, facts = staffing.answer, staffing.facts
    overskilled = overskilled_hours(answer)
    worked: dict[tuple[str, str, int], list[tuple[str, float]]] = {}
    agency: dict[tuple[str, str, int], list[float]] = {}
    for (role, workplace, skill, number), hours in answer.worked.items():
        worked.setdefault((role, workplace, number), []).append((skill, hours))
    for (role, workplace, _, number), hours in answer.agency.items():
        agency.setdefault((role, workplace, number), []).append(hours)
    undone = _undone_of_main_roles(staffing)
    for role, workplace in facts.posts:
        row = facts.establishment.get((role, workplace))
        for number, period in enumerate(facts.case.periods):
            key = (role, workplace, number)
            hours_per_fte = facts.hours(role, number)
            by_people = math.fsum(hours for _, hours in worked.get(key, []))
            by_agency = math.fsum(agency.get(key, []))
            short = undone.get(key, [])
            room = hours_per_fte * answer.productive(*key)
            utilisation = by_people / room if room > ZERO else None
            yield StaffPlanRow(
                role=role,
                workplace=workplace,
                period=period.id,
                budget_fte=0.0 if row is None else row.budget_fte,
                in_post_fte=answer.in_post[key],
                needed_fte=math.fsum([by_people, by_agency, *(hours / factor for hours, factor in short)])
                / hours_per_fte,
                recruited_fte=answer.recruited.get(key, 0.0),
                leavers_fte=answer.leavers(*key),
                redeployed_in_fte=answer.moved_in.get(key, 0.0),
                redeployed_out_fte=answer.moved_out.get(key, 0.0),
                redundant_fte=answer.redundant.get(key, 0.0),
                retraining_fte=answer.retraining.get(key, 0.0),
                agency_fte=by_agency / hours_per_fte,
                utilisation=utilisation,
                overskilled_hours=overskilled.get(key, 0.0),
                set_by=set_by(
                    staffing,
                    key,
                    largest_shortfall=max((hours for hours, _ in short), default=0.0),
                    utilisation=utilisation,
                    skills=[skill for skill, hours in worked.get(key, []) if hours > ZERO],
                ),
            )


def _undone_of_main_roles(staffing: Staffing) -> dict[tuple[str, str, int], list[tuple[float, float]]]:
    """Return (hours undone, efficiency) by the role that would first have done them, workplace and period."""
    facts = staffing.facts
    found: dict[tuple[str, str, int], list[tuple[float, float]]] = {}
    for (workplace, skill, number), hours in staffing.answer.shortfall_of.items():
        role = facts.main_role(skill, workplace, number)
        row = None if role is None else facts.may_do(role, skill, number)
        if role is not None and row is not None:
            found.setdefault((role, workplace, number), []).append((hours, row.efficiency))
    return found


def _skills(staffing: Staffing) -> Iterator[SkillRow]:
    for (workplace, skill, number), parts in staffing.parts_of.items():
        by_people, by_agency = staffing.done(workplace, skill, number)
        yield SkillRow(
            workplace=workplace,
            skill=skill,
            period=staffing.facts.case.periods[number].id,
            needed_hours=math.fsum(part.hours for part in parts),
            duty_hours=math.fsum(part.hours for part in parts if part.kind == "duty"),
            travel_hours=math.fsum(part.travel_hours for part in parts),
            in_post_hours=by_people,
            agency_hours=by_agency,
            shortfall_hours=staffing.answer.shortfall_of.get((workplace, skill, number), 0.0),
        )


def _responses(staffing: Staffing) -> Iterator[ResponseRow]:
    needed: dict[tuple[str, Response, int], list[float]] = {}
    undone: dict[tuple[str, Response, int], list[float]] = {}
    for (workplace, _, response, number), hours in staffing.need.items():
        needed.setdefault((workplace, response, number), []).append(hours)
    for (workplace, _, response, number), hours in staffing.answer.shortfall.items():
        undone.setdefault((workplace, response, number), []).append(hours)
    for (workplace, response, number), parts in needed.items():
        hours = math.fsum(parts)
        yield ResponseRow(
            workplace=workplace,
            response=response,
            period=staffing.facts.case.periods[number].id,
            needed_hours=hours,
            met_share=1.0 - math.fsum(undone.get((workplace, response, number), [])) / hours,
        )


def _duty(staffing: Staffing) -> Iterator[DutyRow]:
    for duty in staffing.duties:
        yield DutyRow(
            cover=duty.cover.cover,
            base=duty.base,
            period=staffing.facts.case.periods[duty.number].id,
            on_duty=duty.on_duty,
            calls_per_hour=duty.calls_per_hour,
            waits_too_long=duty.waits_too_long,
        )


def _calendar(staffing: Staffing) -> Iterator[CalendarRow]:
    answer, case = staffing.answer, staffing.facts.case
    for (role, workplace, number), fte in answer.recruited.items():
        month = case.periods[number].id
        decide_by = add_months(month, -case.role[role].recruit_lead_months)
        if abs(fte) > ZERO:
            yield _step("recruit", role, workplace, fte, (decide_by, month, month))
    for (from_role, site, to_role, base, number), fte in answer.redeployed.items():
        month = case.periods[number].id
        move = staffing.facts.moves.get((from_role, site, to_role, base))
        productive = add_months(month, 0 if move is None else move.retrain_months)
        if abs(fte) > ZERO:
            yield _step("redeploy", to_role, base, fte, (month, month, productive), from_role, site)
    for (role, workplace, number), fte in answer.redundant.items():
        month = case.periods[number].id
        if abs(fte) > ZERO:
            yield _step("redundancy", role, workplace, fte, (month, month, month))


def _step(
    kind: str,
    role: str,
    workplace: str,
    fte: float,
    months: tuple[str, str, str],
    from_role: str = "",
    from_site: str = "",
) -> CalendarRow:
    decide_by, starts, productive_from = months
    return CalendarRow.model_validate(
        {
            "kind": kind,
            "role": role,
            "workplace": workplace,
            "from_role": from_role,
            "from_site": from_site,
            "fte": fte,
            "decide_by": decide_by,
            "starts": starts,
            "productive_from": productive_from,
        }
    )


def _travel(staffing: Staffing) -> Iterator[TravelRow]:
    facts = staffing.facts
    for base in facts.bases:
        parts = [part for part in staffing.parts if part.workplace == base.base]
        travelling = {part.skill for part in parts if part.travel_hours > 0.0}
        needed = math.fsum(part.hours for part in parts if part.skill in travelling)
        travel = math.fsum(part.travel_hours for part in parts)
        yield TravelRow(
            base=base.base,
            older_people_share=facts.older_share[base.base],
            travel_min_per_visit=facts.travel_min_per_visit[base.base],
            travel_share=travel / needed if needed > ZERO else None,
        )
