"""Judge the folder of a planned day, or of a week, from its own copy of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.week_tables import WEEKDAYS
from capplan.check.visit_week import check_week
from capplan.check.visits import check_visits
from capplan.decisions import Provenance
from capplan.decisions.visit_week import WeekPlan
from capplan.decisions.visits import VisitPlan
from capplan.errors import VerificationFailed
from capplan.plan.store import CASE, PROVENANCE, read_model
from capplan.plan.visits.sheets import run_sheets
from capplan.plan.visits.store import DAY
from capplan.plan.visits.week_store import WEEK
from capplan.report.tables.written import Table, csv_text
from capplan.report.visits.tables import day_tables
from capplan.report.visits.week_tables import week_tables


def read_planned(folder: Path) -> VisitPlan:
    """Read the plan of a day folder.

    Raises
    ------
    VerificationFailed
        If the folder has lost its copy of the case, or the plan does not fit its schema.
    """
    if not (folder / CASE).is_dir():
        raise VerificationFailed(f"{folder} has lost its copy of the case (the folder {CASE}).")
    return read_model(folder / DAY, VisitPlan)


def day_faults(folder: Path, case: Case, plan: VisitPlan) -> Iterator[str]:
    """Name every rule, figure and table of a day folder that does not hold.

    Parameters
    ----------
    case
        The folder's own copy of the case.
    """
    if read_model(folder / PROVENANCE, Provenance).case_digest != case.digest:
        yield f"{PROVENANCE}: it was made from another case than the copy in {CASE}/"
    violations = check_visits(case, plan)
    yield from map(str, violations)
    # Tables of a plan that does not hold say nothing, and may not even be written from it.
    if not violations:
        yield from _tables(folder, day_tables(case, plan, run_sheets(case, plan)), DAY)


def week_faults(folder: Path, case: Case) -> Iterator[str]:
    """Name every rule, figure and table of a week folder that does not hold, its days' among them."""
    plan = read_model(folder / WEEK, WeekPlan)
    if read_model(folder / PROVENANCE, Provenance).case_digest != case.digest:
        yield f"{PROVENANCE}: it was made from another case than the copy in {CASE}/"
    days: dict[str, tuple[Case, VisitPlan]] = {}
    for row in plan.figures.days:
        own = folder / row.weekday
        if row.weekday not in WEEKDAYS or not (own / DAY).is_file():
            yield f"{row.weekday}: the folder of the day is missing"
            return
        today, planned = read_case(own / CASE), read_planned(own)
        yield from (f"{row.weekday}/{fault}" for fault in day_faults(own, today, planned))
        days[row.weekday] = today, planned
    violations = check_week(case, plan, days)
    yield from map(str, violations)
    if not violations:
        yield from _tables(folder, week_tables(plan), WEEK)


def _tables(folder: Path, tables: Iterable[Table], source: str) -> Iterator[str]:
    for table in tables:
        path = folder / f"{table.name}.csv"
        if not path.is_file():
            yield f"{path.name}: missing from the folder"
        elif path.read_bytes() != csv_text(table).encode("utf-8"):
            yield f"{path.name}: differs from what {source} says"
