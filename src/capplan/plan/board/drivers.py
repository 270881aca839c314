"""What is assumed in a case, as a few drivers: rows of uncertainty.csv, and assumed rows of one column together.

A row of ``uncertainty.csv`` moves between the low and the high value that it states. What no such row speaks of moves
by a stated share down and up, within the bounds of its column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from capplan.case.assumptions import key_of
from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.fields import Row
from capplan.case.futures import in_future
from capplan.case.header import Parameters
from capplan.case.overlay import changed, with_parameter
from capplan.case.tables import TABLES
from capplan.case.uncertainty_tables import Uncertainty
from capplan.decisions.tornado import Ends

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
# Columns that a quantity of uncertainty.csv speaks of, and the column of the ids that a row of it names.
SPOKEN_OF = {
    ("cohorts", "admissions_per_year"): ("demand", "cohort"),
    ("stays", "stay_days"): ("stay", "cohort"),
    ("roles", "turnover_per_year"): ("turnover", "role"),
}
# How far an assumption is moved in search of the point where it tips a decision, as factors or, for a share that is
# 0 now, as the share itself.
FURTHEST = (0.5, 2.0)
FURTHEST_SHARE = (0.0, 0.5)
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

    @property
    def start(self) -> float:
        """Where it stands as things are: times 1."""
        return 1.0

    @property
    def ends(self) -> Ends:
        """Where the ends that it is moved between come from."""
        return "share"

    def furthest(self, case: Case) -> tuple[float, float]:
        """Return how far it may be moved in search of a break-even."""
        low, high = self.bounds(case, 1e9)
        return max(FURTHEST[0], low), min(FURTHEST[1], high)

    def value(self, case: Case, factor: float) -> float:
        """Return the mean of its rows when moved so far, in its unit."""
        return factor * self.now(case)

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


@dataclass(frozen=True)
class UncertainDriver(Driver):
    """A row of ``uncertainty.csv``: it is moved to the values that the row states."""

    row: Uncertainty

    @property
    def start(self) -> float:
        """Where it stands as things are: at a factor of 1; no post stands empty."""
        return 0.0 if self.row.quantity == "vacancy" else 1.0

    @property
    def ends(self) -> Ends:
        """Where the ends that it is moved between come from."""
        return "uncertainty.csv"

    def now(self, case: Case) -> float:
        """Return where it stands."""
        return self.start

    def value(self, case: Case, factor: float) -> float:
        """Return where it stands when moved so far."""
        return factor

    def bounds(self, case: Case, share: float) -> tuple[float, float]:
        """Return the low and the high value of the row, or where the case stands if that lies outside."""
        return min(self.row.low, self.start), max(self.row.high, self.start)

    def furthest(self, case: Case) -> tuple[float, float]:
        """Return how far it may be moved in search of a break-even."""
        low, high = FURTHEST_SHARE if self.row.quantity == "vacancy" else FURTHEST
        return min(low, self.row.low), max(high, self.row.high)

    def moved(self, case: Case, factor: float) -> Case:
        """Return the case with the row at a value."""
        return in_future(case, case.scenario, case.scenario, {self.row.uncertain: factor})


def drivers(case: Case) -> tuple[Driver, ...]:
    """Return every driver of a case: rows of uncertainty.csv, then assumed rows with a figure other than 0."""
    return (*_of_uncertainty(case), *_of_tables(case), *_of_parameters(case))


def _of_uncertainty(case: Case) -> Iterator[UncertainDriver]:
    for row in case.uncertainty:
        if case.plans_staff or row.quantity not in ("turnover", "vacancy"):
            unit = "share" if row.quantity == "vacancy" else "times as now"
            name = f"uncertainty/{row.uncertain}"
            yield UncertainDriver(name, row.title, unit, "uncertainty", row.quantity, (row.uncertain,), row)


def _spoken_of(case: Case, table: str, column: str, row: Row) -> bool:
    """Say whether a row of uncertainty.csv states the range of a figure."""
    if (table, column) not in SPOKEN_OF:
        return False
    quantity, ids = SPOKEN_OF[table, column]
    return any(
        one.quantity == quantity and (not one.of or getattr(row, ids) in one.of.split()) for one in case.uncertainty
    )


def _of_tables(case: Case) -> Iterator[Driver]:
    titles = {row.setting: row.title for row in case.settings} | {row.cohort: row.title for row in case.cohorts}
    for name, column, by, words in GROUPS:
        table = TABLES[name]
        unit = columns_of(table.row)[column].unit
        groups: dict[str, list[Row]] = {}
        for row in getattr(case, name):
            if row.status == "assumed" and getattr(row, column) and not _spoken_of(case, name, column, row):
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
