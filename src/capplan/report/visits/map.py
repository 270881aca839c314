"""A map for each base: the rounds of its carers as lines over true distances, with a scale bar and north."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.case.case import Case
from capplan.plan.visits.sheets import Sheet
from capplan.report.figures import Chart, Column, DataTable, words
from capplan.report.figures.plane import Plane, north_arrow
from capplan.report.figures.style import SERIES
from capplan.report.figures.vector import element, ink, label, picture, titled

WIDTH, MARGIN, LEGEND = 800.0, 40.0, 200.0
# Units high at most: without a visit, for each visit more, and whatever there is to draw.
LEAST_HIGH, HIGH_A_VISIT, MOST_HIGH = 400.0, 10.0, 900.0
_ROW = 16.0
_FOOT = 34.0
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


def base_map(case: Case, base: str, sheets: Sequence[Sheet], source: str) -> Chart:
    """Draw the rounds of a base.

    Parameters
    ----------
    sheets
        Of the whole day; those of other bases are left out.
    source
        The line below the picture.
    """
    where = {row.base: (row.lat, row.lon) for row in case.bases}
    where |= {row.place: (row.lat, row.lon) for row in case.visit_places}
    name = case.base[base].title
    own = [sheet for sheet in sheets if sheet.base == base]
    used = {line.place for sheet in own for line in sheet.lines if line.place} | {base}
    visits = sum(len(sheet.visits) for sheet in own)
    most = min(LEAST_HIGH + HIGH_A_VISIT * visits, MOST_HIGH)
    plane = Plane.around([where[place] for place in sorted(used)], WIDTH, most, MARGIN)
    parts = [_round(sheet, number, plane, where) for number, sheet in enumerate(own)]
    for sheet in own:
        for line in sheet.visits:
            x, y = plane.at(*where[line.place])
            text = f"Visit {line.visit}, client {line.client}"
            parts.append(titled(element("circle", cx=x, cy=y, r=3.5, fill=ink("paper"), stroke=ink("ink")), text))
    x, y = plane.at(*where[base])
    parts.append(titled(element("rect", x=x - 6, y=y - 6, width=12, height=12, fill=ink("ink")), f"Base {name}"))
    parts.append(label(name, x + 10, y + 4, 13, over_lines=True))
    parts += _legend(own)
    high = max(plane.high, MARGIN + _ROW * len(own)) + _FOOT
    parts += [*plane.scale_bar(MARGIN, high - 18, WIDTH / 4), *north_arrow(WIDTH - 16, 6)]
    chart_id, title = f"map-{base}", f"Rounds from {name}"
    summary = f"{words.count(len(own), 'round')} from {name} make {words.count(visits, 'visit')}."
    unit = "lines join the stops of a round in their order; straight, roads are longer; square: base; circle: visit"
    svg = picture(chart_id, (WIDTH + LEGEND, high), (title, unit), source, summary, parts)
    return Chart(chart_id, title, summary, svg, _table(title, own))


def _round(sheet: Sheet, number: int, plane: Plane, where: dict[str, tuple[float, float]]) -> str:
    places = [line.place for line in sheet.lines if line.kind in ("leave", "visit", "back")]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (plane.at(*where[place]) for place in places))
    line = element(
        "polyline",
        points=points,
        fill="none",
        stroke=ink(SERIES[number % len(SERIES)]),
        stroke_width=1.8,
        stroke_dasharray=_DASHES[number // len(SERIES) % len(_DASHES)] or "none",
    )
    return titled(line, f"{sheet.carer}: {words.count(len(sheet.visits), 'visit')}")


def _legend(sheets: Sequence[Sheet]) -> list[str]:
    parts = []
    for number, sheet in enumerate(sheets):
        y = MARGIN + _ROW * number
        parts.append(
            element(
                "line",
                x1=WIDTH,
                x2=WIDTH + 28,
                y1=y,
                y2=y,
                stroke=ink(SERIES[number % len(SERIES)]),
                stroke_width=2.5,
                stroke_dasharray=_DASHES[number // len(SERIES) % len(_DASHES)] or "none",
            )
        )
        parts.append(label(f"{sheet.carer}, {words.count(len(sheet.visits), 'visit')}", WIDTH + 34, y + 4))
    return parts


def _table(title: str, sheets: Sequence[Sheet]) -> DataTable:
    columns = (
        Column("Carer", numeric=False),
        Column("Visits"),
        Column("Places in order", numeric=False),
    )
    rows = tuple(
        (sheet.carer, words.number(len(sheet.visits)), ", ".join(line.place for line in sheet.visits))
        for sheet in sheets
    )
    return DataTable(f"{title}: places in order", columns, rows)
