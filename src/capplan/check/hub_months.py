"""Months whose calls were counted, recomputed half hour by half hour from the checker's own queue."""

from __future__ import annotations

import math
from calendar import monthrange

from capplan.case.hub_tables import HubVolume
from capplan.check.hub_facts import SLOTS, YEAR_WEEKS, HubFacts
from capplan.check.hub_figures import least_agents
from capplan.check.hub_queue import of_contact
from capplan.check.violation import ROUNDING
from capplan.decisions.hub import HubDecisions, HubMonth, HubNeed

_DAYS_PER_WEEK = 7


def recompute_months(facts: HubFacts, decisions: HubDecisions, needed: tuple[HubNeed, ...]) -> tuple[HubMonth, ...]:
    """Return what the rows of hub_volumes.csv say of the people planned."""
    planned = {(one.contact, one.half_hour): one.required for one in needed}
    for missing in decisions.short:
        planned[missing.contact, missing.half_hour] -= math.ceil(missing.people - ROUNDING)
    return tuple(_month(facts, row, planned) for row in facts.case.hub_volumes)


def _month(facts: HubFacts, row: HubVolume, planned: dict[tuple[str, int], int]) -> HubMonth:
    contact = facts.contact[row.contact]
    year, month = (int(part) for part in row.month.split("-"))
    per_day = row.contacts / monthrange(year, month)[1]
    usual = contact.volume_per_year / YEAR_WEEKS / _DAYS_PER_WEEK
    factor = per_day / usual if usual else 0.0
    needs, seats, calls, soon = [], [], [], []
    for at in range(SLOTS):
        if not facts.answered(contact, at):
            continue
        load = facts.load(row.contact, at) / facts.factor * factor
        needs.append(least_agents(facts, row.contact, load))
        seats.append(planned.get((row.contact, at), 0))
        calls.append(load)
        soon.append(load * of_contact(contact, seats[-1], load).in_time)
    total = math.fsum(calls)
    return HubMonth(
        month=row.month,
        contact=row.contact,
        contacts=row.contacts,
        per_day=per_day,
        factor=factor,
        needed_hours=sum(needs) / 2,
        planned_hours=sum(seats) / 2,
        in_time_share=math.fsum(soon) / total if total else 1.0,
        reported_share=row.reported_in_time_share,
        kept=all(need <= seat for need, seat in zip(needs, seats, strict=True)),
    )
