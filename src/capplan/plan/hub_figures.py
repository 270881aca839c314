"""Figures of a hub plan from its decisions: definitions in ``docs/figures.md``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from capplan.case.case import Case
from capplan.case.hub_week import HALF_HOURS_PER_WEEK, contacts_per_half_hour, hours_of
from capplan.decisions.hub import HubCover, HubDecisions, HubFigures, HubNeed, HubRoleRow, HubTotals
from capplan.formulations.hub import Inputs
from capplan.formulations.hub.demand import Slot, loads_of, required_of, rule_of, weeks_of
from capplan.formulations.hub.shifts import HOURS_PER_HALF_HOUR
from capplan.plan.hub_months import hub_months
from capplan.queueing import agents_needed, answered


def hub_figures(case: Case, inputs: Inputs, decisions: HubDecisions) -> HubFigures:
    """Return everything that follows from the decisions."""
    roles = _roles(case, inputs, decisions)
    return HubFigures(
        needs=_needs(case, inputs),
        cover=_cover(case, inputs, decisions),
        roles=roles,
        totals=_totals(case, inputs, decisions, roles),
        months=hub_months(case, inputs, decisions),
    )


def _needs(case: Case, inputs: Inputs) -> tuple[HubNeed, ...]:
    came, loads = contacts_per_half_hour(case), loads_of(case)
    rows: list[HubNeed] = []
    for contact in case.hub_contacts:
        mine = sorted(at for name, at in inputs.required if name == contact.contact)
        if not mine:
            continue
        rule = rule_of(case, contact)
        agents = np.array([inputs.required[contact.contact, at] for at in mine])
        load = loads[contact.contact][mine] * inputs.factor
        shares = answered(agents, load, rule.handling_min, rule.answer_s, rule.patience_min).in_time
        rows += [
            HubNeed(
                contact=contact.contact,
                half_hour=at,
                contacts=came[contact.contact][at] * inputs.factor,
                required=int(number),
                in_time_share=min(1.0, float(share)),
            )
            for at, number, share in zip(mine, agents, shares, strict=True)
        ]
    return tuple(rows)


def on_duty(inputs: Inputs, decisions: HubDecisions) -> tuple[dict[Slot, int], dict[int, int]]:
    """Return people on duty by role and half hour, and people on a break by half hour."""
    duty: dict[Slot, int] = defaultdict(int)
    breaks: dict[int, int] = defaultdict(int)
    for row in decisions.starts:
        for at in inputs.on_duty[row.shift, row.start]:
            duty[inputs.shift_role[row.shift], at] += row.people
    for rest in decisions.breaks:
        for step in range(inputs.break_length[rest.shift]):
            at = (rest.half_hour + step) % HALF_HOURS_PER_WEEK
            duty[inputs.shift_role[rest.shift], at] -= rest.people
            breaks[at] += rest.people
    return duty, breaks


def _cover(case: Case, inputs: Inputs, decisions: HubDecisions) -> tuple[HubCover, ...]:
    duty, breaks = on_duty(inputs, decisions)
    required: dict[int, int] = defaultdict(int)
    present: dict[int, int] = defaultdict(int)
    shared: dict[int, int] = defaultdict(int)
    short: dict[int, float] = defaultdict(float)
    for (_, at), number in inputs.required.items():
        required[at] += number
    for (_, at), people in duty.items():
        present[at] += people
    for team in decisions.shared:
        shared[team.half_hour] += team.people
    for missing in decisions.short:
        short[missing.half_hour] += missing.people
    shown = {*hours_of(case), *required, *(at for at, people in present.items() if people), *breaks}
    return tuple(
        HubCover(
            half_hour=at,
            required=required[at],
            on_duty=present[at],
            on_break=breaks.get(at, 0),
            shared=shared[at],
            short=short[at],
        )
        for at in sorted(shown)
    )


def _roles(case: Case, inputs: Inputs, decisions: HubDecisions) -> tuple[HubRoleRow, ...]:
    duty, _ = on_duty(inputs, decisions)
    contracts = {row.contract: row for row in case.hub_contracts}
    busy: dict[str, float] = defaultdict(float)
    paid: dict[str, float] = defaultdict(float)
    there: dict[str, float] = defaultdict(float)
    posts: dict[str, float] = defaultdict(float)
    fte: dict[str, float] = defaultdict(float)
    for seat in decisions.answers:
        talking = inputs.seat_busy[seat.contact, seat.half_hour]
        busy[seat.role] += seat.people * talking * HOURS_PER_HALF_HOUR
    for work in decisions.works:
        busy[work.role] += work.people * HOURS_PER_HALF_HOUR
    for start in decisions.starts:
        paid[inputs.shift_role[start.shift]] += start.people * inputs.paid_hours[start.shift]
    for (role, _), people in duty.items():
        there[role] += people * HOURS_PER_HALF_HOUR
    for row in decisions.posts:
        role = inputs.contract_role[row.contract]
        posts[role] += row.posts
        fte[role] += row.posts * contracts[row.contract].hours_per_week / case.role[role].hours_per_week
    return tuple(
        HubRoleRow(
            role=role,
            posts=posts[role],
            fte=fte[role],
            paid_hours=paid[role],
            on_duty_hours=there[role],
            busy_hours=busy[role],
        )
        for role in inputs.roles
    )


def _totals(case: Case, inputs: Inputs, decisions: HubDecisions, roles: tuple[HubRoleRow, ...]) -> HubTotals:
    pay = sum(row.posts * inputs.post_gbp[row.contract] for row in decisions.posts)
    premium = sum(row.people * inputs.premium_gbp[row.shift, row.start] for row in decisions.starts)
    shared = sum(row.people * inputs.shared_gbp[row.half_hour] for row in decisions.shared)
    weights = sum(row.people * inputs.short_gbp[row.contact] for row in (*decisions.short, *decisions.undone))
    return HubTotals(
        factor=inputs.factor,
        weeks_met_share=_weeks_met(case, inputs, decisions),
        fte=sum(row.fte for row in roles),
        shared_hours=sum(row.people for row in decisions.shared) * HOURS_PER_HALF_HOUR,
        short_hours=sum(row.people for row in decisions.short) * HOURS_PER_HALF_HOUR,
        undone_hours=sum(row.people for row in decisions.undone) * HOURS_PER_HALF_HOUR,
        pay_gbp=pay,
        premium_gbp=premium,
        shared_gbp=shared,
        short_gbp=weights,
        objective_gbp=pay + premium + shared + weights,
    )


def _weeks_met(case: Case, inputs: Inputs, decisions: HubDecisions) -> float:
    """Return the share of the weeks of the year in which the seats planned are enough for every call and half hour."""
    weeks = weeks_of(case)
    missing: Mapping[Slot, float] = {(row.contact, row.half_hour): row.people for row in decisions.short}
    factors = np.array([week.factor for week in weeks])
    enough = np.ones(len(weeks), dtype=np.bool_)
    loads = loads_of(case)
    # At most one person per call and half hour is needed in the largest week where nobody is planned for.
    answered_at = {*inputs.required, *required_of(case, weeks[-1].factor)}
    for contact in case.hub_contacts:
        mine = sorted(at for name, at in answered_at if name == contact.contact)
        if not mine:
            continue
        seats = np.array(
            [
                inputs.required.get((contact.contact, at), 0) - np.ceil(missing.get((contact.contact, at), 0.0) - 1e-9)
                for at in mine
            ]
        )
        needed = agents_needed(
            rule_of(case, contact), factors[:, None] * loads[contact.contact][mine][None, :], contact.min_agents
        )
        enough &= (needed <= seats[None, :]).all(axis=1)
    return float(sum(week.share for week, met in zip(weeks, enough, strict=True) if met))
