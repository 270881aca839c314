"""Solve a question of rounds with PyVRP: `python peer_pyvrp.py QUESTION ANSWER SECONDS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyvrp import Model
from pyvrp.stop import MaxRuntime


def main() -> None:
    """Read, solve, write rounds by vehicle (null: none found)."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    model = Model()
    places = [model.add_location(0, 0) for _ in asked["distance"]]
    own = {place: model.add_depot(places[place]) for place in sorted({one["start"] for one in asked["vehicles"]})}
    for visit in asked["visits"]:
        model.add_client(
            places[visit["place"]], delivery=visit["load"], service_duration=visit["length"],
            tw_early=visit["opens"], tw_late=visit["closes"],
        )  # fmt: skip
    kinds: dict[tuple[int, ...], list[int]] = {}
    for number, one in enumerate(asked["vehicles"]):
        kinds.setdefault((one["start"], *one["hours"], one["longest"] or -1), []).append(number)
    for (place, low, high, longest), numbers in kinds.items():
        limits = {"shift_duration": longest} if longest >= 0 else {}
        model.add_vehicle_type(
            len(numbers), capacity=asked["most"], start_depot=own[place], end_depot=own[place], tw_early=low,
            tw_late=high, **limits,
        )  # fmt: skip
    for i, one in enumerate(places):
        for j, other in enumerate(places):
            model.add_edge(one, other, distance=asked["distance"][i][j], duration=asked["seconds"][i][j])
    found = model.solve(stop=MaxRuntime(float(sys.argv[3])), seed=0, display=False)
    rounds: list[list[tuple[int, None]]] | None = None
    if found.is_feasible():
        rounds, free = [[] for _ in asked["vehicles"]], {k: list(numbers) for k, numbers in enumerate(kinds.values())}
        for route in found.best.routes():
            rounds[free[route.vehicle_type()].pop(0)] = [(one.idx, None) for one in route if one.is_client()]
    Path(sys.argv[2]).write_text(json.dumps(rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
