"""Whether a ``plan.xlsx`` still says what its plan says, cell by cell where its bytes differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from capplan.case.case import Case
from capplan.case.excel.layout import MAX_COLUMNS
from capplan.case.excel.package import open_package, read_package, understood
from capplan.case.faults import BadFileError
from capplan.decisions import Plan
from capplan.report.workbook.plan import plan_workbook

PLAN_WORKBOOK = "plan.xlsx"
_TOLERANCE = 1e-9


def workbook_faults(path: Path, case: Case, plan: Plan) -> Iterator[str]:
    """Yield one line for every sheet that is missing or holds another value than the plan gives.

    Sheets that a reader added are left alone; one saved again by a spreadsheet is compared by its values.
    """
    if not path.is_file():
        yield f"{path.name}: missing from the run folder"
        return
    expected = plan_workbook(case, plan)
    if path.read_bytes() == expected:
        return
    try:
        found = open_package(path.name, read_package(path), formulas=False)
        wanted = open_package(path.name, expected, formulas=False)
        with understood(path.name):
            for title in wanted.sheetnames:
                if title not in found.sheetnames:
                    yield f"{path.name}: the sheet {title} is missing"
                elif (cell := _first_difference(wanted[title], found[title])) is not None:
                    yield f"{path.name}: sheet {title} cell {cell} differs from what plan.json says"
    except BadFileError as error:
        yield str(error.fault)


def _first_difference(wanted: Any, found: Any) -> str | None:
    for number, (one, other) in enumerate(zip_longest(_rows(wanted), _rows(found), fillvalue=()), start=1):
        for place, (value, there) in enumerate(zip_longest(one, other), start=1):
            if not _same(value, there):
                return f"{get_column_letter(place)}{number}"
    return None


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    return iter(
        sheet.iter_rows(max_row=sheet.max_row, max_col=min(sheet.max_column or 1, MAX_COLUMNS), values_only=True)
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _TOLERANCE * max(1.0, abs(one))
    return (one or None) == (other or None)
