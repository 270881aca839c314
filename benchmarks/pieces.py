"""What each kind of piece of a sweep takes on the county, one after the other, each in a process of its own.

    python benchmarks/pieces.py [KIND ...] [--json OUT]

KIND is bases, plan, simulation, day (100 made-up visits) or rota; without any, all: about twenty minutes. OUT is a
list of {kind, status, seconds, cpu_s, peak_mb}: seconds of the piece alone, with its check; peak of the whole process.
A piece that starts from others' answers has those worked out first, which the peak counts and the seconds do not.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from families.county_day import COUNTY, day_case
from families.table_rows import cpu_s

from capplan.case.read import read_case
from capplan.shipped import profile_path
from capplan.solve import load_profile
from capplan.sweep.pieces import Answer, Piece, Settings, needs
from capplan.sweep.work import Task, work

VISITS, SEED, FUTURES, LIMIT_S = 100, 1, 30, 3_600.0
KINDS = ("bases", "plan", "simulation", "day", "rota")
_KB_PER_MB = 1_000.0


def one(kind: Any) -> dict[str, Any]:
    """Work out one piece in this process; return its row."""
    case = day_case(VISITS, SEED) if kind == "day" else read_case(COUNTY)
    settings = Settings(load_profile(profile_path(Path("default")), time_limit_s=LIMIT_S, threads=1), FUTURES)
    seeded = kind in ("simulation", "day", "rota")
    option = "plan" if kind in ("plan", "simulation") else ""
    piece = Piece(kind, case.identity.id, case.scenario, option, seed=SEED if seeded else None)
    known: dict[Piece, Answer] = {}
    for needed in needs(case, piece):
        given = tuple(known[before] for before in needs(case, needed))
        known[needed] = work(Task(needed, case, settings, given))
    began, used = time.perf_counter(), cpu_s()
    answer = work(Task(piece, case, settings, tuple(known.values())))
    row = {"kind": kind, "status": answer.status, "seconds": round(time.perf_counter() - began, 1)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB_PER_MB
    return row | {"cpu_s": round(cpu_s() - used, 1), "peak_mb": round(peak)}


def main() -> None:
    """Parse, run each kind in a process of its own, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := [kind for kind in given.kinds if kind not in KINDS]:
        parser.error(f"no such kind: {unknown[0]}")
    if given.here:
        print(json.dumps(one(given.kinds[0])))
        return
    rows = []
    for kind in given.kinds or KINDS:
        done = subprocess.run([sys.executable, __file__, kind, "--here"], capture_output=True, text=True, check=True)
        rows.append(json.loads(done.stdout))
        print(json.dumps(rows[-1]), flush=True)
    if given.json is not None:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
