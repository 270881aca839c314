"""``case.toml``: identity, horizon and travel method, with every fault named by its key and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capplan.case.columns import Column, columns_of
from capplan.case.csvio import decode
from capplan.case.faults import BadFileError, Fault, one_of
from capplan.case.header import CaseToml, Horizon, Identity, ProgrammeAim, TravelMethod
from capplan.case.repairs import explain, not_of_kind, repair
from capplan.case.rows import cell_fault

FILE = "case.toml"
MAX_BYTES = 100_000
MAX_LINE_BYTES = 10_000
SECTIONS: dict[str, type[BaseModel]] = {
    "case": Identity,
    "horizon": Horizon,
    "travel": TravelMethod,
    "programme": ProgrammeAim,
}


def read_toml(data: bytes) -> tuple[CaseToml | None, list[Fault]]:
    """Return the content of ``case.toml``, or None with its faults."""
    # The parser's time grows with the square of a long dotted key.
    if len(data) > MAX_BYTES or any(len(line) > MAX_LINE_BYTES for line in data.splitlines()):
        problem = f"is larger than {MAX_BYTES:,} bytes or has a line of more than {MAX_LINE_BYTES:,}"
        return None, [Fault(FILE, None, None, None, problem, "Keep only [case], [horizon], [travel] and [programme].")]
    try:
        text = decode(FILE, data).replace("\r\n", "\n")
        content = tomllib.loads(text)
    except BadFileError as error:
        return None, [error.fault]
    except (ValueError, RecursionError) as error:
        return None, [_syntax_fault(str(error))]
    faults = {(fault.column or ""): fault for fault in _text_faults(text, content)}
    toml = None
    try:
        toml = CaseToml.model_validate(content, strict=True)
    except ValidationError as error:
        for detail in error.errors():
            fault = _fault(text, detail)
            faults.setdefault(fault.column or "", fault)
    return (None if faults else toml), list(faults.values())


def line_of(text: str, section: str, key: str = "") -> int | None:
    """Return the line of ``[section]``, or of a key in it; None where it is written in another way."""
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]", line):
            current = match[1]
            if current == section and not key:
                return number
        elif key and current == section and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return None


def _syntax_fault(message: str) -> Fault:
    line = re.search(r"at line (\d+)", message)
    hint = 'Write key = value lines under [case], [horizon] and so on, text between quotes: start = "2015-04".'
    return Fault(FILE, int(line[1]) if line else None, None, None, "the TOML cannot be understood", hint)


def _text_faults(text: str, content: dict[str, Any]) -> Iterator[Fault]:
    for section, model in SECTIONS.items():
        values = content.get(section)
        for key, value in values.items() if isinstance(values, dict) else ():
            column = columns_of(model).get(key)
            line = line_of(text, section, key)
            if isinstance(value, str) and column and (fault := cell_fault(FILE, line, column, value)):
                yield Fault(FILE, line, f"{section}.{key}", fault.found, fault.problem, fault.repair)


def _fault(text: str, detail: ErrorDetails) -> Fault:
    section, *keys = (str(part) for part in detail["loc"])
    key = keys[0] if keys else ""
    place = f"{section}.{key}" if key else section
    line = line_of(text, section, key)
    if not key:
        return _section_fault(place, line, detail["type"])
    columns = columns_of(SECTIONS[section])
    if detail["type"] == "extra_forbidden":
        hint = f"Remove it, or write {one_of(columns, key)}."
        return Fault(FILE, line, place, None, "is not a known key", hint)
    if detail["type"] == "missing":
        hint = f"Add {key} = ... under [{section}]: {columns[key].meaning}; {columns[key].allowed}."
        return Fault(FILE, line_of(text, section), place, None, "is missing", hint)
    problem, hint = _wrong_value(detail, columns[key])
    value = detail["input"]
    found = None if isinstance(value, dict | list) else str(value)
    return Fault(FILE, line, place, found, problem, hint)


def _section_fault(section: str, line: int | None, kind: str) -> Fault:
    if kind == "missing":
        return Fault(FILE, None, section, None, "the section is missing", f"Add [{section}] and its keys.")
    if kind == "extra_forbidden":
        hint = f"Remove it, or write {one_of(SECTIONS, section)}."
        return Fault(FILE, line, section, None, "is not a known section", hint)
    return Fault(FILE, line, section, None, "is not a section", f"Write [{section}] and its keys below it.")


def _wrong_value(detail: ErrorDetails, column: Column) -> tuple[str, str]:
    if detail["input"] == "":
        return "is blank", repair(column)
    if detail["type"].endswith("_type") and not column.is_number:
        return not_of_kind(column), f"{repair(column)[:-1]}, between quotes."
    if detail["type"] == "int_type":
        return not_of_kind(column), f"{repair(column)[:-1]}, without quotes."
    return explain(detail, column)
