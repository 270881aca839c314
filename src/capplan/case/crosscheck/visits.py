"""A day of visits: ids, hours, skills, pairs and travel between the tables about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from capplan.case import staff_tables as staff
from capplan.case import visit_tables as day
from capplan.case.day_travel import modes_of, needed_places
from capplan.case.draft import TABLE_OF, Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Row
from capplan.case.tables import Parameter
from capplan.units import clock_to_seconds, hours_to_seconds, minutes_to_seconds

_SKILL = re.compile(r"(?P<skill>[a-z0-9][a-z0-9-]*)(:(?P<level>[1-9]))?")
_DECIMALS = 3


def missing_visit_tables(draft: Draft) -> Iterator[Fault]:
    """Yield the tables without rows that a day of visits needs."""
    if draft.of(day.VisitRow):
        for model in (day.VisitPlace, day.CarerRow, staff.Base):
            if not draft.of(model):
                problem = "has no rows, but visits.csv has: no round can be planned"
                yield Fault(f"{TABLE_OF[model]}.csv", None, None, None, problem, "Add its rows, or remove the visits.")


def place_too_exact(draft: Draft) -> Iterator[Fault]:
    """Yield places given more exactly than to about a hundred metres: they would point at a front door."""
    for number, row in draft.numbered(day.VisitPlace):
        for column in ("lat", "lon"):
            value = getattr(row, column)
            if round(value, _DECIMALS) != value:
                problem = "has more than three decimals and could point at somebody's home"
                repair = f"Round it, here to {round(value, _DECIMALS):g}: about a hundred metres are near enough."
                yield fault_at(day.VisitPlace, number, column, f"{value!r}", problem, repair)


def place_called_like_base(draft: Draft) -> Iterator[Fault]:
    """Yield visit places with the id of a base: a base is a place already."""
    bases = set(draft.ids("bases", "base"))
    for number, row in draft.numbered(day.VisitPlace):
        if row.place in bases:
            problem, repair = "is also the id of a base", "Write another id, or remove the row: bases are places."
            yield fault_at(day.VisitPlace, number, "place", row.place, problem, repair)


def unknown_day_place(draft: Draft) -> Iterator[Fault]:
    """Yield rounds and journeys from or to places that are neither visit places nor bases."""
    known = [*draft.ids("visit_places", "place"), *draft.ids("bases", "base")]
    allowed = set(known)
    columns: tuple[tuple[type[Row], tuple[str, ...]], ...] = (
        (day.CarerRow, ("start_place", "end_place")),
        (day.VisitTravel, ("from_place", "to_place")),
    )
    for model, names in columns:
        for number, row in draft.numbered(model):
            for column in names:
                found = getattr(row, column)
                if found is not None and found not in allowed:
                    problem = "is not in visit_places.csv or bases.csv"
                    yield fault_at(model, number, column, found, problem, f"Write {one_of(known, found)}.")


def unknown_carer(draft: Draft) -> Iterator[Fault]:
    """Yield carers preferred or ruled out who are not on duty, and those named as both."""
    known = draft.ids("carers", "carer")
    allowed = set(known)
    for number, row in draft.numbered(day.VisitRow):
        for column in ("preferred_carers", "must_not"):
            for found in getattr(row, column).split():
                if found not in allowed:
                    problem = "is not in carers.csv"
                    yield fault_at(day.VisitRow, number, column, found, problem, f"Write {one_of(known, found)}.")
        for both in sorted(set(row.preferred_carers.split()) & set(row.must_not.split())):
            repair = "Keep the carer in one of the two columns."
            yield fault_at(day.VisitRow, number, "must_not", both, "is among the preferred carers as well", repair)


def unknown_day_skill(draft: Draft) -> Iterator[Fault]:
    """Yield skills that are not in skills.csv, and levels that are none."""
    known = draft.ids("skills", "skill")
    allowed = set(known)
    columns: tuple[tuple[type[Row], tuple[str, ...]], ...] = (
        (day.VisitRow, ("skills", "second_skills")),
        (day.CarerRow, ("skills",)),
    )
    for model, names in columns:
        for number, row in draft.numbered(model):
            for column in names:
                for found in (getattr(row, column) or "").split():
                    match = _SKILL.fullmatch(found)
                    if match is None:
                        repair = "Write a skill id, or a skill id, a colon and a level from 1 to 9."
                        yield fault_at(model, number, column, found, "is not a skill with a level", repair)
                    elif match["skill"] not in allowed:
                        repair = f"Write {one_of(known, match['skill'])}." if known else "Add it to skills.csv."
                        yield fault_at(model, number, column, found, "is not in skills.csv", repair)


def hours_the_wrong_way(draft: Draft) -> Iterator[Fault]:
    """Yield hours that end before they begin, overlap, or stand out of order."""
    columns: tuple[tuple[type[Row], str], ...] = (
        (day.VisitRow, "windows"),
        (day.CarerRow, "shifts"),
        (day.CarerRow, "break_hours"),
    )
    for model, column in columns:
        for number, row in draft.numbered(model):
            earlier = -1
            for part in (getattr(row, column) or "").split():
                start, end = map(clock_to_seconds, part.split("-"))
                if end < start or (column == "shifts" and end == start):
                    repair = "Write the earlier time first; after midnight the hours count on (22:00-30:00)."
                    yield fault_at(model, number, column, part, "ends before it begins or has no length", repair)
                elif start <= earlier:
                    repair = "Write hours one after the other, without overlap."
                    yield fault_at(model, number, column, part, "begins before the hours before it end", repair)
                earlier = max(earlier, end)


def one_break(draft: Draft) -> Iterator[Fault]:
    """Yield breaks with a length but no hours, with hours but no length, or with several hours."""
    for number, row in draft.numbered(day.CarerRow):
        if (row.break_min > 0) != (row.break_hours is not None):
            problem = "is filled without the other: a break needs its length and its hours"
            yield fault_at(day.CarerRow, number, "break_min + break_hours", None, problem, "Fill both or leave both.")
        elif row.break_hours and " " in row.break_hours:
            repair = "Write one: from when to when the break may start."
            yield fault_at(day.CarerRow, number, "break_hours", row.break_hours, "has several hours", repair)


def break_beyond_shift(draft: Draft) -> Iterator[Fault]:
    """Yield breaks that a shift must have but that cannot lie inside it: they would be dropped in silence."""
    for number, row in draft.numbered(day.CarerRow):
        if not row.break_hours or not row.break_min or " " in row.break_hours:
            continue
        earliest, latest = map(clock_to_seconds, row.break_hours.split("-"))
        length = minutes_to_seconds(row.break_min)
        for shift in row.shifts.split():
            start, end = map(clock_to_seconds, shift.split("-"))
            needs = end - start > hours_to_seconds(row.break_if_longer_hours)
            if needs and max(earliest, start) > min(latest, end - length):
                problem = f"leaves no room for the break in the shift {shift}, which is long enough to have one"
                repair = "Move the break into the shift, or raise break_if_longer_hours."
                yield fault_at(day.CarerRow, number, "break_hours", row.break_hours, problem, repair)


def rapid_without_call(draft: Draft) -> Iterator[Fault]:
    """Yield rapid calls without the time of the call, planned visits with one, and calls nobody can answer in time."""
    hours = draft.figures.rapid_hours
    for number, row in draft.numbered(day.VisitRow):
        if (row.response == "rapid") != (row.called is not None):
            problem = "is blank for a rapid call" if row.response == "rapid" else "is filled for a planned visit"
            repair = "Write when the call came in, or response = planned."
            yield fault_at(day.VisitRow, number, "called", row.called, problem, repair)
        elif row.called is not None and row.windows is not None:
            start = clock_to_seconds(row.called)
            end = start + hours_to_seconds(hours)
            windows = [tuple(map(clock_to_seconds, part.split("-"))) for part in row.windows.split()]
            if not any(max(low, start) <= min(high, end) for low, high in windows):
                problem = f"lie outside the {hours:g} hours after the call at {row.called}"
                yield fault_at(day.VisitRow, number, "windows", row.windows, problem, "Leave the windows blank.")


def preferred_outside(draft: Draft) -> Iterator[Fault]:
    """Yield preferred times outside every window: they could never be met."""
    for number, row in draft.numbered(day.VisitRow):
        if row.preferred_start is None or row.windows is None:
            continue
        wanted = clock_to_seconds(row.preferred_start)
        windows = [tuple(map(clock_to_seconds, part.split("-"))) for part in row.windows.split()]
        if not any(low <= wanted <= high for low, high in windows):
            repair = f"Write a time inside {row.windows}, or leave it blank."
            yield fault_at(
                day.VisitRow, number, "preferred_start", row.preferred_start, "lies outside the windows", repair
            )


def second_without_second(draft: Draft) -> Iterator[Fault]:
    """Yield skills of a second person on visits that take one."""
    for number, row in draft.numbered(day.VisitRow):
        if row.second_skills is not None and row.carers == 1:
            repair = "Write carers = 2, or leave the cell blank."
            yield fault_at(
                day.VisitRow, number, "second_skills", row.second_skills, "is filled for a visit by one person", repair
            )


def pair_of_one(draft: Draft) -> Iterator[Fault]:
    """Yield pairs of a visit with itself, gaps the wrong way round, and pairs that go round in a circle."""
    follows: dict[str, set[str]] = {}
    for number, row in draft.numbered(day.VisitPair):
        if row.first == row.second:
            repair = "Name two different visits."
            yield fault_at(day.VisitPair, number, "second", row.second, "is the same visit as the first", repair)
            continue
        if row.max_gap_min is not None and row.max_gap_min < row.min_gap_min:
            repair = f"Write at least {row.min_gap_min}, or leave it blank."
            yield fault_at(day.VisitPair, number, "max_gap_min", str(row.max_gap_min), "is below min_gap_min", repair)
        if _reaches(follows, row.second, row.first):
            problem = f"comes before {row.first} by other rows: the visits would go round in a circle"
            yield fault_at(day.VisitPair, number, "second", row.second, problem, "Remove one row of the circle.")
        follows.setdefault(row.first, set()).add(row.second)


def priorities_the_wrong_way(draft: Draft) -> Iterator[Fault]:
    """Yield weights that would leave out a more urgent visit before a less urgent one."""
    names = ("unserved_critical_gbp", "unserved_high_gbp", "unserved_normal_gbp")
    figures, stated = draft.figures, {row.parameter: (number, row) for number, row in draft.numbered(Parameter)}
    for more, less in pairwise(names):
        number, row = next((stated[name] for name in (more, less) if name in stated), (None, None))
        if row is not None and getattr(figures, more) < getattr(figures, less):
            problem = f"leaves out more urgent visits first: {more} is {getattr(figures, more):g}, below {less}"
            repair = f"Write at least {getattr(figures, less):g} for {more}, or less for {less}."
            yield fault_at(Parameter, number, "value", f"{row.value:g}", problem, repair)


def _reaches(follows: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, edge = {start}, [start]
    while edge:
        for one in follows.get(edge.pop(), set()) - seen:
            if one == goal:
                return True
            seen.add(one)
            edge.append(one)
    return False


def travel_missing(draft: Draft) -> Iterator[Fault]:
    """Yield the journeys without a row where visit_travel.csv is used at all."""
    rows = draft.of(day.VisitTravel)
    if not rows:
        return
    if all(row.travel_min is None for row in rows):
        repair = "Fill it: blank says that no way leads there."
        yield fault_at(day.VisitTravel, None, "travel_min", None, "is blank in every row", repair)
    known = {(row.mode, row.from_place, row.to_place) for row in rows}
    visits, carers = draft.of(day.VisitRow), draft.of(day.CarerRow)
    places = needed_places(draft.of(staff.Base), visits, carers)
    for mode in modes_of(carers):
        for start in places:
            for end in places:
                if start != end and (mode, start, end) not in known:
                    problem = f"has no time by {mode} from {start} to {end}"
                    repair = "Add the row; `capplan travel` fetches all of them from a road server."
                    yield fault_at(day.VisitTravel, None, "from_place + to_place", None, problem, repair)
