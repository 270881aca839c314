"""The estate as rows of the timeline: what every site runs, and the table of its changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from capplan.case.case import Case
from capplan.decisions import BedPlan, BedPlanRow, ClosureRow, OpeningRow
from capplan.report.figures import words
from capplan.report.figures.chart import Column, DataTable
from capplan.report.figures.months import edges, offset

_CHANGE_COLUMNS = (
    "Site",
    "Change",
    "Decide by",
    "Gate or consultation",
    "Notice served",
    "Admissions stop",
    "Takes effect",
    "Fully usable",
)


@dataclass
class Row:
    """One line of the chart: a setting's heading, or a site with its rows and changes."""

    label: str
    segments: list[tuple[int, int, int, bool]] = field(default_factory=list)
    closures: list[ClosureRow] = field(default_factory=list)
    openings: list[OpeningRow] = field(default_factory=list)


def estate_rows(case: Case, plan: BedPlan) -> list[Row]:
    """Return a heading for every setting, each followed by its sites."""
    by_site = {site: list(rows) for site, rows in groupby(_ordered(plan.figures.bed_plan), key=lambda row: row.site)}
    starts = edges(case)
    end_of = dict(zip((period.id for period in case.periods), starts[1:], strict=True))
    rows: list[Row] = []
    for setting in case.settings:
        sites = [site for site in case.sites if site.setting == setting.setting]
        if not sites:
            continue
        rows.append(Row(setting.title))
        for site in sites:
            segments = []
            for (beds, spot), run in groupby(by_site.get(site.site, ()), key=_runs):
                periods = [row.period for row in run]
                segments.append((offset(case, periods[0]), end_of[periods[-1]], beds, spot))
            rows.append(
                Row(
                    site.title,
                    segments,
                    [row for row in plan.figures.closures if row.site == site.site],
                    [row for row in plan.figures.openings if row.site == site.site],
                )
            )
    return rows


def _ordered(rows: tuple[BedPlanRow, ...]) -> list[BedPlanRow]:
    return sorted(rows, key=lambda row: (row.site, row.period))


def _runs(row: BedPlanRow) -> tuple[int, bool]:
    return row.beds_staffed, row.kind == "spot" and row.beds_staffed > 0


def change_table(case: Case, plan: BedPlan) -> DataTable:
    """Return the changes of each site and their dates."""
    rows: list[tuple[str, ...]] = []
    for site in case.sites:
        closures = [row for row in plan.figures.closures if row.site == site.site]
        openings = [row for row in plan.figures.openings if row.site == site.site]
        steps = [(row.closed, _closing(row)) for row in closures] + [(row.opens, _opening(row)) for row in openings]
        beds = [row.beds_staffed for row in _ordered(plan.figures.bed_plan) if row.site == site.site]
        if not steps:
            rows.append(
                (
                    site.title,
                    f"no change: {words.number(beds[0])} throughout" if beds else "not in the plan",
                    *[words.NONE] * (len(_CHANGE_COLUMNS) - 2),
                )
            )
        rows += [(site.title, *cells) for _, cells in sorted(steps)]
    return DataTable(
        "Changes of each site and their dates",
        tuple(Column(title, numeric=False, short=title != "Site") for title in _CHANGE_COLUMNS),
        tuple(rows),
        grouped=True,
    )


def _closing(row: ClosureRow) -> tuple[str, ...]:
    gate = f"{words.month(row.gate_starts)} to {words.month(row.gate_passed)}" if row.gate_passed else words.NONE
    return (
        f"{words.number(row.beds_removed)} fewer", words.month(row.decision), gate,
        words.month(row.notice_served) if row.notice_months else "none needed",
        words.month(row.admissions_stop), words.month(row.closed), words.NONE,
    )  # fmt: skip


def _opening(row: OpeningRow) -> tuple[str, ...]:
    return (
        f"{words.number(row.beds_added)} more", words.month(row.decide_by), words.NONE, words.NONE, words.NONE,
        words.month(row.opens), words.month(row.fully_usable),
    )  # fmt: skip
