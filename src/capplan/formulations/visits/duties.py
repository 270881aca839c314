"""A carer's shifts as duties, who can be sent on which visit, and the ways that a round may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from capplan.formulations.visits.inputs import Carer, Inputs, MealBreak, Visit, Window
from capplan.units import seconds_to_minutes

START, END = "start", "end"
Way: TypeAlias = tuple[str, str, str]
"""A duty and the visits (or START, END) between which the carer goes."""


@dataclass(frozen=True)
class Duties:
    """Look-ups of the model, by duty: a carer in one shift, named `carer#number`.

    Attributes
    ----------
    sendable
        Visits and the duties that can be sent on them.
    ways
        What a round may be made of.
    pause
        The break that is due if the carer works in the shift; None: no break.
    """

    inputs: Inputs
    all: tuple[str, ...]
    carer: dict[str, Carer]
    shift: dict[str, Window]
    of_carer: dict[str, tuple[str, ...]]
    visit: dict[str, Visit]
    sendable: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    pause: dict[str, MealBreak | None]

    def place(self, duty: str, stop: str) -> int:
        """Return the row of the travel matrices of a visit or of the duty's start or end place."""
        if stop in (START, END):
            return self.carer[duty].start_place if stop == START else self.carer[duty].end_place
        return self.visit[stop].place

    def way_min(self, duty: str, one: str, other: str) -> float:
        """Return minutes from stop to stop."""
        matrix = self.inputs.travel_s[self.carer[duty].mode]
        return seconds_to_minutes(int(matrix[self.place(duty, one), self.place(duty, other)]))

    def pause_min(self, duty: str) -> float:
        """Return the minutes of the break that is due in a duty, 0 without one."""
        pause = self.pause[duty]
        return 0.0 if pause is None else seconds_to_minutes(pause.length_s)

    def way_km(self, duty: str, one: str, other: str) -> float:
        """Return kilometres from stop to stop."""
        return float(self.inputs.km[self.carer[duty].mode][self.place(duty, one), self.place(duty, other)])


def break_of(carer: Carer, shift: Window) -> MealBreak | None:
    """Return the break that is due if a carer works in a shift."""
    if carer.shift_breaks is not None:
        return carer.shift_breaks[carer.shifts.index(shift)]
    pause = carer.meal_break
    return pause if pause is not None and shift[1] - shift[0] > pause.only_if_shift_longer_than_s else None


def roles_of(visit: Visit, carer: Carer) -> tuple[bool, bool]:
    """Say whether a carer can be the first and the second of those sent on a visit."""
    if carer.id in visit.must_not:
        return False, False
    second = visit.skills if visit.second_skills is None else visit.second_skills
    return visit.skills <= carer.skills, visit.carers == 2 and second <= carer.skills


def duties_of(inputs: Inputs) -> Duties:
    """Return the duties of a day; ways that cannot be kept by the clock are left out."""
    carer = {f"{one.id}#{number}": one for one in inputs.carers for number in range(len(one.shifts))}
    shift = {f"{one.id}#{number}": hours for one in inputs.carers for number, hours in enumerate(one.shifts)}
    of_carer = {one.id: tuple(f"{one.id}#{number}" for number in range(len(one.shifts))) for one in inputs.carers}
    visit = {one.id: one for one in inputs.visits}
    pause = {duty: break_of(one, shift[duty]) for duty, one in carer.items()}
    bare = Duties(inputs, tuple(carer), carer, shift, of_carer, visit, (), (), pause)
    sendable = tuple((name, duty) for name in visit for duty in carer if _reaches(bare, name, duty))
    ways = [(duty, START, name) for name, duty in sendable]
    ways += [(duty, name, END) for name, duty in sendable]
    ways += [
        (duty, one, other)
        for duty in carer
        for one, first in sendable
        for other, second in sendable
        if first == duty == second and one != other and _after(bare, duty, one, other)
    ]
    return Duties(inputs, tuple(carer), carer, shift, of_carer, visit, sendable, tuple(ways), pause)


def _reaches(duties: Duties, name: str, duty: str) -> bool:
    """Say whether a carer has the skills and could make the visit alone in the shift."""
    visit, (begin, end) = duties.visit[name], duties.shift[duty]
    if not any(roles_of(visit, duties.carer[duty])):
        return False
    earliest = seconds_to_minutes(begin) + duties.way_min(duty, START, name)
    latest = seconds_to_minutes(end - visit.duration_s) - duties.way_min(duty, name, END)
    return any(
        max(earliest, seconds_to_minutes(low)) <= min(latest, seconds_to_minutes(high)) for low, high in visit.windows
    )


def _after(duties: Duties, duty: str, one: str, other: str) -> bool:
    first, second = duties.visit[one], duties.visit[other]
    earliest = max(seconds_to_minutes(duties.shift[duty][0]) + duties.way_min(duty, START, one), _low(first))
    arrives = earliest + seconds_to_minutes(first.duration_s) + duties.way_min(duty, one, other)
    latest = seconds_to_minutes(duties.shift[duty][1] - second.duration_s) - duties.way_min(duty, other, END)
    return arrives <= min(latest, high_min(second))


def _low(visit: Visit) -> float:
    return seconds_to_minutes(visit.windows[0][0])


def high_min(visit: Visit) -> float:
    """Return the latest start of a visit, in minutes."""
    return seconds_to_minutes(visit.windows[-1][1])
