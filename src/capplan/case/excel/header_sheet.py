"""The sheet `case`: the content of ``case.toml`` as rows of section, key and value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from capplan.case.columns import columns_of
from capplan.case.excel.layout import CASE_HEADINGS
from capplan.case.excel.sheets import Sheet
from capplan.case.faults import Fault
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.case.toml_file import SECTIONS

_FIRST_OF_MONTH = re.compile("[0-9]{4}-[0-9]{2}-01")
_BARE = re.compile("[A-Za-z0-9_-]+")
Header = dict[str, dict[str, str | int]]


@dataclass
class HeaderSheet:
    """What the sheet says.

    Attributes
    ----------
    values
        By section and key, the value: text, or a whole number where it is written as one. Blank cells are left
        out where the key need not be given.
    row_of
        By section and key, the row.
    faults
        Rows without section or key, and keys that stand twice.
    """

    values: Header = field(default_factory=dict)
    row_of: dict[tuple[str, str], int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def header_of(sheet: Sheet) -> HeaderSheet:
    """Read the rows of the sheet."""
    found = HeaderSheet()
    found.faults += _heading_faults(sheet)
    if found.faults:
        return found
    places = [sheet.headings.index(name) for name in CASE_HEADINGS]
    for number, cells in sheet.rows:
        section, key, value = (cells[place] for place in places)
        if not section or not key:
            if value:
                hint = "Write both; `capplan new` writes them all."
                found.faults.append(Fault(TOML_FILE, number, None, value, "stands without its section or key", hint))
            continue
        if (first := found.row_of.setdefault((section, key), number)) != number:
            problem = f"stands in rows {first} and {number}"
            found.faults.append(Fault(TOML_FILE, number, f"{section}.{key}", key, problem, "Keep one of them."))
        else:
            _keep(found.values, section, key, value)
    return found


def toml_text(values: Mapping[str, Mapping[str, str | int]]) -> str:
    """Return values as TOML, every known section among them."""
    parts = []
    for section in dict.fromkeys([*SECTIONS, *values]):
        parts.append(f"[{_name(section)}]")
        parts += [f"{_name(key)} = {_quoted(value)}" for key, value in values.get(section, {}).items()]
    return "\n".join(parts) + "\n"


def _keep(values: Header, section: str, key: str, value: str) -> None:
    column = columns_of(SECTIONS[section]).get(key) if section in SECTIONS else None
    if not value and (column is None or not column.required):
        return
    if column is not None and column.kind == "month" and _FIRST_OF_MONTH.fullmatch(value):
        # Excel makes a date of a month; its first day is that month.
        value = value[:-3]
    whole = column is not None and column.is_number and re.fullmatch("-?[0-9]{1,15}", value, re.ASCII)
    values.setdefault(section, {})[key] = int(value) if whole else value


def _heading_faults(sheet: Sheet) -> Iterator[Fault]:
    for name in CASE_HEADINGS:
        if name not in sheet.headings:
            hint = f"Write the headings {', '.join(CASE_HEADINGS)}; `capplan new` writes them."
            yield Fault(TOML_FILE, sheet.heading_row, name, None, "the column is missing", hint)


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
