"""Tables of options for a spreadsheet: one row per option, and its money, access, switching values and places."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.board import ChoiceFigures, OptionTable
from capplan.report.tables.written import Cell, Table, fine, joined, pence

_SCALARS = tuple(name for name in ChoiceFigures.model_fields if name not in ("funders", "access"))


def option_tables(case: Case, table: OptionTable) -> tuple[Table, ...]:
    """Return every table of an options folder."""
    return (_options(table), _money(case, table), _access(table), _switching(table), _ranking(table))


def _options(table: OptionTable) -> Table:
    headings = (
        "option", "title", "base_option", "status", *_SCALARS, "objective_gbp", "bound_gbp", "gap_share", "cause",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in table.choices:
        proof = None if one.plan is None else one.plan.proof
        figures = () if one.figures is None else (_cell(name, getattr(one.figures, name)) for name in _SCALARS)
        rows.append(
            (
                one.option, one.title, one.base_option, one.status,
                *(figures if one.figures is not None else (None,) * len(_SCALARS)),
                pence(None if proof is None else proof.objective), pence(None if proof is None else proof.bound),
                None if proof is None else round(proof.gap, 6), joined(one.cause),
            )
        )  # fmt: skip
    return Table("options", headings, tuple(rows))


def _cell(name: str, value: Cell) -> Cell:
    if isinstance(value, float):
        return pence(value) if name.endswith("_gbp") else fine(value)
    return value


def _money(case: Case, table: OptionTable) -> Table:
    titles = {row.funder: row.title for row in case.funders}
    headings = ("option", "funder", "funder_title", "nominal_gbp", "present_gbp", "present_other_gbp")
    rows = (
        (
            one.option, row.funder, titles[row.funder], pence(row.nominal_gbp), pence(row.present_gbp),
            pence(row.present_other_gbp),
        )
        for one in table.choices
        if one.figures is not None
        for row in one.figures.funders
    )  # fmt: skip
    return Table("option_money", headings, tuple(rows))


def _access(table: OptionTable) -> Table:
    headings = ("option", "group", "people", "mean_min", "near_share")
    rows = (
        (one.option, row.group, fine(row.people), fine(row.mean_min), fine(row.near_share))
        for one in table.choices
        if one.figures is not None
        for row in one.figures.access
    )
    return Table("option_access", headings, tuple(rows))


def _switching(table: OptionTable) -> Table:
    headings = ("option", "kind", "present_gbp", "usual_gbp", "factor")
    rows = (
        (one.option, row.kind, pence(row.present_gbp), pence(row.usual_gbp), fine(row.factor))
        for one in table.choices
        for row in one.switching
    )
    return Table("option_switching", headings, tuple(rows))


def _ranking(table: OptionTable) -> Table:
    headings = ("criterion", "better", "step", "option", "place")
    rows = (
        (row.criterion, row.better, fine(row.step), option, place)
        for row in table.rankings
        for option, place in row.places.items()
    )
    return Table("option_ranking", headings, tuple(rows))
