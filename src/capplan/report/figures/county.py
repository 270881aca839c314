"""The map of the county: areas and the base that serves each, bases, sites and what becomes of their beds."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

from capplan.case.case import Case
from capplan.case.tables import Area, Site
from capplan.decisions import Plan
from capplan.report.figures import words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.plane import Labels, Plane, north_arrow
from capplan.report.figures.style import SERIES
from capplan.report.figures.vector import element, ink, label, picture, titled

CHART_ID = "map"
_TITLE, _TITLE_WITHOUT_BASES = "Bases, territories and sites", "Areas and sites"
_WIDTH, _MARGIN = 1000.0, 90.0
# Units high at most: with no name to write, for each name more, and whatever there is to write (a page of A4).
_LEAST_HIGH, _HIGH_A_NAME, _MOST_HIGH = 420.0, 25.0, 940.0
_ROW, _FOOT = 19.0, 40.0
_DASHES = ("none", "7 3", "2 3", "9 3 2 3")
_SITE = 6.0
_LOOKS = {
    "keeps": "beds stay as they are",
    "fewer": "fewer beds or none at the end",
    "more": "more beds at the end",
}
_Beds = dict[str, tuple[int, int]]


def county_map(case: Case, plan: Plan, source: str) -> Chart:
    """Draw the county; territories differ by dash and shape as well as by colour.

    Spot purchase and home places are left out, as they have no place of their own to draw, and sites without beds.
    """
    served = {area: base for area, base in territory(plan).items() if base in case.base}
    bases = [base for base in case.base if base in set(served.values())]
    beds = _beds(case, plan)
    sites = [row for row in case.sites if any(beds.get(row.site, ()))]
    places = [(row.lat, row.lon) for row in case.areas] + [(row.lat, row.lon) for row in sites]
    places += [(case.base[base].lat, case.base[base].lon) for base in bases]
    high = min(_LEAST_HIGH + _HIGH_A_NAME * (len(bases) + len(sites)), _MOST_HIGH)
    plane = Plane.around(places, _WIDTH, high, _MARGIN)
    parts = [_way(case, plane, area, served, bases) for area in case.areas if area.area in served]
    parts += [_area(case, plane, area, served, bases) for area in case.areas]
    parts += [_site(plane, row, *beds[row.site]) for row in sites]
    parts += [_base(case, plane, base) for base in bases]
    parts += _names(case, plane, bases, sites, beds)
    key = _key(case, bases, served, plane.high + _FOOT)
    parts += [*plane.scale_bar(_MARGIN, plane.high + 10, _WIDTH / 4), *north_arrow(_WIDTH - 30, 10), *key]
    size = (_WIDTH, plane.high + _FOOT + _ROW * (1 + len(bases) + len(_LOOKS)))
    summary = _summary(bases, sites, beds, served)
    title, joined = (_TITLE, ", joined to the base that serves them") if bases else (_TITLE_WITHOUT_BASES, "")
    unit = f"areas by people aged 65 and over{joined}; sites with beds at the start → end"
    svg = picture(CHART_ID, size, (title, unit), source, summary, parts)
    return Chart(CHART_ID, title, summary, svg, _table(case, bases, sites, beds, served))


def territory(plan: Plan) -> dict[str, str]:
    """Return the base of each area; {} where the plan has no territories."""
    if plan.bases is not None:
        return {row.area: row.base for row in plan.bases.decisions.territory}
    staff = plan.option("plan").staff
    return {row.area: row.base for row in staff.decisions.territory} if staff else {}


def _beds(case: Case, plan: Plan) -> _Beds:
    first, last = case.periods[0].id, case.periods[-1].id
    found: dict[str, list[int]] = {row.site: [0, 0] for row in case.sites if case.setting[row.setting].unit == "bed"}
    for row in plan.option("plan").figures.bed_plan:
        if row.site in found and row.kind == "spot":
            del found[row.site]
        elif row.site in found and row.period in (first, last):
            for number, period in enumerate((first, last)):
                if row.period == period:
                    found[row.site][number] = row.beds_staffed
    return {site: (start, end) for site, (start, end) in found.items()}


def _way(case: Case, plane: Plane, area: Area, served: dict[str, str], bases: Sequence[str]) -> str:
    base = served[area.area]
    number = bases.index(base)
    (x1, y1), (x2, y2) = plane.at(area.lat, area.lon), plane.at(case.base[base].lat, case.base[base].lon)
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=ink(SERIES[number % len(SERIES)]), stroke_width=1.1,
        stroke_dasharray=_DASHES[number % len(_DASHES)],
    )  # fmt: skip


def _area(case: Case, plane: Plane, area: Area, served: dict[str, str], bases: Sequence[str]) -> str:
    most = max(area.older_people for area in case.areas) or 1.0
    x, y = plane.at(area.lat, area.lon)
    size = 2.5 + 5.5 * sqrt(area.older_people / most)
    base = served.get(area.area)
    return titled(_shape(x, y, size, bases.index(base) if base in bases else None), area.title)


def _shape(x: float, y: float, size: float, number: int | None) -> str:
    """Return a mark whose outline tells territories apart: circle, square, diamond, triangle, again and again."""
    if number is None:
        return element("circle", cx=x, cy=y, r=size, fill=ink("grid"), stroke=ink("rule"))
    look = {"fill": ink(SERIES[number % len(SERIES)]), "stroke": ink("paper")}
    s, d = size, 1.3 * size
    paths = (
        f"M{x - s:.1f} {y:.1f}a{s:.1f} {s:.1f} 0 1 0 {2 * s:.1f} 0a{s:.1f} {s:.1f} 0 1 0 {-2 * s:.1f} 0z",
        f"M{x - s:.1f} {y - s:.1f}h{2 * s:.1f}v{2 * s:.1f}h{-2 * s:.1f}z",
        f"M{x:.1f} {y - d:.1f}l{d:.1f} {d:.1f}l{-d:.1f} {d:.1f}l{-d:.1f} {-d:.1f}z",
        f"M{x:.1f} {y - 1.2 * s:.1f}l{1.2 * s:.1f} {2.2 * s:.1f}h{-2.4 * s:.1f}z",
    )
    return element("path", d=paths[number % len(paths)], **look)


def _fate(start: int, end: int) -> str:
    return "keeps" if start == end else "more" if end > start else "fewer"


def _site(plane: Plane, site: Site, start: int, end: int) -> str:
    x, y = plane.at(site.lat, site.lon)
    dot = element("circle", cx=x, cy=y, r=3, fill=ink("paper"), stroke=ink("ink"), stroke_width=1.5)
    return titled(dot, f"{site.title}: {start} to {end} beds")


def _site_mark(x: float, y: float, fate: str) -> str:
    circle = element("circle", cx=x, cy=y, r=_SITE, fill=ink("paper"), stroke=ink("ink"), stroke_width=1.5)
    if fate == "keeps":
        return circle + element("circle", cx=x, cy=y, r=2.6, fill=ink("ink"))
    sign = f"M{x - 3.4:.1f} {y:.1f}h6.8" + ("m-3.4 -3.4v6.8" if fate == "more" else "")
    return circle + element("path", d=sign, fill="none", stroke=ink("ink"), stroke_width=1.8)


def _base(case: Case, plane: Plane, base: str) -> str:
    x, y = plane.at(case.base[base].lat, case.base[base].lon)
    return titled(_base_mark(x, y), f"Base {case.base[base].title}")


def _base_mark(x: float, y: float) -> str:
    return element(
        "rect", x=x - 8, y=y - 8, width=16, height=16, fill=ink("ink"), stroke=ink("paper"), stroke_width=1.5
    )


def _names(case: Case, plane: Plane, bases: Sequence[str], sites: Sequence[Site], beds: _Beds) -> list[str]:
    marks = [(*plane.at(case.base[base].lat, case.base[base].lon), 9.0) for base in bases]
    marks += [(*plane.at(row.lat, row.lon), 4.0) for row in sites]
    marks += [(*plane.at(row.lat, row.lon), 6.0) for row in case.areas]
    labels = Labels(_WIDTH, plane.high, [(x - r, y - r, x + r, y + r) for x, y, r in marks])
    drawn = []
    for base in bases:
        row = case.base[base]
        text, _ = labels.place(f"Base {row.title}", *plane.at(row.lat, row.lon), size=13, weight="bold")
        drawn.append(text)
    for site in sorted(sites, key=lambda row: -max(beds[row.site])):
        start, end = beds[site.site]
        numbers = f"{start}" if start == end else f"{start} → {end}"
        text, mark = labels.place(f"{site.title} {numbers}", *plane.at(site.lat, site.lon), size=11, lead=18)
        drawn += [text, _site_mark(*mark, _fate(start, end))]
    return drawn


def _key(case: Case, bases: Sequence[str], served: dict[str, str], top: float) -> list[str]:
    parts = []
    y = top + 8
    for number, base in enumerate(bases):
        parts.append(_shape(_MARGIN - 30, y - 4, 6, number))
        parts.append(
            element(
                "line",
                x1=_MARGIN - 20,
                x2=_MARGIN + 12,
                y1=y - 4,
                y2=y - 4,
                stroke=ink(SERIES[number % len(SERIES)]),
                stroke_width=1.6,
                stroke_dasharray=_DASHES[number % len(_DASHES)],
            )
        )
        parts.append(label(_territory_words(case, base, served), _MARGIN + 20, y, 12))
        y += _ROW
    for fate, text in _LOOKS.items():
        parts += [_site_mark(_MARGIN - 14, y - 4, fate), label(f"site: {text}", _MARGIN + 20, y, 12)]
        y += _ROW
    return parts


def _territory_words(case: Case, base: str, served: dict[str, str]) -> str:
    areas = [area for area in case.areas if served.get(area.area) == base]
    mean, furthest = _minutes(case, base, areas)
    people = sum(area.older_people for area in areas)
    return (
        f"Territory of {case.base[base].title}: {words.count(len(areas), 'area')}, "
        f"{words.number(people)} people aged 65 and over; mean way {words.number(mean, 1)} minutes, "
        f"furthest {words.number(furthest, 1)}"
    )


def _minutes(case: Case, base: str, areas: Sequence[Area]) -> tuple[float | None, float | None]:
    """Return mean minutes to a base, weighted by older people, and the furthest; none where no way is known."""
    ways = [(case.area_travel_min.get((area.area, base)), area.older_people) for area in areas]
    known = [(minutes, people) for minutes, people in ways if minutes is not None and isfinite(minutes)]
    people = sum(weight for _, weight in known)
    if not people:
        return None, None
    return sum(minutes * weight for minutes, weight in known) / people, max(minutes for minutes, _ in known)


def _summary(bases: Sequence[str], sites: Sequence[Site], beds: _Beds, served: dict[str, str]) -> str:
    fates = [_fate(*beds[row.site]) for row in sites]
    text = ", ".join(
        f"{words.number(fates.count(fate))} {one if fates.count(fate) == 1 else many}"
        for fate, one, many in (
            ("keeps", "keeps its beds", "keep their beds"),
            ("fewer", "ends with fewer", "end with fewer"),
            ("more", "ends with more", "end with more"),
        )
        if fate in fates
    )
    serve = "serves" if len(bases) == 1 else "serve"
    who = f"{words.count(len(bases), 'base')} {serve} {words.count(len(served), 'area')}; of " if bases else "Of "
    return f"{who}{words.count(len(sites), 'site')} with beds {text}."


def _table(case: Case, bases: Sequence[str], sites: Sequence[Site], beds: _Beds, served: dict[str, str]) -> DataTable:
    rows: list[tuple[str, ...]] = []
    for base in bases:
        areas = [area for area in case.areas if served.get(area.area) == base]
        mean, furthest = _minutes(case, base, areas)
        ways = (words.number(mean, 1), words.number(furthest, 1))
        people = words.number(sum(area.older_people for area in areas))
        rows.append((case.base[base].title, "base", words.NONE, words.NONE, words.number(len(areas)), people, *ways))
    for site in sites:
        counts = map(words.number, beds[site.site])
        rows.append((site.title, case.setting[site.setting].title, *counts, *(words.NONE,) * 4))
    columns = (
        Column("Place", numeric=False),
        Column("What it is", numeric=False),
        Column("Start", "beds"),
        Column("End", "beds"),
        Column("Areas served"),
        Column("People aged 65 and over"),
        Column("Mean way", "minutes"),
        Column("Furthest way", "minutes"),
    )
    return DataTable("What the map shows", columns, tuple(rows))
