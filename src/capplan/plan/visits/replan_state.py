"""Where a day stands at a time: what is done, begun or on the way to, and the day as it is after the news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from capplan.case.case import Case
from capplan.case.visit_tables import CarerRow, VisitPlace, VisitRow, VisitTravel
from capplan.decisions.visits import VisitDecisions
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.formulations.visits.duties import break_of
from capplan.plan.visits.timing import Round, rounds_of
from capplan.units import SECONDS_PER_MINUTE, seconds_to_clock, seconds_to_hours


@dataclass(frozen=True)
class News:
    """What has happened since the day was planned.

    Attributes
    ----------
    now_s
        Seconds since midnight.
    absent
        Carers who are not there from now on.
    visits, places, travel
        Visits added, and their places where new, with the ways there where the case states its ways.
    """

    now_s: int
    absent: tuple[str, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    places: tuple[VisitPlace, ...] = ()
    travel: tuple[VisitTravel, ...] = ()


@dataclass(frozen=True)
class Idle:
    """After which visit somebody waits now, since when, from when on there is something to do, and time for it."""

    visit: str
    free_s: int
    at_s: int
    shift: tuple[int, int]
    has_time: bool


@dataclass(frozen=True)
class DayState:
    """Where the day stands now."""

    inputs: Inputs
    told: VisitDecisions
    now_s: int
    absent: frozenset[str] = frozenset()

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds as told."""
        return rounds_of(self.inputs, self.told)

    @cached_property
    def frozen(self) -> dict[str, list[tuple[str, int]]]:
        """By carer, the stops that are done, begun or on the way to; both halves of a visit as soon as one is.

        A visit that an absent carer has not begun is none of them, though somebody was on the way to it.
        """
        lost = {stop.visit for stop in self.told.stops if stop.carer in self.absent and stop.start_s > self.now_s}
        begun = {visit.id for one in self.rounds for visit, _ in self._begun(one)} - lost
        found: dict[str, list[tuple[str, int]]] = {}
        for stop in self.told.stops:
            if stop.visit in begun:
                found.setdefault(stop.carer, []).append((stop.visit, stop.start_s))
        return found

    def _begun(self, one: Round) -> list[tuple[Visit, int]]:
        return [stop for stop, way in zip(one.stops, one.ways_s, strict=False) if stop[1] - way <= self.now_s]

    def begun_shifts(self, carer: str) -> set[int]:
        """Return when those shifts of a carer begin whose rounds are under way."""
        kept = {visit for visit, _ in self.frozen.get(carer, ())}
        own = (one for one in self.rounds if one.carer.id == carer)
        return {one.shift[0] for one in own if any(visit.id in kept for visit, _ in self._begun(one))}

    def idle(self, carer_id: str) -> Idle | None:
        """Return where a present carer waits whose visits so far are over and who is not on the way to another.

        Somebody whose round is over counts as still where its last visit was: nobody is told to be anywhere else.
        """
        stops = self.frozen.get(carer_id)
        if not stops or carer_id in self.absent:
            return None
        carer = next(carer for carer in self.inputs.carers if carer.id == carer_id)
        visits = {visit.id: visit for visit in self.inputs.visits}
        name, start = max(stops, key=lambda stop: stop[1])
        free, at = start + visits[name].duration_s, self.now_s
        shift = next((shift for shift in carer.shifts if shift[0] <= start < shift[1]), None)
        if shift is None:
            return None
        at = max(at, self.break_over(carer, shift) or 0)
        if free >= at or at >= shift[1]:
            return None
        place = visits[name].place
        home = int(self.inputs.travel_s[carer.mode][place, carer.end_place])
        return Idle(name, free, at, shift, at + 1 + home <= shift[1])

    def begun_break(self, carer: str, shift: tuple[int, int]) -> int | None:
        """Return when a carer's break in a shift began, if it has."""
        own = (one.start_s for one in self.told.breaks if one.carer == carer)
        return max((start for start in own if shift[0] <= start < shift[1] and start <= self.now_s), default=None)

    def break_over(self, carer: Carer, shift: tuple[int, int]) -> int | None:
        """Return when a carer's break in a shift is over, if it has begun."""
        start, pause = self.begun_break(carer.id, shift), break_of(carer, shift)
        return None if start is None or pause is None else start + pause.length_s


