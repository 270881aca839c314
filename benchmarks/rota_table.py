"""Rotas of public instances beside other solvers, one line a run, so that a table grows over many sessions.

    python benchmarks/rota_table.py DIR --out TABLE.jsonl [--time-limit S] [--solver NAME ...] [--only N ...]

Each run is appended to TABLE as soon as it ends; a run (instance, solver, limit) that is there already is not made
again. HiGHS and CP-SAT solve the compact model of this project, with two threads. `--show` prints the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from families import rota
from families.table_rows import cpu_s, read_table

from capplan.errors import CapplanError
from capplan.formulations.rota import Inputs, build
from capplan.rosters import solve
from capplan.solve import Profile, run
from capplan.solve.handover import compile_model

THREADS = 2
Answer = tuple[Mapping[tuple[str, int], str] | None, float | None]


def capplan(inputs: Inputs, limit_s: float) -> Answer:
    """Solve with the roster engine."""
    found = solve(inputs, time_limit_s=limit_s)
    return found.assignment, found.bound


def highs(inputs: Inputs, limit_s: float) -> Answer:
    """Solve the compact model with HiGHS."""
    model = build(inputs)
    found = run(model, Profile(name="peer", mip_rel_gap=0.0, time_limit_s=limit_s, threads=THREADS))
    if found.objective is None:
        return None, found.bound
    return {
        (who, day): shift for (who, day, shift), one in model.works.items() if (one.value or 0.0) > 0.5
    }, found.bound


def cp_sat(inputs: Inputs, limit_s: float) -> Answer:
    """Solve the compact model with OR-Tools CP-SAT; every column of these files is a whole number."""
    compiled = compile_model(build(inputs))
    rows = compiled.matrix.tocsr()
    with tempfile.TemporaryDirectory() as folder:
        model, answer = Path(folder, "model.npz"), Path(folder, "answer.npz")
        arrays = {
            name: getattr(compiled, name) for name in ("col_lower", "col_upper", "row_lower", "row_upper", "cost")
        }
        np.savez(model, indptr=rows.indptr, indices=rows.indices, data=rows.data, **arrays)
        script = Path(__file__).parent / "families" / "cp_sat.py"
        subprocess.run([sys.executable, script, model, answer, str(limit_s), str(THREADS)], check=True)
        found = np.load(answer)
        values, bound = found["values"], float(found["bound"]) + compiled.offset
    labels = [compiled.column_label(number).index for number in np.flatnonzero(values > 0.5)]
    chosen = [index for index in labels if isinstance(index, tuple) and len(index) == 3]
    works = {index for index in chosen if index[2] in inputs.shift}
    return ({(who, day): shift for who, day, shift in works} if len(values) else None), bound


SOLVERS: dict[str, Callable[[Inputs, float], Answer]] = {"capplan": capplan, "highs": highs, "cp-sat": cp_sat}


def one_run(path: Path, solver: str, limit_s: float) -> dict[str, Any]:
    """Return the row of one run; cost and rules are counted from the file's own lines."""
    inputs = rota.read(path)
    row: dict[str, Any] = {"instance": path.stem, "solver": solver, "limit_s": limit_s, "cost": None, "bound": None}
    began, used = time.perf_counter(), cpu_s()
    try:
        assignment, bound = SOLVERS[solver](inputs, limit_s)
    except CapplanError as error:
        row["error"] = str(error)
    else:
        row["bound"] = bound if bound is not None and np.isfinite(bound) else None
        if assignment is not None:
            row["cost"], broken = rota.recount(path, assignment)
            row["checked"] = not broken
    row |= {"seconds": round(time.perf_counter() - began, 1), "cpu_s": round(cpu_s() - used, 1)}
    return row | {"best_known": rota.best_known(path.parent, path.stem)}


def shown(rows: list[dict[str, Any]]) -> str:
    """Return a table as Markdown."""
    lines = [
        "| instance | solver | limit s | cost | bound | gap | best known | CPU s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    order = {name: place for place, name in enumerate(SOLVERS)}
    for row in sorted(rows, key=lambda one: (int(one["instance"][8:]), order[one["solver"]], one["limit_s"])):
        cost, bound = row["cost"], row["bound"]
        gap = "-" if cost is None or bound is None else f"{max(0.0, (cost - bound) / cost):.2%}"
        proved = "proved" if gap == "0.00%" else gap
        figures = [
            row["instance"][8:],
            row["solver"],
            f"{row['limit_s']:g}",
            cost or "none",
            f"{bound or 0:.0f}",
            proved,
        ]
        lines.append("| " + " | ".join(map(str, [*figures, f"{row['best_known']:.0f}", row["cpu_s"]])) + " |")
    return "\n".join(lines)


def main() -> None:
    """Parse, make the runs that are missing, show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True, metavar="TABLE")
    parser.add_argument("--time-limit", type=float, default=600.0, metavar="S", help="seconds for each run")
    parser.add_argument("--solver", choices=sorted(SOLVERS), nargs="+", default=list(SOLVERS))
    parser.add_argument("--only", type=int, nargs="+", metavar="N", help="numbers of the instances")
    parser.add_argument("--show", action="store_true", help="print the table, make no run")
    given = parser.parse_args()
    for path in rota.find(given.folder) if not given.show else ():
        for solver in given.solver:
            done = {(row["instance"], row["solver"], row["limit_s"]) for row in read_table(given.out)}
            wanted = given.only is None or int(path.stem.removeprefix("Instance")) in given.only
            if wanted and (path.stem, solver, given.time_limit) not in done:
                row = one_run(path, solver, given.time_limit)
                with given.out.open("a", encoding="utf-8") as table:
                    table.write(json.dumps(row) + "\n")
    print(shown(read_table(given.out)))


if __name__ == "__main__":
    main()
