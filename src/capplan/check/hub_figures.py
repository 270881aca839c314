"""Figures of a hub plan, recomputed from its decisions and the case."""

from __future__ import annotations

import math

from capplan.check.hub_facts import SLOTS, HubFacts
from capplan.check.hub_queue import of_contact, promise_kept
from capplan.check.violation import ROUNDING
from capplan.decisions.hub import HubCover, HubDecisions, HubFigures, HubNeed, HubRoleRow, HubTotals


def least_agents(facts: HubFacts, contact: str, load: float) -> int:
    """Return the fewest people that keep a contact's promise, counted up one by one."""
    row = facts.contact[contact]
    agents = 1 if load > 0 else 0
    while load > 0 and not promise_kept(row, facts.case.parameters.hub_max_occupancy, agents, load, ROUNDING):
        agents += 1
    return max(agents, row.min_agents)


def needs(facts: HubFacts) -> tuple[HubNeed, ...]:
    """Return what each telephone contact needs in every half hour in which it needs anybody."""
    rows = []
    for row in facts.case.hub_contacts:
        if row.channel != "telephone":
            continue
        for at in range(SLOTS):
            load = facts.load(row.contact, at)
            agents = least_agents(facts, row.contact, load) if facts.answered(row, at) else 0
            if agents:
                rows.append(
                    HubNeed(
                        contact=row.contact,
                        half_hour=at,
                        contacts=facts.calls[row.contact][at] * facts.factor,
                        required=agents,
                        in_time_share=of_contact(row, agents, load).in_time,
                    )
                )
    return tuple(rows)


def recompute_hub_figures(facts: HubFacts, decisions: HubDecisions) -> HubFigures:
    """Return all figures of a plan whose decisions can be read."""
    needed = needs(facts)
    return HubFigures(
        needs=needed,
        cover=_cover(facts, decisions, needed),
        roles=_roles(facts, decisions, needed),
        totals=_totals(facts, decisions, needed),
    )


def _cover(facts: HubFacts, decisions: HubDecisions, needed: tuple[HubNeed, ...]) -> tuple[HubCover, ...]:
    duty, away = facts.present(decisions)
    rows = []
    for at in range(SLOTS):
        row = HubCover(
            half_hour=at,
            required=sum(one.required for one in needed if one.half_hour == at),
            on_duty=sum(people for (_, when), people in duty.items() if when == at),
            on_break=away.get(at, 0),
            shared=sum(one.people for one in decisions.shared if one.half_hour == at),
            short=math.fsum(one.people for one in decisions.short if one.half_hour == at),
        )
        if at in facts.open or row.required or row.on_duty or row.on_break:
            rows.append(row)
    return tuple(rows)


def _roles(facts: HubFacts, decisions: HubDecisions, needed: tuple[HubNeed, ...]) -> tuple[HubRoleRow, ...]:
    duty, _ = facts.present(decisions)
    seat = seat_time(facts, needed)
    rows = []
    for role in (row.role for row in facts.case.hub_roles):
        contracts = [one for one in decisions.posts if facts.contract[one.contract].role == role]
        talking = [
            one.people * seat.get((one.contact, one.half_hour), 0.0) for one in decisions.answers if one.role == role
        ]
        working = [one.people for one in decisions.works if one.role == role]
        rows.append(
            HubRoleRow(
                role=role,
                posts=math.fsum(one.posts for one in contracts),
                fte=math.fsum(
                    one.posts * facts.contract[one.contract].hours_per_week / facts.case.role[role].hours_per_week
                    for one in contracts
                ),
                paid_hours=math.fsum(
                    one.people * facts.paid(facts.shift[one.shift])
                    for one in decisions.starts
                    if facts.shift[one.shift].role == role
                ),
                on_duty_hours=sum(people for (whose, _), people in duty.items() if whose == role) / 2,
                busy_hours=math.fsum([*talking, *working]) / 2,
            )
        )
    return tuple(rows)


def seat_time(facts: HubFacts, needed: tuple[HubNeed, ...]) -> dict[tuple[str, int], float]:
    """Return the share of time that one of the people required talks."""
    return {
        (one.contact, one.half_hour): of_contact(
            facts.contact[one.contact], one.required, facts.load(one.contact, one.half_hour)
        ).occupancy
        for one in needed
    }


def weeks_met(facts: HubFacts, decisions: HubDecisions, needed: tuple[HubNeed, ...]) -> float:
    """Return the share of the weeks of the year in which every half hour keeps its promise."""
    short = {(one.contact, one.half_hour): one.people for one in decisions.short}
    have = {
        (one.contact, one.half_hour): one.required - math.ceil(short.get((one.contact, one.half_hour), 0.0) - ROUNDING)
        for one in needed
    }

    def met(size: float) -> bool:
        for (contact, at), agents in have.items():
            load = facts.load(contact, at) / facts.factor * size if facts.factor else 0.0
            row = facts.contact[contact]
            if agents < row.min_agents or (
                load > 0 and not promise_kept(row, facts.case.parameters.hub_max_occupancy, agents, load, ROUNDING)
            ):
                return False
        return True

    low, high = 0, len(facts.weeks)
    while low < high:
        middle = (low + high) // 2
        if met(facts.weeks[middle][0]):
            low = middle + 1
        else:
            high = middle
    return math.fsum(share for _, share in facts.weeks[:low])


def _totals(facts: HubFacts, decisions: HubDecisions, needed: tuple[HubNeed, ...]) -> HubTotals:
    pay = math.fsum(
        one.posts * facts.contract[one.contract].hours_per_week * facts.pay_per_hour(facts.contract[one.contract].role)
        for one in decisions.posts
    )
    premium = math.fsum(one.people * facts.premium(facts.shift[one.shift], one.start) for one in decisions.starts)
    shared = math.fsum(
        one.people / 2 * (facts.open[one.half_hour].shared_gbp_per_hour or 0.0)
        for one in decisions.shared
        if one.half_hour in facts.open
    )
    short = math.fsum(
        one.people / 2 * facts.contact[one.contact].shortfall_gbp_per_hour
        for one in (*decisions.short, *decisions.undone)
    )
    return HubTotals(
        factor=facts.factor,
        weeks_met_share=weeks_met(facts, decisions, needed),
        fte=math.fsum(row.fte for row in _roles(facts, decisions, needed)),
        shared_hours=sum(one.people for one in decisions.shared) / 2,
        short_hours=math.fsum(one.people for one in decisions.short) / 2,
        undone_hours=math.fsum(one.people for one in decisions.undone) / 2,
        pay_gbp=pay,
        premium_gbp=premium,
        shared_gbp=shared,
        short_gbp=short,
        objective_gbp=pay + premium + shared + short,
    )
