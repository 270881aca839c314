"""What the case says about a day of visits, worked out once more for the checker, in whole seconds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from capplan.case.case import Case
from capplan.case.visit_tables import CarerRow, VisitRow
from capplan.decisions.visits import Pause, Stop, VisitDecisions

DAY_S = 36 * 3600


def seconds(clock: str) -> int:
    """Read HH:MM as seconds since midnight."""
    return int(clock[:2]) * 3600 + int(clock[3:]) * 60


def spans(hours: str | None) -> list[tuple[int, int]]:
    """Read HH:MM-HH:MM, several apart by spaces, as pairs of seconds."""
    return [(seconds(part[:5]), seconds(part[6:])) for part in (hours or "").split()]


def whole_s(hours: float) -> int:
    """Return hours as whole seconds, rounded up."""
    return math.ceil(round(hours * 3600, 6))


def break_limit_s(carer: CarerRow) -> int:
    """Return how long a shift is without a break, in seconds."""
    return whole_s(carer.break_if_longer_hours)


def clock(at_s: int) -> str:
    """Write seconds since midnight as HH:MM:SS."""
    return f"{at_s // 3600:02d}:{at_s // 60 % 60:02d}:{at_s % 60:02d}"


def holds(held: str, needed: str) -> bool:
    """Say whether the skills held meet those needed, level by level."""
    levels: dict[str, int] = {}
    for skill in held.split():
        name, _, level = skill.partition(":")
        levels[name] = max(levels.get(name, 0), int(level or 1))
    return all(levels.get(one.partition(":")[0], 0) >= int(one.partition(":")[2] or 1) for one in needed.split())


@dataclass(frozen=True)
class Shift:
    """A shift of a carer with the stops and breaks that lie in it."""

    carer: CarerRow
    hours: str
    start_s: int
    end_s: int
    stops: tuple[Stop, ...]
    breaks: tuple[Pause, ...]

    @property
    def needs_break(self) -> bool:
        """Whether somebody who works in this shift must have a break."""
        return self.carer.break_min > 0 and self.end_s - self.start_s > break_limit_s(self.carer)


@dataclass(frozen=True)
class VisitFacts:
    """The day of a case."""

    case: Case

    @cached_property
    def visits(self) -> dict[str, VisitRow]:
        """Visits by id."""
        return {visit.visit: visit for visit in self.case.visits}

    @cached_property
    def carers(self) -> dict[str, CarerRow]:
        """Carers by id."""
        return {carer.carer: carer for carer in self.case.carers}

    @cached_property
    def _at(self) -> dict[str, int]:
        return {place: position for position, place in enumerate(self.case.day_travel.places)}

    def windows(self, visit: VisitRow) -> list[tuple[int, int]]:
        """Return from when to when a visit may start; a rapid call within its hours after the call."""
        if visit.called is None:
            return spans(visit.windows) or [(0, DAY_S)]
        called_s = seconds(visit.called)
        latest_s = called_s + whole_s(self.case.parameters.rapid_hours)
        own = spans(visit.windows) or [(called_s, latest_s)]
        cut = [(max(low, called_s), min(high, latest_s)) for low, high in own]
        return [(low, high) for low, high in cut if low <= high]

    def duration_s(self, visit: str) -> int:
        """Return the length of a visit."""
        return 60 * self.visits[visit].duration_min

    def way_s(self, carer: CarerRow, start: str, end: str, to: VisitRow | None) -> float:
        """Return the seconds of a way, infinite where there is none; `to` a visit, handover and buffer come to it."""
        if start == end:
            return 0
        minutes = float(self.case.day_travel.minutes[carer.mode][self._at[start], self._at[end]])
        if to is not None:
            own = to.buffer_min
            minutes += self.case.parameters.handover_min + (self.case.parameters.buffer_min if own is None else own)
        return math.ceil(round(minutes * 60, 6)) if math.isfinite(minutes) else math.inf

    def way_km(self, carer: CarerRow, start: str, end: str) -> float:
        """Return the kilometres of a way."""
        return float(self.case.day_travel.distance_km[carer.mode][self._at[start], self._at[end]])

    def shifts(self, decisions: VisitDecisions) -> Iterator[Shift]:
        """Yield every shift of every carer with its stops and breaks in order of time; a stop in no shift is in none.

        A stop or break belongs to the shift in whose hours it starts.
        """
        for carer in self.case.carers:
            stops = sorted(
                (stop for stop in decisions.stops if stop.carer == carer.carer),
                key=lambda stop: (stop.start_s, stop.visit),
            )
            breaks = sorted((one for one in decisions.breaks if one.carer == carer.carer), key=lambda one: one.start_s)
            for hours, (start_s, end_s) in zip(carer.shifts.split(), spans(carer.shifts), strict=True):
                yield Shift(
                    carer,
                    hours,
                    start_s,
                    end_s,
                    tuple(stop for stop in stops if start_s <= stop.start_s < end_s),
                    tuple(one for one in breaks if start_s <= one.start_s < end_s),
                )

    def start_of(self, carer: CarerRow) -> str:
        """Return where a carer's rounds begin."""
        return carer.start_place or carer.base

    def end_of(self, carer: CarerRow) -> str:
        """Return where a carer's rounds end."""
        return carer.end_place or carer.base

    def ways(self, shift: Shift) -> list[tuple[float, float]]:
        """Return (seconds, kilometres) of every way of a round, the ones from its start and to its end included."""
        found = []
        here = self.start_of(shift.carer)
        for visit in (self.visits[stop.visit] for stop in shift.stops):
            way_km = self.way_km(shift.carer, here, visit.place)
            found.append((self.way_s(shift.carer, here, visit.place, visit), way_km))
            here = visit.place
        last = self.end_of(shift.carer)
        found.append((self.way_s(shift.carer, here, last, None), self.way_km(shift.carer, here, last)))
        return found

    def unserved_gbp(self, visit: VisitRow) -> float:
        """Return the weight of not making a visit."""
        figures = self.case.parameters
        base = {
            "time-critical": figures.unserved_critical_gbp,
            "high": figures.unserved_high_gbp,
            "normal": figures.unserved_normal_gbp,
        }[visit.priority]
        return base + figures.unserved_gbp_per_min * visit.duration_min * visit.carers

    def paid_s(self, carer: CarerRow) -> float:
        """Return the seconds of the contract on the day: stated, or the shifts less the breaks in them."""
        if carer.paid_hours is not None:
            return whole_s(carer.paid_hours)
        total = 0.0
        for start_s, end_s in spans(carer.shifts):
            total += end_s - start_s
            if carer.break_min > 0 and end_s - start_s > break_limit_s(carer):
                total -= 60 * carer.break_min
        return total
