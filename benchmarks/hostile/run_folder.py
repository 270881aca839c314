"""The reader of run folders: a finished run with files replaced or figures altered, verified and looked up in a store.

The run is planned once, before anything is measured.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from capplan.case.write import new_case
from capplan.cli import main
from capplan.store.folders import Folders
from hostile.draw import ODD_VALUES, Draw

_WHOLE, _VALUES = 0, 1
_STOP = 7
ALLOWED = (0, 1, 2, 5)
JSON_FILES = ("plan.json", "provenance.json", "plan.json", "plan.json")


class RunFolders:
    """A finished run of the example, with its staff, in a store.

    Parameters
    ----------
    work : Path
        A folder for it. The run is planned once for all that work beside each other, into `made` beside it.
    """

    def __init__(self, work: Path) -> None:
        made = work.parent / "made"
        if not made.is_dir():
            _plan(work / "example", made)
        self.folder = work / "runs" / "made"
        shutil.copytree(made, self.folder)
        self.folders = Folders(work / "runs")
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        self.before = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}
        self.names = tuple(self.before)

    def seeds(self) -> list[bytes]:
        """Return some files as they are, and a figure altered in each place that a few bytes can name."""
        whole = [bytes([_WHOLE, place]) + self.before[name][:4_000] for place, name in enumerate(self.names)]
        paths = [(first, second) for first in range(24) for second in range(24)]
        return whole + [bytes([_VALUES, 0, 0, act % 6, act % 256, *path]) for act, path in enumerate(paths)]

    def read(self, data: bytes) -> None:
        """Verify the run that `data` makes, and look it up in its store."""
        draw = Draw(data)
        if draw.byte() % 2 == _WHOLE:
            name = draw.choose(self.names)
            self._judge({name: draw.rest()})
        else:
            changed: dict[str, Any] = {}
            for _ in range(draw.number(3) + 1):
                name = draw.choose(JSON_FILES)
                document = changed.get(name)
                alter(draw, json.loads(self.before[name]) if document is None else document, keep := [])
                changed[name] = keep[0]
            self._judge({name: json.dumps(document).encode() for name, document in changed.items()})

    def _judge(self, files: dict[str, bytes]) -> None:
        try:
            for name, content in files.items():
                (self.folder / name).write_bytes(content)
            result = CliRunner().invoke(main, ["verify", str(self.folder)])
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            if result.exit_code not in ALLOWED:
                raise AssertionError(f"exit code {result.exit_code}: {result.output}")
            self.folders.record("made")
        finally:
            for name in files:
                (self.folder / name).write_bytes(self.before[name])


def _plan(case: Path, out: Path) -> None:
    """Plan in a process of its own, which nobody watches: some half a minute."""
    new_case(case, example=True)
    profile = Path(__file__).parents[2] / "solvers" / "quick.toml"
    command = [sys.executable, "-m", "capplan", "run", str(case), "--out", str(out), "--profile", str(profile), "-q"]
    subprocess.run(command, check=True, capture_output=True)


def alter(draw: Draw, document: Any, keep: list[Any]) -> None:
    """Change one place of a document as read from JSON; `keep` gets the document."""
    keep.append(document)
    act, which = draw.number(6), draw.byte()
    holder: Any = None
    key: Any = None
    here = document
    while isinstance(here, (dict, list)) and here:
        holder = here
        key = draw.choose(list(here)) if isinstance(here, dict) else draw.number(len(here))
        here = here[key]
        if which % 8 == _STOP and draw.byte() % 4 == 0:
            break
    if holder is None:
        return
    _ACTS[act](holder, key, draw, which)


def _replace(holder: Any, key: Any, draw: Draw, which: int) -> None:
    holder[key] = ODD_VALUES[which % len(ODD_VALUES)]


def _nudge(holder: Any, key: Any, draw: Draw, which: int) -> None:
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, (int, float)):
        holder[key] = (-value, value + 1, value * 1.000001, 0 * value, value * 1e9)[which % 5]
    elif isinstance(value, str):
        holder[key] = (value + "x", value[:-1], value.upper(), "")[which % 4]


def _remove(holder: Any, key: Any, draw: Draw, which: int) -> None:
    del holder[key]


def _double(holder: Any, key: Any, draw: Draw, which: int) -> None:
    if isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        holder[f"{key}_"] = holder[key]


def _swap(holder: Any, key: Any, draw: Draw, which: int) -> None:
    other = which % len(holder) if isinstance(holder, list) else list(holder)[which % len(holder)]
    holder[key], holder[other] = holder[other], holder[key]


def _take_text(holder: Any, key: Any, draw: Draw, which: int) -> None:
    holder[key] = draw.text()


_ACTS: tuple[Callable[[Any, Any, Draw, int], None], ...] = (_replace, _nudge, _remove, _double, _swap, _take_text)
