"""The page of a rota, and its part of the report: grid, hours and fair shares, gaps, ways out; no colour needed."""

from __future__ import annotations

from dataclasses import replace

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan
from capplan.report.figures import Column, DataTable, words
from capplan.report.figures.rota import letters, rota_grid
from capplan.report.frame import render_page
from capplan.report.tables import rota as tables
from capplan.report.tables.written import Cell, Table

_UNITS = {"gbp": "GBP", "hours": "hours"}


def rota_page(case: Case, plan: RotaPlan) -> str:
    """Return the page of a rota; every text of the case is escaped."""
    parts = [
        (part, heading, table)
        for part, heading, table in (
            ("changes", "Changes from the published rota", tables.changed(plan)),
            ("ways-out", "What would close gaps", tables.ways_out(plan)),
            ("hours", "Hours and fair shares", tables.hours(plan)),
            ("gaps", "Gaps and who might fill them", tables.gaps(plan)),
            ("cover", "Cover", tables.cover(plan)),
        )
        if table.rows
    ]
    return render_page(
        "rota.html.j2",
        title=f"{case.identity.title}: {case.rotas[0].title}",
        lede=f"{words.count(plan.weeks, 'week')} from {words.day(plan.first_day)}, {len(case.people)} people by keys.",
        sections=[("grid", "Who works when"), *((part, heading) for part, heading, _ in parts)],
        case=case,
        sentences=summary_sentences(case, plan),
        letters=letters(case),
        grid_chart=rota_grid(case, plan, source_line(case)),
        tables=[(part, heading, printed(_named(case, table), heading)) for part, heading, table in parts],
    )


def source_line(case: Case) -> str:
    """Return the source line of a picture of a rota."""
    digest = f", case digest {case.digest[:12]}" if case.digest else ""
    return f"Source: capplan, case {case.identity.id}, scenario {case.scenario}{digest}"


def summary_sentences(case: Case, plan: RotaPlan) -> tuple[str, ...]:
    """Return what the rota covers, what it costs and what is proven."""
    totals, proof = plan.figures.totals, plan.proof
    made, met = (sum(getattr(row, name) for row in plan.figures.people) for name in ("requests", "requests_met"))
    wishes = f" {words.number(met)} of {words.count(made, 'wish', 'wishes')} are met." if made else ""
    return (
        f"{case.rotas[0].title} puts {words.count(len(case.people), 'person', 'people')} on shifts for "
        f"{words.count(plan.weeks, 'week')} from {words.day(plan.first_day)}: "
        f"{words.number(totals.need - totals.gap)} of {words.count(totals.need, 'shift')} are covered by the team, "
        f"{words.number(totals.gap)} are short.{wishes}",
        f"Unsocial hours cost {words.gbp(totals.unsocial_gbp)}, gaps {words.gbp(totals.gap_gbp)}. With the prices of "
        f"fairness, wishes and hours off contract the rota comes to {words.gbp(proof.objective)}; no rota under the "
        f"same rules comes to less than {words.gbp(proof.bound)} (gap {words.share(proof.gap, 2)}).",
    )


def _named(case: Case, table: Table) -> Table:
    """Return a table with the names of covers and shifts in place of their keys; people stay keys."""
    shifts = {row.shift: row.title for row in case.rota_shifts}
    names = {"cover": {row.cover: row.title for row in case.rota_cover}, "was": shifts, "now": shifts}
    named = [names.get(heading, {}) for heading in table.headings]
    rows = tuple(tuple(of.get(str(cell), cell) for of, cell in zip(named, row, strict=True)) for row in table.rows)
    return replace(table, rows=rows)


def printed(table: Table, caption: str) -> DataTable:
    """Return a written table as one to print, with its headings in words."""
    columns, keeps = [], []
    for number, heading in enumerate(table.headings):
        cells = [row[number] for row in table.rows]
        keeps.append(any(cell not in (None, "") for cell in cells))
        numeric = number > 0 and all(isinstance(cell, (int, float)) or cell is None for cell in cells)
        name, _, unit = heading.rpartition("_")
        named = unit in _UNITS and bool(name)
        title = (name if named else heading).replace("_", " ").capitalize()
        columns.append(Column(title, _UNITS[unit] if named else "", numeric=numeric))
    rows = tuple(tuple(_text(cell) for cell, keep in zip(row, keeps, strict=True) if keep) for row in table.rows)
    return DataTable(caption, tuple(one for one, keep in zip(columns, keeps, strict=True) if keep), rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return words.NONE
    return cell if isinstance(cell, str) else words.number(cell, 0 if isinstance(cell, int) else 1)
