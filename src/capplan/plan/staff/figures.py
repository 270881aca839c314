"""All figures that follow from an option's staff decisions; `docs/figures.md` says what each one is."""

from __future__ import annotations

from collections.abc import Mapping

from capplan.case.case import Case
from capplan.decisions import (
    BedDecisions,
    DutyRow,
    ResponseRow,
    SkillRow,
    StaffDecisions,
    StaffFigures,
    StaffPlanRow,
    StaffTotals,
    TravelRow,
)
from capplan.formulations.workforce.inputs import RESPONSES, Post
from capplan.formulations.workforce.places import bases_in_use, workplaces
from capplan.plan.flows import TINY
from capplan.plan.staff.calendar import calendar_rows
from capplan.plan.staff.ledger import Key, Ledger
from capplan.plan.staff.money import staff_amounts, weights
from capplan.plan.staff.need import Need, need_of
from capplan.plan.staff.set_by import Reasons, reasons

_MOVES = ("recruitment", "pay-protection", "redundancy")


def staff_figures(case: Case, beds: BedDecisions, staff: StaffDecisions) -> StaffFigures:
    """Compute every figure about the staff of one option.

    Parameters
    ----------
    case : Case
        In the scenario the option was solved for.
    beds : BedDecisions
        A configuration for every site and period.
    staff : StaffDecisions
        A base for every area; work only where a role may do it.

    Raises
    ------
    KeyError
        If the decisions name what the case does not hold, or do not permit.
    """
    ledger = Ledger(case, beds, staff)
    need = need_of(ledger)
    return StaffFigures(
        totals=_totals(ledger),
        staff_plan=_staff_plan(ledger, need),
        skills=_skills(ledger, need),
        responses=_responses(ledger, need),
        duty=tuple(
            DutyRow(
                cover=one.row.cover,
                base=one.base,
                period=one.period,
                on_duty=one.num,
                calls_per_hour=one.calls_per_hour,
                waits_too_long=one.waits_too_long,
            )
            for one in need.duty
        ),
        calendar=calendar_rows(ledger),
        travel=tuple(_travel(ledger, need, base.base) for base in bases_in_use(case)),
    )


def _totals(ledger: Ledger) -> StaffTotals:
    inputs, last = ledger.inputs, ledger.case.periods[-1].id
    present: dict[str, float] = {}
    for amount in staff_amounts(ledger):
        present[amount.kind] = present.get(amount.kind, 0.0) + amount.gbp * amount.period.discount
    weight = weights(ledger)
    return StaffTotals(
        fte_at_start=sum(inputs.actual_fte.values()),
        fte_at_end=sum(ledger.in_post[role, place, last] for role, place in inputs.posts),
        budget_fte=sum(inputs.budget_fte.values()),
        pay_present_gbp=present.get("pay", 0.0),
        agency_present_gbp=present.get("agency", 0.0),
        moves_present_gbp=sum(present.get(kind, 0.0) for kind in _MOVES),
        bases_present_gbp=present.get("bases", 0.0),
        cost_present_gbp=sum(present.values()),
        shortfall_weight_gbp=weight.shortfall_gbp,
        overskill_weight_gbp=weight.overskill_gbp,
        shortfall_hours=weight.shortfall_hours,
        overskilled_hours=weight.overskilled_hours,
        recruited_fte=sum(ledger.recruited.values()),
        redeployed_fte=sum(ledger.moved_in.values()),
        redundant_fte=sum(ledger.redundant.values()),
    )


def _staff_plan(ledger: Ledger, need: Need) -> tuple[StaffPlanRow, ...]:
    why = reasons(ledger, need)
    return tuple(
        _staff_plan_row(ledger, why, post, period.id) for post in ledger.inputs.posts for period in ledger.case.periods
    )


