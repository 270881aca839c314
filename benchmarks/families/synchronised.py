"""Instances with visits by two who start together (Bredström and Rönnqvist 2008) as days: least travel, in minutes.

A minute of travel costs 1 GBP, all else nothing; leaving a visit out costs more than any travel. The two nodes of a
pair are one visit by two. Staff are alike; preferences are another objective and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.formulations.visits import Carer, Inputs, Visit
from families.plain_day import UNIT_S, Kept, Stops, day, route_faults, vehicle

LEFT_OUT_GBP = 10_000.0
NO_WAY = 10_000


def read(path: Path) -> Inputs:
    """Return a file as a day; the second node of a pair is no visit of its own."""
    text = path.read_text(encoding="utf-8")
    length, opens, closes = (_table(text, name)[:, 0] for name in ("s_id", "e_id", "l_id"))
    pairs = pairs_of(text)
    ways = _ways(text)
    visits = [
        Visit(
            id=str(node),
            client=str(node),
            place=node,
            duration_s=int(length[node]) * UNIT_S,
            windows=((int(opens[node]) * UNIT_S, int(closes[node]) * UNIT_S),),
            unserved_gbp=LEFT_OUT_GBP,
            base="base",
            carers=2 if node in pairs else 1,
        )
        for node in range(1, len(ways))
        if node not in pairs.values()
    ]
    carers: list[Carer] = [vehicle(f"s{k}", 0, (0, _whole(text, "T"))) for k in range(_whole(text, "kn"))]
    return day(visits, carers, ways)


def proven(path: Path, bound: float) -> float:
    """Return what a bound proves: where every way takes whole minutes, the next whole number."""
    ways = _ways(path.read_text(encoding="utf-8"))
    return float(np.ceil(bound - 1e-6)) if np.array_equal(ways, np.round(ways)) else bound


def pairs_of(text: str) -> dict[int, int]:
    """Return the second node of each node that is shared."""
    shared = text.split("Shared_Visited")[1].split(";")[0]
    return {int(a): int(b) for a, b in re.findall(r"\((\d+),(\d+)\)", shared)}


def recount(path: Path, rounds: Mapping[str, Stops]) -> Kept:
    """Return minutes of travel and broken rules of a plan; both carers of a shared visit carry its first node."""
    text = path.read_text(encoding="utf-8")
    length, opens, closes = (_table(text, name)[:, 0] for name in ("s_id", "e_id", "l_id"))
    ways, pairs, ends = _ways(text), pairs_of(text), _whole(text, "T")
    faults, total = [], 0.0
    starts: dict[int, list[float]] = {node: [] for node in range(1, len(ways)) if node not in pairs.values()}
    for name, stops in rounds.items():
        if not stops:
            continue
        nodes, times = [int(node) for node, _ in stops], [start / UNIT_S for _, start in stops]
        legs = [float(ways[way]) for way in pairwise([0, *nodes, 0])]
        total += sum(legs)
        faults += route_faults(name, legs, [float(length[node]) for node in nodes], times, (0.0, float(ends)))
        for node, start in zip(nodes, times, strict=True):
            starts[node].append(start)
        if len(set(nodes)) < len(nodes):
            faults.append(f"{name}: twice at a visit")
    for node, times in starts.items():
        if len(times) != (2 if node in pairs else 1) or len(set(times)) > 1:
            faults.append(f"visit {node}: starts {times}")
        faults += [f"visit {node}: outside its hours" for at in times if not opens[node] <= at <= closes[node]]
    if sum(bool(stops) for stops in rounds.values()) > _whole(text, "kn"):
        faults.append("more staff than there are")
    return Kept(total, faults)


def _whole(text: str, name: str) -> int:
    found = re.search(rf"param {name}:=\s*(\d+)", text)
    assert found is not None, name
    return int(found[1])


def _ways(text: str) -> NDArray[np.float64]:
    """Return minutes from node to node; a way that does not exist is one nobody takes: from a place to itself."""
    ways = _table(text, "t_ij")
    return np.where(ways >= NO_WAY, 0.0, ways)


def _table(text: str, name: str) -> NDArray[np.float64]:
    """Return a table of the file by node; rows that are not given are 0."""
    body = text.split(f"param {name}:")[1].split(":=")[1].split(";")[0]
    rows = {
        int(line.split()[0]): [float(one) for one in line.split()[1:]] for line in body.splitlines() if line.strip()
    }
    table = np.zeros((max(rows) + 1, max(len(row) for row in rows.values())))
    for node, row in rows.items():
        table[node, : len(row)] = row
    return table
