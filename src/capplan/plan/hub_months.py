"""Months whose calls were counted: what they would have needed, and how the people planned would have answered them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact, HubVolume
from capplan.case.hub_week import WEEKS_PER_YEAR, hours_of
from capplan.decisions.hub import HubDecisions, HubMonth
from capplan.formulations.hub import Inputs
from capplan.formulations.hub.demand import loads_of, rule_of
from capplan.formulations.hub.shifts import HOURS_PER_HALF_HOUR
from capplan.queueing import agents_needed, answered
from capplan.units import days_in_month

# Of a person missing, what is below this counts as rounding of the solver.
_PART = 1e-9


def hub_months(case: Case, inputs: Inputs, decisions: HubDecisions) -> tuple[HubMonth, ...]:
    """Return one row for each row of hub_volumes.csv, in its order."""
    contact_of = {row.contact: row for row in case.hub_contacts}
    short = {(row.contact, row.half_hour): row.people for row in decisions.short}
    rows = []
    for row in case.hub_volumes:
        contact = contact_of[row.contact]
        at = _answered_half_hours(case, contact)
        seats = np.array([_seats(inputs, short, row.contact, half_hour) for half_hour in at])
        rows.append(_month(case, row, contact, at, seats))
    return tuple(rows)


def _answered_half_hours(case: Case, contact: HubContact) -> list[int]:
    opened = sorted(hours_of(case).items())
    return [half_hour for half_hour, row in opened if row.answered_by == "hub" or contact.hours == "all"]


def _seats(inputs: Inputs, short: dict[tuple[str, int], float], contact: str, half_hour: int) -> int:
    missing = np.ceil(short.get((contact, half_hour), 0.0) - _PART)
    return int(inputs.required.get((contact, half_hour), 0) - missing)


def _month(case: Case, row: HubVolume, contact: HubContact, at: list[int], seats: NDArray[np.int64]) -> HubMonth:
    per_day = row.contacts / days_in_month(row.month)
    usual = contact.volume_per_year / (7 * WEEKS_PER_YEAR)
    factor = per_day / usual if usual else 0.0
    load = loads_of(case)[row.contact][at] * factor
    rule = rule_of(case, contact)
    needed = agents_needed(rule, load, contact.min_agents)
    in_time = answered(seats, load, rule.handling_min, rule.answer_s, rule.patience_min).in_time
    return HubMonth(
        month=row.month,
        contact=row.contact,
        contacts=row.contacts,
        per_day=per_day,
        factor=factor,
        needed_hours=float(needed.sum()) * HOURS_PER_HALF_HOUR,
        planned_hours=float(seats.sum()) * HOURS_PER_HALF_HOUR,
        in_time_share=float((load * in_time).sum() / load.sum()) if load.sum() else 1.0,
        reported_share=row.reported_in_time_share,
        kept=bool((needed <= seats).all()),
    )
