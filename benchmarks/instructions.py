"""Count the instructions of the inner loops and of the hand-over to HiGHS, which no load of the machine changes.

    python benchmarks/instructions.py [--only NAME ...] [--json OUT]

Needs valgrind (cachegrind), for machines without counters of their own. Each piece runs in a process of its own, done
once and done twice; the difference is what doing it takes, without start, set-up and compilation. Numba compiles for a
plain processor, which valgrind knows: fewer instructions may do on a newer one.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

NUM_VISITS, ITERATIONS, NONZEROS = 100, 100, 10_000
Piece = Callable[[], object]
DAY = "day.pickle"


def rounds_search(folder: Path) -> tuple[Piece, int, str]:
    """Iterations of the search for plans of a county day."""
    from capplan.rounds.day import day_of
    from capplan.rounds.neighbourhood import fill, search, seed_chance
    from capplan.rounds.state import copy_of, empty_state, new_room
    from capplan.rounds.turns import COLD_GBP, HOT_GBP

    day = day_of(pickle.loads((folder / DAY).read_bytes()))
    room, plan, missed = new_room(day), empty_state(day), np.zeros(NUM_VISITS)
    fill(day, plan, room)

    def piece() -> None:
        now, best = copy_of(day, plan), copy_of(day, plan)
        seed_chance(0)
        search(day, now, best, empty_state(day), room, missed, 0, ITERATIONS, ITERATIONS, HOT_GBP, COLD_GBP)

    return piece, ITERATIONS, f"iteration of the search for plans, {NUM_VISITS} visits"


def rounds_pricing(folder: Path) -> tuple[Piece, int, str]:
    """Exact search for rounds at given prices, every class of a county day once."""
    from capplan.rounds.day import day_of
    from capplan.rounds.pricing import LEVELS, Items, classes_of, find_rounds
    from capplan.rounds.windows import windows_of

    day = day_of(pickle.loads((folder / DAY).read_bytes()))
    items = Items.of(windows_of(day))
    classes = classes_of(day, items, range(len(day.duties)))
    gain = np.full(len(items.visit), 12.0)
    return (
        lambda: [find_rounds(day, one, gain, len(LEVELS) - 1) for one in classes],
        len(classes),
        f"class of carers priced to the end, {NUM_VISITS} visits",
    )


def hand_over(_: Path) -> tuple[Piece, int, str]:
    """A Pyomo model compiled to arrays."""
    from handover import Data, build_pyomo

    from capplan.solve.handover import compile_model

    model = build_pyomo(Data(NONZEROS))
    return lambda: compile_model(model), NONZEROS, "nonzero of a Pyomo model compiled to arrays"


PIECES = {"rounds-search": rounds_search, "rounds-pricing": rounds_pricing, "hand-over": hand_over}


def counted(name: str, times: int, folder: str, surroundings: dict[str, str]) -> int:
    """Return the instructions of a process that does a piece so many times."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command += [sys.executable, __file__, "--child", name, str(times), folder]
    said = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True).stderr
    found = re.search(r"I +refs: +([\d,]+)", said)
    assert found is not None, said
    return int(found[1].replace(",", ""))


def main() -> None:
    """Parse, count, print; `--child` does a piece."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(PIECES), default=list(PIECES), metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child is not None:
        piece = PIECES[asked.child[0]](Path(asked.child[2]))[0]
        for _ in range(int(asked.child[1])):
            piece()
        return
    from families.county_day import day_inputs

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        # Made here: reading the county under valgrind would take longer than all that is counted.
        (Path(folder) / DAY).write_bytes(pickle.dumps(day_inputs(NUM_VISITS, 1)))
        surroundings = os.environ | {"NUMBA_CPU_NAME": "generic", "NUMBA_CACHE_DIR": folder, "PYTHONHASHSEED": "0"}
        for name in asked.only:
            # Compiled and kept before anything is counted.
            subprocess.run([sys.executable, __file__, "--child", name, "1", folder], env=surroundings, check=True)
            once, twice = (counted(name, times, folder, surroundings) for times in (1, 2))
            _, units, what = PIECES[name](Path(folder))
            rows.append({"name": name, "what": what, "instructions": (twice - once) / units})
            print(f"{name}: {rows[-1]['instructions']:,.0f} instructions for each {what}", flush=True)
    if asked.json is not None:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
