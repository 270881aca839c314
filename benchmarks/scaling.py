"""Growth of the joint model of beds and staff: ten times the localities, sites, roles or months of a base case.

    python benchmarks/scaling.py [--time-limit S] [--axis NAME ...] [--build-only] [--json OUT]

The cases are made up (`families/county.py`), but for the county itself, which is read from `data/buckinghamshire`. Each
is solved as the product solves the option `plan`, to 1 %, in a process of its own, so that peak memory belongs to one
case alone. Seconds of build and hand-over are CPU seconds, all others wall seconds. The search, the tie-break and the
whole steps each have the time limit; a case that takes four times as long in all is ended and says so.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import highspy
from families.county import Size, county_case

from capplan.case.read import read_case
from capplan.errors import CapplanError
from capplan.formulations import system
from capplan.plan import option, search
from capplan.solve import Profile, compile_model, load

COUNTY = Path(__file__).parents[1] / "data" / "buckinghamshire"
BASE = Size()
AXES = ("localities", "sites", "roles", "months")
TIMES = (3, 10)
GAP = 0.01
# Wall seconds allowed on top of four times the time limit, for building and figures.
SPARE_S = 600.0
# Steps of `solve_option` that are timed one by one.
STEPS = ("search", "break_ties", "with_whole_steps", "plan_of")
Row = dict[str, Any]


def sizes(axes: list[str]) -> dict[str, Size | None]:
    """Return every line of the table by its name; None stands for the county itself."""
    lines: dict[str, Size | None] = {"base": BASE} if "base" in axes else {}
    for times in reversed(TIMES):
        for axis in AXES:
            if axis in axes:
                figures = {one: getattr(BASE, one) for one in AXES}
                figures[axis] *= times
                lines[f"{axis} x {times}"] = Size(**figures)
    if "county" in axes:
        lines["county"] = None
    return lines


def tell(**figures: Any) -> None:
    """Print what is known so far, with the peak memory; the parent keeps the last of each."""
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**figures, "peak_mb": peak_mb}), flush=True)


def timed(module: Any, name: str, spent: dict[str, float]) -> None:
    """Have a function of a module note the wall seconds of its calls."""
    inner: Callable[..., Any] = getattr(module, name)

    def outer(*args: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return inner(*args, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - began
            tell(**{f"{step}_s": seconds for step, seconds in spent.items()})

    setattr(module, name, outer)


def recorded(module: Any, name: str, answers: list[Row]) -> None:
    """Have a function that returns a `SolveResult` note what came out."""
    inner: Callable[..., Any] = getattr(module, name)

    def outer(*args: Any, **options: Any) -> Any:
        result = inner(*args, **options)
        kept = ("objective", "bound", "gap", "solve_s", "nodes", "columns", "rows", "nonzeros", "stopped_by")
        answers.append({"status": result.status.value, **{one: getattr(result, one) for one in kept}})
        tell(runs=answers)
        return result

    setattr(module, name, outer)


def child(size: Size | None, seed: int, time_limit_s: float, build_only: bool) -> None:
    """Measure one case and print its figures as lines of JSON."""
    case = read_case(COUNTY) if size is None else county_case(size, seed)
    tell(
        size=f"{len(case.localities)} x {len(case.sites)} x {len(case.roles)} x {len(case.periods)}",
        posts=len(case.establishment),
        bases=sum(one.use == "must" for one in case.bases),
    )
    marks = [time.process_time()]
    inputs = system.inputs_of(case, "plan")
    marks.append(time.process_time())
    tell(inputs_s=marks[1] - marks[0])
    model = search.build(inputs)
    marks.append(time.process_time())
    tell(build_s=marks[2] - marks[1])
    compiled = compile_model(model)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    load(compiled, highs)
    tell(
        hand_s=time.process_time() - marks[2],
        columns=compiled.num_columns,
        rows=compiled.num_rows,
        nonzeros=int(compiled.matrix.nnz),
        integers=int(compiled.integer.sum()),
    )
    tell(build_peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if build_only:
        tell(status="not solved")
        return
    del compiled, highs, model, inputs
    spent: dict[str, float] = {}
    for step in STEPS:
        timed(option, step, spent)
    recorded(search, "run", [])
    began = time.perf_counter()
    try:
        solved = option.solve_option(case, "plan", Profile(mip_rel_gap=GAP, time_limit_s=time_limit_s))
    except CapplanError as error:
        tell(status=f"{type(error).__name__}: {error}", total_s=time.perf_counter() - began)
        return
    proof = solved.plan.proof
    tell(total_s=time.perf_counter() - began, status=proof.status, objective=proof.objective)
    tell(bound=proof.bound, gap=proof.gap)


def measure(name: str, options: argparse.Namespace) -> Row:
    """Run one line of the table in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--child", name, "--seed", str(options.seed)]
    command += ["--time-limit", str(options.time_limit), *(["--build-only"] if options.build_only else [])]
    limit_s, ended = 4 * options.time_limit + SPARE_S, ""
    row: Row = {"name": name}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            out, err = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            ended = f"ended after {limit_s:.0f} s"
    for line in out.splitlines():
        row.update(json.loads(line))
    if not ended and process.returncode == -9:
        ended = "killed (out of memory)"
    elif not ended and process.returncode != 0:
        ended = f"failed: {err.strip().splitlines()[-1] if err.strip() else process.returncode}"
    if ended:
        row["status"] = ended
    return row


