"""People who are alike, as the arrays that pricing works on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from capplan.formulations.rota.inputs import Inputs, Person
from capplan.formulations.rota.links import admissible
from capplan.rosters.counters import Share
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.ladder import Ladder
from capplan.rosters.network import Network, Rules, rules_of

# Shares are fractions: what lies beyond a limit by less than this is rounding.
BEYOND = 1e-9


@dataclass(frozen=True)
class Side:
    """A limit on one person that the states do not keep, so that it becomes a row of the master.

    Attributes
    ----------
    weight : array of day x shift
        What each shift adds.
    limit : float
        Greatest sum.
    gbp : float
        Price of each unit beyond the limit; infinite for a hard limit.
    """

    weight: Floats
    limit: float
    gbp: float

    def beyond_gbp(self, line: Ints) -> float:
        """Return the price of what a schedule adds beyond the limit."""
        days = np.flatnonzero(line >= 0)
        beyond = float(self.weight[days, line[days]].sum()) - self.limit
        return self.gbp * beyond if beyond > BEYOND else 0.0


@dataclass(frozen=True)
class Group:
    """People with the same rules, days and prices: one pricing serves them all.

    Attributes
    ----------
    members : tuple of person
    person : Person
        The first of them.
    cost : array of day x shift
        Price of a shift, infinite where it may not be worked.
    off_cost : array of day
        Price of a day off, infinite where a shift is settled.
    sides : tuple of Side
        Limits outside the states.
    priced : tuple of Side
        Fair shares that the states price.
    """

    members: tuple[str, ...]
    person: Person
    ladder: Ladder
    cost: Floats
    off_cost: Floats
    sides: tuple[Side, ...]
    priced: tuple[Side, ...]

    @property
    def count(self) -> int:
        """Number of people."""
        return len(self.members)


@dataclass(frozen=True)
class Problem:
    """A rota as arrays.

    Attributes
    ----------
    counts : array of cover x day x shift
        1 where a shift of a day counts towards the cover.
    need, under_gbp, over_gbp, max_under, max_over : arrays over the cover rows; infinite where there is no limit
    """

    inputs: Inputs
    groups: tuple[Group, ...]
    counts: Floats
    need: Floats
    under_gbp: Floats
    over_gbp: Floats
    max_under: Floats
    max_over: Floats

    @cached_property
    def shift_number(self) -> dict[str, int]:
        """Place of each shift in the arrays."""
        return {shift.id: place for place, shift in enumerate(self.inputs.shifts)}

    @cached_property
    def _by_shift(self) -> sparse.csr_array:
        """The counts as (day, shift) x cover."""
        return sparse.csr_array(self.counts.reshape(len(self.need), math.prod(self.counts.shape[1:])).T)

    @cached_property
    def _covers_of(self) -> Ints:
        """The cover numbers of each (day, shift), filled up with one number too many."""
        rows = self._by_shift
        most = int(np.diff(rows.indptr).max(initial=0))
        found = np.full((rows.shape[0], most), len(self.need), dtype=np.int32)
        for place, (a, b) in enumerate(pairwise(rows.indptr)):
            found[place, : b - a] = rows.indices[a:b]
        return found.reshape(self.inputs.days, len(self.inputs.shifts), most)

    def gain(self, worth: Floats) -> Floats:
        """Return what each shift of each day earns at prices of cover: day x shift."""
        gain: Floats = (self._by_shift @ worth).reshape(self.counts.shape[1:])
        return gain

    def covered(self, line: Ints) -> Floats:
        """Return how often a schedule counts towards each cover."""
        days = np.flatnonzero(line >= 0)
        numbers = self._covers_of[days, line[days]].ravel()
        return np.bincount(numbers, minlength=len(self.need) + 1)[:-1].astype(float)


def problem_of(inputs: Inputs, *, alone: bool = False) -> Problem:
    """Return a rota as arrays; people who are alike come together unless each is to stand alone."""
    ladders: dict[Rules, Ladder] = {}
    groups: dict[tuple[object, ...], Group] = {}
    for person in inputs.people:
        cost, off_cost = _costs(inputs, person)
        shares = {share: side for share, side in _shares(inputs, person) if _can_pass(side, cost)}
        rules = rules_of(inputs, person, tuple(shares))
        if rules not in ladders:
            ladders[rules] = Ladder(inputs, rules)
        network = ladders[rules].full
        priced = tuple(side for share, side in shares.items() if network.prices(share))
        loose = [side for share, side in shares.items() if not network.prices(share)]
        sides = tuple(side for side in (*_sides(inputs, person, network), *loose) if _can_pass(side, cost))
        key = (
            person.id if alone else "",
            rules,
            cost.tobytes(),
            off_cost.tobytes(),
            tuple((side.weight.tobytes(), side.limit, side.gbp) for side in sides),
        )
        if key in groups:
            groups[key] = replace(groups[key], members=(*groups[key].members, person.id))
        else:
            groups[key] = Group((person.id,), person, ladders[rules], cost, off_cost, sides, priced)

    def limit(values: Iterable[float | None]) -> Floats:
        return np.array([np.inf if one is None else one for one in values], dtype=float)

    return Problem(
        inputs=inputs,
        groups=tuple(groups.values()),
        counts=_cover_counts(inputs),
        need=np.array([one.need for one in inputs.cover], dtype=float),
        under_gbp=np.array([one.under_gbp for one in inputs.cover], dtype=float),
        over_gbp=np.array([one.over_gbp or 0.0 for one in inputs.cover], dtype=float),
        max_under=limit(one.max_under for one in inputs.cover),
        max_over=limit(one.max_over for one in inputs.cover),
    )


def _costs(inputs: Inputs, person: Person) -> tuple[Floats, Floats]:
    """Return the prices of the shifts and of the days off."""
    cost = np.full((inputs.days, len(inputs.shifts)), np.inf)
    number = {shift.id: place for place, shift in enumerate(inputs.shifts)}
    off_cost = np.zeros(inputs.days)
    for day in range(inputs.days):
        for shift in admissible(inputs, person, day):
            cost[day, number[shift]] = inputs.price.get((person.id, day, shift), 0.0)
        off_cost[day] = np.inf if person.must_work(day) else inputs.off_price.get((person.id, day), 0.0)
    return cost, off_cost


def _sides(inputs: Inputs, person: Person, network: Network) -> Iterable[Side]:
    """Yield the hard limits that the states do not keep: kinds of shift, windows of days."""
    everything = range(inputs.days)
    for tag, most in sorted(person.max_of.items()):
        if not network.keeps(tag):
            yield Side(_weights(inputs, everything, tag, paid=False), most, np.inf)
    for one in person.rolling:
        for window in one.windows(inputs.days):
            for most_of, is_paid in ((one.max_shifts, False), (one.max_paid_min, True)):
                if most_of is not None:
                    yield Side(_weights(inputs, window, one.tag, paid=is_paid), most_of, np.inf)


def _shares(inputs: Inputs, person: Person) -> Iterable[tuple[Share, Side]]:
    """Yield the fair shares of a person."""
    for fair in inputs.fairness:
        if person.id in fair.share:
            share = Share(fair.tag, fair.days, fair.share[person.id], fair.unit_gbp)
            days = range(inputs.days) if fair.days is None else sorted(fair.days)
            yield share, Side(_weights(inputs, days, fair.tag, paid=False), share.share, share.gbp)


def _can_pass(side: Side, cost: Floats) -> bool:
    """Whether the shifts that may be worked can take a person past a limit at all."""
    return bool(np.where(np.isfinite(cost), side.weight, 0.0).max(axis=1, initial=0.0).sum() > side.limit)


def _weights(inputs: Inputs, days: Iterable[int], tag: str | None, *, paid: bool) -> Floats:
    weight = np.zeros((inputs.days, len(inputs.shifts)))
    each = [float(shift.is_of(tag)) * (shift.paid_min if paid else 1.0) for shift in inputs.shifts]
    weight[list(days)] = each
    return weight


def _cover_counts(inputs: Inputs) -> Floats:
    """Return 1 where a shift of a day counts towards a cover row: cover x day x shift."""
    counts = np.zeros((len(inputs.cover), inputs.days, len(inputs.shifts)))
    for row, one in enumerate(inputs.cover):
        for place, shift in enumerate(inputs.shifts):
            counts[row, one.day, place] = float(shift.id in one.shifts)
    return counts
