"""Tables of a rota: the grid of people and days, every duty, hours and fair shares, cover, gaps, changes."""

from __future__ import annotations

from datetime import date, timedelta

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan
from capplan.report.tables.written import Cell, Table, csv_text

OFF = "."
AWAY = {"leave": "al", "training": "tr", "sickness": "si"}


def rota_dates(plan: RotaPlan) -> list[date]:
    """Return the days of a rota."""
    first = date.fromisoformat(plan.first_day)
    return [first + timedelta(days=day) for day in range(7 * plan.weeks)]


def grid_rows(case: Case, plan: RotaPlan) -> list[tuple[str, list[str]]]:
    """Return (person, one mark a day): the letter of the shift, two small letters for absence, a dot for off."""
    letter = {row.shift: row.letter for row in case.rota_shifts}
    marks = {(row.person, row.day): letter[row.shift] for row in plan.decisions.duties}
    days = [day.isoformat() for day in rota_dates(plan)]
    for row in case.absences:
        for day in days:
            if row.from_day <= day <= row.to_day:
                marks.setdefault((row.person, day), AWAY[row.kind])
    return [(row.person, [marks.get((row.person, day), OFF) for day in days]) for row in case.people]


def grid(case: Case, plan: RotaPlan) -> Table:
    """Return the grid: a row a person, a column a day; every mark is a letter, so no colour is needed."""
    person = {row.person: row for row in case.people}
    headings = ("person", "role", "base", *(f"{day:%a} {day.isoformat()}" for day in rota_dates(plan)))
    rows = [(key, person[key].role, person[key].base, *marks) for key, marks in grid_rows(case, plan)]
    return Table("rota_grid", headings, tuple(rows))


def duties(case: Case, plan: RotaPlan) -> Table:
    """Return every duty; this is the table that `--published` reads."""
    shift = {row.shift: row for row in case.rota_shifts}
    headings = ("person", "day", "shift", "title", "base", "start", "length_min")
    rows = [
        (row.person, row.day, row.shift, one.title, one.base, one.start, one.length_min)
        for row in plan.decisions.duties
        for one in (shift[row.shift],)
    ]
    return Table("rota", headings, tuple(rows))


def hours(plan: RotaPlan) -> Table:
    """Return hours, shifts and fair shares of everybody."""
    fields = tuple(type(plan.figures.people[0]).model_fields) if plan.figures.people else ("person",)
    rows = [tuple(_cell(getattr(row, name)) for name in fields) for row in plan.figures.people]
    return Table("rota_hours", fields, tuple(rows))


def cover(plan: RotaPlan) -> Table:
    """Return need, people at work and gaps of every cover on every day."""
    headings = ("cover", "day", "need", "at_work", "gap", "gap_filled_by", "cost_gbp")
    rows = [tuple(_cell(getattr(row, name)) for name in headings) for row in plan.figures.cover]
    return Table("rota_cover", headings, tuple(rows))


def gaps(plan: RotaPlan) -> Table:
    """Return every gap with everybody who might fill it, and what blocks them."""
    rows = [
        (kind, one.cover, one.day, one.gap, who.person, "; ".join(who.blocked_by), _cell(who.cost_gbp), who.reason)
        for kind, found in (("short", plan.short), ("to call", plan.calls))
        for one in found
        for who in one.candidates
    ]
    headings = ("kind", "cover", "day", "gap", "person", "blocked_by", "cost_gbp", "reason")
    return Table("rota_gaps", headings, tuple(rows))


def ways_out(plan: RotaPlan) -> Table:
    """Return what would close gaps, the one that saves most first."""
    headings = ("title", "saves_gbp", "gap_after", "proof")
    return Table(
        "rota_ways_out",
        headings,
        tuple((row.title, _cell(row.saves_gbp), row.gap_after, row.proof) for row in plan.relaxations),
    )


def changed(plan: RotaPlan) -> Table:
    """Return every day of a person that differs from the published rota."""
    headings = ("person", "day", "was", "now", "cost_gbp", "reason")
    rows = [(row.person, row.day, row.was, row.now, _cell(row.cost_gbp), row.reason) for row in plan.changes]
    return Table("rota_changes", headings, tuple(rows))


def rota_tables(case: Case, plan: RotaPlan) -> tuple[Table, ...]:
    """Return every table of a rota; those on gaps and changes only where there are any."""
    tables = [duties(case, plan), grid(case, plan), hours(plan), cover(plan)]
    tables += [table for table in (gaps(plan), ways_out(plan), changed(plan)) if table.rows]
    return tuple(tables)


def rota_files(case: Case, plan: RotaPlan) -> dict[str, str]:
    """Return the text of every table of a rota by file name."""
    return {f"{table.name}.csv": csv_text(table) for table in rota_tables(case, plan)}


def _cell(value: object) -> Cell:
    if isinstance(value, float):
        return round(value, 2) + 0.0
    return value if isinstance(value, (str, int)) else None
