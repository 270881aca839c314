"""Plans of the county case by the commands that a user gives: what each proves, and how long it takes.

    python benchmarks/county.py [NAME ...] [--json OUT]

NAME is one of beds, staff (beds and staff together), options (six in all), frontier, uncertain (fifty futures); without
any, beds, staff and options: about thirteen minutes. OUT is a list of {name, objective, bound, gap, seconds, cpu_s,
checked}: GBP of the command's own objective, the widest gap where it makes many plans; seconds of the whole command,
reading, checking and writing with them; `checked` says that it ended well, which none does with a plan that breaks a
rule.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from families.table_rows import cpu_s

CASE = Path(__file__).parents[1] / "data" / "buckinghamshire"
OPTIONS = ("do-minimum", "keep-hospitals", "close-marlow-thame", "consultation-later")
# Words of each command, and the file of its folder that holds the answer; none where it prints it.
COMMANDS: dict[str, tuple[list[str], str | None]] = {
    "beds": (["--json"], None),
    "staff": (["--json"], None),
    "options": ([word for option in OPTIONS for word in ("--only", option)], "options.json"),
    "frontier": ([], "frontier.json"),
    "uncertain": (["--scenarios", "50", "--time-limit", "600"], "uncertain.json"),
}
USUAL = ["beds", "staff", "options"]


def run(name: str, folder: Path) -> dict[str, Any]:
    """Give one command; return its row."""
    words, file = COMMANDS[name]
    out = [] if file is None else ["--out", str(folder / name)]
    command = [sys.executable, "-m", "capplan", name, str(CASE), *words, *out, "--quiet"]
    began, used = time.perf_counter(), cpu_s()
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    row: dict[str, Any] = {"name": name, "objective": None, "bound": None, "gap": None}
    row |= {"seconds": round(time.perf_counter() - began, 1), "cpu_s": round(cpu_s() - used, 1)}
    row["checked"] = ended.returncode == 0
    if row["checked"]:
        text = ended.stdout if file is None else (folder / name / file).read_text(encoding="utf-8")
        widest = max(proofs(json.loads(text)), key=lambda proof: float(proof["gap"]))
        row |= {key: widest[key] for key in ("objective", "bound", "gap")}
    return row


def proofs(answer: object) -> Iterator[dict[str, Any]]:
    """Yield every proof of an answer, whatever it is a part of; not those that are parts of another."""
    if isinstance(answer, dict):
        if "proof" in answer and answer["proof"] is not None:
            yield answer["proof"]
            return
        answer = list(answer.values())
    for part in answer if isinstance(answer, list) else ():
        yield from proofs(part)


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(COMMANDS))
    parser.add_argument("--json", type=Path, metavar="OUT")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in COMMANDS]:
        parser.error(f"no such plan: {unknown[0]}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in given.names or USUAL:
            rows.append(run(name, Path(folder)))
            print(json.dumps(rows[-1]), flush=True)
    if given.json is not None:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
