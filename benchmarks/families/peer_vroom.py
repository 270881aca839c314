"""Solve a question of rounds with VROOM (`python peer_vroom.py QUESTION ANSWER SECONDS`); its cost: time on the way."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import vroom

EXPLORE = 5


def main() -> None:
    """Read, solve, write rounds by vehicle (null: somebody is not visited)."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    problem = vroom.Input()
    problem.set_durations_matrix("car", np.array(asked["seconds"], dtype=np.uint32))
    for number, one in enumerate(asked["vehicles"]):
        problem.add_vehicle(
            vroom.Vehicle(
                number + 1, start=one["start"], end=one["end"], capacity=[asked["most"]],
                time_window=tuple(one["hours"]),
            )
        )  # fmt: skip
    for number, visit in enumerate(asked["visits"]):
        problem.add_job(
            vroom.Job(
                number + 1, location=visit["place"], default_service=visit["length"], delivery=[visit["load"]],
                time_windows=[(visit["opens"], visit["closes"])],
            )
        )  # fmt: skip
    found = problem.solve(EXPLORE, 1, timeout=timedelta(seconds=float(sys.argv[3])))
    rounds: list[list[tuple[int, None]]] | None = None
    if not found.unassigned:
        rounds = [[] for _ in asked["vehicles"]]
        for row in found.routes.to_dict("records"):
            if row["type"] == "job":
                rounds[int(row["vehicle_id"]) - 1].append((int(row["id"]) - 1, None))
    Path(sys.argv[2]).write_text(json.dumps(rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
