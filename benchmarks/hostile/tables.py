"""The reader of case folders: one CSV or TOML file replaced by any bytes, or a few cells by odd ones."""

from __future__ import annotations

from pathlib import Path

from capplan.case.csvio import decode, records
from capplan.case.faults import BadFileError
from capplan.case.overlay import with_option
from capplan.case.read import FILES, read_case
from capplan.case.rows import TableReader
from capplan.case.tables import TABLES
from capplan.case.toml_file import FILE as TOML_FILE
from capplan.case.toml_file import read_toml
from capplan.case.write import new_case
from capplan.errors import CaseFaults
from hostile.draw import Draw

NAMES = tuple(sorted(FILES))
_WHOLE, _CELLS = 0, 1


class TableFiles:
    """The example case in a folder of its own; every reading leaves it as it was.

    Parameters
    ----------
    work : Path
        A folder for it.
    """

    def __init__(self, work: Path) -> None:
        self.folder = work / "example"
        new_case(self.folder, example=True)
        self.before = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        self.there = tuple(name for name in NAMES if name in self.before)

    def seeds(self) -> list[bytes]:
        """Return every file of the example, and a few changes of cells."""
        whole = [bytes([_WHOLE, NAMES.index(name), 0]) + self.before[name] for name in self.there]
        return whole + [bytes([_CELLS, 0, place, 1, 2, 70 + place]) for place in range(len(self.there))]

    def read(self, data: bytes) -> None:
        """Read the case with what `data` makes of it."""
        draw = Draw(data)
        if draw.byte() % 2 == _WHOLE:
            name, always = draw.choose(NAMES), draw.byte() % 16 == 15
            content = draw.rest()
            # The whole case is read only where this file can be: its faults do not hang on the others.
            if always or _alone(name, content):
                self._case({name: content})
        else:
            self._case(self._edited(draw))

    def _edited(self, draw: Draw) -> dict[str, bytes]:
        changed: dict[str, bytes] = {}
        for _ in range(draw.number(4) + 1):
            name = draw.choose(self.there)
            split = "=" if name == TOML_FILE else ","
            text = changed.get(name, self.before[name]).decode("utf-8", "replace")
            lines = [line.split(split) for line in text.splitlines()] or [[""]]
            row, act = draw.number(len(lines)), draw.number(6)
            if act == 0:
                lines.insert(row, lines[row])
            elif act == 1:
                lines.append(lines.pop(row))
            elif act == 2:
                del lines[row]
            else:
                lines[row][draw.number(len(lines[row]))] = draw.text()
            changed[name] = "\n".join(split.join(cells) for cells in lines).encode("utf-8", "replace")
        return changed

    def _case(self, files: dict[str, bytes]) -> None:
        try:
            for name, content in files.items():
                (self.folder / name).write_bytes(content)
            case = read_case(self.folder)
            for option in case.options:
                with_option(case, option.option)
        except CaseFaults as error:
            told(error)
        finally:
            for name in files:
                if name in self.before:
                    (self.folder / name).write_bytes(self.before[name])
                else:
                    (self.folder / name).unlink(missing_ok=True)


def told(error: CaseFaults) -> None:
    """Hold that faults are told, each in one line that prints."""
    if not error.faults or not all(str(fault).isprintable() for fault in error.faults):
        raise AssertionError("faults that do not print")


def _alone(name: str, content: bytes) -> bool:
    if name == TOML_FILE:
        return not read_toml(content)[1]
    try:
        text = decode(name, content)
    except BadFileError:
        return False
    return not list(TableReader(TABLES[FILES[name]], lambda: records(name, text)).faults())