def _staff_plan_row(ledger: Ledger, why: Reasons, post: Post, period: str) -> StaffPlanRow:
    inputs, key = ledger.inputs, (*post, period)
    hours_per_fte, in_post = inputs.hours_per_fte[post.role, period], ledger.in_post[key]
    worked, retraining = ledger.worked.get(key, {}), ledger.retraining.get(key, 0.0)
    hours_worked, hours_agency = sum(worked.values()), sum(ledger.agency.get(key, {}).values())
    undone = sum(
        hours / inputs.may_do[post.role, skill, period] for skill, hours in ledger.undone_of_main.get(key, {}).items()
    )
    hours_given = hours_per_fte * (in_post - retraining)
    utilisation = hours_worked / hours_given if hours_given > TINY else None
    return StaffPlanRow(
        role=post.role,
        workplace=post.workplace,
        period=period,
        budget_fte=inputs.budget_fte[post],
        in_post_fte=in_post,
        needed_fte=(hours_worked + hours_agency + undone) / hours_per_fte,
        recruited_fte=ledger.recruited.get(key, 0.0),
        leavers_fte=ledger.leavers[key],
        redeployed_in_fte=ledger.moved_in.get(key, 0.0),
        redeployed_out_fte=ledger.moved_out.get(key, 0.0),
        redundant_fte=ledger.redundant.get(key, 0.0),
        retraining_fte=retraining,
        agency_fte=hours_agency / hours_per_fte,
        utilisation=utilisation,
        overskilled_hours=sum(hours for skill, hours in worked.items() if (post.role, skill) in inputs.overskilled),
        set_by=why.of(post, period, utilisation),
    )


def _skills(ledger: Ledger, need: Need) -> tuple[SkillRow, ...]:
    in_post, agency = _done(ledger, ledger.worked), _done(ledger, ledger.agency)
    return tuple(
        SkillRow(
            workplace=place,
            skill=skill.skill,
            period=period.id,
            needed_hours=needed,
            duty_hours=need.by_kind[key].get("rapid cover", 0.0),
            travel_hours=need.travel[key],
            in_post_hours=in_post.get(key, 0.0),
            agency_hours=agency.get(key, 0.0),
            shortfall_hours=ledger.shortfall.get(key, 0.0),
        )
        for place in workplaces(ledger.case)
        for skill in ledger.case.skills
        for period in ledger.case.periods
        if (needed := need.hours.get(key := (place, skill.skill, period.id), 0.0)) > TINY
    )


def _done(ledger: Ledger, given: Mapping[Key, Mapping[str, float]]) -> dict[Key, float]:
    """Return the work done by (workplace, skill, period id): hours times efficiency."""
    done: dict[Key, float] = {}
    for (role, place, period), skills in given.items():
        for skill, hours in skills.items():
            key = (place, skill, period)
            done[key] = done.get(key, 0.0) + ledger.inputs.may_do[role, skill, period] * hours
    return done


def _responses(ledger: Ledger, need: Need) -> tuple[ResponseRow, ...]:
    undone: dict[Key, float] = {}
    for row in ledger.staff.shortfall:
        key: Key = (row.workplace, row.response, row.period)
        undone[key] = undone.get(key, 0.0) + row.hours
    return tuple(
        ResponseRow(
            workplace=place,
            response=response,
            period=period.id,
            needed_hours=needed,
            met_share=1.0 - undone.get((place, response, period.id), 0.0) / needed,
        )
        for place in workplaces(ledger.case)
        for response in RESPONSES
        for period in ledger.case.periods
        if (needed := need.by_response.get((place, response, period.id), 0.0)) > TINY
    )


def _travel(ledger: Ledger, need: Need, base: str) -> TravelRow:
    travel, needed = 0.0, 0.0
    for skill in ledger.case.skills:
        keys = [(base, skill.skill, period.id) for period in ledger.case.periods]
        driven = sum(need.travel.get(key, 0.0) for key in keys)
        if driven > TINY:
            travel += driven
            needed += sum(need.hours[key] for key in keys if key in need.hours)
    return TravelRow(
        base=base,
        older_people_share=need.older_people_share[base],
        travel_min_per_visit=need.travel_min_per_visit[base],
        travel_share=travel / needed if needed > TINY else None,
    )
