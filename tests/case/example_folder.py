"""The example case in a folder, and ways to break it."""

from pathlib import Path

from capplan.case.faults import Fault
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.errors import CaseFaults
from example_text import replace_text

__all__ = ["example", "faults_of", "place", "replace_text"]


def example(parent: Path) -> Path:
    """Write the example case and return its folder."""
    folder = parent / "example"
    new_case(folder, example=True)
    return folder


def faults_of(folder: Path) -> list[Fault]:
    """Return the faults of a case folder; none if it can be read."""
    try:
        read_case(folder)
    except CaseFaults as error:
        return list(error.faults)
    return []


def place(fault: Fault) -> tuple[str, int | None, str | None]:
    """Return where a fault is."""
    return fault.file, fault.row, fault.column
