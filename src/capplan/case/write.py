"""A new case folder: an empty one to fill in, or a small worked example."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from capplan.case.columns import Column, columns_of
from capplan.case.example import EXAMPLE_HEADER, EXAMPLE_TABLES
from capplan.case.tables import TABLES
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.case.toml_file import SECTIONS

_HEAD = """\
# A case of capplan. A line that begins with # is a comment; a key that is commented out has the value shown.
# What each table may hold: capplan describe. Whether the case is right: capplan check <this folder>.
"""


def new_case(folder: Path, example: bool = False) -> None:
    """Write a case folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Folder to make; it may exist if it is empty.
    example : bool
        Fill it with a small invented county that can be checked and solved; otherwise every table is empty
        but for its header line.

    Raises
    ------
    FileExistsError
        If something already stands there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is not an empty folder. Name a new one: nothing is overwritten.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in _files(example).items():
            (unfinished / name).write_text(text, encoding="utf-8", newline="\n")
        unfinished.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _files(example: bool) -> dict[str, str]:
    files = {TOML_FILE: _toml(EXAMPLE_HEADER if example else {})}
    for name, table in TABLES.items():
        if not example:
            files[f"{name}.csv"] = ",".join(columns_of(table.row)) + "\n"
        elif name in EXAMPLE_TABLES:
            files[f"{name}.csv"] = EXAMPLE_TABLES[name]
    return files


def _toml(values: Mapping[str, Mapping[str, str | int]]) -> str:
    parts = [_HEAD]
    for section, model in SECTIONS.items():
        parts.append(f"[{section}]")
        given = values.get(section, {})
        parts += [_key(column, given.get(column.name)) for column in columns_of(model).values()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _key(column: Column, value: str | int | None) -> str:
    comment = f"# {column.meaning}: {column.allowed}"
    if value is None and column.required:
        value = 0 if column.is_number else ""
    if value is None:
        return f"{comment}\n# {column.name} = {json.dumps(column.default)}"
    return f"{comment}\n{column.name} = {json.dumps(value, ensure_ascii=False)}"
