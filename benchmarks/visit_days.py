"""Plan county days of 100, 300 and 1,000 visits and write what is proven about them.

    python benchmarks/visit_days.py NUM_VISITS [--seeds 1 2 3 4 5] [--time-limit S] --json OUT

OUT is a list of {visits, seed, unserved, left_in_bound, objective, bound, net_gap, gap, first_plan_s, seconds, cpu_s,
checked}: visits left out by the plan and, in shares, by the relaxation behind the bound; GBP; the gap net of contact
and whole; `checked` is the verdict of the independent checker on the plan.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from families.county_day import day_case

import capplan.rounds as rounds
from capplan.check.visits import check_visits
from capplan.plan.visits.day import Search, plan_visits

MEBIBYTE_KIB = 1024


def run_day(num_visits: int, seed: int, time_limit_s: float, gap: float) -> dict[str, Any]:
    """Plan one day; return its row."""
    case = day_case(num_visits, seed)
    told: list[rounds.Progress] = []
    found: list[rounds.RoundsResult] = []
    solve = rounds.solve

    def noted(*given: Any, **options: Any) -> rounds.RoundsResult:
        found.append(solve(*given, **options))
        return found[-1]

    rounds.solve = noted
    began, used = time.perf_counter(), time.process_time()
    plan = plan_visits(case, Search(time_limit_s=time_limit_s, gap=gap, seed=0, days=0, on_progress=told.append))
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - used
    rounds.solve = solve
    return {
        "visits": num_visits,
        "seed": seed,
        "unserved": len(plan.decisions.unserved),
        "left_in_bound": found[0].left_in_bound,
        "objective": plan.proof.objective,
        "bound": plan.proof.bound,
        "net_gap": plan.proof.net_gap,
        "gap": plan.proof.gap,
        "first_plan_s": told[0].seconds,
        "seconds": seconds,
        "cpu_s": cpu_s,
        "most_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE_KIB,
        "stopped_by": found[0].stopped_by,
        "checked": not check_visits(case, plan),
        "course": [(round(one.seconds, 1), one.incumbent, one.bound) for one in told[:: max(1, len(told) // 20)]],
    }


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("num_visits", type=int)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--gap", type=float, default=0.0, metavar="G")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    given = parser.parse_args()
    rows = []
    for seed in given.seeds:
        rows.append(run_day(given.num_visits, seed, given.time_limit, given.gap))
        shown = {key: value for key, value in rows[-1].items() if key != "course"}
        print(json.dumps(shown), file=sys.stderr, flush=True)
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
