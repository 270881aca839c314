"""The states a person can be in, day by day, and the ways between them: what pricing walks through."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from capplan.formulations.rota.inputs import History, Inputs, Person
from capplan.rosters.kernels import Floats, Ints

# Counters of limited kinds of shift are kept in the states while all their combinations are no more than this.
MAX_COUNTERS = 48


class Option(NamedTuple):
    """What makes two shifts alike for everything but their price."""

    after: frozenset[str]
    after_day_off: frozenset[str]
    paid_min: int
    counted: tuple[bool, ...]
    shut_by: frozenset[tuple[int, int]]


class State(NamedTuple):
    """Where a person stands between two days.

    `run` counts days at work or off up to where more changes nothing, `exempt` marks a run that began before
    anything is known, `kind` is the last option's number while rest after it still matters, else -1.
    """

    at_work: bool
    run: int
    kind: int
    exempt: bool


class Rules(NamedTuple):
    """Everything that shapes a person's network; people with the same rules share one."""

    shifts: tuple[str, ...]
    min_run: int
    max_run: int | None
    min_off_run: int
    max_weekends: int | None
    limits: tuple[tuple[str, int], ...]
    minutes: tuple[int | None, int | None, int | None]
    prices: tuple[float, float]
    history: History


@dataclass(frozen=True)
class Network:
    """Layers of states with arcs, as arrays for the kernels.

    Attributes
    ----------
    option_of : mapping of shift to option number; option 0 is a day off
    limits : tags or shift ids whose limit the states keep
    final : cost of the paid units at the end (infinite outside the hard limits)
    shape : weekends, counters, units
    """

    option_of: Mapping[str, int]
    limits: frozenset[str]
    start: int
    num_states: int
    last_states: Ints
    arc_first: Ints
    tail: Ints
    head: Ints
    option: Ints
    weekend: Ints
    units: Ints
    step: Ints
    lowest: Ints
    highest: Ints
    final: Floats
    shape: tuple[int, int, int]

    @property
    def arcs(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints]:
        """The arrays that every kernel takes."""
        return self.arc_first, self.tail, self.head, self.option, self.weekend, self.units, self.step


def rules_of(inputs: Inputs, person: Person) -> Rules:
    """Return what shapes a person's network."""
    others = {*person.fixed.values(), person.history.last_shift}
    return Rules(
        shifts=tuple(shift.id for shift in inputs.shifts if shift.id in person.shifts or shift.id in others),
        min_run=person.min_run,
        max_run=person.max_run,
        min_off_run=person.min_off_run,
        max_weekends=person.max_weekends,
        limits=tuple(sorted(person.max_of.items())),
        minutes=(person.min_paid_min, person.max_paid_min, person.target_paid_min),
        prices=(person.under_gbp_per_min, person.over_gbp_per_min),
        history=person.history,
    )


def network_of(inputs: Inputs, rules: Rules) -> Network:
    """Build the network of some rules."""
    return _Builder(inputs, rules).build()