def as_told(case: Case, told: Case) -> Case:
    """Return the case with the buffer on the way to each visit that it was told with."""
    buffers = {
        visit.visit: told.parameters.buffer_min if visit.buffer_min is None else visit.buffer_min
        for visit in told.visits
    }

    def kept(visit: VisitRow) -> VisitRow:
        now = case.parameters.buffer_min if visit.buffer_min is None else visit.buffer_min
        before = buffers.get(visit.visit, now)
        return visit if before == now else visit.model_copy(update={"buffer_min": before})

    return replace(case, visits=tuple(kept(visit) for visit in case.visits))


def today_case(case: Case, morning: Case, state: DayState, news: News) -> Case:
    """Return the case as the day is now: absent carers cut short or gone, added visits there, no preferred starts.

    Visits under way keep the buffer that they have in `morning`, the case as it was told.
    """
    gone = {carer for carer in news.absent if not state.frozen.get(carer)}
    frozen = {visit for stops in state.frozen.values() for visit, _ in stops}
    buffers = {visit.visit: visit.buffer_min for visit in morning.visits if visit.visit in frozen}
    carers = []
    for carer in case.carers:
        if carer.carer in news.absent and carer.carer not in gone:
            carers.append(_cut_short(carer, state))
        elif carer.carer not in gone:
            carers.append(carer)

    def without_gone(names: str) -> str:
        return " ".join(name for name in names.split() if name not in gone)

    visits = [
        visit.model_copy(
            update={
                "must_not": without_gone(visit.must_not),
                "preferred_carers": without_gone(visit.preferred_carers),
                "buffer_min": buffers.get(visit.visit, visit.buffer_min),
            }
        )
        for visit in (*case.visits, *map(_first_if_rapid, news.visits))
    ]
    return replace(
        case,
        carers=tuple(carers),
        visits=tuple(visits),
        visit_places=(*case.visit_places, *news.places),
        visit_travel=(*case.visit_travel, *news.travel),
        parameters=case.parameters.model_copy(update={"deviation_gbp_per_min": 0.0}),
    )


def _first_if_rapid(visit: VisitRow) -> VisitRow:
    """Return an added visit; a rapid call comes before all others."""
    return visit.model_copy(update={"priority": "time-critical"}) if visit.response == "rapid" else visit


def _cut_short(carer: CarerRow, state: DayState) -> CarerRow:
    """Return an absent carer's day as far as it is under way: the way back from the last frozen visit ends it."""
    names = {visit for visit, _ in state.frozen[carer.carer]}
    shifts, broken = [], False
    for one in (one for one in state.rounds if one.carer.id == carer.carer):
        stops = [stop for stop in one.stops if stop[0].id in names]
        if stops:
            visit, start = stops[-1]
            home = int(state.inputs.travel_s[one.carer.mode][visit.place, one.carer.end_place])
            back = start + visit.duration_s + home
            end = -(-back // SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
            shifts.append(f"{seconds_to_clock(one.shift[0])}-{seconds_to_clock(max(end, one.shift[0] + 60))}")
            broken = broken or (one.break_s is not None and one.break_s + 1 <= start)
    paid = next(one.paid_s for one in state.inputs.carers if one.id == carer.carer)
    update: dict[str, object] = {"shifts": " ".join(shifts), "paid_hours": seconds_to_hours(paid)}
    if not broken:
        update |= {"break_min": 0, "break_hours": None}
    return carer.model_copy(update=update)
