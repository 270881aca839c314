"""Fuzz a reader by coverage and say what was found.

    python benchmarks/fuzz.py READER [--minutes N] [--work DIR] [--json OUT]

READER is tables, workbook, run or form (see `hostile/`). atheris (libFuzzer) drives it: `pip install atheris`. A child
process fuzzes; where one dies (out of memory, a hang of more than a minute, a crash of the interpreter) that is a
finding and another goes on with what the corpus holds by then. An exception is kept once for each place it came from,
with the bytes that brought it, and the fuzzing goes on. `--replay FILE` reads the bytes of a finding again.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path
from typing import Any

HANG_S = 60
MEMORY_MB = 2_500
TOLD_EVERY = 50
_MB_OF_KB = 1_000
READERS = ("tables", "workbook", "run", "form")


def _reader(name: str, work: Path) -> Any:
    from hostile import form, run_folder, tables, workbook

    kinds = {
        "tables": tables.TableFiles,
        "workbook": workbook.Workbooks,
        "run": run_folder.RunFolders,
        "form": form.Forms,
    }
    work.mkdir(parents=True, exist_ok=True)
    return kinds[name](work)


class Told:
    """What one child has done so far, written beside the corpus now and then."""

    def __init__(self, reader: Any, folder: Path) -> None:
        self.reader = reader
        self.folder = folder
        self.executions = 0
        self.slowest_s = 0.0
        self.seen: set[str] = set()
        self.began = time.monotonic()

    def one(self, data: bytes) -> None:
        """Read one input; keep what is wrong."""
        began = time.perf_counter()
        try:
            self.reader.read(data)
        except Exception as error:
            self._found(error, data)
        self.executions += 1
        self.slowest_s = max(self.slowest_s, time.perf_counter() - began)
        if self.executions % TOLD_EVERY == 1:
            self.tell()

    def tell(self) -> None:
        """Write the figures."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB_OF_KB
        figures = {
            "executions": self.executions,
            "seconds": time.monotonic() - self.began,
            "cpu_s": time.process_time(),
            "slowest_s": self.slowest_s,
            "peak_mb": peak,
        }
        (self.folder / f"told-{os.getpid()}.json").write_text(json.dumps(figures), newline="\n")

    def _found(self, error: Exception, data: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "capplan" in frame.filename] or list(frames)
        place = f"{type(error).__name__} {Path(own[-1].filename).name}:{own[-1].lineno}"
        if place in self.seen:
            return
        self.seen.add(place)
        name = sha256(place.encode()).hexdigest()[:12]
        (self.folder / f"finding-{name}.bytes").write_bytes(data)
        text = f"{place}\n{''.join(traceback.format_exception(error))}"
        (self.folder / f"finding-{name}.txt").write_text(text, encoding="utf-8", errors="replace", newline="\n")


def child(name: str, folder: Path, seconds: int) -> None:
    """Fuzz in this process; it ends with it."""
    import atheris
    import hostile.draw  # noqa: F401  (what makes the input is not what is measured)

    with atheris.instrument_imports(include=["capplan.case", "capplan.check", "capplan.serve", "capplan.store", "csv"]):
        reader = _reader(name, folder / f"work-{os.getpid()}")
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(reader.seeds()):
        (corpus / f"seed-{number:04d}").write_bytes(seed)
    told = Told(reader, folder)
    limits = [f"-timeout={HANG_S}", f"-rss_limit_mb={MEMORY_MB}", f"-max_total_time={seconds}", "-max_len=200000"]
    atheris.Setup(["fuzz", str(corpus), f"-artifact_prefix={folder}/", "-verbosity=0", *limits], told.one)
    atheris.Fuzz()


def parent(name: str, folder: Path, minutes: float) -> dict[str, Any]:
    """Let children fuzz for so many minutes; return the figures of all."""
    folder.mkdir(parents=True, exist_ok=True)
    ends = time.monotonic() + 60 * minutes
    deaths = 0
    while (left := ends - time.monotonic()) > 1:
        command = [sys.executable, __file__, name, "--child", str(int(left)), "--work", str(folder)]
        with (folder / "log.txt").open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, timeout=left + 300, check=False)
        deaths += done.returncode != 0
    told = [json.loads(path.read_text()) for path in folder.glob("told-*.json")]
    return {
        "reader": name,
        "executions": sum(one["executions"] for one in told),
        "minutes": sum(one["seconds"] for one in told) / 60,
        "cpu_minutes": sum(one["cpu_s"] for one in told) / 60,
        "findings": len(list(folder.glob("finding-*.bytes"))),
        "hangs": len(list(folder.glob("timeout-*"))),
        "deaths": deaths,
        "slowest_s": max((one["slowest_s"] for one in told), default=0.0),
        "peak_mb": max((one["peak_mb"] for one in told), default=0.0),
    }


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("reader", choices=READERS)
    ask.add_argument("--minutes", type=float, default=30.0)
    ask.add_argument("--work", type=Path, default=Path("fuzzed"))
    ask.add_argument("--json", type=Path)
    ask.add_argument("--replay", type=Path)
    ask.add_argument("--child", type=int, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.child is not None:
        child(asked.reader, asked.work, asked.child)
        return 0
    if asked.replay is not None:
        _reader(asked.reader, asked.work / "replayed").read(asked.replay.read_bytes())
        return 0
    figures = parent(asked.reader, asked.work / asked.reader, asked.minutes)
    text = json.dumps(figures, indent=1) + "\n"
    sys.stdout.write(text)
    if asked.json:
        asked.json.write_text(text, newline="\n")
    return 1 if figures["findings"] or figures["deaths"] or figures["hangs"] else 0


if __name__ == "__main__":
    sys.exit(main())
