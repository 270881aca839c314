"""Make a sample of the tables of this folder in one go, and say what got worse since the last time.

    python benchmarks/all.py [--quick] [--bench DIR] [--out OUT] [--against OLD] [--only NAME ...]

OUT (benchmarks/last or benchmarks/last-quick by default) gets, for each table, what it printed (`NAME.txt`) and its
rows (`NAME.json`), and `machine.json`: date, versions, cores, load, seconds of each table. All takes two hours or so,
`--quick` about ten minutes: of long families a sample is run (each script alone runs them whole). DIR holds
the public instances (beds/, rota/, routing/), which are not part of this project: without it their tables are left out,
and that is said. Each table runs in a process of its own, one after another; what fails does not stop the rest.
OLD is the OUT of another time: rows whose gap grew or that take much longer are listed; what breaks a rule is listed in
any case. Exit code 1 if a table failed or a plan broke a rule.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from families.table_rows import read_table

HERE = Path(__file__).parent
COUNTY = str(HERE.parent / "data" / "buckinghamshire")
BENCH = "BENCH"  # stands for the folder of public instances
# Files of visits: those of up to 100 stops beside other solvers, and two families with 50 visits and more alone.
SMALL_FILES = ("C101", "R101", "R103", "RC101", "pr01", "case_1_20_4_2_1", "case_5_20_4_2_5",
               "InstanzCPLEX_HCSRP_10_1", "InstanzCPLEX_HCSRP_25_1")  # fmt: skip
LARGE_FILES = ("case_1_50_10_5_1", "case_1_80_16_8_1", "InstanzCPLEX_HCSRP_50_1", "InstanzVNS_HCSRP_100_1")
# What counts as worse: a gap by so much, seconds by this factor where they were more than one.
WORSE_GAP, WORSE_SECONDS = 0.002, 1.5
ROW_NAMES = ("instance", "name", "axis", "fault", "visits", "seed", "solver", "limit_s", "times", "workers", "what")
SECONDS = ("cpu_seconds", "cpu_s", "seconds")
LIBRARIES = ("capplan", "highspy", "pyomo", "numpy", "scipy", "numba", "ortools", "pyvrp", "pyvroom", "linopy")


@dataclass(frozen=True)
class Table:
    """One table: a script with its words, fewer of them for the quick round.

    Attributes
    ----------
    rows
        Option by which the script is told where its rows go; none where it only prints.
    """

    name: str
    whole: str
    quick: str | None
    rows: str | None = "--json"


TABLES = (
    Table("erlang", f"erlang.py {BENCH}/beds/erlang", f"erlang.py {BENCH}/beds/erlang", None),
    Table("handover", "handover.py", "handover.py --sizes 100000 --repeats 1", None),
    Table("report", "report.py", "report.py", None),
    Table("cap", f"run.py beds {BENCH}/beds/orlib_cap --time-limit 240",
          f"run.py beds {BENCH}/beds/orlib_cap --time-limit 2"),
    Table("holmberg", f"run.py beds {BENCH}/beds/holmberg --time-limit 60", None),
    Table("pmed", f"run.py pmed {BENCH}/beds/pmed --time-limit 60", None),
    Table("county", "county.py", None),
    Table("scaling", "scaling.py --axis base --time-limit 60", "scaling.py --axis base --time-limit 60"),
    Table("rota", f"rota_table.py {BENCH}/rota/curtois --only 1 2 3 4 5 6 7 8 10 14 18 --solver capplan "
          "--time-limit 60", f"rota_table.py {BENCH}/rota/curtois --only 1 2 3 4 --solver capplan --time-limit 20",
          "--out"),
    Table("rota-peers", f"rota_table.py {BENCH}/rota/curtois --only 2 4 8 --solver cp-sat highs --time-limit 60",
          None, "--out"),
    Table("rota-county", f"run.py rota-county {COUNTY} --time-limit 60",
          f"run.py rota-county {COUNTY} --time-limit 10"),
    Table("visits", f"visits_table.py {BENCH}/routing --solver capplan pyvrp ortools vroom --time-limit 60 "
          f"--only {' '.join(SMALL_FILES)}", f"visits_table.py {BENCH}/routing --family synchronised --time-limit 20 "
          "--only case_1_20_4_2_5 case_3_20_4_2_5 case_5_20_4_2_5", "--out"),
    Table("visits-large", f"visits_table.py {BENCH}/routing --time-limit 120 --only {' '.join(LARGE_FILES)}",
          None, "--out"),
    Table("days-100", "visit_days.py 100 --time-limit 60", "visit_days.py 100 --seeds 1 --time-limit 60"),
    Table("days-300", "visit_days.py 300 --seeds 1 --time-limit 600 --absent 14", None),
    Table("days-1000", "visit_days.py 1000 --seeds 1 --time-limit 1800", None),
    Table("sweep", "sweep_curve.py", None),
    Table("kills", "faults.py kill --times 20 --workers 2", "faults.py kill --times 3 --workers 2"),
    Table("faults", "faults.py table", None),
    Table("instructions", "instructions.py --only hand-over", None),
)  # fmt: skip


def main() -> None:
    """Parse, make the tables, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="about ten minutes")
    parser.add_argument("--bench", type=Path, metavar="DIR", help="folder of public instances")
    parser.add_argument("--out", type=Path, metavar="OUT")
    parser.add_argument("--against", type=Path, metavar="OLD", help="what was made another time")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in TABLES], default=[], metavar="NAME")
    asked = parser.parse_args()
    out: Path = asked.out or HERE / ("last-quick" if asked.quick else "last")
    out.mkdir(parents=True, exist_ok=True)
    about, failed = machine(), []
    for table in TABLES:
        words = table.quick if asked.quick else table.whole
        if words is None or (asked.only and table.name not in asked.only):
            continue
        if BENCH in words and asked.bench is None:
            print(f"{table.name}: left out, it needs --bench", flush=True)
            continue
        began = time.perf_counter()
        done = made(table, words.replace(BENCH, str(asked.bench)), out)
        about["table_s"][table.name] = round(time.perf_counter() - began, 1)
        (out / "machine.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        print(f"{table.name}: {'done' if done else 'FAILED'}, {about['table_s'][table.name]:.0f} s", flush=True)
        failed += [] if done else [table.name]
    broken = [f"{name} {key}" for name, rows in read(out).items() for key, row in rows.items() if broke(row)]
    for words in [f"failed: {name}" for name in failed] + [f"breaks a rule: {one}" for one in broken]:
        print(words)
    if asked.against is not None:
        print("\n".join(worse(read(asked.against), read(out))))
    sys.exit(1 if failed or broken else 0)


def made(table: Table, words: str, out: Path) -> bool:
    """Run one table; say whether it ended well."""
    rows = out / f"{table.name}.json"
    rows.unlink(missing_ok=True)
    command = [sys.executable, str(HERE / words.split()[0]), *words.split()[1:]]
    command += [table.rows, str(rows)] if table.rows else []
    with (out / f"{table.name}.txt").open("w", encoding="utf-8") as told:
        return subprocess.run(command, stdout=told, stderr=subprocess.STDOUT, check=False).returncode == 0


def machine() -> dict[str, Any]:
    """Return what a table must say of where and when it was made."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not there"
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "versions": versions,
        "table_s": {},
    }


def read(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the rows of every table in a folder, by table and by what a row is of."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for file in sorted(folder.glob("*.json")):
        if file.name == "machine.json":
            continue
        text = file.read_text(encoding="utf-8")
        rows = json.loads(text) if text.startswith("[") else read_table(file)
        found[file.stem] = {", ".join(f"{key} {row[key]}" for key in ROW_NAMES if key in row): row for row in rows}
    return found


def broke(row: dict[str, Any]) -> bool:
    """Say whether a plan of ours broke a rule, or a fault did harm."""
    ours = row.get("solver", "capplan") == "capplan"
    return ours and (row.get("checked") is False or row.get("passed") is False)


def worse(old: dict[str, dict[str, dict[str, Any]]], new: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    """Return a table of what got worse, as Markdown."""
    lines = []
    for name, rows in new.items():
        for key, row in rows.items():
            before = old.get(name, {}).get(key, {})
            gap, now = before.get("gap"), row.get("gap")
            if gap is not None and (now is None or now > gap + WORSE_GAP):
                lines.append(f"| {name} | {key} | gap | {gap:.2%} | {'none' if now is None else f'{now:.2%}'} |")
            took, takes = _seconds(before), _seconds(row)
            if took is not None and takes is not None and takes > WORSE_SECONDS * max(1.0, took):
                lines.append(f"| {name} | {key} | seconds | {took:.1f} | {takes:.1f} |")
    if not lines:
        return ["Nothing got worse."]
    return ["| table | row | what | before | now |", "|---|---|---|---|---|", *lines]


def _seconds(row: dict[str, Any]) -> float | None:
    return next((float(row[key]) for key in SECONDS if row.get(key) is not None), None)


if __name__ == "__main__":
    main()
