"""What comes to the hub in the week that is planned for, and the weeks of the year around it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact
from capplan.case.hub_week import HALF_HOURS_PER_WEEK, contacts_per_half_hour, hours_of
from capplan.queueing import AnswerRule, agents_needed, answered
from capplan.units import MONTHS_PER_YEAR, days_in_month

HALF_HOUR_MIN = 30.0
# Weeks drawn for each month: equally likely sizes, the middle of each twentieth of the distribution.
SIZES_PER_MONTH = 20
Slot = tuple[str, int]


@dataclass(frozen=True)
class Week:
    """A week that may come: contacts over those of the mean week, and its share of the year."""

    factor: float
    share: float


def weeks_of(case: Case) -> tuple[Week, ...]:
    """Return the weeks of the year, the quietest first.

    Each month counts by its days and has its index of seasons.csv over the year's mean. Around it weeks are spread
    log-normally with mean 1 and standard deviation hub_week_spread, twenty sizes for each month.
    """
    first = case.horizon.start[:4]
    index = {row.month: row.index for row in case.seasons}
    days = {month: days_in_month(f"{first}-{month:02d}") for month in range(1, MONTHS_PER_YEAR + 1)}
    year = sum(days.values())
    mean = sum(index[month] * days[month] for month in days) / year
    spread = math.log1p(case.parameters.hub_week_spread**2)
    normal = NormalDist()
    sizes = [
        math.exp(math.sqrt(spread) * normal.inv_cdf((place + 0.5) / SIZES_PER_MONTH) - spread / 2.0)
        for place in range(SIZES_PER_MONTH)
    ]
    weeks = [Week(index[month] / mean * size, days[month] / year / SIZES_PER_MONTH) for month in days for size in sizes]
    return tuple(sorted(weeks, key=lambda week: week.factor))


def planned_factor(case: Case) -> float:
    """Return the size of the smallest week such that hub_weeks_share of the weeks of the year are no larger."""
    met = 0.0
    for week in weeks_of(case):
        met += week.share
        if met >= case.parameters.hub_weeks_share - 1e-12:
            return week.factor
    return weeks_of(case)[-1].factor


def rule_of(case: Case, contact: HubContact) -> AnswerRule:
    """Return when a telephone contact is answered well enough."""
    if contact.answer_s is None or contact.answer_share is None:
        raise ValueError(f"{contact.contact} has no promise of an answer.")
    return AnswerRule(
        handling_min=contact.handling_min,
        answer_s=contact.answer_s,
        answer_share=contact.answer_share,
        patience_min=contact.patience_min,
        max_abandon_share=contact.max_abandon_share,
        max_occupancy=case.parameters.hub_max_occupancy,
    )


def loads_of(case: Case) -> Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return people busy on average with each contact, in every half hour of the mean week."""
    came = contacts_per_half_hour(case)
    return {row.contact: np.asarray(came[row.contact]) * row.handling_min / HALF_HOUR_MIN for row in case.hub_contacts}


def required_of(case: Case, factor: float) -> dict[Slot, int]:
    """Return the people that each telephone contact needs, by half hour in which somebody answers it."""
    opened = hours_of(case)
    required: dict[Slot, int] = {}
    loads = loads_of(case)
    for contact in case.hub_contacts:
        if contact.channel != "telephone":
            continue
        needed = agents_needed(rule_of(case, contact), loads[contact.contact] * factor, contact.min_agents)
        for half_hour in range(HALF_HOURS_PER_WEEK):
            row = opened.get(half_hour)
            if row is not None and needed[half_hour] and (row.answered_by == "hub" or contact.hours == "all"):
                required[contact.contact, half_hour] = int(needed[half_hour])
    return required


def seat_busy(case: Case, factor: float, required: Mapping[Slot, int]) -> dict[Slot, float]:
    """Return the share of time that each of the people required talks."""
    loads = loads_of(case)
    busy: dict[Slot, float] = {}
    for contact in case.hub_contacts:
        mine = [half_hour for name, half_hour in required if name == contact.contact]
        if mine:
            rule = rule_of(case, contact)
            agents = np.array([required[contact.contact, half_hour] for half_hour in mine])
            found = answered(
                agents, loads[contact.contact][mine] * factor, rule.handling_min, rule.answer_s, rule.patience_min
            )
            busy.update({(contact.contact, at): float(x) for at, x in zip(mine, found.occupancy, strict=True)})
    return busy
