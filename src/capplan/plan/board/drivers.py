"""What is assumed in a case, as a few drivers: assumed rows of one column that move together by a factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from capplan.case.assumptions import key_of
from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.fields import Row
from capplan.case.header import Parameters
from capplan.case.overlay import changed, with_parameter
from capplan.case.tables import TABLES

# Table, column, the column by whose values its rows fall into drivers of their own ('' for one driver), and words.
GROUPS = (
    ("cohorts", "admissions_per_year", "cohort", "Admissions"),
    ("stays", "stay_days", "setting", "Stays"),
    ("settings", "unit_cost_gbp_per_occupied_day", "setting", "Unit cost"),
    ("configurations", "variable_gbp_per_occupied_day", "", "Price of spot beds"),
    ("sites", "stranded_share", "", "Cost that stays behind after a closure"),
    ("transitions", "revenue_gbp", "", "One-off revenue of changes"),
    ("transitions", "capital_gbp", "", "Capital of changes"),
    ("roles", "pay_gbp_per_year", "", "Pay"),
    ("roles", "sickness_share", "", "Sickness"),
    ("roles", "turnover_per_year", "", "Turnover"),
    ("recipes", "contact_min", "", "Minutes with a person"),
)
PARAMETERS = ("acute_delayed_day_gbp", "acute_admission_day_gbp", "capacity_share", "full_occupancy")


@dataclass(frozen=True)
class Driver:
    """Assumed rows of one column that move together.

    Attributes
    ----------
    id, title, unit : str
        Its name, as printed, and the unit of the column.
    table, column : str
        Where it stands; for a parameter the table is `parameters` and the column its name.
    keys : tuple of str
        The rows, by their keys.
    """

    id: str
    title: str
    unit: str
    table: str
    column: str
    keys: tuple[str, ...]

    def now(self, case: Case) -> float:
        """Return the mean of its rows."""
        values = [value for _, value in self._values(case)]
        return sum(values) / len(values)

    def bounds(self, case: Case, share: float) -> tuple[float, float]:
        """Return the factors of the low and the high end: the share down and up, as far as the column allows."""
        model = Parameters if self.table == "parameters" else TABLES[self.table].row
        column = columns_of(model)[self.column]
        low, high = 1.0 - share, 1.0 + share
        for _, value in self._values(case):
            if column.high is not None and value > 0:
                high = min(high, column.high / value)
            if column.low is not None and value > 0:
                low = max(low, column.low / value)
        return min(low, 1.0), max(high, 1.0)

    def moved(self, case: Case, factor: float) -> Case:
        """Return the case with the rows of the driver times a factor."""
        if self.table == "parameters":
            return with_parameter(case, self.column, factor * getattr(case.parameters, self.column))
        table, keys = TABLES[self.table], set(self.keys)
        rows = tuple(
            changed(row, **{self.column: factor * getattr(row, self.column)}) if key_of(table, row) in keys else row
            for row in getattr(case, self.table)
        )
        tables: dict[str, Any] = {self.table: rows}
        return replace(case, **tables)

    def _values(self, case: Case) -> Iterator[tuple[str, float]]:
        if self.table == "parameters":
            yield self.column, getattr(case.parameters, self.column)
            return
        keys = set(self.keys)
        for row in getattr(case, self.table):
            if (key := key_of(TABLES[self.table], row)) in keys:
                yield key, getattr(row, self.column)


def drivers(case: Case) -> tuple[Driver, ...]:
    """Return every driver of a case that has assumed rows with a figure other than 0."""
    return (*_of_tables(case), *_of_parameters(case))


def _of_tables(case: Case) -> Iterator[Driver]:
    titles = {row.setting: row.title for row in case.settings} | {row.cohort: row.title for row in case.cohorts}
    for name, column, by, words in GROUPS:
        table = TABLES[name]
        unit = columns_of(table.row)[column].unit
        groups: dict[str, list[Row]] = {}
        for row in getattr(case, name):
            if row.status == "assumed" and getattr(row, column):
                groups.setdefault(getattr(row, by) if by else "", []).append(row)
        for group, rows in groups.items():
            title = f"{words}: {titles.get(group, group)}" if group else words
            keys = tuple(key_of(table, row) for row in rows)
            yield Driver("/".join(part for part in (name, column, group) if part), title, unit, name, column, keys)


def _of_parameters(case: Case) -> Iterator[Driver]:
    columns = columns_of(Parameters)
    for row in case.parameter_rows:
        if row.parameter in PARAMETERS and row.status == "assumed" and row.value:
            column = columns[row.parameter]
            title = column.meaning[:1].upper() + column.meaning[1:]
            yield Driver(row.parameter, title, column.unit, "parameters", row.parameter, (row.parameter,))
