"""A sweep, killed at random moments and begun again."""

from __future__ import annotations

import random
import signal
from pathlib import Path

from harm.children import Row, contents, forked
from quick_case import quick_case

SWEEP = ("--options", "plan,keep-ward", "--seeds", "0-1", "--futures", "2", "-q")


def answers(out: Path) -> dict[str, bytes]:
    """Return what a sweep has kept and written."""
    kept = out.with_name(f"{out.name}.kept")
    return {name: data for folder in (out, kept) for name, data in contents(folder).items() if Path(name).suffix}


def kill_sweeps(work: Path, times: int, seed: int, workers: int = 0) -> Row:
    """Kill a sweep at random moments, begin it again until it is done, and so on until it was killed so many times."""
    chance = random.Random(seed)
    case = quick_case(work / "case")
    words: list[object] = ["sweep", case, *SWEEP, "--workers", workers]
    whole = forked([*words, "--out", work / "whole"])
    wanted = answers(work / "whole")
    killed = sweeps = unequal = lost = 0
    while killed < times:
        out = work / f"sweep-{sweeps}"
        sweeps += 1
        stamps: dict[str, int] = {}
        for _ in range(200):
            moment = chance.uniform(0.0, whole.seconds)
            ended = forked([*words, "--out", out], after=moment if killed < times else None)
            kept = {path.name: path.stat().st_mtime_ns for path in Path(f"{out}.kept").glob("*.json")}
            lost += sum(kept.get(name) != stamp for name, stamp in stamps.items())
            stamps = kept
            if ended.code == -signal.SIGKILL:
                killed += 1
                continue
            break
        unequal += answers(out) != wanted or ended.code != 0
    happened = (
        f"{killed} kills over {sweeps} sweeps of {len(wanted) - 1} pieces ({whole.seconds:.1f} s each); {unequal} "
        f"unlike the uninterrupted one, {lost} finished pieces lost or done again"
    )
    who = "this process" if workers == 0 else f"{workers} workers"
    return Row("kill -9 of a sweep", f"random moments, {who}", happened, whole.code == 0 and not unequal and not lost)
