"""Instances with visits by two who start together (Bredström and Rönnqvist 2008) as days: least travel, in minutes.

Travel costs 1 GBP a minute, all else nothing; leaving a visit out costs more than any travel. The two nodes of a pair
are one visit by two. Staff are alike; preferences are another objective and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from capplan.formulations.visits import Carer, Inputs, Visit

GBP_PER_HOUR = 60.0
LEFT_OUT_GBP = 10_000.0


@dataclass(frozen=True)
class Instance:
    """One instance by name."""

    name: str
    inputs: Inputs


def find(folder: Path) -> list[Instance]:
    """Return every instance of a folder."""
    return [Instance(path.stem, read(path)) for path in sorted(folder.rglob("*.dat"))]


def read(path: Path) -> Inputs:
    """Return an instance as a day; its minutes become seconds."""
    text = path.read_text(encoding="utf-8")
    length, opens, closes = (_table(text, name)[:, 0] for name in ("s_id", "e_id", "l_id"))
    travel = _table(text, "t_ij")
    pairs = {int(a): int(b) for a, b in re.findall(r"\((\d+),(\d+)\)", text.split("Shared_Visited")[1].split(";")[0])}
    number, ends = (int(re.search(rf"param {name}:=\s*(\d+)", text)[1]) for name in ("kn", "T"))  # type: ignore[index]
    seconds = np.where(travel >= 10000, 0, travel).astype(np.int64) * 60
    visits = tuple(
        Visit(
            id=str(node),
            client=str(node),
            place=node,
            duration_s=int(length[node]) * 60,
            windows=((int(opens[node]) * 60, int(closes[node]) * 60),),
            unserved_gbp=LEFT_OUT_GBP,
            base="base",
            carers=2 if node in pairs else 1,
        )
        for node in range(1, len(travel))
        if node not in pairs.values()
    )
    carers = tuple(
        Carer(f"s{k}", "base", 0, 0, ((0, ends * 60),), travel_gbp_per_h=GBP_PER_HOUR, paid_s=ends * 60)
        for k in range(number)
    )
    return Inputs(visits, (), carers, {"car": seconds}, {"car": np.zeros(seconds.shape)})


def _table(text: str, name: str) -> np.ndarray:
    """Return a table of the file by node; rows that are not given are 0."""
    body = text.split(f"param {name}:")[1].split(":=")[1].split(";")[0]
    rows = {
        int(line.split()[0]): [float(one) for one in line.split()[1:]] for line in body.splitlines() if line.strip()
    }
    table = np.zeros((max(rows) + 1, max(len(row) for row in rows.values())))
    for node, row in rows.items():
        table[node, : len(row)] = row
    return table
