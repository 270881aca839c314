"""Run capplan's own engine on every public instance in a folder and write what it proves.

    python benchmarks/run.py FAMILY DIR [--time-limit S] [--threads N] [--gap G] [--plain] --json OUT

OUT is a list of {instance, objective, bound, gap, seconds, status, best_known, checked}. `best_known`
comes from a `bks.json` in DIR or its parent, null where there is none; `checked` is the verdict of
the independent checker on the answer (which never sees the model), null where there is no answer.
`--plain` leaves the strong links out, to show what they bring.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from families import beds, pmed, rota, rota_county, visit_sets
from visits_table import OWN, one_run

from capplan import rounds
from capplan.check import check_beds
from capplan.check.bases import check_bases
from capplan.check.rota import check_rota
from capplan.errors import CapplanError
from capplan.plan.bases import plan_bases
from capplan.plan.option import solve_option
from capplan.plan.rota import make_rota
from capplan.rosters import solve
from capplan.solve import Profile, Progress

# From this many facility-customer pairs on, an instance is proved to 0.1 % unless --gap says otherwise.
LARGE = 50_000


def _best_known(folder: Path, name: str, part: str = "multi_source", value: str = "opt") -> float | None:
    for place in (folder, folder.parent):
        if (path := place / "bks.json").is_file():
            known = json.loads(path.read_text(encoding="utf-8")).get(part, {})
            return float(known[name][value]) if name in known else None
    return None


def run_beds(folder: Path, profile: Profile, gap: float | None, plain: bool) -> list[dict[str, Any]]:
    """Solve each location instance of a folder as a single-period `beds` case."""
    rows = []
    for instance in beds.find(folder):
        case = beds.case_of(instance)
        large = len(instance.capacity) * len(instance.demand) >= LARGE
        asked = replace(profile, mip_rel_gap=gap or (1e-3 if large else 1e-9))
        row: dict[str, Any] = {"instance": instance.name, "objective": None, "bound": None, "gap": None}
        began = time.perf_counter()
        try:
            solved = solve_option(case, "plan", asked, strong=False if plain else None)
        except CapplanError as error:
            row |= {"seconds": time.perf_counter() - began, "status": str(error), "checked": None}
        else:
            seconds = time.perf_counter() - began
            proof = solved.plan.proof
            row |= {"objective": proof.objective, "bound": proof.bound, "gap": proof.gap, "seconds": seconds}
            row |= {"status": proof.status, "checked": not check_beds(case, solved.plan)}
        row["best_known"] = _best_known(folder, instance.name)
        rows.append(row)
        print(_line(row), file=sys.stderr, flush=True)
    return rows


def run_pmed(folder: Path, profile: Profile, gap: float | None, _: bool) -> list[dict[str, Any]]:
    """Solve each p-median instance of a folder as a `bases` case."""
    rows = []
    for instance in pmed.find(folder):
        case = pmed.case_of(instance)
        row: dict[str, Any] = {"instance": instance.name, "objective": None, "bound": None, "gap": None}
        began = time.perf_counter()
        try:
            plan = plan_bases(case, replace(profile, mip_rel_gap=gap or 1e-9))
        except CapplanError as error:
            row |= {"seconds": time.perf_counter() - began, "status": str(error), "checked": None}
        else:
            seconds, proof = time.perf_counter() - began, plan.proof
            row |= {"objective": proof.objective, "bound": proof.bound, "gap": proof.gap, "seconds": seconds}
            row |= {"status": proof.status, "checked": not check_bases(case, plan)}
        row |= {"areas": len(instance.distance), "bases": instance.num_open}
        row["best_known"] = _best_known(folder, instance.name, "opt")
        rows.append(row)
        print(_line(row), file=sys.stderr, flush=True)
    return rows


def run_rota(folder: Path, profile: Profile, gap: float | None, _: bool) -> list[dict[str, Any]]:
    """Solve each shift-scheduling instance of a folder with the roster engine."""
    rows = []
    for path in rota.find(folder):
        inputs = rota.read(path)
        row: dict[str, Any] = {"instance": path.stem, "objective": None, "bound": None, "gap": None}
        began, used = time.perf_counter(), time.process_time()
        try:
            found = solve(inputs, time_limit_s=profile.time_limit_s, gap=gap or 0.0)
        except CapplanError as error:
            row |= {"status": str(error), "checked": None}
        else:
            row |= {"objective": found.objective, "bound": found.bound, "gap": found.gap, "status": found.stopped_by}
            row["checked"] = rota.recount(path, found.assignment) == (round(found.objective), [])
        row |= {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - used}
        row["best_known"] = rota.best_known(folder, path.stem)
        rows.append(row)
        print(_line(row), file=sys.stderr, flush=True)
    return rows


def run_rota_county(folder: Path, profile: Profile, gap: float | None, _: bool) -> list[dict[str, Any]]:
    """Make rotas of a county's size from a case; each is judged by the independent checker."""
    rows = []
    for name, case in rota_county.find(folder):
        told: list[Progress] = []
        began, used = time.perf_counter(), time.process_time()
        asked = replace(profile, mip_rel_gap=gap or 1e-9)
        plan = make_rota(case, asked, explain=False, on_progress=told.append)
        proof = plan.proof
        row = {"instance": name, "objective": proof.objective, "bound": proof.bound, "gap": proof.gap}
        row |= {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - used}
        row |= {"status": proof.status, "checked": not check_rota(case, plan), "best_known": None}
        # In one pool there is one largest part; its first rota comes after its bound.
        first = [line.seconds for line in told if line.incumbent is not None]
        row["first_rota_seconds"] = first[0] if first else None
        rows.append(row)
        print(_line(row), file=sys.stderr, flush=True)
    return rows


def run_visits(
    folder: Path, profile: Profile, gap: float | None, _: bool, family: str | None = None, only: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Find rounds for each file of a known format; cost and rules are counted from the file's own lines."""
    rows = []
    rounds.compile_loops()
    for instance in visit_sets.find(folder, family, only):
        row = one_run(instance, OWN, profile.time_limit_s or 600.0, sys.executable, gap or 0.0)
        rows.append(row)
        print(_line(row), file=sys.stderr, flush=True)
    return rows


def _line(row: dict[str, Any]) -> str:
    figures = "  ".join(f"{key} {row[key]}" for key in ("objective", "bound", "gap", "best_known"))
    return f"{row['instance']:14} {figures}  {row['seconds']:.1f} s  {row['status']}  checked {row['checked']}"


FAMILIES = {"beds": run_beds, "pmed": run_pmed, "rota": run_rota, "rota-county": run_rota_county, "visits": run_visits}


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time-limit", type=float, default=600.0, metavar="S", help="seconds for each instance")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads of the solver (0: its choice)")
    parser.add_argument("--gap", type=float, metavar="G", help="stop at this relative gap (default 1e-9; large: 1e-3)")
    parser.add_argument("--plain", action="store_true", help="leave the strong links out")
    parser.add_argument(
        "--family", dest="visits_family", choices=sorted(visit_sets.FAMILIES), help="visits: one format"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="visits: names of files")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"{given.folder} is not a folder")
    profile = Profile(name="benchmark", time_limit_s=given.time_limit, threads=given.threads)
    if given.family == "visits":
        rows = run_visits(given.folder, profile, given.gap, given.plain, given.visits_family, tuple(given.only))
    else:
        rows = FAMILIES[given.family](given.folder, profile, given.gap, given.plain)
    given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
