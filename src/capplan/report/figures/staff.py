"""People in post, the need and agency over the months: small pictures, one for each role at a base and each ward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from capplan.case.case import Case
from capplan.decisions import StaffFigures
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing, legend_line
from capplan.report.figures.months import edges, mark_years, rhythm
from capplan.report.staffing import NEAR_ZERO, Posts, largest, posts_by, workplace_title

_MAX_PANELS = 12
_MAX_ROLES = 4
_COLUMNS = 3
_LEFT_IN, _RIGHT_IN = 0.6, 0.2
_GAP_IN = 0.55
_PANEL_IN = 1.25
_HEAD_IN = 0.75
_TITLE_IN = 0.45
_CHARACTER_IN = 0.078
_LINES = (
    ("in_post", "in post", "blue", "solid", 2.0),
    ("needed", "needed", "ink", (0, (4, 1.6)), 1.5),
    ("agency", "agency", "vermilion", (0, (1, 1.2)), 1.8),
)


@dataclass(frozen=True)
class _Panel:
    """One small picture: who and where, posts in the order of the periods; pictures of one role share their scale."""

    role: str
    place: str
    posts: tuple[Posts, ...]

    @property
    def title(self) -> str:
        return ", ".join(part for part in (self.role, self.place) if part)


def staff_at_bases(case: Case, figures: StaffFigures, source: str) -> Chart | None:
    """Draw the largest roles at each base; none where no base has posts."""
    posts = posts_by(figures, lambda row: (row.role, row.workplace, row.period))
    pairs = [pair for pair in _pairs(figures) if pair[1] in case.base]
    peaks = [(pair, max(_size(post) for key, post in posts.items() if key[:2] == pair)) for pair in pairs]
    roles = dict.fromkeys(role for role, _ in pairs)
    ranked = largest(((role, sum(peak for pair, peak in peaks if pair[0] == role)) for role in roles), _MAX_ROLES)
    kept = [pair for role in ranked for pair, peak in peaks if pair[0] == role and peak > NEAR_ZERO][:_MAX_PANELS]
    panels = [
        _Panel(
            case.role[role].title,
            workplace_title(case, base),
            tuple(posts[role, base, period.id] for period in case.periods),
        )
        for role, base in kept
    ]
    if not panels:
        return None
    number = len(dict.fromkeys(role for role, _ in kept))
    what = "the largest role" if number == 1 else f"the {words.number(number)} largest roles"
    return _chart(
        case, "staff-bases", "People in post against the need at bases", f"In {what} at bases", panels, source
    )


def staff_on_wards(case: Case, figures: StaffFigures, source: str) -> Chart | None:
    """Draw all roles of each staffed site together; none where no site has posts."""
    posts = posts_by(figures, lambda row: (row.workplace, row.period))
    sites = [site for site in dict.fromkeys(row.workplace for row in figures.staff_plan) if site not in case.base]
    peaks = [(site, max(_size(post) for key, post in posts.items() if key[0] == site)) for site in sites]
    kept = largest((item for item in peaks if item[1] > NEAR_ZERO), _MAX_PANELS)
    panels = [
        _Panel("", workplace_title(case, site), tuple(posts[site, period.id] for period in case.periods))
        for site in sites
        if site in kept
    ]
    if not panels:
        return None
    return _chart(case, "staff-wards", "People in post against the need on wards", "On the wards", panels, source)


def _pairs(figures: StaffFigures) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.role, row.workplace) for row in figures.staff_plan))


def _size(posts: Posts) -> float:
    return max(posts.in_post, posts.needed)


def _chart(case: Case, chart_id: str, title: str, what: str, panels: Sequence[_Panel], source: str) -> Chart:
    summary = _summary(case, what, panels)
    rows = ceil(len(panels) / _COLUMNS)
    height = rows * (_PANEL_IN + _HEAD_IN) - _HEAD_IN + _TITLE_IN
    with drawing(chart_id):
        sheet = Sheet(title, f"FTE, {rhythm(case)}", source, height, _LEFT_IN, _RIGHT_IN)
        sheet.legend([legend_line(*line[1:]) for line in _LINES], columns=len(_LINES))
        width = (sheet.plot_width_in - (_COLUMNS - 1) * _GAP_IN) / _COLUMNS
        for number, panel in enumerate(panels):
            row, column = divmod(number, _COLUMNS)
            axes = sheet.axes(
                column * (width + _GAP_IN) / sheet.plot_width_in,
                (rows - row - 1) * (_PANEL_IN + _HEAD_IN) / height,
                width / sheet.plot_width_in,
                _PANEL_IN / height,
            )
            high = max(_size(posts) for other in panels if other.role == panel.role for posts in other.posts)
            _panel(axes, case, panel, max(high, 1.0), width)
        svg = sheet.svg(chart_id, title, summary)
    return Chart(chart_id, title, summary, svg, _table(case, title, panels))


def _panel(axes: Any, case: Case, panel: _Panel, high: float, width_in: float) -> None:
    steps = edges(case)
    mark_years(axes, case, width_in)
    for name, _, colour, dashes, width in _LINES:
        values = [getattr(posts, name) for posts in panel.posts]
        axes.step(
            steps, [*values, values[-1]], where="post", color=style.light(colour), linestyle=dashes, linewidth=width
        )
    axes.set_ylim(0, 1.1 * high)
    axes.yaxis.grid(True)
    axes.tick_params(axis="y", labelsize=8)
    names = [name for name in (panel.place, panel.role) if name]
    for line, name in enumerate(names):
        top = line == len(names) - 1
        axes.text(
            0, 1.06 + 0.14 * line, words.short(name, int(width_in / _CHARACTER_IN)), transform=axes.transAxes,
            size=8.5, weight="bold" if top else "normal", va="bottom",
        )  # fmt: skip


def _summary(case: Case, what: str, panels: Sequence[_Panel]) -> str:
    def total(index: int, name: str) -> float:
        return sum((getattr(panel.posts[index], name) for panel in panels), 0.0)

    agency = [total(index, "agency") for index in range(len(case.periods))]
    most = max(agency)
    used = "no agency is used"
    if most > NEAR_ZERO:
        used = f"agency is at most {words.number(most, 1)} FTE, in {words.month(case.periods[agency.index(most)].id)}"
    return (
        f"{what} {words.number(total(0, 'in_post'), 1)} FTE are in post in {words.month(case.periods[0].id)} against "
        f"{words.number(total(0, 'needed'), 1)} FTE needed, and {words.number(total(-1, 'in_post'), 1)} FTE in "
        f"{words.month(case.periods[-1].id)} against {words.number(total(-1, 'needed'), 1)} FTE needed; {used}."
    )


def _table(case: Case, title: str, panels: Sequence[_Panel]) -> DataTable:
    columns = (
        Column("Who and where", numeric=False),
        Column.of_dates("Period from"),
        Column("In post", "FTE"),
        Column("Needed", "FTE"),
        Column("Agency", "FTE"),
    )
    rows = tuple(
        (
            panel.title,
            words.month(period.id),
            words.number(posts.in_post, 1),
            words.number(posts.needed, 1),
            words.number(posts.agency, 1),
        )
        for panel in panels
        for period, posts in zip(case.periods, panel.posts, strict=True)
    )
    return DataTable(f"{title}, period by period", columns, rows, grouped=True)
