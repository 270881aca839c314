"""The ground of a map: degrees to points at one scale, a scale bar, north, and labels that keep off each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from capplan.report.figures.vector import element, ink, label

_KM_PER_DEGREE = 111.2
_SCALES_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_LEAST_KM = 0.5
_CHARACTER = 0.58
"""Width of a character over its size, on the safe side for the fonts of the charts."""
_BOLD = 1.08
_REACHES = (9.0, 16.0, 26.0, 40.0, 58.0, 80.0, 110.0, 150.0)
_WAYS = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))
_NEAR = 16.0
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Plane:
    """Degrees to points of the picture: the same scale both ways, north up.

    Attributes
    ----------
    west, north
        Degrees at the upper left of the ground.
    points_per_km
        Scale.
    shrink
        Length of a degree of longitude over one of latitude.
    margin
        Points left free around the ground.
    high
        Height of the drawing in points, with its margins.
    """

    west: float
    north: float
    points_per_km: float
    shrink: float
    margin: float
    high: float

    @classmethod
    def around(cls, places: Sequence[tuple[float, float]], width: float, most_high: float, margin: float) -> Plane:
        """Return the plane in which all places (latitude, longitude) fit a width, centred, and a largest height."""
        south, north = min(lat for lat, _ in places), max(lat for lat, _ in places)
        west, east = min(lon for _, lon in places), max(lon for _, lon in places)
        shrink = math.cos(math.radians((south + north) / 2))
        wide_km = max((east - west) * _KM_PER_DEGREE * shrink, _LEAST_KM)
        high_km = max((north - south) * _KM_PER_DEGREE, _LEAST_KM)
        scale = min((width - 2 * margin) / wide_km, (most_high - 2 * margin) / high_km)
        spare_km = (width - 2 * margin) / scale - (east - west) * _KM_PER_DEGREE * shrink
        west -= spare_km / 2 / (_KM_PER_DEGREE * shrink)
        return cls(west, north, scale, shrink, margin, high_km * scale + 2 * margin)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the point of a place."""
        east_km = (lon - self.west) * _KM_PER_DEGREE * self.shrink
        south_km = (self.north - lat) * _KM_PER_DEGREE
        return self.margin + east_km * self.points_per_km, self.margin + south_km * self.points_per_km

    def scale_bar(self, x: float, y: float, longest: float) -> list[str]:
        """Draw a bar of a round number of kilometres, at most `longest` points."""
        km = max((one for one in _SCALES_KM if one * self.points_per_km <= longest), default=_SCALES_KM[0])
        length = km * self.points_per_km
        bar = element("path", d=f"M{x:.1f} {y - 5:.1f}v10m0 -5h{length:.1f}m0 -5v10", fill="none", stroke=ink("ink"))
        return [bar, label(f"{km:g} km", x + length + 8, y + 4)]


def north_arrow(x: float, y: float) -> list[str]:
    """Draw an arrow to the north with its tip at (x, y)."""
    arrow = element(
        "path", d=f"M{x:.1f} {y + 30:.1f}v-30m-6 9l6 -9l6 9", fill="none", stroke=ink("ink"), stroke_width=1.5
    )
    return [arrow, label("N", x, y + 44, 12, "middle")]


@dataclass
class Labels:
    """Places names beside their points so that no two texts and no marked points overlap.

    Attributes
    ----------
    width, high
        Limits of the drawing in points.
    taken
        Boxes in use; marks are put here first.
    """

    width: float
    high: float
    taken: list[Box]

    def place(
        self, text: str, x: float, y: float, size: float = 11, weight: str = "normal", lead: float = 0.0
    ) -> tuple[str, tuple[float, float]]:
        """Put a text near a point, with a thin line to the point where it stands off; nothing is left out.

        Parameters
        ----------
        lead
            Points kept free before the text, for a mark.

        Returns
        -------
        drawn : str
            Line and text.
        mark : pair of float
            Middle of the room for the mark.
        """
        wide = lead + _CHARACTER * size * len(text) * (_BOLD if weight == "bold" else 1.0)
        best: tuple[float, float, float, float] | None = None
        for reach in _REACHES:
            for across, down in _WAYS:
                left = x + across * reach - (wide if across < 0 else 0.0 if across else wide / 2)
                base = y + down * (reach + size / 2) + size / 3
                clash = self._outside(_box(left, base, wide, size))
                clash += sum(_overlap(_box(left, base, wide, size), other) for other in self.taken)
                if best is None or clash < best[0]:
                    best = clash, left, base, reach
            if best is not None and best[0] == 0.0:
                break
        assert best is not None
        _, left, base, reach = best
        self.taken.append(_box(left, base, wide, size))
        drawn = label(text, left + lead, base, size, weight=weight, over_lines=True)
        if reach > _NEAR:
            near, edge = min(max(x, left), left + wide), base - (size if base > y + size else 0.0)
            drawn = element("line", x1=x, y1=y, x2=near, y2=edge, stroke=ink("rule"), stroke_width=0.9) + drawn
        return drawn, (left + lead / 2, base - size / 3)

    def _outside(self, box: Box) -> float:
        left, top, right, bottom = box
        return 1e3 * (max(0.0, -left) + max(0.0, right - self.width) + max(0.0, -top) + max(0.0, bottom - self.high))


def _box(left: float, base: float, wide: float, size: float) -> Box:
    return left - 2, base - size, left + wide + 2, base + size / 4


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
