"""Faults of a case, told: one repair a line, and for a workbook a copy in which every cell is marked."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.excel.cells import CellFault
from capplan.case.excel.mark import mark_faults, marked_copy_path
from capplan.case.faults import BadFileError
from capplan.case.write import write_whole_file
from capplan.errors import CaseFaults


def tell_faults(error: CaseFaults) -> None:
    """Print every repair on stderr; where the case is a workbook, write its marked copy and say where."""
    count = len(error.faults)
    click.echo(f"{count} repair{'' if count == 1 else 's'} needed:", err=True)
    for number, fault in enumerate(error.faults, start=1):
        click.echo(f"{number}. {fault}", err=True)
    faults = [fault for fault in error.faults if isinstance(fault, CellFault)]
    if faults:
        click.echo(_marked(faults[0].path, faults), err=True)


def _marked(workbook: Path, faults: list[CellFault]) -> str:
    copy = marked_copy_path(workbook)
    try:
        write_whole_file(copy, mark_faults(workbook, faults))
    except BadFileError as error:
        return f"No marked copy: {error.fault}"
    except OSError as error:
        return f"No marked copy: {copy} cannot be written ({error.strerror})."
    return f"Marked in {copy}: each cell has a note and a colour, and the sheet faults lists them. Repair {workbook}."
