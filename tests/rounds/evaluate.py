"""Rounds of a day from the inputs alone: what they cost and which rules they break; shares no code with the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from capplan.formulations.visits.inputs import Carer, Inputs, Visit

Stops = Sequence[tuple[str, int]]
Rounds = Mapping[str, Stops]


def evaluate(inputs: Inputs, rounds: Rounds) -> tuple[float, list[str]]:
    """Return GBP and every broken rule (in words; empty: all is well)."""
    visits = {visit.id: visit for visit in inputs.visits}
    faults: list[str] = []
    cost = 0.0
    for carer in inputs.carers:
        stops = [(visits[name], start) for name, start in rounds.get(carer.id, ())]
        part, wrong = _carer_day(inputs, carer, stops)
        cost += part
        faults += wrong
    if not set(rounds) <= {carer.id for carer in inputs.carers}:
        faults.append("somebody unknown is sent")
    starts: dict[str, set[int]] = {}
    sent: dict[str, list[Carer]] = {}
    by_id = {carer.id: carer for carer in inputs.carers}
    for name, stops_of in rounds.items():
        for visit_id, start in stops_of:
            starts.setdefault(visit_id, set()).add(start)
            sent.setdefault(visit_id, []).append(by_id[name])
    for visit in inputs.visits:
        if visit.id not in sent:
            cost += visit.unserved_gbp
            continue
        cost += _visit_cost(visit, min(starts[visit.id]))
        faults += _visit_faults(visit, starts[visit.id], sent[visit.id])
    for pair in inputs.pairs:
        if pair.first in starts and pair.second in starts:
            gap = min(starts[pair.second]) - min(starts[pair.first]) - visits[pair.first].duration_s
            if not pair.min_gap_s <= gap <= (math.inf if pair.max_gap_s is None else pair.max_gap_s):
                faults.append(f"{pair.first} to {pair.second}: {gap} s between them")
    return cost, faults


def _visit_cost(visit: Visit, start: int) -> float:
    if visit.preferred_s is None:
        return 0.0
    late = visit.deviation_gbp_per_min if visit.late_gbp_per_min is None else visit.late_gbp_per_min
    return abs(start - visit.preferred_s) / 60 * (late if start > visit.preferred_s else visit.deviation_gbp_per_min)


def _visit_faults(visit: Visit, starts: set[int], sent: list[Carer]) -> list[str]:
    faults = []
    if len(starts) > 1 or len(sent) != visit.carers or len({carer.id for carer in sent}) != visit.carers:
        faults.append(f"{visit.id}: {len(sent)} sent, {len(starts)} starts")
    if not any(low <= start <= high for start in starts for low, high in visit.windows):
        faults.append(f"{visit.id}: outside its windows")
    needs = [visit.skills, visit.skills if visit.second_skills is None else visit.second_skills][: len(sent)]
    if not any(all(a <= carer.skills for a, carer in zip(order, sent, strict=False)) for order in (needs, needs[::-1])):
        faults.append(f"{visit.id}: skills")
    if any(carer.id in visit.must_not for carer in sent):
        faults.append(f"{visit.id}: must not")
    return faults


def _carer_day(inputs: Inputs, carer: Carer, stops: list[tuple[Visit, int]]) -> tuple[float, list[str]]:
    cost, faults, work = 0.0, [], 0
    for low, high in carer.shifts:
        own = [stop for stop in stops if low <= stop[1] < high]
        if own:
            part, length, wrong = _round(inputs, carer, (low, high), own)
            cost, work, faults = cost + part, work + length, faults + wrong
    inside = sum(low <= start < high for _, start in stops for low, high in carer.shifts)
    if inside != len(stops):
        faults.append(f"{carer.id}: outside the shifts")
    if carer.max_work_s is not None and work > carer.max_work_s:
        faults.append(f"{carer.id}: works {work} s")
    return cost + max(0, work - carer.paid_s) * carer.overtime_gbp_per_h / 3600, faults


def _round(
    inputs: Inputs, carer: Carer, shift: tuple[int, int], stops: list[tuple[Visit, int]]
) -> tuple[float, int, list[str]]:
    """Return cost, seconds of work and faults of one round; the break goes where it costs least."""
    places = [carer.start_place, *(visit.place for visit, _ in stops), carer.end_place]
    ways = [int(inputs.travel_s[carer.mode][way]) for way in pairwise(places)]
    km = sum(float(inputs.km[carer.mode][way]) for way in pairwise(places))
    leaves = stops[0][1] - ways[0]
    free = [start + visit.duration_s for visit, start in stops]
    back = free[-1] + ways[-1]
    load = sum(visit.load for visit, _ in stops)
    faults = [f"{carer.id}: load {load:g}"] if carer.most_load is not None and load > carer.most_load else []
    faults += [] if shift[0] <= leaves and back <= shift[1] else [f"{carer.id}: round outside the shift"]
    faults += [
        f"{carer.id}: late at {stop[0].id}"
        for done, way, stop in zip(free, ways[1:], stops[1:], strict=False)
        if done + way > stop[1]
    ]
    pause, off = carer.meal_break, 0
    if pause is not None and shift[1] - shift[0] > pause.only_if_shift_longer_than_s:
        rooms = [
            (done, stop[1] - way, pause.length_s) for done, way, stop in zip(free, ways[1:], stops[1:], strict=False)
        ]
        rooms += [(shift[0], leaves, 0), (back, shift[1], 0)]
        found = [
            saved
            for begins, ends, saved in rooms
            if max(begins, pause.earliest_s) <= min(pause.latest_s, ends - pause.length_s)
        ]
        if not found:
            faults.append(f"{carer.id}: no room for the break")
        off = max(found, default=0)
    travel, contact, work = sum(ways), sum(visit.duration_s for visit, _ in stops), back - leaves - off
    cost = (
        travel * carer.travel_gbp_per_h
        + contact * carer.service_gbp_per_h
        + (work - travel - contact) * carer.waiting_gbp_per_h
    ) / 3600 + km * carer.mileage_gbp_per_km
    cost += sum(visit.preferred.get(carer.id, 0.0) for visit, _ in stops)
    cost += sum(carer.help_across_gbp for visit, _ in stops if visit.base != carer.base)
    return cost, work, faults
