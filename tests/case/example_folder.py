"""The example case in a folder, and ways to break it."""

from pathlib import Path

from capplan.case.faults import Fault
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.errors import CaseFaults


def example(parent: Path) -> Path:
    """Write the example case and return its folder."""
    folder = parent / "example"
    new_case(folder, example=True)
    return folder


def replace_text(file: Path, old: str, new: str) -> None:
    """Change the first place where a file says `old`; it must say it."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} does not say {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


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
