"""Who comes when, for how long, and for which site they are booked: drawn once a replication, the same for all options.

The numbers of a replication hang on the seed, the replication, the cohort and the locality alone, never on the plan.
Two options are therefore compared on the same people, who come at the same times and stay as long (quantile by
quantile) wherever they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from capplan.case.case import Case
from capplan.case.demand import opening_waiting
from capplan.decisions import BedDecisions
from capplan.simulate.days import Days, FloatArray

IntArray = NDArray[np.int_]
BoolArray = NDArray[np.bool_]
_TINY = 1e-9
ARRIVALS, RESIDUALS, SICKNESS = range(3)


@dataclass(frozen=True)
class Comers:
    """Everybody of one replication, in order of arrival.

    Attributes
    ----------
    pair : array of int, shape (people,)
        Number of the (cohort, locality) pair, cohort by cohort.
    arrival : array of float, shape (people,)
        Days from the start; 0 for those who wait as it begins.
    position : array of float, shape (people,)
        People of the pair who are expected to have come before (with those who wait at the start).
    booking, stay : array of float, shape (people,)
        Numbers between 0 and 1 that say which site they are booked for and how long they stay.
    """

    pair: IntArray
    arrival: FloatArray
    position: FloatArray
    booking: FloatArray
    stay: FloatArray


def comers(case: Case, days: Days, seed: int, replication: int) -> Comers:
    """Draw the people of one replication: Poisson, with the mean of their month and weekday."""
    opening = opening_waiting(case)
    parts = []
    for place, (key, daily) in enumerate(days.arrivals.items()):
        random = np.random.default_rng([seed, replication, ARRIVALS, place])
        numbers = random.poisson(daily)
        came = np.sort(np.repeat(np.arange(len(daily)), numbers) + random.random(int(numbers.sum())))
        waiting = opening[key]
        there = int(waiting) + int(random.random() < waiting - int(waiting))
        before = np.concatenate([[0.0], np.cumsum(daily)])
        day = came.astype(int)
        everybody = there + len(came)
        position = waiting + before[day] + (came - day) * daily[day]
        first = (np.arange(there) + 0.5) / max(there, 1) * waiting
        parts.append(
            (
                np.full(everybody, place),
                np.concatenate([np.zeros(there), came]),
                np.concatenate([first, position]),
                random.random(everybody),
                random.random(everybody),
            )
        )
    pair, arrival, *rest = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(arrival, kind="stable")
    return Comers(pair[order], arrival[order], *(column[order] for column in rest))


@dataclass(frozen=True)
class Bookings:
    """Where a plan's flows take people, first come first served.

    People who come while others wait are booked for the sites at which the plan starts them, in the period in which it
    does so: the n-th of them follows the n-th start.
    """

    case: Case
    decisions: BedDecisions

    @cached_property
    def flows(self) -> list[FloatArray]:
        """People by pair, shape (periods, sites + 1); the last column holds those diverted."""
        number = {period.id: place for place, period in enumerate(self.case.periods)}
        column = {site.site: place for place, site in enumerate(self.case.sites)}
        pairs = [
            (cohort.cohort, locality.locality) for cohort in self.case.cohorts for locality in self.case.localities
        ]
        flows = {pair: np.zeros((len(number), len(column) + 1)) for pair in pairs}
        for row in self.decisions.starts:
            flows[row.cohort, row.locality][number[row.period], column[row.site]] += row.people
        for gone in self.decisions.diverted:
            flows[gone.cohort, gone.locality][number[gone.period], -1] += gone.people
        return [flows[pair] for pair in pairs]

    def booked(self, people: Comers, days: Days) -> IntArray:
        """Return the number of the site of each person; that after the last site where the plan starts nobody."""
        sites = np.full(len(people.arrival), len(self.case.sites))
        for pair, flow in enumerate(self.flows):
            mine = people.pair == pair
            out = np.cumsum(flow.sum(axis=1))
            before = people.position[mine] - _TINY * max(1.0, float(out[-1]))
            at = np.maximum(np.searchsorted(out, before, side="left"), days.period_of(people.arrival[mine]))
            sites[mine] = self._drawn(flow, at, people.booking[mine])
        return sites

    def again(self, pair: int, booking: FloatArray, period: int, closed: BoolArray) -> IntArray:
        """Return the sites of people who waited for a site that closes, from its last period on.

        Parameters
        ----------
        closed : array of bool, shape (sites,)
            Sites that take nobody new from then on.
        """
        flow = self.flows[pair].copy()
        flow[:, :-1][:, closed] = 0.0
        return self._drawn(flow, np.full(len(booking), period), booking)

    def _drawn(self, flow: FloatArray, at: IntArray, booking: FloatArray) -> IntArray:
        used = np.flatnonzero(flow.sum(axis=1) > _TINY)
        if not len(used):
            return np.full(len(booking), len(self.case.sites))
        # A period without starts books for the next one that has some, or for the last.
        at = used[np.minimum(np.searchsorted(used, at), len(used) - 1)]
        shares = np.cumsum(flow, axis=1) / flow.sum(axis=1, keepdims=True).clip(_TINY)
        sites: IntArray = np.minimum((booking[:, None] >= shares[at]).sum(axis=1), len(self.case.sites))
        return sites


@dataclass(frozen=True)
class Stays:
    """Stays of the case: exponential with the mean, or lognormal where a median is known."""

    case: Case

    @cached_property
    def _median(self) -> dict[tuple[str, str], float]:
        return {(row.cohort, row.setting): row.median_days for row in self.case.stay_spread}

    def days(self, cohort: str, setting: str, quantile: FloatArray) -> FloatArray:
        """Return the stays at these quantiles."""
        mean, sigma = self._shape(cohort, setting)
        if sigma is None:
            return -mean * np.log1p(-quantile)
        return mean * np.exp(sigma * ndtri(quantile) - sigma**2 / 2.0)

    def residual(self, cohort: str, setting: str, random: np.random.Generator, number: int) -> FloatArray:
        """Draw what is left of the stays of people who are in a bed on any one day, in a long steady run.

        A bed is found in a stay with the odds of its length; the day falls anywhere in it.
        """
        mean, sigma = self._shape(cohort, setting)
        if sigma is None:
            return random.exponential(mean, number)
        whole = mean * np.exp(sigma * random.standard_normal(number) + sigma**2 / 2.0)
        return whole * random.random(number)

    def _shape(self, cohort: str, setting: str) -> tuple[float, float | None]:
        row = self.case.stay[cohort, setting]
        mean = row.stay_days * self.case.factor(cohort)[1]
        median = self._median.get((cohort, setting))
        if median is None:
            return mean, None
        return mean, float(np.sqrt(2.0 * np.log(row.stay_days / median)))
