"""Solve a question of rounds with OR-Tools: `python peer_ortools.py QUESTION ANSWER SECONDS`.

A visit by two is two nodes that start together; a late start has a soft limit. The largest tardiness is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

LEFT_OUT = 10_000_000
"""Price of a visit left out: without one a first plan with visits by two is hardly ever found."""


def main() -> None:
    """Read, solve, write rounds by vehicle with starts (null: none found)."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    nodes = [(number, role) for number, visit in enumerate(asked["visits"]) for role in range(len(visit["sent"]))]
    places = sorted({one[end] for one in asked["vehicles"] for end in ("start", "end")})
    at = [*places, *(asked["visits"][number]["place"] for number, _ in nodes)]
    first = len(places)
    length = [0] * first + [asked["visits"][number]["length"] for number, _ in nodes]
    load = [0] * first + [asked["visits"][number]["load"] for number, _ in nodes]
    ends = [[places.index(one[end]) for one in asked["vehicles"]] for end in ("start", "end")]
    manager = pywrapcp.RoutingIndexManager(len(at), len(asked["vehicles"]), *ends)
    routing = pywrapcp.RoutingModel(manager)
    node = manager.IndexToNode
    way = routing.RegisterTransitCallback(lambda i, j: asked["distance"][at[node(i)]][at[node(j)]])
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    clock = routing.RegisterTransitCallback(lambda i, j: length[node(i)] + asked["seconds"][at[node(i)]][at[node(j)]])
    horizon = max(one["hours"][1] for one in asked["vehicles"])
    routing.AddDimension(clock, horizon, horizon, False, "time")
    time = routing.GetDimensionOrDie("time")
    if asked["most"]:
        full = routing.RegisterUnaryTransitCallback(lambda i: load[node(i)])
        routing.AddDimension(full, 0, asked["most"], True, "load")
    for k, one in enumerate(asked["vehicles"]):
        time.CumulVar(routing.Start(k)).SetRange(*one["hours"])
        time.CumulVar(routing.End(k)).SetRange(*one["hours"])
        if one["longest"]:
            time.SetSpanUpperBoundForVehicle(one["longest"], k)
    index = {key: manager.NodeToIndex(first + place) for place, key in enumerate(nodes)}
    solver = routing.solver()
    for (number, role), i in index.items():
        visit = asked["visits"][number]
        time.CumulVar(i).SetRange(visit["opens"], visit["closes"])
        if visit["late"] > 0:
            time.SetCumulVarSoftUpperBound(i, visit["wish"], max(1, round(visit["late"])))
        if len(visit["sent"][role]) < len(asked["vehicles"]):
            routing.VehicleVar(i).SetValues([-1, *visit["sent"][role]])
        if role == 1:
            solver.Add(time.CumulVar(index[number, 0]) == time.CumulVar(i))
            solver.Add(routing.ActiveVar(index[number, 0]) == routing.ActiveVar(i))
        routing.AddDisjunction([i], LEFT_OUT)
    for pair in asked["pairs"]:
        one, other = (time.CumulVar(index[pair[end], 0]) for end in ("first", "second"))
        solver.Add(other >= one + pair["least"])
        if pair["most"] is not None:
            solver.Add(other <= one + pair["most"])
    found = routing.SolveWithParameters(_parameters(float(sys.argv[3])))
    rounds: list[list[tuple[int, int]]] | None = None
    if found is not None:
        rounds = [_round(k, routing, found, time, node, nodes, first) for k in range(len(asked["vehicles"]))]
    Path(sys.argv[2]).write_text(json.dumps(rounds), encoding="utf-8")


def _parameters(limit_s: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(round(1000 * limit_s))
    return parameters


def _round(k: int, routing: Any, found: Any, time: Any, node: Any, nodes: Any, first: int) -> list[tuple[int, int]]:
    stops, i = [], found.Value(routing.NextVar(routing.Start(k)))
    while not routing.IsEnd(i):
        stops.append((nodes[node(i) - first][0], found.Min(time.CumulVar(i))))
        i = found.Value(routing.NextVar(i))
    return stops


if __name__ == "__main__":
    main()
