"""Shift-scheduling files in the text format of Curtois and Qu as inputs of the `rota` formulation.

Costs are the files' own whole-number penalties, so that 1 GBP is a penalty of 1. A request for a shift is a constant
that working the shift takes back. Runs that touch the first or the last day are exempt from minimum lengths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from capplan.formulations.rota import Cover, Inputs, Person, Shift

# The files say that day 0 is a Monday.
A_MONDAY = date(2024, 1, 1)


def find(folder: Path) -> Iterator[Path]:
    """Yield every instance file of a folder, in the order of their numbers."""
    yield from sorted(folder.glob("Instance*.txt"), key=lambda path: int(path.stem.removeprefix("Instance")))


def sections(path: Path) -> dict[str, list[list[str]]]:
    """Return the lines of each section, split at commas, without comments."""
    found: dict[str, list[list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("SECTION_"):
            found[line.strip().removeprefix("SECTION_")] = lines = []
        elif line.strip() and not line.startswith("#"):
            lines.append([word.strip() for word in line.split(",")])
    return found


def read(path: Path) -> Inputs:
    """Read one file."""
    parts = sections(path)
    days = int(parts["HORIZON"][0][0])
    minutes = {row[0]: int(row[1]) for row in parts["SHIFTS"]}
    forbidden = {(row[0], later) for row in parts["SHIFTS"] for later in row[2].split("|") if later}
    off = {row[0]: frozenset(int(day) for day in row[1:] if day) for row in parts["DAYS_OFF"]}
    price: dict[tuple[str, int, str], float] = defaultdict(float)
    wanted = 0.0
    for person, day, shift, weight in parts["SHIFT_ON_REQUESTS"]:
        price[person, int(day), shift] -= float(weight)
        wanted += float(weight)
    for person, day, shift, weight in parts["SHIFT_OFF_REQUESTS"]:
        price[person, int(day), shift] += float(weight)
    return Inputs(
        days=days,
        first_day=A_MONDAY,
        weekends=tuple((7 * week + 5, 7 * week + 6) for week in range(days // 7)),
        shifts=tuple(Shift(one, "", "", 0, max(1, length), length) for one, length in minutes.items()),
        people=tuple(_person(row, off.get(row[0], frozenset()), days) for row in parts["STAFF"]),
        cover=tuple(
            Cover(f"{day}-{shift}", int(day), frozenset({shift}), int(need), float(under), float(over))
            for day, shift, need, under, over in parts["COVER"]
        ),
        price=dict(price),
        forbidden=frozenset(forbidden),
        constant_gbp=wanted,
    )


def _person(row: list[str], off: frozenset[int], days: int) -> Person:
    limits = {one.split("=")[0]: int(one.split("=")[1]) for one in row[1].split("|")}
    most, least, max_run, min_run, min_off_run, max_weekends = (int(word) for word in row[2:])
    return Person(
        id=row[0],
        shifts=frozenset(shift for shift, limit in limits.items() if limit > 0),
        min_paid_min=least,
        max_paid_min=most,
        min_run=min_run,
        max_run=max_run,
        min_off_run=min_off_run,
        max_weekends=max_weekends,
        max_of={shift: limit for shift, limit in limits.items() if 0 < limit < days},
        off=off,
    )
