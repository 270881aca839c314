"""The states a person can be in, day by day, and the ways between them: what pricing walks through."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from capplan.formulations.rota.inputs import History, Inputs, Person
from capplan.rosters import kernels
from capplan.rosters.counters import Count, Move, Share, carried_minutes, counts_of, steps
from capplan.rosters.kernels import Floats, Ints


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
    shares: tuple[Share, ...]
    history: History


@dataclass(frozen=True)
class Network:
    """Layers of states with arcs, as arrays for the kernels.

    Attributes
    ----------
    option_of : mapping of shift to option number; option 0 is a day off
    counts : what the states count
    final : cost of the paid units at the end, by counter (infinite outside the hard limits)
    first : where the values of a state and a counter begin
    lowest, highest : units of a state and a counter that are worth keeping
    size : number of values
    """

    option_of: Mapping[str, int]
    counts: tuple[Count, ...]
    start: int
    last_states: Ints
    arc_first: Ints
    tail: Ints
    head: Ints
    option: Ints
    move: Ints
    units: Ints
    step: Ints
    toll: Floats
    first: Ints
    lowest: Ints
    highest: Ints
    final: Floats
    size: int

    @property
    def arrays(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Floats]:
        """The arrays that every kernel takes."""
        arcs = self.arc_first, self.tail, self.head, self.option, self.move
        return self.first, self.lowest, self.highest, *arcs, self.units, self.step, self.toll

    def keeps(self, tag: str) -> bool:
        """Whether the states keep the limit on a kind of shift."""
        return any(one.tag == tag and one.most is not None and not one.weekends for one in self.counts)

    def prices(self, share: Share) -> bool:
        """Whether the states price a fair share."""
        return any(one.share == share for one in self.counts)


def rules_of(inputs: Inputs, person: Person, shares: tuple[Share, ...]) -> Rules:
    """Return what shapes a person's network, with the fair shares that the person can pass."""
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
        shares=shares,
        history=person.history,
    )


def network_of(inputs: Inputs, rules: Rules, counts: tuple[Count, ...] | None = None) -> Network:
    """Build the network of some rules; its states keep `counts`, or all that are worth keeping."""
    return _Builder(inputs, rules, counts).build()


class _Builder:
    """Makes one network; the steps share the inputs, the rules and the options."""

    def __init__(self, inputs: Inputs, rules: Rules, counts: tuple[Count, ...] | None) -> None:
        self.inputs, self.rules = inputs, rules
        self.counts = self._counts() if counts is None else counts
        self.options, self.option_of = self._options()

    def build(self) -> Network:
        arcs, layers = self._arcs()
        number = {key: place for place, key in enumerate(sorted(layers))}
        moves = sorted({move for *_, move in arcs})
        move_number = {move: place for place, move in enumerate(moves)}
        columns = np.array(
            [
                (number[day, tail], number[day + 1, head], move.option, move_number[move])
                for day, tail, head, move in arcs
            ],
            dtype=np.int32,
        ).reshape(-1, 4)
        days = self.inputs.days
        per_day = np.bincount([day for day, *_ in arcs], minlength=days) if arcs else np.zeros(days, dtype=int)
        tail, head, option, move = (columns[:, place].copy() for place in range(4))
        start = number[0, self._first()]
        last_states = np.array([place for (day, _), place in number.items() if day == days], dtype=np.int32)
        arc_first = np.concatenate([[0], np.cumsum(per_day)]).astype(np.int32)
        step, toll = steps(self.counts, moves)
        units, final = self._amounts()
        lowest, highest = (np.zeros((len(number), step.shape[1]), dtype=np.int32) for _ in range(2))
        kernels.reach(lowest, highest, start, final, last_states, arc_first, tail, head, option, move, units, step)
        lengths = np.maximum(0, highest.astype(np.int64) - lowest + 1) * (highest >= 0)
        ends = np.cumsum(lengths).reshape(lengths.shape)
        # The start has a place even where no path ends well.
        return Network(
            option_of=self.option_of,
            counts=self.counts,
            start=start,
            last_states=last_states,
            arc_first=arc_first,
            tail=tail,
            head=head,
            option=option,
            move=move,
            units=units,
            step=step,
            toll=toll,
            first=(ends - lengths).astype(np.int32),
            lowest=lowest,
            highest=highest,
            final=final,
            size=int(ends[-1, -1]) + 1,
        )

    def _counts(self) -> tuple[Count, ...]:
        rules, shifts = self.rules, self.inputs.shift
        counted = [pair for pair in rules.limits if any(shifts[one].is_of(pair[0]) for one in rules.shifts)]
        weekends = rules.max_weekends
        limit = weekends if weekends is not None and weekends < len(self.inputs.weekends) else None
        return counts_of(limit, counted, rules.shares, self.inputs.days)

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
                counted=tuple(not one.weekends and shift.is_of(one.tag) for one in self.counts),
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

    def _arcs(self) -> tuple[list[tuple[int, State, State, Move]], set[tuple[int, State]]]:
        """Return the arcs (day, from, to, move) and all states by layer."""
        weekend_of = {day: weekend for weekend in self.inputs.weekends for day in weekend}
        layer, arcs = {self._first()}, []
        found = {(0, self._first())}
        nothing = (False,) * len(self.counts)
        for day in range(self.inputs.days):
            then = set()
            weekend = weekend_of.get(day)
            on = [one.days is None or day in one.days for one in self.counts]
            counted = [nothing, *(tuple(a and b for a, b in zip(on, one.counted, strict=True)) for one in self.options)]
            for state in sorted(layer):
                for by in range(len(self.options) + 1):
                    after = self._next(state, by, day)
                    if after is None:
                        continue
                    begun = by > 0 and weekend is not None and (day == weekend[0] or not state.at_work)
                    arcs.append((day, state, after, Move(by, begun, counted[by])))
                    then.add(after)
            found |= {(day + 1, state) for state in then}
            layer = then
        return arcs, found

    def _amounts(self) -> tuple[Ints, Floats]:
        """Return the paid units of each option, and the final cost of each counter and number of units."""
        least, most, target = self.rules.minutes
        under, over = self.rules.prices
        paid, carried = carried_minutes(
            self.counts, [one.paid_min for one in self.options], [one.counted for one in self.options]
        )
        unit = math.gcd(*paid) or 1
        units = np.array([0, *(one // unit for one in paid)], dtype=np.int32)
        top = self.inputs.days * int(units.max(initial=0))
        top = top if most is None else min(top, max(0, most) // unit)
        minutes = np.arange(top + 1) * unit + carried[:, None]
        final = np.zeros(minutes.shape)
        if target is not None:
            final += under * np.maximum(0, target - minutes) + over * np.maximum(0, minutes - target)
        final[minutes < (least or 0)] = np.inf
        if most is not None:
            final[minutes > most] = np.inf
        return units, final
