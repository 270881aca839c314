"""Shift-scheduling files in the text format of Curtois and Qu as inputs of the `rota` formulation.

Costs are the files' own whole-number penalties, so that 1 GBP is a penalty of 1. A request for a shift is a constant
that working the shift takes back. Runs that touch the first or the last day are exempt from minimum lengths.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
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


def best_known(folder: Path, name: str) -> float | None:
    """Return the best cost known of an instance, from `bks.json` in the folder or its parent."""
    for place in (folder, folder.parent):
        if (path := place / "bks.json").is_file():
            known = json.loads(path.read_text(encoding="utf-8")).get("instances", {})
            return float(known[name]["best_known"]) if name in known else None
    return None


def recount(path: Path, assignment: Mapping[tuple[str, int], str]) -> tuple[int, list[str]]:
    """Return penalty and broken rules of a rota, counted from the file's own lines alone."""
    parts = sections(path)
    days = int(parts["HORIZON"][0][0])
    minutes = {row[0]: int(row[1]) for row in parts["SHIFTS"]}
    not_after = {row[0]: set(row[2].split("|")) - {""} for row in parts["SHIFTS"]}
    broken = []
    for row in parts["STAFF"]:
        line = [assignment.get((row[0], day), "") for day in range(days)]
        broken += [f"{row[0]}: {fault}" for fault in _faults(row, line, minutes, not_after)]
    for name, *free in parts["DAYS_OFF"]:
        broken += [f"{name}: works on day off {day}" for day in free if assignment.get((name, int(day)))]
    penalty = 0
    for person, day, shift, weight in parts["SHIFT_ON_REQUESTS"]:
        penalty += int(weight) * (assignment.get((person, int(day))) != shift)
    for person, day, shift, weight in parts["SHIFT_OFF_REQUESTS"]:
        penalty += int(weight) * (assignment.get((person, int(day))) == shift)
    present = Counter((day, shift) for (_, day), shift in assignment.items())
    for day, shift, need, under, over in parts["COVER"]:
        count = present[int(day), shift]
        penalty += int(under) * max(0, int(need) - count) + int(over) * max(0, count - int(need))
    return penalty, broken


def _faults(row: list[str], line: list[str], minutes: dict[str, int], not_after: dict[str, set[str]]) -> Iterator[str]:
    """Yield the broken rules of one line of shifts."""
    most, least, max_run, min_run, min_off, max_weekends = (int(word) for word in row[2:])
    for limit in row[1].split("|"):
        shift, number = limit.split("=")
        if line.count(shift) > int(number):
            yield f"too many of {shift}"
    for day, (now, then) in enumerate(pairwise(line)):
        if now and then in not_after[now]:
            yield f"{then} after {now} on day {day}"
    paid = sum(minutes[shift] for shift in line if shift)
    if not least <= paid <= most:
        yield f"{paid} minutes"
    if sum(bool(line[day - 1] or line[day]) for day in range(6, len(line), 7)) > max_weekends:
        yield "too many weekends"
    pattern = "".join("w" if shift else "-" for shift in line)
    if "w" * (max_run + 1) in pattern:
        yield "too many days in a row"
    # The first and the last run touch the border of the rota.
    inner = pattern.lstrip(pattern[0]).rstrip(pattern[-1])
    for kind, shortest in (("w", min_run), ("-", min_off)):
        other = "-" if kind == "w" else "w"
        if any(0 < len(run) < shortest for run in inner.split(other)):
            yield f"a run of {kind} shorter than {shortest}"
