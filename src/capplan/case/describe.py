"""The data dictionary, made from the models that the reader checks with: text for a terminal, Markdown for docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capplan.case.columns import Column, columns_of
from capplan.case.fields import Row, Table
from capplan.case.header import Parameters
from capplan.case.tables import TABLES
from capplan.case.toml_file import SECTIONS

TOML_TOPIC = "case.toml"
TOPICS = (TOML_TOPIC, *TABLES)

_INTRODUCTION = """\
# Data dictionary

A case is a folder with `case.toml` and one CSV file per table (UTF-8, commas, one header line). Columns may stand in
any order. Tables *for beds* go together: a case has all of them, or none and plans no beds. A blank cell takes the
default; a column that is not required may be left out. Months are written `YYYY-MM`,
financial years `2015/16`, shares as fractions (85 % is 0.85). Ids are of lower-case letters, digits and hyphens.

This page is made from the models that check a case: `capplan describe --markdown`.
"""


def table_list() -> str:
    """Return one line per table: name, whether it is required, what a row is."""
    width = max(map(len, TOPICS))
    lines = [f"{TOML_TOPIC:{width}}  required  Identity, horizon and travel method."]
    lines += [f"{table.name:{width}}  {_need(table):8}  {_meaning(table.row)}" for table in TABLES.values()]
    return "\n".join(lines)


def description(topic: str) -> str:
    """Return what `case.toml` or a table holds, for a terminal.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    if topic == TOML_TOPIC:
        parts = [f"[{name}]\n{_lines(columns_of(model).values())}" for name, model in SECTIONS.items()]
        return "\n\n".join(parts)
    table = TABLES[topic]
    head = f"{table.name}.csv ({_need(table)}): {_meaning(table.row)}\nKey: {' + '.join(table.key)}"
    parts = [head, _lines(columns_of(table.row).values())]
    if topic == "parameters":
        parts.append(f"Parameters\n{_lines(columns_of(Parameters).values())}")
    return "\n\n".join(parts)


def dictionary() -> str:
    """Return the whole data dictionary as Markdown."""
    parts = [_INTRODUCTION, "## case.toml\n"]
    for name, model in SECTIONS.items():
        parts.append(f"### [{name}]\n\n{_markdown('key', columns_of(model).values())}")
    parts.append("## Columns of every table\n")
    parts.append(_markdown("column", columns_of(Row).values()))
    for table in TABLES.values():
        own = [column for column in columns_of(table.row).values() if column.name not in Row.model_fields]
        key = " + ".join(f"`{name}`" for name in table.key)
        parts.append(f"## {table.name}.csv\n\n{_meaning(table.row)} {_need(table).capitalize()}. Key: {key}.\n")
        parts.append(_markdown("column", own))
        if table.name == "parameters":
            parts.append(f"### Parameters\n\n{_markdown('parameter', columns_of(Parameters).values())}")
    return "\n".join(parts)


def _lines(columns: Iterable[Column]) -> str:
    return "\n".join(line for column in columns for line in _entry(column))


def _entry(column: Column) -> Iterator[str]:
    unit = f" [{column.unit}]" if column.unit else ""
    yield f"  {column.name}{unit}, {_default(column)}"
    yield f"      {column.meaning}"
    yield f"      {column.allowed}"


def _markdown(heading: str, columns: Iterable[Column]) -> str:
    lines = [f"| {heading} | unit | allowed | default | meaning |", "|---|---|---|---|---|"]
    for column in columns:
        cells = (f"`{column.name}`", column.unit, column.allowed, _default(column), column.meaning)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _default(column: Column) -> str:
    if column.required:
        return "required"
    return f"default {column.default_text}" if column.default_text else "may be blank"


def _need(table: Table) -> str:
    if table.required:
        return "required"
    return "for beds" if table.for_beds else "optional"


def _meaning(model: type[Row]) -> str:
    return " ".join((model.__doc__ or "").split())
