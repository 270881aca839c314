"""Plan county days of 100, 300 and 1,000 visits and write what is proven about them.

    python benchmarks/visit_days.py NUM_VISITS [--seeds 1 2 3 4 5] [--time-limit S] [--absent S] --json OUT

OUT is a list of {visits, seed, unserved, left_in_bound, objective, bound, net_gap, gap, first_plan_s, seconds, cpu_s,
checked}: visits left out by the plan and, in shares, by the relaxation behind the bound; GBP; the gap net of contact
and whole; `checked` is the verdict of the independent checker on the plan. With --absent the carer with most to do
after 10:40 is absent from then on, and the rest of the day is planned again within S seconds: `again` in the row.
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
from capplan.case.case import Case
from capplan.check.visit_replan import check_replanned
from capplan.check.visits import check_visits
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.day import Search, plan_visits
from capplan.plan.visits.replan import replan
from capplan.plan.visits.replan_state import News, as_told
from capplan.units import clock_to_seconds

MEBIBYTE_KIB = 1024
NOW_S = clock_to_seconds("10:40")


def run_day(num_visits: int, seed: int, time_limit_s: float, gap: float, again_s: float | None) -> dict[str, Any]:
    """Plan one day, and its rest again where asked for; return its row."""
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
        "again": None if again_s is None else run_again(case, plan, again_s),
        "course": [(round(one.seconds, 1), one.incumbent, one.bound) for one in told[:: max(1, len(told) // 20)]],
    }


def run_again(case: Case, told: VisitPlan, time_limit_s: float) -> dict[str, Any]:
    """Plan the rest of a day again without the carer who has most to do; return what changes and what it takes."""
    stops = [stop for stop in told.decisions.stops if stop.start_s > NOW_S]
    to_do = {carer: sum(stop.carer == carer for stop in stops) for carer in sorted({stop.carer for stop in stops})}
    absent = max(to_do, key=lambda carer: to_do[carer])
    began, used = time.perf_counter(), time.process_time()
    search = Search(time_limit_s=time_limit_s, seed=0, days=0)
    today, plan = replan(case, told, News(now_s=NOW_S, absent=(absent,)), search)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - used
    faults = (*check_visits(today, plan), *check_replanned(as_told(case, case), today, told, plan))
    again = plan.replanned
    assert again is not None
    return {
        "absent": absent,
        "to_do": to_do[absent],
        "moved_share": again.moved_share,
        "unserved_before": len(told.decisions.unserved),
        "unserved": len(plan.decisions.unserved),
        "seconds": seconds,
        "cpu_s": cpu_s,
        "checked": not faults,
    }


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("num_visits", type=int)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--gap", type=float, default=0.0, metavar="G")
    parser.add_argument("--absent", type=float, metavar="S", help="plan the rest again without one carer in S seconds")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    given = parser.parse_args()
    rounds.compile_loops()
    rows = []
    for seed in given.seeds:
        rows.append(run_day(given.num_visits, seed, given.time_limit, given.gap, given.absent))
        shown = {key: value for key, value in rows[-1].items() if key != "course"}
        print(json.dumps(shown), file=sys.stderr, flush=True)
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
