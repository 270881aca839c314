"""Judge the folder of a planned day from its own copy of the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from capplan.case.case import Case
from capplan.check.visits import check_visits
from capplan.decisions import Provenance
from capplan.decisions.visits import VisitPlan
from capplan.errors import VerificationFailed
from capplan.plan.store import CASE, PROVENANCE, read_model
from capplan.plan.visits.sheets import run_sheets
from capplan.plan.visits.store import DAY
from capplan.report.tables.written import csv_text
from capplan.report.visits.tables import day_tables


def is_day(folder: Path) -> bool:
    """Say whether a folder holds a planned day."""
    return (folder / DAY).is_file()


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
    if violations:
        return
    for table in day_tables(case, plan, run_sheets(case, plan)):
        path = folder / f"{table.name}.csv"
        if not path.is_file():
            yield f"{path.name}: missing from the folder of the day"
        elif path.read_bytes() != csv_text(table).encode("utf-8"):
            yield f"{path.name}: differs from what {DAY} says"
