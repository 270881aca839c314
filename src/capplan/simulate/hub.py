"""The hub's week simulated call by call, with queues that are carried from one half hour into the next.

Formulas for a queue in steady state judge each half hour by itself. Here a queue that is left at the end of a busy half
hour is still there in the next, and a talk that began goes on; people leave a seat when their talk ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, stdev
from typing import Any, Literal

import ciw
from scipy.stats import t as student

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact
from capplan.case.hub_week import HALF_HOURS_PER_WEEK, contacts_per_half_hour, hours_of
from capplan.decisions.hub import HubSimulated
from capplan.queueing import answered

MINUTES_PER_HALF_HOUR = 30.0
WEEK_MIN = HALF_HOURS_PER_WEEK * MINUTES_PER_HALF_HOUR
# Weeks of one sample of the interval: long enough to hold calls of every hour of the week.
WEEKS_PER_SAMPLE = 5
CONFIDENCE = 0.95
Who = Literal["hub", "health-team"]


def simulate_hub(
    case: Case, seats: Mapping[tuple[str, int], int], factor: float, num_weeks: int, seed: int
) -> tuple[HubSimulated, ...]:
    """Simulate weeks of the size planned for, and say what share of calls is answered in time.

    Parameters
    ----------
    case : Case
        With the tables of a hub.
    seats : mapping of (contact, half hour) to int
        People who answer.
    factor : float
        Contacts of the week over those of the mean week.
    num_weeks : int
        Weeks to simulate, in samples of five; each contact draws its own numbers, the same for every plan.
    seed : int
        Equal seeds give equal answers.

    Returns
    -------
    tuple of HubSimulated
        A row for each telephone contact in the hub's hours, and one in those of the health team if it is answered then.
    """
    opened = {at: row.answered_by for at, row in hours_of(case).items()}
    came = contacts_per_half_hour(case)
    rows: list[HubSimulated] = []
    for place, contact in enumerate(row for row in case.hub_contacts if row.channel == "telephone"):
        calls = [number * factor for number in came[contact.contact]]
        agents = [seats.get((contact.contact, at), 0) for at in range(HALF_HOURS_PER_WEEK)]
        if not any(calls):
            continue
        samples = [
            list(_simulated(contact, calls, agents, seed + 1_000 * place + number))
            for number in range(max(2, math.ceil(num_weeks / WEEKS_PER_SAMPLE)))
        ]
        whos: tuple[Who, ...] = ("hub", "health-team")
        for who in whos:
            mine = [[call for call in sample if opened.get(call[0]) == who] for sample in samples]
            mine = [sample for sample in mine if sample]
            if len(mine) > 1:
                steady = _steady(contact, calls, agents, {at for at, by in opened.items() if by == who})
                rows.append(_row(contact, who, mine, steady))
    return tuple(rows)


def _simulated(
    contact: HubContact, calls: list[float], agents: list[int], seed: int
) -> Iterator[tuple[int, bool, bool]]:
    """Yield of each call its half hour, whether it was answered in time, and whether it was given up."""
    length = WEEKS_PER_SAMPLE * WEEK_MIN
    ends = [(at + 1) * MINUTES_PER_HALF_HOUR for at in range(HALF_HOURS_PER_WEEK)]
    rates = [number / MINUTES_PER_HALF_HOUR for number in calls]
    steps = [at for at in range(HALF_HOURS_PER_WEEK) if at + 1 == HALF_HOURS_PER_WEEK or agents[at + 1] != agents[at]]
    ciw.seed(seed)
    patience = None if contact.patience_min is None else [ciw.dists.Exponential(1.0 / contact.patience_min)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.PoissonIntervals(rates=rates, endpoints=ends, max_sample_date=length)],
        service_distributions=[ciw.dists.Exponential(1.0 / contact.handling_min)],
        number_of_servers=[
            ciw.Schedule(
                numbers_of_servers=[agents[at] for at in steps],
                shift_end_dates=[ends[at] for at in steps],
                preemption=False,
            )
        ],
        reneging_time_distributions=patience,
    )
    simulation: Any = ciw.Simulation(network)
    # A day more, so that calls of the last half hour are over.
    simulation.simulate_until_max_time(length + WEEK_MIN / 7.0)
    promise = (contact.answer_s or 0.0) / 60.0
    for record in simulation.get_all_records(only=["service", "renege"]):
        half_hour = int(record.arrival_date // MINUTES_PER_HALF_HOUR) % HALF_HOURS_PER_WEEK
        given_up = record.record_type == "renege"
        yield half_hour, not given_up and record.waiting_time <= promise, given_up
    # Whoever still waits as it ends was not answered.
    for waiting in simulation.transitive_nodes[0].all_individuals:
        if waiting.service_start_date is False:
            yield int(waiting.arrival_date // MINUTES_PER_HALF_HOUR) % HALF_HOURS_PER_WEEK, False, False


def _steady(contact: HubContact, calls: list[float], agents: list[int], places: set[int]) -> float:
    """Return the share answered in time by the formula, each half hour in its own steady state, weighted by calls."""
    mine = sorted(at for at in places if calls[at] > 0)
    total = sum(calls[at] for at in mine)
    if not total:
        return 1.0
    loads = [calls[at] * contact.handling_min / MINUTES_PER_HALF_HOUR for at in mine]
    found = answered(
        [agents[at] for at in mine], loads, contact.handling_min, contact.answer_s or 0.0, contact.patience_min
    )
    return min(1.0, float(sum(calls[at] * share for at, share in zip(mine, found.in_time, strict=True)) / total))


def interval(share: float, shares: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a share by those of independent samples."""
    quantile = float(student.ppf(0.5 + CONFIDENCE / 2.0, len(shares) - 1))
    half_width = quantile * stdev(shares) / math.sqrt(len(shares))
    return max(0.0, share - half_width), min(1.0, share + half_width)


def _row(contact: HubContact, who: Who, samples: list[list[tuple[int, bool, bool]]], steady: float) -> HubSimulated:
    shares = [fmean(call[1] for call in sample) for sample in samples]
    every = [call for sample in samples for call in sample]
    share = fmean(call[1] for call in every)
    low, high = interval(share, shares)
    return HubSimulated(
        contact=contact.contact,
        who=who,
        calls=len(every),
        in_time_share=share,
        low=low,
        high=high,
        abandoned_share=fmean(call[2] for call in every),
        steady_share=steady,
        promised_share=contact.answer_share or 0.0,
    )
