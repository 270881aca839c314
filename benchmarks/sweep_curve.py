"""One sweep in this process, then by one worker, by two, …: how long each takes, and whether all find the same bytes.

    python benchmarks/sweep_curve.py [CASE ...] [--workers 0 1 2] [--json OUT]

CASE is a folder (data/southampton by default): every option in every scenario, each plan simulated once. OUT is
a list of {workers, seconds, cpu_s, pieces, checked, speed_up}: wall and processor seconds of the command and all that
it starts; `checked` is whether table and kept answers equal those of the first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CASES = [Path(__file__).parent.parent / "data" / "southampton"]
ASKED = ["--options", "all", "--scenarios", "all", "--seeds", "0", "--futures", "10", "--quiet"]


def run(cases: list[Path], workers: int, folder: Path) -> dict[str, Any]:
    """Return the row of one sweep, with the bytes of what it wrote."""
    out = folder / f"with-{workers}"
    words = ["-m", "capplan", "sweep", *map(str, cases), *ASKED, "--workers", str(workers), "--out", str(out)]
    began, used = time.perf_counter(), _cpu_s()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    seconds, cpu_s = time.perf_counter() - began, _cpu_s() - used
    kept = sorted(path for path in out.with_name(f"{out.name}.kept").rglob("*") if path.is_file())
    table = (out / "sweep.csv").read_bytes()
    found = hashlib.sha256(table + b"".join(path.name.encode() + path.read_bytes() for path in kept)).hexdigest()
    return {"workers": workers, "seconds": seconds, "cpu_s": cpu_s, "pieces": table.count(b"\n") - 1, "found": found}


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", type=Path, default=CASES, metavar="CASE")
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--json", type=Path, metavar="OUT")
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for workers in given.workers:
            row = run(given.cases, workers, Path(folder))
            rows.append(row)
            row |= {"checked": row["found"] == rows[0]["found"], "speed_up": rows[0]["seconds"] / row["seconds"]}
            print(json.dumps({key: row[key] for key in row if key != "found"}), flush=True)
            if given.json is not None:
                given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
