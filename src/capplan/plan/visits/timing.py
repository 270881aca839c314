"""The rounds of a day in time: ways, waiting and the meal break between stops, in whole seconds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from capplan.decisions.visits import Pause, Stop, VisitDecisions
from capplan.formulations.visits import Carer, Inputs, MealBreak, Visit
from capplan.formulations.visits.duties import break_of


@dataclass(frozen=True)
class Round:
    """One carer's stops in one shift.

    Attributes
    ----------
    ways_s, ways_km
        Of the way out, each way between stops, and the way back: one more than there are stops.
    break_at
        Where the break lies: None without one, else how many stops come before it.
    """

    carer: Carer
    shift: tuple[int, int]
    stops: tuple[tuple[Visit, int], ...]
    ways_s: tuple[int, ...]
    ways_km: tuple[float, ...]
    break_s: int | None = None
    break_at: int | None = None

    @property
    def leaves_s(self) -> int:
        """When the carer leaves, as late as the first stop allows."""
        return self.stops[0][1] - self.ways_s[0]

    @property
    def back_s(self) -> int:
        """When the carer is at the end place."""
        visit, start = self.stops[-1]
        return start + visit.duration_s + self.ways_s[-1]

    @property
    def contact_s(self) -> int:
        """Time with clients."""
        return sum(visit.duration_s for visit, _ in self.stops)

    @property
    def pause_s(self) -> int:
        """Length of the break, where it lies between two stops; a break outside the round costs nothing."""
        between = self.break_at is not None and 0 < self.break_at < len(self.stops)
        return self.meal_break.length_s if between and self.meal_break else 0

    @property
    def meal_break(self) -> MealBreak | None:
        """The break that is due in the shift."""
        return break_of(self.carer, self.shift)

    @property
    def work_s(self) -> int:
        """Time paid: from leaving to being back, without the break."""
        return self.back_s - self.leaves_s - self.pause_s


def round_of(inputs: Inputs, carer: Carer, shift: tuple[int, int], stops: Sequence[tuple[Visit, int]]) -> Round:
    """Return the round of stops in order of time, its break at the first place where it fits.

    A due break that fits nowhere is left out: the check of the plan tells it.
    """
    places = [carer.start_place, *(visit.place for visit, _ in stops), carer.end_place]
    seconds, km = inputs.travel_s[carer.mode], inputs.km[carer.mode]
    ways = list(itertools.pairwise(places))
    bare = Round(
        carer,
        shift,
        tuple(stops),
        tuple(int(seconds[way]) for way in ways),
        tuple(float(km[way]) for way in ways),
    )
    found = _break(bare) if bare.meal_break is not None and stops else None
    if found is None:
        return bare
    return Round(carer, shift, bare.stops, bare.ways_s, bare.ways_km, *found)


def _break(one: Round) -> tuple[int, int] | None:
    """Return when the break begins and how many stops come before it: between stops rather than outside the round."""
    pause = one.meal_break
    assert pause is not None
    gaps = [(place, *_gap(one, place)) for place in range(len(one.stops) + 1)]
    inside = [gap for gap in gaps if 0 < gap[0] < len(one.stops)]
    outside = [gap for gap in gaps if gap not in inside]
    # Inside, the break takes waiting time that would be paid; the first that fits is as good as any.
    for place, free_from, free_to in (*inside, *outside):
        begin = max(free_from, pause.earliest_s)
        if begin <= min(pause.latest_s, free_to - pause.length_s):
            return begin, place
    return None


def _with_break_at(one: Round, start: int) -> Round | None:
    """Return a round with its break at a time, where there is room for it then."""
    if one.meal_break is None:
        return None
    for place in range(len(one.stops) + 1):
        free_from, free_to = _gap(one, place)
        if free_from <= start <= free_to - one.meal_break.length_s:
            return replace(one, break_s=start, break_at=place)
    return None


def _gap(one: Round, place: int) -> tuple[int, int]:
    """Return from when to when a break may lie after so many stops, travel left out."""
    if place == 0:
        return one.shift[0], one.leaves_s
    visit, start = one.stops[place - 1]
    free = start + visit.duration_s
    if place == len(one.stops):
        return one.back_s, one.shift[1]
    return free, one.stops[place][1] - one.ways_s[place]


def rounds_of(inputs: Inputs, decisions: VisitDecisions) -> list[Round]:
    """Return every round of a day, with the breaks that the decisions state.

    A break that is not stated, or lies nowhere on its round, is where it fits first.
    """
    visits = {visit.id: visit for visit in inputs.visits}
    stops: dict[str, list[tuple[Visit, int]]] = {carer.id: [] for carer in inputs.carers}
    for stop in decisions.stops:
        stops[stop.carer].append((visits[stop.visit], stop.start_s))
    rounds = []
    for carer in inputs.carers:
        own = sorted(stops[carer.id], key=lambda stop: (stop[1], stop[0].id))
        for shift in carer.shifts:
            inside = [stop for stop in own if shift[0] <= stop[1] < shift[1]]
            if inside:
                one = round_of(inputs, carer, shift, inside)
                stated = [row.start_s for row in decisions.breaks if row.carer == carer.id]
                rounds.append(next((at for start in stated if (at := _with_break_at(one, start))), one))
    return rounds


def decisions_of(inputs: Inputs, starts: Mapping[str, Iterable[tuple[str, int]]]) -> VisitDecisions:
    """Return decisions in the order of the tables from (visit, start) by carer, breaks added."""
    order = {visit.id: place for place, visit in enumerate(inputs.visits)}
    stops = tuple(
        Stop(carer=carer.id, visit=visit, start_s=start)
        for carer in inputs.carers
        for visit, start in sorted(starts.get(carer.id, ()), key=lambda stop: (stop[1], order[stop[0]]))
    )
    made = {stop.visit for stop in stops}
    bare = VisitDecisions(
        stops=stops, breaks=(), unserved=tuple(visit.id for visit in inputs.visits if visit.id not in made)
    )
    breaks = (
        Pause(carer=one.carer.id, start_s=one.break_s) for one in rounds_of(inputs, bare) if one.break_s is not None
    )
    return bare.model_copy(update={"breaks": tuple(breaks)})
