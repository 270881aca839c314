"""The day as a timeline: one row a round, visits, ways, waiting and breaks as bars over the hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from capplan.plan.visits.sheets import Kind, Line, Sheet
from capplan.report.figures import Chart, Column, DataTable, words
from capplan.report.figures.vector import element, ink, label, picture, titled
from capplan.units import SECONDS_PER_MINUTE, seconds_to_clock, seconds_to_minutes

CHART_ID, TITLE = "timeline", "The rounds of the day over its hours"
WIDTH, LEFT, TOP, ROW = 1100.0, 90.0, 58.0, 20.0
_COLOUR: dict[Kind, str] = {"visit": "blue", "way": "grid", "wait": "paper", "break": "orange"}
_WORDS: dict[Kind, str] = {"visit": "visit", "way": "on the way", "wait": "waiting", "break": "break"}
_THIN = ("way", "wait")


def timeline(sheets: Sequence[Sheet], source: str) -> Chart:
    """Draw the rounds of a day; bars differ by height and outline as well as by colour."""
    parts, high = _drawn(sheets) if sheets else ([label("No rounds", LEFT, TOP / 2)], TOP)
    visits = sum(len(sheet.visits) for sheet in sheets)
    summary = f"{words.count(len(sheets), 'round')} with {words.count(visits, 'visit')}."
    if sheets:
        first, last = min(_leaves(sheet) for sheet in sheets), max(_back(sheet) for sheet in sheets)
        summary = f"{summary[:-1]}, the first from {wall_clock(first)}, the last until {wall_clock(last)}; a "
        summary += "visit by two people counts for each."
    unit = "hours of the day, one row for each round; grey field: on duty"
    svg = picture(CHART_ID, (WIDTH, high), (TITLE, unit), source, summary, parts)
    return Chart(CHART_ID, TITLE, summary, svg, _table(sheets))


def wall_clock(at_s: int) -> str:
    """Return a time without its seconds, for people; the tables have them."""
    return seconds_to_clock(at_s // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE)


def _drawn(sheets: Sequence[Sheet]) -> tuple[list[str], float]:
    first = min(min(sheet.shift[0], sheet.lines[0].from_s) for sheet in sheets) // 3600
    last = -(-max(max(sheet.shift[1], sheet.lines[-1].to_s) for sheet in sheets) // 3600)
    per_s = (WIDTH - LEFT - 20) / ((last - first) * 3600)
    bottom = TOP + ROW * len(sheets)

    def x(at_s: float) -> float:
        return LEFT + (at_s - first * 3600) * per_s

    parts = _legend()
    for hour in range(first, last + 1):
        at = x(hour * 3600)
        parts.append(element("line", x1=at, x2=at, y1=TOP - 6, y2=bottom, stroke=ink("grid"), stroke_width=0.8))
        parts.append(label(f"{hour:02d}:00", at, TOP - 10, 10, "middle", "muted"))
    for number, sheet in enumerate(sheets):
        parts += _row(sheet, x, TOP + ROW * number)
    return parts, bottom + 14


def _row(sheet: Sheet, x: Callable[[float], float], y: float) -> list[str]:
    width = x(sheet.shift[1]) - x(sheet.shift[0])
    shift = element("rect", x=x(sheet.shift[0]), y=y + 2, width=width, height=ROW - 4, fill=ink("panel"))
    return [
        label(sheet.carer, LEFT - 8, y + 13, 11, "end"),
        titled(shift, f"{sheet.carer} on duty {'-'.join(map(seconds_to_clock, sheet.shift))}"),
        *(_bar(line, x(line.from_s), x(line.to_s), y) for line in sheet.lines if line.kind in _COLOUR),
    ]


def _bar(line: Line, left: float, right: float, y: float) -> str:
    thin = line.kind in _THIN
    bar = element(
        "rect",
        x=left,
        y=y + (7 if thin else 3),
        width=max(right - left, 0.6),
        height=ROW - (14 if thin else 6),
        fill=ink(_COLOUR[line.kind]),
        stroke=ink("vermilion" if line.together_with else "rule"),
        stroke_width=2 if line.together_with else 0.5,
    )
    hours = f"{seconds_to_clock(line.from_s)}-{seconds_to_clock(line.to_s)}"
    what = f"visit {line.visit}, client {line.client}" if line.kind == "visit" else _WORDS[line.kind]
    together = f", together with {line.together_with}" if line.together_with else ""
    return titled(bar, f"{hours} {what}{together}")


def _legend() -> list[str]:
    parts, at = [], LEFT
    for kind, text in _WORDS.items():
        thin = kind in _THIN
        look = {"fill": ink(_COLOUR[kind]), "stroke": ink("rule")}
        parts.append(element("rect", x=at, y=14 if thin else 11, width=16, height=6 if thin else 12, **look))
        parts.append(label(text, at + 22, 21))
        at += 110
    parts.append(
        element("rect", x=at, y=11, width=16, height=12, fill=ink("blue"), stroke=ink("vermilion"), stroke_width=2)
    )
    parts.append(label("visit by two, thick outline", at + 22, 21))
    return parts


def _leaves(sheet: Sheet) -> int:
    return next(line.from_s for line in sheet.lines if line.kind == "leave")


def _back(sheet: Sheet) -> int:
    return next(line.to_s for line in sheet.lines if line.kind == "back")


def _table(sheets: Sequence[Sheet]) -> DataTable:
    def minutes(sheet: Sheet, kind: Kind) -> str:
        return words.number(seconds_to_minutes(sum(one.to_s - one.from_s for one in sheet.lines if one.kind == kind)))

    columns = (
        Column("Carer", numeric=False),
        Column.of_dates("Leaves"),
        Column.of_dates("Back"),
        Column("Visits"),
        *(Column(text.capitalize(), "minutes") for text in ("with clients", *list(_WORDS.values())[1:])),
    )
    rows = tuple(
        (
            sheet.carer,
            wall_clock(_leaves(sheet)),
            wall_clock(_back(sheet)),
            words.number(len(sheet.visits)),
            *(minutes(sheet, kind) for kind in _WORDS),
        )
        for sheet in sheets
    )
    return DataTable("The rounds of the day", columns, rows)
