"""Break capplan on purpose and say what became of it.

    python benchmarks/faults.py kill [--times 100] [--workers 2] [--seed 1]     a sweep, killed and begun again
    python benchmarks/faults.py table [--only WORD ...] [--times 20] [--json OUT]   every other fault

A fault passes where nothing that was there is lost, no wrong or half answer stands, the message is in words and the
exit code one of the README's. Children are forked from a process that has loaded the program, so that moments fall into
its work and not into its start; what needs a start of its own has one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from harm.children import Row
from harm.runs import FAULTS, Ground
from harm.sweeps import kill_sweeps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("kill", "table"))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="capplan-faults-") as folder:
        work = Path(folder)
        if asked.what == "kill":
            rows.append(kill_sweeps(work, asked.times, asked.seed, asked.workers))
            print(rows[-1])
        else:
            ground = Ground(work)
            for fault in FAULTS:
                if asked.only and fault.__name__ not in asked.only:
                    continue
                for row in fault(ground, asked.times):
                    rows.append(row)
                    print(
                        f"| {row.fault} | {row.tried} | {row.happened} | {'yes' if row.passed else 'NO'} |", flush=True
                    )
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    sys.exit(not all(row.passed for row in rows))


if __name__ == "__main__":
    main()
