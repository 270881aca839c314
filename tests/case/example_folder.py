"""The example case in a folder, and ways to break it."""

from pathlib import Path

from capplan.case.faults import Fault
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.errors import CaseFaults
from example_text import replace_text

__all__ = ["assert_repair", "example", "faults_of", "place", "replace_text"]


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


def assert_repair(folder: Path, changes: list[tuple[str, str, str]], where: object, message: str, further: int) -> None:
    """Change texts of files; there must be a fault there with these words, and so many others."""
    for file, old, new in changes:
        replace_text(folder / file, old, new)
    faults = {place(fault): fault for fault in faults_of(folder)}
    assert message in str(faults[where])
    assert len(faults) == 1 + further
