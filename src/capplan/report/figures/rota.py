"""The grid of a rota as a picture: a row for each person, a column for each day, a letter for each shift."""

from __future__ import annotations

from datetime import date

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan
from capplan.report.figures import words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.vector import element, ink, label, picture
from capplan.report.tables.rota import AWAY, OFF, grid_rows, rota_dates

CHART_ID = "rota-grid"
_LEFT, _TOP, _DAY, _ROW = 110.0, 56.0, 26.0, 15.0
_LEAST_WIDE = 900.0
_KEY_ROW = 16.0
_SATURDAY = 5
_NIGHT_FROM, _DAY_FROM = "20:00", "05:00"
_AWAY_WORDS = {"al": "leave", "tr": "training", "si": "sickness"}


def letters(case: Case) -> tuple[tuple[str, str], ...]:
    """Return what each letter of the grid stands for: its shifts by start and kind, then absences and days off."""
    found: dict[str, dict[str, None]] = {}
    for row in case.rota_shifts:
        found.setdefault(row.letter, {})[f"{row.start} {row.title.partition(',')[0]}"] = None
    return (
        *((letter, ", ".join(names)) for letter, names in found.items()),
        *_AWAY_WORDS.items(),
        (OFF, "day off"),
    )


def rota_grid(case: Case, plan: RotaPlan, source: str) -> Chart:
    """Draw the grid; letters alone say everything, shades of night, day and absence only help the eye."""
    days, rows = rota_dates(plan), grid_rows(case, plan)
    title = f"{case.rotas[0].title}: who works when"
    width = max(_LEAST_WIDE, _LEFT + _DAY * len(days) + 10)
    bottom = _TOP + _ROW * len(rows)
    night = {row.letter for row in case.rota_shifts if row.start >= _NIGHT_FROM or row.start < _DAY_FROM}
    parts = [*_days(days, bottom)]
    for number, (person, marks) in enumerate(rows):
        parts += _person(person, marks, _TOP + _ROW * number, night)
    key = letters(case)
    for number, (letter, text) in enumerate(key):
        y = bottom + 22 + _KEY_ROW * number
        parts += [
            label(letter, _LEFT - 10, y, 11, "end", weight="bold"),
            label(words.short(text, 120), _LEFT, y, 11),
        ]
    shifts = sum(mark not in (OFF, *AWAY.values()) for _, marks in rows for mark in marks)
    summary = (
        f"{words.count(len(rows), 'person', 'people')} work {words.count(shifts, 'shift')} on "
        f"{words.count(len(days), 'day')} from {words.day(plan.first_day)}."
    )
    unit = "one letter for each shift; dark: night; broken edge: absence; thick line: start of a weekend"
    size = (width, bottom + 22 + _KEY_ROW * len(key))
    svg = picture(CHART_ID, size, (title, unit), source, summary, parts)
    columns = (Column("Person", numeric=False), *(Column.of_dates(f"{day:%a} {day.day} {day:%b}") for day in days))
    table = DataTable(title, columns, tuple((person, *marks) for person, marks in rows))
    return Chart(CHART_ID, title, summary, svg, table)


def _days(days: list[date], bottom: float) -> list[str]:
    parts = []
    for number, day in enumerate(days):
        x = _LEFT + _DAY * number
        if day.weekday() == 0 or number == 0:
            parts.append(label(f"{day.day} {day:%b %Y}", x + 2, 14, 11, weight="bold"))
        parts.append(label(f"{day:%a}"[:2], x + _DAY / 2, 32, 10, "middle", "muted"))
        parts.append(label(f"{day.day}", x + _DAY / 2, 46, 10, "middle", "muted"))
        thick = 2.0 if day.weekday() == _SATURDAY else 0.6
        parts.append(element("line", x1=x, x2=x, y1=36, y2=bottom, stroke=ink("rule"), stroke_width=thick))
    return parts


def _person(person: str, marks: list[str], y: float, night: set[str]) -> list[str]:
    parts = [label(person, _LEFT - 8, y + 11, 10.5, "end")]
    for number, mark in enumerate(marks):
        parts += _mark(mark, _LEFT + _DAY * number, y, night=mark in night)
    return parts


def _mark(mark: str, x: float, y: float, *, night: bool) -> list[str]:
    middle = x + _DAY / 2
    if mark == OFF:
        return [label("·", middle, y + 11, 10.5, "middle", "muted")]
    away = mark in AWAY.values()
    fill, edge = ("paper", "rule") if away else ("ink", "ink") if night else ("blue-tint", "blue")
    field = element(
        "rect", x=x + 2, y=y + 1.5, width=_DAY - 4, height=_ROW - 3, fill=ink(fill), stroke=ink(edge), stroke_width=0.7,
        stroke_dasharray="2 2" if away else "none",
    )  # fmt: skip
    if away:
        return [field, label(mark, middle, y + 11, 9.5, "middle", "muted")]
    return [field, label(mark, middle, y + 11.3, 10.5, "middle", "paper" if night else "ink", "bold")]
