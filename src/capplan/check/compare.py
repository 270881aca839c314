"""Compare the figures that a plan states with the recomputed ones, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from capplan.check.violation import (
    HOURS_TOLERANCE,
    HOURS_TOLERANCE_SHARE,
    MONEY_TOLERANCE_GBP,
    MONEY_TOLERANCE_SHARE,
    PEOPLE_TOLERANCE,
    Violation,
)
from capplan.decisions import BedFigures, StaffFigures

_UNITS = (
    ("gbp_per_year", "GBP/year"),
    ("gbp", "GBP"),
    ("min", "minutes"),
    ("days", "days"),
    ("months", "months"),
    ("fte", "FTE"),
    ("fte_at_start", "FTE"),
    ("fte_at_end", "FTE"),
    ("hours", "hours"),
    ("calls_per_hour", "calls/hour"),
    ("travel_min_per_visit", "minutes"),
    ("on_duty", "people"),
    ("share", "share"),
    ("people", "people"),
    ("units", "sites"),
)
_PEOPLE_FIELDS = ("waiting_at_start", "waiting_at_end", "largest_waiting", "worst_waiting_growth")
_BED_WORDS = ("beds", "load")
_SHARE_FIELDS = ("refused", "waits_too_long", "occupancy", "utilisation")


@dataclass(frozen=True)
class _Table:
    """A list of rows inside the figures and the fields that name a row."""

    name: str
    key: tuple[str, ...]
    amount: str | None = None
    """For tables that leave out rows of zero: the field that is zero."""
    nothing: float = MONEY_TOLERANCE_GBP
    """How much of it counts as zero."""


_TABLES = (
    _Table("bed_plan", ("site", "period")),
    _Table("money", ("year", "funder", "kind"), "nominal_gbp"),
    _Table("access", ("locality",)),
    _Table("nodes", ("cohort", "locality")),
    _Table("closures", ("site", "closed")),
    _Table("openings", ("site", "opens")),
)
_STAFF_TABLES = (
    _Table("staff_plan", ("role", "workplace", "period")),
    _Table("skills", ("workplace", "skill", "period"), "needed_hours", HOURS_TOLERANCE),
    _Table("responses", ("workplace", "response", "period"), "needed_hours", HOURS_TOLERANCE),
    _Table("duty", ("cover", "base", "period")),
    _Table("calendar", ("kind", "role", "workplace", "from_role", "from_site", "starts")),
    _Table("travel", ("base",)),
)
_PARTS = {
    "replacements": _Table("closures.replacements", ("site",)),
    "staff_released": _Table("closures.staff_released", ("role",)),
}


def compare_figures(stated: BedFigures, recomputed: BedFigures) -> Iterator[Violation]:
    """Yield every figure that differs by more than the tolerance of its unit, and rows missing or extra."""
    yield from compare_row("totals", "all", stated.totals, recomputed.totals)
    for table in _TABLES:
        yield from _compare_table(table, "", getattr(stated, table.name), getattr(recomputed, table.name))


def compare_staff_figures(stated: StaffFigures, recomputed: StaffFigures) -> Iterator[Violation]:
    """Yield every figure on staff that differs, and rows missing or extra; rules begin with 'figure staff'."""
    yield from compare_row("staff.totals", "all", stated.totals, recomputed.totals)
    for table in _STAFF_TABLES:
        rows = getattr(stated, table.name), getattr(recomputed, table.name)
        yield from _compare_table(replace(table, name=f"staff.{table.name}"), "", *rows)


def compare_rows(
    table: str, key: tuple[str, ...], stated: Sequence[BaseModel], recomputed: Sequence[BaseModel]
) -> Iterator[Violation]:
    """Yield the differences between two lists of rows that are named by `key`."""
    yield from _compare_table(_Table(table, key), "", stated, recomputed)


def _compare_table(
    table: _Table, inside: str, stated: Sequence[BaseModel], recomputed: Sequence[BaseModel]
) -> Iterator[Violation]:
    rule = f"figure {table.name}"
    given: dict[tuple[Any, ...], BaseModel] = {}
    for row in stated:
        key = _key(table, row)
        if key in given:
            yield Violation(rule, inside + _words(table, row), "the row stands twice.")
        given[key] = row
    wanted = {_key(table, row): row for row in recomputed}
    for key, row in wanted.items():
        if key in given:
            yield from compare_row(table.name, inside + _words(table, row), given[key], row)
        elif not _is_nothing(table, row):
            yield Violation(rule, inside + _words(table, row), "the row is missing.")
    for key, row in given.items():
        if key not in wanted and not _is_nothing(table, row):
            message = "the row does not follow from the decisions."
            yield Violation(rule, inside + _words(table, row), message)


def compare_row(table: str, where: str, stated: BaseModel, recomputed: BaseModel) -> Iterator[Violation]:
    """Yield the fields of one row that differ."""
    for field in type(recomputed).model_fields:
        given, wanted = getattr(stated, field), getattr(recomputed, field)
        if field in _PARTS:
            yield from _compare_table(_PARTS[field], f"{where}, ", given, wanted)
            continue
        difference = _difference(field, given, wanted)
        if difference > 0.0:
            unit = unit_of(field)
            message = f"{field} is stated as {_text(given, unit)}; the decisions give {_text(wanted, unit)}."
            yield Violation(f"figure {table}.{field}", where, message, difference)


def _difference(field: str, given: object, wanted: object) -> float:
    """Return how far apart two values are; 0 within the tolerance, 1 where they are not both numbers."""
    numbers = [value for value in (given, wanted) if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) < 2:
        return 0.0 if given == wanted else 1.0
    difference = abs(float(numbers[0]) - float(numbers[1]))
    size = abs(float(numbers[1]))
    if "gbp" in field:
        tolerance = max(MONEY_TOLERANCE_GBP, MONEY_TOLERANCE_SHARE * size)
    elif unit_of(field) == "hours":
        tolerance = max(HOURS_TOLERANCE, HOURS_TOLERANCE_SHARE * size)
    else:
        tolerance = PEOPLE_TOLERANCE * max(1.0, size)
    return difference if difference > tolerance else 0.0


def unit_of(field: str) -> str:
    """Return the unit that a field's name stands for; '' for ids, months and dates."""
    if field in _SHARE_FIELDS:
        return "share"
    if field in _PEOPLE_FIELDS:
        return "people"
    words = field.split("_")
    for ending, unit in _UNITS:
        if field == ending or field.endswith(f"_{ending}"):
            return unit
    if "people" in words:
        return "people"
    return "beds" if any(word in words for word in _BED_WORDS) else ""


def _text(value: object, unit: str) -> str:
    if value is None:
        return "none"
    if isinstance(value, float):
        shown = f"{value:,.2f}" if unit.startswith("GBP") else f"{value:.9g}"
        return f"{shown} {unit}".strip()
    return f"{value} {unit}".strip() if isinstance(value, int) else str(value)


def _key(table: _Table, row: BaseModel) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in table.key)


def _words(table: _Table, row: BaseModel) -> str:
    return ", ".join(f"{field} {getattr(row, field)}" for field in table.key)


def _is_nothing(table: _Table, row: BaseModel) -> bool:
    return table.amount is not None and abs(getattr(row, table.amount)) <= table.nothing
