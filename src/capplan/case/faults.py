"""One fault of a case, told as a repair: where it is, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

MAX_FOUND = 60
MAX_FAULTS_PER_FILE = 200
_NAMES_LISTED = 12


@dataclass(frozen=True)
class Fault:
    """Something in a case that must be repaired before it can be planned.

    Attributes
    ----------
    file : str
        File name inside the case folder.
    row : int or None
        Row as a spreadsheet numbers it, 1 = header; the line number for ``case.toml``; None for the file.
    column : str or None
        Column, or `section.key` for ``case.toml``.
    found : str or None
        What the cell holds, cut to 60 characters, control characters escaped; None where there is no cell.
    problem : str
        What is wrong, e.g. 'is below 0'.
    repair : str
        What to do, e.g. 'Write a whole number of months, 0 or more.'
    """

    file: str
    row: int | None
    column: str | None
    found: str | None
    problem: str
    repair: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", escaped(self.file))
        for name in ("column", "found"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else shown(value))

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" {'line' if self.file.endswith('.toml') else 'row'} {self.row}"
        if self.column is not None:
            place += f" {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        what = self.problem if self.found is None else f'"{self.found}" {self.problem}'
        return f"{place}: {what}. {self.repair}"


class BadFileError(Exception):
    """A file that cannot be read on; it carries the one fault that stopped the reading."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


def shown(text: str) -> str:
    """Return text fit for one line of a message: cut where long, escaped where it would not print."""
    return escaped(text if len(text) <= MAX_FOUND else text[: MAX_FOUND - 3] + "...")


def escaped(text: str) -> str:
    """Return text with line ends, control characters and the like written as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def one_of(names: Iterable[str], wrong: str = "") -> str:
    """Return 'one of: a, b, c', or the nearest name first where one is close to what was written."""
    known = list(dict.fromkeys(names))
    if near := get_close_matches(wrong[:MAX_FOUND], known, n=1, cutoff=0.6):
        return f'"{near[0]}" (the nearest of {len(known)})' if len(known) > 1 else f'"{near[0]}"'
    more = f" and {len(known) - _NAMES_LISTED} more" if len(known) > _NAMES_LISTED else ""
    return f"one of: {', '.join(known[:_NAMES_LISTED])}{more}"


def limited(file: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield the first faults of a file; if there are more, one line says so."""
    rest = iter(faults)
    yield from islice(rest, MAX_FAULTS_PER_FILE)
    if next(rest, None) is not None:
        problem = f"has more than {MAX_FAULTS_PER_FILE} faults; the others are not listed"
        yield Fault(file, None, None, None, problem, "Repair these first, then check again.")
