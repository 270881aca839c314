"""Electronic work of the hub simulated: how much is done within its deadline where it and the calls come by chance.

In each half hour the people on duty who do not talk, less their time for briefings, do what waits: what is due first,
whoever may do it. What is not done waits for the next half hour.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact
from capplan.case.hub_week import HALF_HOURS_PER_WEEK, contacts_per_half_hour
from capplan.decisions.hub import HubDecisions, HubWorkSimulated
from capplan.simulate.hub import MINUTES_PER_HALF_HOUR, WEEKS_PER_SAMPLE, interval

# A week before those that count, so that none begins with an empty desk, and one after, for what came last.
WEEKS_AROUND = 1
HOURS_PER_HALF_HOUR = 0.5
DONE_MIN = 1e-9
Shares: TypeAlias = NDArray[np.float64]
# The slowest twentieth takes longer than `late_hours`.
LATE = 0.95


@dataclass
class Waiting:
    """A piece of work: when it came and when its deadline ends (half hours of the sample), and minutes left of it."""

    contact: str
    came: int
    due: int
    minutes: float


def simulate_hub_work(
    case: Case,
    decisions: HubDecisions,
    present: Mapping[tuple[str, int], int],
    factor: float,
    num_weeks: int,
    seed: int,
) -> tuple[HubWorkSimulated, ...]:
    """Simulate weeks of the size planned for, and say what share of electronic work is done within its deadline.

    Parameters
    ----------
    case : Case
        With the tables of a hub.
    decisions : HubDecisions
        Who answers which calls.
    present : mapping of (role, half hour) to int
        People on duty, breaks not counted.
    factor : float
        Contacts of the week over those of the mean week.
    num_weeks : int
        Weeks to simulate, in samples of five; what comes is the same for every plan.
    seed : int
        Equal seeds give equal answers.

    Returns
    -------
    tuple of HubWorkSimulated
        A row for each electronic contact of which any comes.
    """
    tasks = [row for row in case.hub_contacts if row.channel == "electronic"]
    if not tasks:
        return ()
    found: dict[str, list[list[tuple[bool, float]]]] = defaultdict(list)
    for number in range(max(2, math.ceil(num_weeks / WEEKS_PER_SAMPLE))):
        sample: dict[str, list[tuple[bool, float]]] = {row.contact: [] for row in tasks}
        for contact, in_time, waited in _simulated(case, decisions, present, factor, [seed, number]):
            sample[contact].append((in_time, waited))
        for contact, pieces in sample.items():
            found[contact].append(pieces)
    return tuple(
        _row(case, decisions, row, factor, mine)
        for row in tasks
        if len(mine := [sample for sample in found[row.contact] if sample]) > 1
    )


def _simulated(
    case: Case, decisions: HubDecisions, present: Mapping[tuple[str, int], int], factor: float, seed: list[int]
) -> Iterator[tuple[str, bool, float]]:
    """Yield of each piece of work its contact, whether it was done in time, and the hours from coming to done."""
    length = (WEEKS_PER_SAMPLE + 2 * WEEKS_AROUND) * HALF_HOURS_PER_WEEK
    first, last = WEEKS_AROUND * HALF_HOURS_PER_WEEK, length - WEEKS_AROUND * HALF_HOURS_PER_WEEK
    free = _free_min(case, decisions, present, _talks(case, decisions, factor, length, seed), length)
    coming = _coming(case, factor, length, seed)
    may = {row.role: {one.contact for one in case.hub_may_answer if one.role == row.role} for row in case.hub_roles}
    desks: dict[str, deque[Waiting]] = {row.contact: deque() for row in case.hub_contacts}
    for at in range(length):
        for piece in coming.get(at, ()):
            desks[piece.contact].append(piece)
        for role, minutes in free[at].items():
            for piece in _worked_off([desks[one] for one in sorted(may[role])], minutes):
                if first <= piece.came < last:
                    yield piece.contact, at <= piece.due, (at + 1 - piece.came) * HOURS_PER_HALF_HOUR
    for piece in (piece for desk in desks.values() for piece in desk):
        if first <= piece.came < last:
            yield piece.contact, False, (length - piece.came) * HOURS_PER_HALF_HOUR


def _worked_off(desks: list[deque[Waiting]], minutes: float) -> Iterator[Waiting]:
    """Spend minutes on what is due first; yield what is done with them."""
    while minutes > DONE_MIN and (waiting := [desk for desk in desks if desk]):
        desk = min(waiting, key=lambda one: one[0].due)
        spent = min(minutes, desk[0].minutes)
        minutes -= spent
        desk[0].minutes -= spent
        if desk[0].minutes <= DONE_MIN:
            yield desk.popleft()


def _coming(case: Case, factor: float, length: int, seed: list[int]) -> dict[int, list[Waiting]]:
    came = contacts_per_half_hour(case)
    coming: dict[int, list[Waiting]] = defaultdict(list)
    for place, row in enumerate(case.hub_contacts):
        if row.channel == "electronic":
            rng = np.random.default_rng([*seed, place])
            rates = np.tile(np.asarray(came[row.contact]) * factor, length // HALF_HOURS_PER_WEEK)
            deadline = round((row.deadline_hours or 0.0) / HOURS_PER_HALF_HOUR)
            for at, number in enumerate(rng.poisson(rates).tolist()):
                for minutes in rng.exponential(row.handling_min, number).tolist():
                    # Counted from the start of the half hour in which it comes.
                    coming[at].append(Waiting(row.contact, at, at + deadline - 1, minutes))
    return coming


def _talks(case: Case, decisions: HubDecisions, factor: float, length: int, seed: list[int]) -> dict[str, Shares]:
    """Return by telephone contact and half hour the share of its people's time that goes into calls."""
    came = contacts_per_half_hour(case)
    people: dict[tuple[str, int], int] = defaultdict(int)
    for row in decisions.answers:
        people[row.contact, row.half_hour] += row.people
    talks: dict[str, Shares] = {}
    for place, contact in enumerate(case.hub_contacts):
        if contact.channel != "telephone":
            continue
        rng = np.random.default_rng([*seed, place])
        rates = np.tile(np.asarray(came[contact.contact]) * factor, length // HALF_HOURS_PER_WEEK)
        share, left = np.zeros(length), 0.0
        for at, number in enumerate(rng.poisson(rates).tolist()):
            most = people[contact.contact, at % HALF_HOURS_PER_WEEK] * MINUTES_PER_HALF_HOUR
            left += float(rng.exponential(contact.handling_min, number).sum())
            talked = min(left, most)
            # A talk goes on into the next half hour; where nobody answers, nothing is carried over.
            left = left - talked if most else 0.0
            share[at] = talked / most if most else 0.0
        talks[contact.contact] = share
    return talks


def _free_min(
    case: Case,
    decisions: HubDecisions,
    present: Mapping[tuple[str, int], int],
    talks: Mapping[str, Shares],
    length: int,
) -> list[dict[str, float]]:
    """Return by half hour and role the minutes in which its people on duty neither talk nor are in a briefing."""
    answers: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for row in decisions.answers:
        answers[row.half_hour].append((row.role, row.contact, row.people))
    there = 1.0 - case.parameters.hub_away_share
    free = []
    for at in range(length):
        week = at % HALF_HOURS_PER_WEEK
        people = {row.role: there * present.get((row.role, week), 0) for row in case.hub_roles}
        for role, contact, number in answers[week]:
            people[role] -= number * float(talks[contact][at])
        free.append({role: MINUTES_PER_HALF_HOUR * max(0.0, number) for role, number in people.items()})
    return free


def _row(
    case: Case, decisions: HubDecisions, contact: HubContact, factor: float, samples: list[list[tuple[bool, float]]]
) -> HubWorkSimulated:
    every = [piece for sample in samples for piece in sample]
    share = fmean(in_time for in_time, _ in every)
    low, high = interval(share, [fmean(in_time for in_time, _ in sample) for sample in samples])
    undone = sum(row.people for row in decisions.undone if row.contact == contact.contact) * MINUTES_PER_HALF_HOUR
    comes = sum(contacts_per_half_hour(case)[contact.contact]) * factor * contact.handling_min
    return HubWorkSimulated(
        contact=contact.contact,
        came=len(every),
        in_time_share=share,
        low=low,
        high=high,
        mean_hours=fmean(hours for _, hours in every),
        late_hours=float(np.quantile([hours for _, hours in every], LATE)),
        planned_share=min(1.0, max(0.0, 1.0 - undone / comes)),
        deadline_hours=contact.deadline_hours or 0.0,
    )
