"""Home care files in JSON: Mankowska, Meisel and Bierwirth (2014), and the set with many depots that grew out of them.

The cost is a third of each of distance, total tardiness and the largest tardiness. The last is no sum over rounds: it
is at least the mean, so that a late minute weighs (1 + 1/services)/3, or the least that it may be in a day is added
(`hhcrsp_search`). Hours open hard and close softly.
Two services of a patient at once are one visit by two; one after the other they are two visits and a pair. The end of
a working shift is soft in the large set (its own cost counts extra time, with weights it does not give): left free.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import Any

import numpy as np

from capplan.formulations.visits import Inputs, Pair, Visit
from families.plain_day import (
    LEFT_OUT_WAYS,
    TOLERANCE,
    UNIT_S,
    Kept,
    Matrix,
    Stops,
    day,
    route_faults,
    seconds,
    vehicle,
)

SHARE = 1 / 3
LATEST_S = 8 * 3600
SIMULTANEOUS = "simultaneous"


@dataclass(frozen=True)
class Care:
    """What a file says: patients, carers, ways, and the row of the ways of each patient and of each carer's depot."""

    patients: tuple[dict[str, Any], ...]
    carers: tuple[dict[str, Any], ...]
    ways: Matrix
    place: dict[str, int]

    @property
    def services(self) -> int:
        return sum(len(patient["required_caregivers"]) for patient in self.patients)


def care_of(path: Path) -> Care:
    """Read a file."""
    text = json.loads(path.read_text(encoding="utf-8"))
    place = {one["id"]: one.get("distance_matrix_index", 0) for one in text["caregivers"]}
    num_depots = len(text.get("departing_points", text.get("central_offices", ())))
    for number, patient in enumerate(text["patients"]):
        place[patient["id"]] = patient.get("distance_matrix_index", num_depots + number)
    return Care(tuple(text["patients"]), tuple(text["caregivers"]), np.array(text["distances"], dtype=float), place)


def read(path: Path, most_late_s: int = LATEST_S, least_late_s: int = 0) -> Inputs:
    """Return a file as a day; visits are `patient` (one service, or two at once) or `patient-1` and `patient-2`.

    Parameters
    ----------
    most_late_s, least_late_s
        Limits of the largest tardiness; where the lower one is above 0 the day leaves the largest tardiness out.
    """
    care = care_of(path)
    late = SHARE * (1 + 1 / care.services if least_late_s <= 0 else 1)
    left_out = LEFT_OUT_WAYS * float(care.ways.max())
    last = max(patient["time_window"][1] for patient in care.patients) + most_late_s / UNIT_S
    longest = max(need["duration"] for patient in care.patients for need in patient["required_caregivers"])
    end = last + longest + float(care.ways.max())
    visits: list[Visit] = []
    pairs: list[Pair] = []
    for patient in care.patients:
        needs = patient["required_caregivers"]
        together = patient.get("synchronization", {}).get("type") == SIMULTANEOUS
        alike = len({need["duration"] for need in needs}) == 1
        names = [patient["id"]] if len(needs) == 1 or (together and alike) else _two(patient["id"])
        opens, closes = patient["time_window"]
        for name, need in zip(names, needs, strict=False):
            both = len(needs) == 2 and len(names) == 1
            visits.append(
                Visit(
                    id=name,
                    client=patient["id"],
                    place=care.place[patient["id"]],
                    duration_s=seconds(need["duration"]),
                    windows=((seconds(opens), close_s(closes) + most_late_s),),
                    preferred_s=close_s(closes),
                    late_gbp_per_min=late * (2 if both else 1),
                    unserved_gbp=left_out,
                    base="base",
                    skills=frozenset([need["service"]]),
                    second_skills=frozenset([needs[1]["service"]]) if both else None,
                    carers=2 if both else 1,
                    must_not=frozenset(patient.get("incompatible_caregivers", ())),
                )
            )
        if len(names) == 2:
            least, most = (0, 0) if together else patient["synchronization"]["distance"]
            first = seconds(needs[0]["duration"])
            pairs.append(Pair(*names, seconds(least) - first, int(most * UNIT_S) - first))
    carers = [
        vehicle(one["id"], care.place[one["id"]], (one.get("working_shift", (0, 0))[0], end),
                skills=frozenset(one["abilities"]))
        for one in care.carers
    ]  # fmt: skip
    return day(visits, carers, care.ways, pairs, SHARE)


