"""Other solvers of rounds, each in a process of its own: OR-Tools and highspy cannot be loaded together."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from capplan.formulations.visits import Inputs
from families.visit_sets import FAMILIES, Instance

PEERS = ("pyvrp", "ortools", "vroom")
ONE_CARER = ("pyvrp", "vroom")
WHOLE = 1000
"""Distances become whole numbers in so many parts of a unit."""
GRACE_S = 60.0


class CannotExpress(Exception):  # noqa: N818 (read as a finding)
    """The solver cannot state the problem."""


def run_peer(solver: str, instance: Instance, limit_s: float, python: str) -> dict[str, list[tuple[str, int]]]:
    """Return the rounds that a solver found.

    Raises
    ------
    CannotExpress
        If it cannot state the problem, or finds nothing.
    """
    family = FAMILIES[instance.family]
    inputs = family.read(instance.path)
    if solver in ONE_CARER and (inputs.pairs or any(visit.carers == 2 for visit in inputs.visits)):
        raise CannotExpress("cannot be stated: no two carers at once")
    if solver == "vroom" and any(carer.max_work_s for carer in inputs.carers):
        raise CannotExpress("cannot be stated: no longest round with free departure")
    script = Path(__file__).parent / f"peer_{solver}.py"
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder, "question.json"), Path(folder, "answer.json")
        question.write_text(json.dumps(question_of(inputs)), encoding="utf-8")
        command = [python, str(script), str(question), str(answer), str(limit_s)]
        subprocess.run(command, check=True, timeout=limit_s + GRACE_S, capture_output=True)
        found = json.loads(answer.read_text(encoding="utf-8"))
    if found is None:
        raise CannotExpress("found nothing")
    return timed(inputs, found)


def question_of(inputs: Inputs) -> dict[str, Any]:
    """Return a day as whole numbers: seconds, and distance in thousandths."""
    rate = inputs.carers[0].mileage_gbp_per_km
    at = {visit.id: place for place, visit in enumerate(inputs.visits)}
    return {
        "seconds": inputs.travel_s["car"].tolist(),
        "distance": (inputs.km["car"] * rate * WHOLE).round().astype(int).tolist(),
        "most": round(inputs.carers[0].most_load or 0.0),
        "vehicles": [
            {"start": one.start_place, "end": one.end_place, "hours": one.shifts[0], "longest": one.max_work_s}
            for one in inputs.carers
        ],
        "visits": [
            {
                "place": visit.place, "length": visit.duration_s, "opens": visit.windows[0][0],
                "closes": visit.windows[-1][1], "load": round(visit.load),
                "wish": visit.preferred_s, "late": round(visit.price_of_late * WHOLE / 60 / visit.carers, 6),
                "sent": [
                    [k for k, one in enumerate(inputs.carers) if skills <= one.skills and one.id not in visit.must_not]
                    for skills in (visit.skills, visit.second_skills or visit.skills)[: visit.carers]
                ],
            }
            for visit in inputs.visits
        ],
        "pairs": [
            {"first": at[pair.first], "second": at[pair.second],
             "least": inputs.visits[at[pair.first]].duration_s + pair.min_gap_s,
             "most": None if pair.max_gap_s is None else inputs.visits[at[pair.first]].duration_s + pair.max_gap_s}
            for pair in inputs.pairs
        ],
    }  # fmt: skip


def timed(inputs: Inputs, found: list[list[list[int | None]]]) -> dict[str, list[tuple[str, int]]]:
    """Return rounds with starts: those given, else as early as can be and then as late as costs no time at the end."""
    rounds: dict[str, list[tuple[str, int]]] = {}
    for carer, stops in zip(inputs.carers, found, strict=True):
        visits = [inputs.visits[int(number)] for number, _ in stops if number is not None]
        given = [start for _, start in stops if start is not None]
        if len(given) == len(visits):
            rounds[carer.id] = [(visit.id, start) for visit, start in zip(visits, given, strict=True)]
            continue
        ways, here, free, starts = inputs.travel_s["car"], carer.start_place, carer.shifts[0][0], []
        for visit in visits:
            starts.append(max(free + int(ways[here, visit.place]), visit.windows[0][0]))
            here, free = visit.place, starts[-1] + visit.duration_s
        for k in range(len(visits) - 2, -1, -1):
            way = int(ways[visits[k].place, visits[k + 1].place])
            starts[k] = min(visits[k].windows[-1][1], starts[k + 1] - way - visits[k].duration_s)
        rounds[carer.id] = [(visit.id, start) for visit, start in zip(visits, starts, strict=True)]
    return rounds
