"""Run sheets: what each carer does on the day, line by line, by client keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.formulations.visits import inputs_of
from capplan.plan.visits.timing import Round, rounds_of

Kind = Literal["leave", "way", "wait", "visit", "break", "back"]


@dataclass(frozen=True)
class Line:
    """One thing a carer does.

    Attributes
    ----------
    place
        Where; of a way, where it leads.
    together_with
        The other carer of a visit by two; blank: alone.
    """

    kind: Kind
    from_s: int
    to_s: int
    place: str
    visit: str = ""
    client: str = ""
    skills: str = ""
    together_with: str = ""
    priority: str = ""


@dataclass(frozen=True)
class Sheet:
    """One round of one carer."""

    carer: str
    base: str
    mode: str
    shift: tuple[int, int]
    lines: tuple[Line, ...]

    @property
    def visits(self) -> tuple[Line, ...]:
        """The visits of the round."""
        return tuple(line for line in self.lines if line.kind == "visit")


def run_sheets(case: Case, plan: VisitPlan) -> tuple[Sheet, ...]:
    """Return the sheets of a day, in the order of carers.csv and of the shifts."""
    inputs = inputs_of(case)
    carers: dict[str, list[str]] = {}
    for stop in plan.decisions.stops:
        carers.setdefault(stop.visit, []).append(stop.carer)
    ends = {carer.carer: (carer.start_place or carer.base, carer.end_place or carer.base) for carer in case.carers}
    pauses = {(one.carer, one.start_s) for one in plan.decisions.breaks}
    return tuple(
        Sheet(
            carer=one.carer.id,
            base=one.carer.base,
            mode=one.carer.mode,
            shift=one.shift,
            lines=tuple(_lines(case, one, ends[one.carer.id], carers, pauses)),
        )
        for one in rounds_of(inputs, plan.decisions)
    )


def _lines(
    case: Case, one: Round, ends: tuple[str, str], carers: dict[str, list[str]], pauses: set[tuple[str, int]]
) -> Iterator[Line]:
    rows = {visit.visit: visit for visit in case.visits}
    name = one.carer.id
    pause = next((at for carer, at in pauses if carer == name and one.shift[0] <= at < one.shift[1]), None)
    length = one.meal_break.length_s if one.meal_break else 0
    if pause is not None and pause < one.leaves_s:
        yield Line("break", pause, pause + length, ends[0])
    yield Line("leave", one.leaves_s, one.leaves_s, ends[0])
    free = one.leaves_s
    for (visit, start), way in zip(one.stops, one.ways_s, strict=False):
        row = rows[visit.id]
        here = pause is not None and free <= pause and pause + length <= start and free > one.leaves_s
        if here and pause is not None:
            if pause - free >= way > 0:
                # The break is taken where the next visit is; before it there may be time for the way alone.
                yield Line("way", free, free + way, row.place)
                free, way = free + way, 0
            if pause > free:
                yield Line("wait", free, pause, row.place if way == 0 else "")
            yield Line("break", pause, pause + length, row.place if way == 0 else "")
            free = pause + length
        if way:
            yield Line("way", free, free + way, row.place)
        if start > free + way:
            yield Line("wait", free + way, start, row.place)
        yield Line(
            "visit",
            start,
            start + visit.duration_s,
            row.place,
            visit.id,
            row.client,
            row.skills,
            " ".join(other for other in carers[visit.id] if other != name),
            row.priority,
        )
        free = start + visit.duration_s
    yield Line("way", free, free + one.ways_s[-1], ends[1])
    yield Line("back", one.back_s, one.back_s, ends[1])
    if pause is not None and pause >= one.back_s:
        yield Line("break", pause, pause + length, ends[1])