class _Builder:
    """Makes one network; the steps share the inputs, the rules and the options."""

    def __init__(self, inputs: Inputs, rules: Rules) -> None:
        self.inputs, self.rules = inputs, rules
        self.limits = self._kept_limits()
        self.options, self.option_of = self._options()

    def build(self) -> Network:
        arcs, layers = self._arcs()
        number = {key: place for place, key in enumerate(sorted(layers))}
        unit = math.gcd(*(one.paid_min for one in self.options)) or 1
        units = np.array([0, *(one.paid_min // unit for one in self.options)], dtype=np.int32)
        final, lowest, highest = self._amounts(unit, int(units.max(initial=0)))
        days, limit = self.inputs.days, self.rules.max_weekends
        weekends = len(self.inputs.weekends)
        counted = limit is not None and limit < weekends
        step = self._steps()
        columns = np.array(
            [(number[day, tail], number[day + 1, head], by, more * counted) for day, tail, head, by, more in arcs],
            dtype=np.int32,
        ).reshape(-1, 4)
        counts = np.bincount([day for day, *_ in arcs], minlength=days) if arcs else np.zeros(days, dtype=int)
        return Network(
            option_of=self.option_of,
            limits=frozenset(tag for tag, _ in self.limits),
            start=number[0, self._first()],
            num_states=len(number),
            last_states=np.array([place for (day, _), place in number.items() if day == days], dtype=np.int32),
            arc_first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            tail=columns[:, 0].copy(),
            head=columns[:, 1].copy(),
            option=columns[:, 2].copy(),
            weekend=columns[:, 3].copy(),
            units=units,
            step=step,
            lowest=lowest,
            highest=highest,
            final=final,
            shape=(limit + 1 if counted and limit is not None else 1, step.shape[1], len(final)),
        )

    def _kept_limits(self) -> list[tuple[str, int]]:
        """Return the limits the states keep, smallest first, while their combinations stay few."""
        kept: list[tuple[str, int]] = []
        combinations = 1
        shifts = self.inputs.shift
        for tag, most in sorted(self.rules.limits, key=lambda pair: (pair[1], pair[0])):
            counted = any(shifts[one].is_of(tag) for one in self.rules.shifts)
            if counted and most < self.inputs.days and combinations * (most + 1) <= MAX_COUNTERS:
                kept.append((tag, most))
                combinations *= most + 1
        return kept

    def _options(self) -> tuple[list[Option], dict[str, int]]:
        inputs = self.inputs
        options: list[Option] = []
        option_of: dict[str, int] = {}
        mine = set(self.rules.shifts)
        for identity in self.rules.shifts:
            shift = inputs.shift[identity]
            one = Option(
                after=frozenset(later for first, later in inputs.forbidden if first == identity and later in mine),
                after_day_off=frozenset(
                    later for first, later in inputs.forbidden_over_day_off if first == identity and later in mine
                ),
                paid_min=shift.paid_min if any(one is not None for one in self.rules.minutes) else 0,
                counted=tuple(shift.is_of(tag) for tag, _ in self.limits),
                shut_by=self._shut_by(identity),
            )
            if one not in options:
                options.append(one)
            option_of[identity] = options.index(one) + 1
        return options, option_of

    def _shut_by(self, identity: str) -> frozenset[tuple[int, int]]:
        """Return which shifts of the person exclude this one, next day (1) and over a day off (2), by number."""
        mine = {shift: place for place, shift in enumerate(self.rules.shifts)}
        inputs = self.inputs
        return frozenset(
            (apart, mine[first])
            for apart, pairs in ((1, inputs.forbidden), (2, inputs.forbidden_over_day_off))
            for first, later in pairs
            if later == identity and first in mine
        )

    def _first(self) -> State:
        rules = self.rules
        run_days, last = rules.history.run_days, rules.history.last_shift or ""
        if run_days > 0:
            kind = self._kind(self.option_of[last]) if last in self.option_of else -1
            return self._normal(State(True, min(run_days, rules.max_run or run_days), kind, False))
        if run_days < 0:
            return self._normal(State(False, -run_days, -1, False))
        # Both a run of work and a run of days off from day 0 are exempt: nothing is known of the day before.
        return State(False, 0, -1, True)

    def _normal(self, state: State) -> State:
        """Return a state without what no longer matters."""
        rules = self.rules
        least = rules.min_run if state.at_work else rules.min_off_run
        most = rules.max_run if state.at_work and rules.max_run is not None else least
        exempt = state.exempt and state.run < least
        return State(state.at_work, min(state.run, max(least, most)), state.kind, exempt)

    def _next(self, state: State, by: int, day: int) -> State | None:
        """Return the state after an option, None if a rule forbids it."""
        rules = self.rules
        open_end = state.exempt
        unknown = day == 0 and rules.history.run_days == 0
        if by == 0:
            if state.at_work:
                # A run that ended before day 0 is past, whatever its length.
                if state.run < rules.min_run and not open_end and day > 0:
                    return None
                kind = state.kind if state.kind > 0 and self.options[state.kind - 1].after_day_off else -1
                return self._normal(State(False, 1, kind, False))
            return self._normal(State(False, state.run + 1, -1, open_end))
        option = self.options[by - 1]
        if state.at_work:
            if rules.max_run is not None and state.run >= rules.max_run:
                return None
            if state.kind > 0 and self._excludes(self.options[state.kind - 1].after, by):
                return None
            run, exempt = state.run + 1, open_end
        else:
            if state.run < rules.min_off_run and not open_end:
                return None
            if state.kind > 0 and self._excludes(self.options[state.kind - 1].after_day_off, by):
                return None
            run, exempt = 1, unknown
        kind = self._kind(by) if option.after or option.after_day_off else -1
        return self._normal(State(True, run, kind, exempt))

    def _kind(self, by: int) -> int:
        """Return the first option with the same rest rules after it."""
        mine = self.options[by - 1]
        return next(
            place + 1
            for place, one in enumerate(self.options)
            if (one.after, one.after_day_off) == (mine.after, mine.after_day_off)
        )

    def _excludes(self, later: frozenset[str], by: int) -> bool:
        return any(self.option_of[shift] == by for shift in later)

    def _arcs(self) -> tuple[list[tuple[int, State, State, int, int]], set[tuple[int, State]]]:
        """Return the arcs (day, from, to, option, weekends begun) and all states by layer."""
        weekend_of = {day: weekend for weekend in self.inputs.weekends for day in weekend}
        layer, arcs = {self._first()}, []
        found = {(0, self._first())}
        for day in range(self.inputs.days):
            then = set()
            weekend = weekend_of.get(day)
            for state in sorted(layer):
                for by in range(len(self.options) + 1):
                    after = self._next(state, by, day)
                    if after is None:
                        continue
                    begun = by > 0 and weekend is not None and (day == weekend[0] or not state.at_work)
                    arcs.append((day, state, after, by, int(begun)))
                    then.add(after)
            found |= {(day + 1, state) for state in then}
            layer = then
        return arcs, found

    def _steps(self) -> Ints:
        """Return the counter after each option, -1 where a limit is passed."""
        sizes = [most + 1 for _, most in self.limits]
        total = math.prod(sizes)
        step = np.tile(np.arange(total, dtype=np.int32), (len(self.options) + 1, 1))
        for by, option in enumerate(self.options, 1):
            for counter in range(total):
                rest, factor, after = counter, 1, counter
                for size, counts in zip(sizes, option.counted, strict=True):
                    digit = rest % size
                    rest //= size
                    if counts:
                        after = -1 if digit + 1 >= size or after < 0 else after + factor
                    factor *= size
                step[by, counter] = after
        return step

    def _amounts(self, unit: int, largest: int) -> tuple[Floats, Ints, Ints]:
        """Return the final cost of each number of paid units, and the units worth keeping after each day."""
        least, most, target = self.rules.minutes
        under, over = self.rules.prices
        days = self.inputs.days
        top = days * largest if most is None else min(days * largest, most // unit)
        final = np.zeros(top + 1)
        minutes = np.arange(top + 1) * unit
        if target is not None:
            final += under * np.maximum(0, target - minutes) + over * np.maximum(0, minutes - target)
        bottom = 0 if least is None else -(-least // unit)
        final[minutes < bottom * unit] = np.inf
        done = np.arange(days + 1)
        lowest = np.maximum(0, bottom - (days - done) * largest).astype(np.int32)
        highest = np.minimum(top, done * largest).astype(np.int32)
        return final, lowest, highest