HEADINGS = (
    ("", "name", ""),
    ("localities x sites x roles x periods", "size", ""),
    ("columns", "columns", ",.0f"),
    ("whole", "integers", ",.0f"),
    ("rows", "rows", ",.0f"),
    ("nonzeros", "nonzeros", ",.0f"),
    ("inputs s", "inputs_s", ".1f"),
    ("build s", "build_s", ".1f"),
    ("hand-over s", "hand_s", ".1f"),
    ("search s", "search_s", ".0f"),
    ("ties s", "break_ties_s", ".0f"),
    ("whole steps s", "with_whole_steps_s", ".0f"),
    ("figures s", "plan_of_s", ".1f"),
    ("all s", "total_s", ".0f"),
    ("objective, million GBP", "objective", "m"),
    ("bound", "bound", "m"),
    ("gap", "gap", ".2%"),
    ("status", "status", ""),
    ("MB built", "build_peak_mb", ",.0f"),
    ("MB peak", "peak_mb", ",.0f"),
)


def cell(value: Any, how: str) -> str:
    """Return a figure as it is printed; a dash where it was not reached."""
    if value is None:
        return "-"
    if how == "m":
        return f"{value / 1e6:,.2f}"
    return f"{value:{how}}"


def main() -> None:
    """Measure every size, each in its own process, and print the table."""
    parser = argparse.ArgumentParser(description="Growth of the joint model of beds and staff.")
    parser.add_argument("--time-limit", type=float, default=300.0, metavar="S", help="seconds of each search")
    parser.add_argument("--axis", nargs="+", choices=("base", *AXES, "county"), default=["base", *AXES, "county"])
    parser.add_argument("--times", type=int, nargs="+", choices=TIMES, default=list(TIMES))
    parser.add_argument("--build-only", action="store_true", help="build and hand over, do not solve")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        size = sizes(["base", *AXES, "county"])[options.child]
        child(size, options.seed, options.time_limit, options.build_only)
        return
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pyomo", "highspy", "numpy"))
    print(f"{date.today()}; Python {platform.python_version()}; {packages}; {os.cpu_count()} cores. ", end="")
    print(f"Gap asked {GAP:.0%}, time limit {options.time_limit:.0f} s, seed {options.seed}.\n")
    print(f"| {' | '.join(heading for heading, _, _ in HEADINGS)} | load |")
    print(f"|{'---|' * (len(HEADINGS) + 1)}", flush=True)
    rows: list[Row] = []
    for name in sizes(options.axis):
        if " x " in name and int(name.split(" x ")[1]) not in options.times:
            continue
        load_before = os.getloadavg()[0]
        rows.append({**measure(name, options), "load": load_before})
        cells = " | ".join(cell(rows[-1].get(key), how) for _, key, how in HEADINGS)
        print(f"| {cells} | {load_before:.1f} |", flush=True)
        if options.json:
            options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
