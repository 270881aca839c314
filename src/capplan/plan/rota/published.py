"""A published rota and what has happened since: absences, days that must stay, and the price of each change."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from capplan.case.case import Case
from capplan.case.csvio import decode, read_bytes
from capplan.case.faults import BadFileError, Fault
from capplan.case.rota_tables import Absence
from capplan.decisions.rota import RotaChange, RotaDecisions, RotaRow
from capplan.errors import CaseFaults
from capplan.formulations.rota import Inputs, Person
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.from_case import shift_id

_ABSENT = re.compile(r"(?P<person>[a-z0-9-]+):(?P<first>\d{4}-\d{2}-\d{2})(?::(?P<days>\d{1,3})d)?")
_COLUMNS = ("person", "day", "shift")


@dataclass(frozen=True)
class Absent:
    """Somebody who will not come for a number of days."""

    person: str
    first: date
    days: int

    @classmethod
    def parse(cls, text: str) -> Absent:
        """Read `p017:2026-04-06:9d`; without the days it is one.

        Raises
        ------
        ValueError
            If the text is not of this form.
        """
        match = _ABSENT.fullmatch(text)
        days = int(match["days"] or 1) if match else 0
        if match is None or days == 0:
            raise ValueError(f"{text!r} is not of the form KEY:YYYY-MM-DD:9d.")
        return cls(match["person"], date.fromisoformat(match["first"]), days)

    @property
    def last(self) -> date:
        """The last day of the absence."""
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Published:
    """A rota that people know already.

    Attributes
    ----------
    decisions : RotaDecisions
        Who works what.
    protected : frozenset of str
        Days (YYYY-MM-DD) on which nobody's duty may change, but for those who are absent.
    change_gbp : float
        Price of each day of a person that changes.
    """

    decisions: RotaDecisions
    protected: frozenset[str] = frozenset()
    change_gbp: float = 25.0


def read_published(path: Path, case: Case) -> RotaDecisions:
    """Read a rota as `capplan rota` writes it: rota.csv with the columns person, day and shift.

    Raises
    ------
    CaseFaults
        With every row that names an unknown person or shift, a day outside the rota, or a person twice on a day.
    """
    file = path.name
    try:
        table = csv.DictReader(io.StringIO(decode(file, read_bytes(path))))
    except BadFileError as error:
        raise CaseFaults([error.fault]) from error
    if missing := [name for name in _COLUMNS if name not in (table.fieldnames or ())]:
        problem = "the column is missing"
        raise CaseFaults([Fault(file, 1, missing[0], None, problem, f"Write the columns {', '.join(_COLUMNS)}.")])
    days = Days.of(case.rotas[0])
    known = {
        "person": {row.person for row in case.people},
        "day": {days.date(day).isoformat() for day in range(days.num_days)},
        "shift": {row.shift for row in case.rota_shifts},
    }
    where = {"person": "people.csv", "day": "the days of the rota", "shift": "rota_shifts.csv"}
    faults, rows, taken = [], [], set()
    for number, cells in enumerate(table, start=2):
        row = {name: cells[name] or "" for name in _COLUMNS}
        wrong = [name for name in _COLUMNS if row[name] not in known[name]]
        faults += [
            Fault(file, number, name, row[name], f"is not in {where[name]}", "Correct it, or remove the row.")
            for name in wrong
        ]
        if (row["person"], row["day"]) in taken:
            problem = "works twice on a day"
            faults.append(Fault(file, number, "person + day", f"{row['person']} / {row['day']}", problem, "Keep one."))
        taken.add((row["person"], row["day"]))
        rows.append(row)
    if faults:
        raise CaseFaults(faults)
    return RotaDecisions(duties=tuple(RotaRow(**row) for row in rows))


def with_absences(case: Case, absent: Iterable[Absent]) -> Case:
    """Return the case with people absent through sickness, in place of whatever absence they had on these days.

    Raises
    ------
    CaseFaults
        If a person is not in people.csv.
    """
    known = {row.person for row in case.people}
    if faults := [one for one in absent if one.person not in known]:
        hint = "Write a key of people.csv."
        raise CaseFaults([Fault("--absent", None, None, one.person, "is not in people.csv", hint) for one in faults])
    rows = list(case.absences)
    for one in absent:
        rows = [piece for row in rows for piece in _without(row, one)]
        rows.append(
            Absence(person=one.person, from_day=one.first.isoformat(), to_day=one.last.isoformat(), kind="sickness")
        )
    return replace(case, absences=tuple(rows))


def _without(row: Absence, one: Absent) -> list[Absence]:
    """Return what is left of an absence outside the days of another."""
    first, last = date.fromisoformat(row.from_day), date.fromisoformat(row.to_day)
    if row.person != one.person or last < one.first or one.last < first:
        return [row]
    day = timedelta(days=1)
    spans = [(first, min(last, one.first - day)), (max(first, one.last + day), last)]
    return [
        row.model_copy(update={"from_day": low.isoformat(), "to_day": high.isoformat()})
        for low, high in spans
        if low <= high
    ]


def near_published(case: Case, inputs: Inputs, published: Published) -> Inputs:
    """Return the model's numbers with a price on each changed day, and protected days settled.

    Where a person can no longer work what was published (absence), no day off is a change of anybody's choice.
    """
    days = Days.of(case.rotas[0])
    known = {(row.person, days.number(row.day)): row.shift for row in published.decisions.duties}
    price, off_price = dict(inputs.price), dict(inputs.off_price)
    held = {days.number(day) for day in published.protected}
    people = []
    for person in inputs.people:
        fixed: dict[int, str | None] = dict(person.fixed)
        for day in range(inputs.days):
            was = known.get((person.id, day))
            able = person.may_work(day)
            same = next((shift for shift in sorted(able) if shift_id(shift) == was), None)
            if not _may_keep(person, day, was):
                continue
            if day in held and day not in fixed:
                fixed[day] = same
            for shift in able:
                if shift != same:
                    key = (person.id, day, shift)
                    price[key] = price.get(key, 0.0) + published.change_gbp
            if was is not None:
                off_price[person.id, day] = off_price.get((person.id, day), 0.0) + published.change_gbp
        people.append(replace(person, fixed=fixed))
    return replace(inputs, people=tuple(people), price=price, off_price=off_price)


def _may_keep(person: Person, day: int, was: str | None) -> bool:
    """Return whether a person could still work what was published for a day."""
    if day in person.off:
        return False
    return was is None or any(shift_id(shift) == was for shift in person.may_work(day))


def changes(case: Case, inputs: Inputs, published: Published, now: RotaDecisions) -> tuple[RotaChange, ...]:
    """Return every day of a person that differs from the published rota, in the order of people and days."""
    days = Days.of(case.rotas[0])
    before = {(row.person, row.day): row.shift for row in published.decisions.duties}
    after = {(row.person, row.day): row.shift for row in now.duties}
    away = {(row.person, day): row.kind for row in case.absences for day in days.inside(row.from_day, row.to_day)}
    order = {person.id: number for number, person in enumerate(inputs.people)}
    found = []
    for person, day in sorted(before.keys() | after.keys(), key=lambda key: (order[key[0]], key[1])):
        was, is_now = before.get((person, day), "off"), after.get((person, day), "off")
        if was != is_now:
            number = days.number(day)
            keep = _may_keep(inputs.people[order[person]], number, None if was == "off" else was)
            absent = away.get((person, number))
            cost = published.change_gbp if keep else 0.0
            found.append(RotaChange(person=person, day=day, was=was, now=absent or is_now, cost_gbp=cost))
    return tuple(found)
