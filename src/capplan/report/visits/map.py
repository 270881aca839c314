"""A map for each base: the rounds of its carers as lines over true distances, with a scale bar and north."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.plan.visits.sheets import Sheet
from capplan.report.figures.style import SERIES
from capplan.report.visits.drawing import element, ink, label, picture, titled

WIDTH, MARGIN, LEGEND = 900.0, 40.0, 150.0
_KM_PER_DEGREE = 111.2
_SCALES_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


@dataclass(frozen=True)
class _Plane:
    """Degrees to points of the picture: the same scale both ways, north up."""

    lon: float
    lat: float
    points_per_km: float
    shrink: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        east_km = (lon - self.lon) * _KM_PER_DEGREE * self.shrink
        south_km = (self.lat - lat) * _KM_PER_DEGREE
        return MARGIN + east_km * self.points_per_km, MARGIN + south_km * self.points_per_km


def base_map(case: Case, base: str, sheets: Sequence[Sheet]) -> str:
    """Return the map of a base's rounds as SVG."""
    where = {row.base: (row.lat, row.lon) for row in case.bases}
    where |= {row.place: (row.lat, row.lon) for row in case.visit_places}
    title = {row.base: row.title for row in case.bases}[base]
    own = [sheet for sheet in sheets if sheet.base == base]
    used = {line.place for sheet in own for line in sheet.lines if line.place} | {base}
    plane, height = _plane([where[place] for place in sorted(used)])
    parts = []
    for number, sheet in enumerate(own):
        parts.append(_round(sheet, number, plane, where))
    for sheet in own:
        for line in sheet.visits:
            x, y = plane.at(*where[line.place])
            words = f"Visit {line.visit}, client {line.client}"
            parts.append(titled(element("circle", cx=x, cy=y, r=3.5, fill=ink("paper"), stroke=ink("ink")), words))
    x, y = plane.at(*where[base])
    parts.append(titled(element("rect", x=x - 6, y=y - 6, width=12, height=12, fill=ink("ink")), f"Base {title}"))
    parts.append(label(title, x + 10, y + 4, 13))
    parts += _legend(own)
    parts += _scale(plane, height)
    parts += _north()
    return picture(WIDTH + LEGEND, height, f"Rounds from {title}: {len(own)} rounds", parts)


def _plane(points: Sequence[tuple[float, float]]) -> tuple[_Plane, float]:
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    shrink = math.cos(math.radians((south + north) / 2))
    wide_km = max((east - west) * _KM_PER_DEGREE * shrink, 0.5)
    high_km = max((north - south) * _KM_PER_DEGREE, 0.5)
    points_per_km = (WIDTH - 2 * MARGIN) / max(wide_km, high_km)
    return _Plane(west, north, points_per_km, shrink), high_km * points_per_km + 2 * MARGIN + 30


def _round(sheet: Sheet, number: int, plane: _Plane, where: dict[str, tuple[float, float]]) -> str:
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
    return titled(line, f"{sheet.carer}: {len(sheet.visits)} visits")


def _legend(sheets: Sequence[Sheet]) -> list[str]:
    parts = []
    for number, sheet in enumerate(sheets):
        y = MARGIN + 16 * number
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
        parts.append(label(f"{sheet.carer}, {len(sheet.visits)} visits", WIDTH + 34, y + 4))
    return parts


def _scale(plane: _Plane, height: float) -> list[str]:
    km = max((one for one in _SCALES_KM if one * plane.points_per_km <= WIDTH / 4), default=_SCALES_KM[0])
    length, y = km * plane.points_per_km, height - 18
    bar = element("path", d=f"M{MARGIN:.1f} {y - 5:.1f}v10m0 -5h{length:.1f}m0 -5v10", fill="none", stroke=ink("ink"))
    return [bar, label(f"{km:g} km", MARGIN + length + 8, y + 4)]


def _north() -> list[str]:
    x = WIDTH - 16
    arrow = element("path", d=f"M{x:.1f} 44V14m-6 9l6 -9l6 9", fill="none", stroke=ink("ink"), stroke_width=1.5)
    return [arrow, label("N", x, 58, 12, "middle")]
