"""Bed plan tables: by setting and year end, by site, and the price of small units."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import BedPlanRow, Plan
from capplan.report.figures import Column, DataTable, words
from capplan.report.figures.months import year_ends

NO_STEADY_STATE = "no steady state"
_SITE_COLUMNS = (
    Column("Site", numeric=False),
    Column.of_dates("Month"),
    Column("Staffed", "beds"),
    Column("Load", "beds"),
    Column("Safe load", "beds"),
    Column("Occupancy", "%"),
    Column("Beds at reading occupancy", "beds"),
    Column("Refused", "%"),
    Column("Waits too long", "%"),
)
_BEFORE_BEDS = 2
"""Columns of a site's table that say which row it is: site and month."""


def setting_table(plan: Plan, case: Case) -> DataTable:
    """Return staffed beds by setting at the start and at every year end, with load and safe load."""
    months = year_ends(case)
    rows: list[tuple[str, ...]] = []
    for setting in case.settings:
        mine = [row for row in plan.option("plan").figures.bed_plan if row.setting == setting.setting]
        standing = [row for row in mine if row.kind != "spot"]
        spot = [row for row in mine if row.kind == "spot"]
        unit = "places" if setting.unit == "place" else "beds"
        figures = [
            ("staffed", standing, "beds_staffed", 0),
            ("load", standing, "load", 1),
            ("safe load", standing, "safe_load", 1),
        ]
        if any(row.load > 0 and row.period in months for row in spot):
            figures.append(("spot, in use", spot, "load", 1))
        for name, source, attribute, decimals in figures:
            values = [sum(getattr(row, attribute) for row in source if row.period == month) for month in months]
            rows.append((setting.title, f"{name}, {unit}", *(words.number(value, decimals) for value in values)))
    columns = (
        Column("Setting", numeric=False),
        Column("Figure", numeric=False, short=True),
        *(Column(words.month(month)) for month in months),
    )
    return DataTable(
        "Beds by setting in the first period and in the last period of each financial year",
        columns,
        tuple(rows),
        "Spot purchase is not counted among staffed beds: a spot bed is bought for a person and does not stand ready.",
        grouped=True,
    )


def site_tables(plan: Plan, case: Case) -> Iterator[DataTable]:
    """Yield one table a setting: each of its sites in the first period and at every year end."""
    months = year_ends(case)
    by_site: dict[str, dict[str, BedPlanRow]] = {}
    for row in plan.option("plan").figures.bed_plan:
        by_site.setdefault(row.site, {})[row.period] = row
    for setting in case.settings:
        rows = [
            (
                site.title,
                words.month(month) if month else "throughout",
                *_site_cells(by_site[site.site].get(month or "")),
            )
            for site in case.sites
            if site.setting == setting.setting and site.site in by_site
            for month in _months_to_show(by_site[site.site], months)
        ]
        if rows:
            yield DataTable(
                f"{setting.title}: each site at the start and at every year end",
                _SITE_COLUMNS,
                tuple(rows),
                grouped=True,
            )


def size_table(plan: Plan, case: Case) -> DataTable:
    """Return what separate small units cost in beds."""
    rows = []
    for size in plan.sizes:
        pooled = size.beds_for_standard_pooled
        rows.append(
            (
                case.setting[size.setting].title,
                words.number(size.units),
                words.number(size.load, 1),
                words.number(size.beds),
                words.number(size.beds_at_reading),
                words.number(pooled),
                words.NONE if pooled is None else words.signed(size.beds - pooled),
            )
        )
    columns = (
        Column("Setting", numeric=False),
        Column("Units running", "sites"),
        Column("Largest load", "beds"),
        Column("Staffed", "beds"),
        Column(f"Load at {words.share(case.parameters.reading_occupancy, 0)} occupancy", "beds"),
        Column("Needed if one unit", "beds"),
        Column("Price of small units", "beds"),
    )
    note = (
        "Busiest month of the last year. A dash: spot purchase only, where no bed stands ready. The price of small "
        "units includes beds that stand because wards come whole."
    )
    return DataTable(
        "Beds planned, beds at the reading occupancy, and beds if each setting were one unit",
        columns,
        tuple(rows),
        note,
    )


def _months_to_show(rows: dict[str, BedPlanRow], months: list[str]) -> list[str | None]:
    """Return the months to print; a single None for a site that is closed throughout."""
    return list(months) if any(row.beds_staffed for row in rows.values()) else [None]


def _site_cells(row: BedPlanRow | None) -> tuple[str, ...]:
    if row is None or row.beds_staffed == 0:
        return ("closed", *[words.NONE] * (len(_SITE_COLUMNS) - _BEFORE_BEDS - 1))
    unsteady = row.state == "no-steady-state"
    beds = f"spot, up to {words.number(row.beds_staffed)}" if row.kind == "spot" else words.number(row.beds_staffed)
    return (
        beds,
        words.number(row.load, 1),
        words.number(row.safe_load, 1),
        NO_STEADY_STATE if unsteady else _percent(row.occupancy),
        words.number(row.beds_at_reading, 1),
        NO_STEADY_STATE if unsteady else _percent(row.refused),
        NO_STEADY_STATE if unsteady else _percent(row.waits_too_long),
    )


def _percent(share: float | None) -> str:
    return words.NONE if share is None else words.number(100 * share, 1)
