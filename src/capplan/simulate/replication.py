"""One replication: a possible future of every site of a plan, counted by site, cohort and period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from capplan.case.case import Case
from capplan.case.tables import Cohort
from capplan.decisions import BedDecisions
from capplan.simulate.days import Days, FloatArray
from capplan.simulate.estate import present_share, usable_beds
from capplan.simulate.people import RESIDUALS, SICKNESS, Bookings, BoolArray, Comers, IntArray, Stays, comers
from capplan.simulate.ward import SitePeople, run_site

# Days: a stay that begins so shortly after arrival was not waited for.
AT_ONCE = 1e-4


@dataclass(frozen=True)
class Tally:
    """What one replication counts; sites and periods in the order of the case, nowhere after the last site.

    Attributes
    ----------
    people, failed : array, shape (sites + 1, cohorts, periods)
        People by period of arrival whose fate is known, and those for whom the promise was not kept; for cohorts
        with a standard of occupancy, days of staffed and of occupied beds.
    load, usable, above : array, shape (sites, periods)
        Beds occupied on average; beds that admit; people above the staffed beds as the period begins.
    waiting : array, shape (sites + 1, cohorts, periods)
        People waiting at the end of the period.
    """

    people: FloatArray
    failed: FloatArray
    load: FloatArray
    usable: FloatArray
    above: FloatArray
    waiting: FloatArray


@dataclass
class _Future:
    """Everybody of a replication, and what becomes of them.

    Attributes
    ----------
    site : array of int, shape (people,)
        Number of the site booked for.
    joins : array of float, shape (people,)
        Day on which they begin to wait for that site: arrival, or the day on which the site waited for before closed.
    starts : array of float, shape (people,)
        Day on which the stay begins; NaN for people who went elsewhere or still wait.
    """

    people: Comers
    cohort: IntArray
    site: IntArray
    joins: FloatArray
    starts: FloatArray


@dataclass(frozen=True)
class Replications:
    """A plan that can be run through any number of futures.

    Attributes
    ----------
    opening_load : mapping of site to float
        Beds occupied in the first period, as planned; a site starts with so many people unless the case says who is
        there.
    """

    case: Case
    decisions: BedDecisions
    opening_load: dict[str, float]
    seed: int

    @cached_property
    def days(self) -> Days:
        """The calendar."""
        return Days(self.case)

    @cached_property
    def bookings(self) -> Bookings:
        """Where the plan's flows take people."""
        return Bookings(self.case, self.decisions)

    @cached_property
    def staffed(self) -> FloatArray:
        """Beds of the configuration that runs, shape (sites, periods)."""
        beds = {(row.site, row.configuration): row.beds_staffed for row in self.case.configurations}
        runs = {(row.site, row.period): beds[row.site, row.configuration] for row in self.decisions.configurations}
        return np.array([[runs[site.site, period.id] for period in self.case.periods] for site in self.case.sites])

    @cached_property
    def usable(self) -> FloatArray:
        """Beds that take somebody new, before sickness, shape (sites, periods)."""
        beds = usable_beds(self.case, self.decisions)
        return np.array([beds[site.site] for site in self.case.sites], dtype=float)

    @cached_property
    def closes(self) -> IntArray:
        """First period from which a site takes nobody new for good, shape (sites,); periods where it never does."""
        periods = self.usable.shape[1]
        last = [np.flatnonzero(beds > 0) for beds in self.usable]
        return np.array([int(used[-1]) + 1 if len(used) else 0 for used in last]).clip(0, periods)

    @cached_property
    def _diverts(self) -> BoolArray:
        return np.array([cohort.when_full == "divert" for cohort in self.case.cohorts])

    def run(self, replication: int) -> Tally:
        """Simulate one future."""
        people = comers(self.case, self.days, self.seed, replication)
        cohort = people.pair // len(self.case.localities)
        future = _Future(
            people,
            cohort,
            self.bookings.booked(people, self.days),
            people.arrival.copy(),
            np.full(len(people.arrival), np.nan),
        )
        load, usable, above = (np.zeros(self.usable.shape) for _ in range(3))
        # Sites that close first: whoever waits for one of them then waits for one that stays.
        for place in np.argsort(self.closes, kind="stable").tolist():
            load[place], usable[place], above[place] = self._site(future, replication, place)
            self._book_again(future, place)
        counts = self._counts(future)
        self._occupancy(counts, load)
        return Tally(counts[0], counts[1], load, usable, above, waiting=counts[2])

    def _site(self, future: _Future, replication: int, place: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Simulate one site; return its load, usable beds and people above the staffed beds, by period."""
        site, bounds = self.case.sites[place], self.days.bounds
        mine = np.flatnonzero(future.site == place)
        mine = mine[np.argsort(future.joins[mine], kind="stable")]
        stay = np.zeros(len(mine))
        for number, cohort in enumerate(self.case.cohorts):
            own = future.cohort[mine] == number
            if own.any():
                stay[own] = Stays(self.case).days(cohort.cohort, site.setting, future.people.stay[mine[own]])
        residual = self._there(replication, place)
        sick = np.random.default_rng([self.seed, replication, SICKNESS, place])
        usable = np.round(self.usable[place] * present_share(self.case, site, sick))
        beds = list(zip(bounds[:-1].tolist(), usable.astype(int).tolist(), strict=True))
        waits = SitePeople(future.joins[mine], stay, self._diverts[future.cohort[mine]], residual)
        starts = run_site(waits, beds, self.days.end)
        future.starts[mine] = starts
        begun = ~np.isnan(starts)
        begins = np.concatenate([np.zeros(len(residual)), starts[begun]])
        ends = np.concatenate([residual, (starts + stay)[begun]])
        until = np.minimum(ends[:, None], bounds) - np.minimum(begins[:, None], bounds)
        census = ((begins[:, None] <= bounds[:-1]) & (ends[:, None] > bounds[:-1])).sum(axis=0)
        load = np.diff(until.sum(axis=0)) / np.diff(bounds)
        return load, usable, np.maximum(0.0, census - self.staffed[place])

    def _book_again(self, future: _Future, place: int) -> None:
        """Book people who wait for a site that has closed for one of those that are still open."""
        period = int(self.closes[place])
        if period >= len(self.case.periods):
            return
        day, closed = float(self.days.bounds[period]), self.closes <= period
        left = (future.site == place) & np.isnan(future.starts) & ~self._diverts[future.cohort]
        for pair in np.unique(future.people.pair[left]).tolist():
            mine = left & (future.people.pair == pair)
            future.site[mine] = self.bookings.again(pair, future.people.booking[mine], period, closed)
            future.joins[mine] = np.maximum(future.people.arrival[mine], day)

    def _counts(self, future: _Future) -> FloatArray:
        """Return people, failed and waiting, shape (3, sites + 1, cohorts, periods)."""
        bounds, came = self.days.bounds, future.people.arrival
        shape = (len(self.case.sites) + 1, len(self.case.cohorts), len(self.case.periods))
        began = np.where(np.isnan(future.starts), np.inf, future.starts)
        refused = np.isinf(began) & self._diverts[future.cohort]
        allowed = np.array([_allowed_days(cohort) for cohort in self.case.cohorts])[future.cohort]
        failed = refused | (began - came > allowed + AT_ONCE)
        # Whoever has not waited so long yet as the plan ends may still be in time.
        known = (came > 0.0) & (~np.isinf(began) | refused | (self.days.end - came > allowed))
        at = (future.site, future.cohort, self.days.period_of(came))
        counts = np.zeros((3, *shape))
        np.add.at(counts[0], tuple(index[known] for index in at), 1.0)
        np.add.at(counts[1], tuple(index[known & failed] for index in at), 1.0)
        for period, bound in enumerate(bounds[1:].tolist()):
            there = (came < bound) & (began >= bound) & ~refused
            np.add.at(counts[2][:, :, period], (future.site[there], future.cohort[there]), 1.0)
        return counts

    def _occupancy(self, counts: FloatArray, load: FloatArray) -> None:
        """Replace people by bed-days for cohorts whose standard is an occupancy."""
        lengths = np.diff(self.days.bounds)
        for number, cohort in enumerate(self.case.cohorts):
            if cohort.rule == "occupancy":
                used = counts[0, :-1, number].any(axis=1, keepdims=True)
                counts[:2, :, number] = 0.0
                counts[0, :-1, number] = self.staffed * lengths * used
                counts[1, :-1, number] = load * lengths * used * (self.staffed > 0)

    def _there(self, replication: int, place: int) -> FloatArray:
        """Draw how long the people still stay who are there as the plan begins."""
        site = self.case.sites[place]
        stated = {row.site: row.people for row in self.case.occupied_today}
        number = stated.get(site.site, round(self.opening_load[site.site]))
        admitted = [cohort.cohort for cohort in self.case.admitted(site)]
        if not number or not admitted:
            return np.zeros(0)
        first = self.case.periods[0].id
        random = np.random.default_rng([self.seed, replication, RESIDUALS, place])
        days = dict.fromkeys(admitted, 0.0)
        for row in self.decisions.starts:
            if row.site == site.site and row.period == first:
                days[row.cohort] += row.people * self.case.stay[row.cohort, site.setting].stay_days
        total = sum(days.values())
        shares = [days[name] / total if total > 0.0 else 1.0 / len(admitted) for name in admitted]
        of_each = random.multinomial(number, shares).tolist()
        stays = Stays(self.case)
        parts = [
            stays.residual(name, site.setting, random, count) for name, count in zip(admitted, of_each, strict=True)
        ]
        return np.concatenate(parts)


def _allowed_days(cohort: Cohort) -> float:
    """Return the wait that the cohort's standard allows; none where it limits refusals."""
    return cohort.wait_days if cohort.rule == "wait" else 0.0