def close_s(closes: float) -> int:
    """Return the end of a patient's hours in whole seconds."""
    return floor(round(closes * UNIT_S, 6))


def latest_s(path: Path, plan: Mapping[str, Stops]) -> int:
    """Return the largest tardiness of a plan, in whole seconds."""
    closes = {one["id"]: close_s(one["time_window"][1]) for one in care_of(path).patients}
    return max((start - closes[_patient(name, closes)] for stops in plan.values() for name, start in stops), default=0)


def recount(path: Path, plan: Mapping[str, Stops]) -> Kept:
    """Return the file's own cost and the broken rules of a plan."""
    care = care_of(path)
    patients = {one["id"]: one for one in care.patients}
    faults, distance = [], 0.0
    sent: dict[str, list[tuple[str, float]]] = {}
    for carer in care.carers:
        stops = plan.get(carer["id"], ())
        if not stops:
            continue
        names, starts = [name for name, _ in stops], [start / UNIT_S for _, start in stops]
        at = [care.place[_patient(name, patients)] for name in names]
        legs = [float(care.ways[way]) for way in pairwise([care.place[carer["id"]], *at, care.place[carer["id"]]])]
        distance += sum(legs)
        lengths = [_needs(name, patients)[0]["duration"] for name in names]
        hours = (carer.get("working_shift", (0, 0))[0], np.inf)
        faults += route_faults(carer["id"], legs, lengths, starts, hours)
        for name, start in zip(names, starts, strict=True):
            sent.setdefault(name, []).append((carer["id"], start))
    abilities = {carer["id"]: set(carer["abilities"]) for carer in care.carers}
    late: list[float] = []
    for patient in care.patients:
        one = _served(patient, sent, abilities)
        faults += one.faults
        opens, closes = patient["time_window"]
        faults += [f"{patient['id']}: before its hours" for start in one.starts if start < opens - TOLERANCE]
        late += [max(0.0, start - closes) for start in one.starts]
    return Kept(SHARE * (distance + sum(late) + max(late, default=0.0)), faults)


@dataclass(frozen=True)
class _Served:
    starts: list[float]
    faults: list[str]


def _served(
    patient: dict[str, Any], sent: dict[str, list[tuple[str, float]]], abilities: dict[str, set[str]]
) -> _Served:
    """Return the starts of a patient's services, and what is wrong with who is sent and when."""
    name, needs = patient["id"], patient["required_caregivers"]
    whole, halves = sent.get(name, []), [sent.get(half, []) for half in _two(name)]
    people = whole if len(whole) == len(needs) else [one for half in halves for one in half]
    if len(people) != len(needs) or len(whole) not in (0, len(needs)) or any(map(len, halves)) is bool(whole):
        return _Served([], [f"{name}: {len(people)} sent for {len(needs)} services"])
    starts, faults = [start for _, start in people], []
    orders = [people, people[::-1]] if whole else [people]
    services = [need["service"] for need in needs]
    if not any(all(s in abilities[who] for s, (who, _) in zip(services, order, strict=True)) for order in orders):
        faults.append(f"{name}: not able")
    if {who for who, _ in people} & set(patient.get("incompatible_caregivers", ())):
        faults.append(f"{name}: a carer who must not come")
    if len(needs) == 2:
        apart = starts[1] - starts[0]
        together = patient["synchronization"]["type"] == SIMULTANEOUS
        least, most = (0.0, 0.0) if together else patient["synchronization"]["distance"]
        if not least - TOLERANCE <= apart <= most + TOLERANCE:
            faults.append(f"{name}: {apart:g} between its services")
        if together and people[0][0] == people[1][0]:
            faults.append(f"{name}: one carer for both services")
    return _Served(starts, faults)


def _two(patient: str) -> list[str]:
    return [f"{patient}-1", f"{patient}-2"]


def _patient(name: str, patients: Mapping[str, Any]) -> str:
    return name if name in patients else name[:-2]


def _needs(name: str, patients: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the services of a visit."""
    needs: list[dict[str, Any]] = patients[_patient(name, patients)]["required_caregivers"]
    return needs if name in patients else [needs[int(name[-1]) - 1]]
