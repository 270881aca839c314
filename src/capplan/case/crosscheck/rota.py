"""Rotas: the weeks, the rules, the shifts and their cover, and what is settled for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from capplan.case import rota_tables as rota
from capplan.case.draft import TABLE_OF, Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.fields import Row
from capplan.case.rota_rules import RULES, WHOLE_UNITS

NEEDED_BY_ROTA = (rota.RuleSet, rota.Person, rota.RotaShift, rota.RotaCover)
DAY_WORDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "hol")
_DAYS: tuple[tuple[type[Row], str], ...] = (
    (rota.RotaPeriod, "first_day"),
    (rota.Absence, "from_day"),
    (rota.Absence, "to_day"),
    (rota.Request, "day"),
)


def missing_rota_tables(draft: Draft) -> Iterator[Fault]:
    """Yield the tables without rows that a rota needs, and people without a rota."""
    if draft.of(rota.RotaPeriod):
        for model in NEEDED_BY_ROTA:
            if not draft.of(model):
                problem = "has no rows, but rotas.csv has: no rota can be made"
                yield Fault(f"{TABLE_OF[model]}.csv", None, None, None, problem, "Add its rows, or remove the rota.")
    elif draft.of(rota.Person):
        problem = "has no rows, but people.csv has: the weeks to plan are not known"
        yield Fault("rotas.csv", None, None, None, problem, "Add one row, or remove the people.")


def one_rota(draft: Draft) -> Iterator[Fault]:
    """Yield every rota after the first: one is planned at a time."""
    for number, row in draft.numbered(rota.RotaPeriod)[1:]:
        problem = "is a second rota; one is planned at a time"
        yield fault_at(rota.RotaPeriod, number, "rota", row.rota, problem, "Keep one row.")


def no_such_day(draft: Draft) -> Iterator[Fault]:
    """Yield days that no calendar has."""
    for model, column in _DAYS:
        for number, row in draft.numbered(model):
            found = getattr(row, column)
            if _day(found) is None:
                problem = "is no day of the calendar"
                yield fault_at(model, number, column, found, problem, "Write a day that the month has.")


def first_day_no_monday(draft: Draft) -> Iterator[Fault]:
    """Yield a rota that begins on another day than a Monday: weeks of working time do."""
    for number, row in draft.numbered(rota.RotaPeriod):
        day = _day(row.first_day)
        if day is not None and day.weekday() != 0:
            problem = f"is a {day:%A}"
            monday = date.fromordinal(day.toordinal() - day.weekday())
            repair = f"Write a Monday, for example {monday.isoformat()}."
            yield fault_at(rota.RotaPeriod, number, "first_day", row.first_day, problem, repair)


def rule_of_another_kind(draft: Draft) -> Iterator[Fault]:
    """Yield rules whose kind or unit is not theirs, and counts that are not whole."""
    for number, row in draft.numbered(rota.RuleSet):
        wanted = RULES[row.rule]
        for column, found, right in (("kind", row.kind, wanted.kind), ("unit", row.unit, wanted.unit)):
            if found != right:
                problem = f"does not fit rule {row.rule}"
                yield fault_at(rota.RuleSet, number, column, found, problem, f"Write {right}.")
        if wanted.unit in WHOLE_UNITS and row.value != int(row.value):
            problem, repair = f"is not a whole number of {wanted.unit}", "Write a whole number."
            yield fault_at(rota.RuleSet, number, "value", f"{row.value:g}", problem, repair)


def rules_that_clash(draft: Draft) -> Iterator[Fault]:
    """Yield smallest runs of work that are longer than the longest run allowed."""
    limit = {(row.rule_set, row.rule): row.value for row in draft.of(rota.RuleSet)}
    for number, row in draft.numbered(rota.RuleSet):
        most = limit.get((row.rule_set, "max-run"))
        if row.rule == "min-run" and most is not None and row.value > most:
            problem, repair = f"is above max-run ({most:g})", f"Write at most {most:g}, or raise max-run."
            yield fault_at(rota.RuleSet, number, "value", f"{row.value:g}", problem, repair)


def break_longer_than_shift(draft: Draft) -> Iterator[Fault]:
    """Yield shifts that are all break."""
    for number, row in draft.numbered(rota.RotaShift):
        if row.break_min >= row.length_min:
            problem = f"is not shorter than the shift ({row.length_min} minutes)"
            yield fault_at(rota.RotaShift, number, "break_min", str(row.break_min), problem, "Write a shorter break.")


def unknown_word(draft: Draft) -> Iterator[Fault]:
    """Yield ids and words in lists that name nothing."""
    skills = [skill for person in draft.of(rota.Person) for skill in person.skills.split()]
    lists: tuple[tuple[type[Row], str, str, list[str]], ...] = (
        (rota.RotaShift, "roles", "roles.csv", list(draft.ids("roles", "role"))),
        (rota.RotaShift, "bases", "bases.csv", list(draft.ids("bases", "base"))),
        (rota.RotaShift, "needs", "the column skills of people.csv", skills),
        (rota.RotaCover, "shifts", "rota_shifts.csv", list(draft.ids("rota_shifts", "shift"))),
        (rota.RotaCover, "on", "the days of the week", list(DAY_WORDS)),
    )
    for model, column, where, known in lists:
        for number, row in draft.numbered(model):
            for found in dict.fromkeys(getattr(row, column).split()):
                if found not in known:
                    repair = f"Write {one_of(known, found)}." if known else "Add it there."
                    yield fault_at(model, number, column, found, f"is not in {where}", repair)


def cover_on_no_day(draft: Draft) -> Iterator[Fault]:
    """Yield cover that names no day."""
    for number, row in draft.numbered(rota.RotaCover):
        if not row.on.split():
            repair = f"Name its days: {' '.join(DAY_WORDS)}."
            yield fault_at(rota.RotaCover, number, "on", None, "is blank: nobody would ever be needed", repair)


def absence_order(draft: Draft) -> Iterator[Fault]:
    """Yield absences that end before they begin, or that overlap another of the same person."""
    spans: dict[str, list[tuple[str, str, int]]] = {}
    for number, row in draft.numbered(rota.Absence):
        if row.to_day < row.from_day:
            problem, repair = f"is before from_day ({row.from_day})", "Write the last day of the absence."
            yield fault_at(rota.Absence, number, "to_day", row.to_day, problem, repair)
        else:
            spans.setdefault(row.person, []).append((row.from_day, row.to_day, number))
    for person, found in spans.items():
        found.sort()
        for (_, ends, first), (begins, _, second) in pairwise(found):
            if begins <= ends:
                problem = f"is away already by row {first}, until {ends}"
                repair = "Let the second begin later, or make one row of both."
                yield fault_at(rota.Absence, second, "person + from_day", f"{person} / {begins}", problem, repair)


def pattern_not_possible(draft: Draft) -> Iterator[Fault]:
    """Yield fixed patterns and wishes for a shift that the person may never work."""
    people = {row.person: row for row in draft.of(rota.Person)}
    shifts = {row.shift: row for row in draft.of(rota.RotaShift)}
    for model, column in ((rota.FixedPattern, "shift"), (rota.Request, "wants")):
        for number, row in draft.numbered(model):
            person, shift = people.get(getattr(row, "person", "")), shifts.get(getattr(row, column))
            if person is not None and shift is not None and (why := _not_for(person, shift)):
                repair = "Name another shift, or change who may work it in rota_shifts.csv."
                yield fault_at(model, number, column, shift.shift, f"is not for {person.person}: {why}", repair)


def _not_for(person: rota.Person, shift: rota.RotaShift) -> str | None:
    if person.role not in shift.roles.split():
        return f"role {person.role} is not in its roles"
    if person.base not in (shift.bases.split() or [shift.base]):
        return f"base {person.base} is not in its bases"
    missing = sorted(set(shift.needs.split()) - set(person.skills.split()))
    return f"skill {missing[0]} is asked for" if missing else None


def _day(found: str) -> date | None:
    try:
        return date.fromisoformat(found)
    except ValueError:
        return None
