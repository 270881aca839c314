"""Home care files in JSON: Mankowska, Meisel and Bierwirth (2014), and the set with many depots that grew out of them.

The cost is a third of each of distance, total tardiness and the largest tardiness. The last is no sum over rounds, so
its range is split: with nobody later than so many minutes it is at least the mean, so a late minute weighs
(1 + 1/services)/3; where it lies between two limits, the lower one is added instead. Hours open hard and close softly;
nobody starts more than `LATEST_MIN` after the close at first, twice as much where somebody is left out; a part of its
own holds those later, up to where no plan is cheaper than the one there is.
Two services of a patient at once are one visit by two; one after the other they are two visits and a pair. The end of
a working shift is soft in the large set (its own cost counts extra time, with weights it does not give): left free.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from capplan import rounds
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
LATEST_MIN = 480.0
FINEST_MIN, SHORTEST_S = 2.0, 1.0
"""The range of the largest tardiness is not split finer; no search of the engine is shorter."""
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


def read(path: Path, most_late: float = LATEST_MIN, least_late: float = 0.0) -> Inputs:
    """Return a file as a day; visits are `patient` (one service, or two at once) or `patient-1` and `patient-2`.

    Parameters
    ----------
    most_late, least_late
        Limits of the largest tardiness; the bound of a day with `least_late` above 0 is less `SHARE * least_late`.
    """
    care = care_of(path)
    late = SHARE * (1 + 1 / care.services if least_late <= 0 else 1)
    left_out = LEFT_OUT_WAYS * float(care.ways.max())
    last = max(patient["time_window"][1] for patient in care.patients) + most_late
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
                    windows=((seconds(opens), int((closes + most_late) * UNIT_S)),),
                    preferred_s=int(closes * UNIT_S),
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


def proven(path: Path, bound: float, latest_min: float = LATEST_MIN) -> float:
    """Return what a bound over plans in which nobody starts later after the close than so many minutes proves of all.

    Any other plan has a tardiness above that both in the sum and as the largest, and a way to each patient.
    """
    return min(bound, SHARE * (2 * latest_min + _least_ways(path)))


def latest_worth(path: Path, cost: float) -> float:
    """Return the tardiness, in minutes, beyond which every plan costs at least so much."""
    return (cost / SHARE - _least_ways(path)) / 2


def _least_ways(path: Path) -> float:
    care = care_of(path)
    at = [care.place[patient["id"]] for patient in care.patients]
    others = care.ways + np.where(np.eye(len(care.ways), dtype=bool), np.inf, 0.0)
    return float(others[:, at].min(axis=0).sum())


@dataclass
class _Part:
    """Plans whose largest tardiness lies between two limits, and what they cost at least; `tries` of the search."""

    least_late: float
    most_late: float
    bound: float
    tries: int = 0


def search(path: Path, limit_s: float, gap: float) -> tuple[Mapping[str, Stops], float, str]:
    """Return the best plan found, the bound, and how the search ended: parts of the largest tardiness, worst first.

    While somebody is left out, later starts are allowed.
    """
    until = time.perf_counter() + limit_s
    parts = [_Part(0.0, LATEST_MIN, -np.inf)]
    best, plan, latest, all_parts = (10**9, np.inf), {}, LATEST_MIN, False
    while (left := until - time.perf_counter()) > SHORTEST_S:
        part = min(parts, key=lambda one: (one.bound, one.tries))
        if part.bound >= best[1] - max(gap * best[1], TOLERANCE):
            break
        inputs = read(path, part.most_late, part.least_late)
        start = plan if best[0] else None
        found = rounds.solve(inputs, time_limit_s=max(SHORTEST_S, left / 2), gap=gap, seed=part.tries, start=start)
        part.bound = max(part.bound, found.bound + SHARE * part.least_late)
        part.tries += 1
        kept = recount(path, found.rounds)
        if (len(kept.faults), kept.objective) < best:
            best, plan = (len(kept.faults), kept.objective), found.rounds
        if best[0]:
            latest *= 2
            parts = [_Part(0.0, latest, -np.inf, part.tries)]
            continue
        if not all_parts and (worth := latest_worth(path, best[1])) > latest:
            parts.append(_Part(latest, worth, proven(path, np.inf, latest)))
            latest = worth
        all_parts = True
        if part.most_late - part.least_late > FINEST_MIN and part.bound < best[1]:
            # A plan of the later part would have to save what it is late at least.
            saved = (best[1] - part.bound) / SHARE + part.least_late
            at = min(max(saved, part.least_late + FINEST_MIN), (part.least_late + part.most_late) / 2)
            parts.append(_Part(at, part.most_late, part.bound))
            part.most_late = at
    bound = proven(path, min(part.bound for part in parts), latest)
    return plan, bound, "proven" if bound >= best[1] - max(gap * best[1], TOLERANCE) else "time limit"


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
