"""Rounds of public instances beside other solvers, one line a run, so that a table grows over many sessions.

    python benchmarks/visits_table.py DIR --out TABLE.jsonl [--family NAME] [--only NAME ...] [--solver NAME ...]
                                          [--time-limit S] [--peer-python PATH] [--show]

Each run is appended to TABLE as soon as it ends; a run (instance, solver, limit) that is there already is not made
again. Cost and rules are counted from the file's own lines, for every solver alike. The engine is asked again with
another seed while time is left; the best plan and the best bound count. Peers run in processes of their
own, by a Python that has them (`pip install capplan[bench]`). `--show` prints the table.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Any

from families.peers import PEERS, CannotExpress, run_peer
from families.plain_day import TOLERANCE, Stops
from families.table_rows import cpu_s, read_table
from families.visit_sets import FAMILIES, Family, Instance, best_known, find

from capplan import rounds
from capplan.errors import CapplanError

OWN = "capplan"
SHORTEST_S = 1.0
Plan = Mapping[str, Stops]
SOLVERS = (OWN, *PEERS)


def one_run(instance: Instance, solver: str, limit_s: float, python: str, gap: float = 0.0) -> dict[str, Any]:
    """Return the row of one run."""
    family = FAMILIES[instance.family]
    row: dict[str, Any] = {"instance": instance.name, "family": instance.family, "solver": solver, "limit_s": limit_s}
    row |= {"objective": None, "bound": None, "gap": None, "checked": None}
    began, used = time.perf_counter(), cpu_s()
    try:
        if solver == OWN:
            if family.search is not None:
                plan, row["bound"], status = family.search(instance.path, limit_s, gap)
            else:
                plan, row["bound"], status = asked_again(family, instance, limit_s, gap)
            row["status"] = status
        else:
            plan = run_peer(solver, instance, limit_s, python)
    except (CannotExpress, CapplanError) as error:
        row["status"] = str(error)
    else:
        kept = family.recount(instance.path, plan)
        row |= {"objective": kept.objective, "checked": not kept.faults}
        if kept.faults:
            row["faults"] = _short(kept.faults)
        if row["bound"] is not None:
            row["bound"] = min(row["bound"], kept.objective)
            row["gap"] = (kept.objective - row["bound"]) / kept.objective
    row |= {"seconds": round(time.perf_counter() - began, 1), "cpu_s": round(cpu_s() - used, 1)}
    return row | {"best_known": best_known(instance)}


def asked_again(family: Family, instance: Instance, limit_s: float, gap: float) -> tuple[Plan, float, str]:
    """Return the engine's best plan by the file's own cost, its best bound, and how it ended, over seeds until time."""
    inputs, until = family.read(instance.path), time.perf_counter() + limit_s
    best: tuple[int, float, Plan] | None = None
    bound, status, seed = -inf, "", 0
    while best is None or time.perf_counter() < until - SHORTEST_S:
        left = until - time.perf_counter()
        found = rounds.solve(inputs, time_limit_s=left, gap=gap, seed=seed)
        kept = family.recount(instance.path, found.rounds)
        if best is None or (len(kept.faults), kept.objective) < best[:2]:
            best = (len(kept.faults), kept.objective, found.rounds)
        bound, status, seed = max(bound, found.bound), found.stopped_by, seed + 1
        if best[1] - family.proven(instance.path, bound) <= max(gap * best[1], TOLERANCE):
            status = "proven"
            break
    return best[2], family.proven(instance.path, bound), status


def _short(faults: list[str]) -> str:
    """Return the first fault and how many there are of which kind."""
    kinds = Counter("load" if "load" in fault else "other" for fault in faults)
    return f"{faults[0]} ({', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))})"


def shown(rows: list[dict[str, Any]]) -> str:
    """Return a table as Markdown: the engine's cost, bound and gap, its distance from the best known, and peers."""
    names = sorted({row["solver"] for row in rows} - {OWN})
    heads = ["instance", "limit s", "cost", "bound", "gap", "best known", "above it", "CPU s", *names]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    of = {(row["instance"], row["limit_s"], row["solver"]): row for row in rows}
    for name, limit in dict.fromkeys((row["instance"], row["limit_s"]) for row in rows):
        own = of.get((name, limit, OWN), {})
        best = next(row["best_known"] for row in rows if row["instance"] == name)
        cells = [name, f"{limit:g}", _cost(own), _number(own.get("bound")), _gap(own), _number(best)]
        cells += [_above(own, best), f"{own['cpu_s']:.0f}" if own else "-"]
        for other in names:
            row = of.get((name, limit, other), {})
            cells.append("-" if not row else _cost(row) + (f" ({_above(row, best)})" if row["checked"] else ""))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _cost(row: dict[str, Any]) -> str:
    if not row:
        return "-"
    if row["objective"] is None:
        return str(row["status"])
    return _number(row["objective"]) + ("" if row["checked"] else f" not kept: {row['faults']}")


def _gap(row: dict[str, Any]) -> str:
    if not row or row["gap"] is None or not row["checked"]:
        return "-"
    return "proved" if row["gap"] < 1e-6 else f"{row['gap']:.2%}"


def _above(row: dict[str, Any], best: float | None) -> str:
    if not row or best is None or not row["checked"]:
        return "-"
    return f"{row['objective'] / best - 1:+.2%}"


def main() -> None:
    """Parse, make the runs that are missing, show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True, metavar="TABLE")
    parser.add_argument("--family", choices=sorted(FAMILIES))
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="names of files, without their ends")
    parser.add_argument("--solver", choices=SOLVERS, nargs="+", default=[OWN])
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds for each run")
    parser.add_argument("--peer-python", default=sys.executable, metavar="PATH", help="Python that has the peers")
    parser.add_argument("--show", action="store_true", help="print the table, make no run")
    given = parser.parse_args()
    if OWN in given.solver and not given.show:
        rounds.compile_loops()
    for instance in find(given.folder, given.family, tuple(given.only)) if not given.show else ():
        for solver in given.solver:
            done = {(row["instance"], row["solver"], row["limit_s"]) for row in read_table(given.out)}
            if (instance.name, solver, given.time_limit) not in done:
                row = one_run(instance, solver, given.time_limit, given.peer_python)
                with given.out.open("a", encoding="utf-8") as table:
                    table.write(json.dumps(row) + "\n")
    print(shown(read_table(given.out)))


if __name__ == "__main__":
    main()
