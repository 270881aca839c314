"""Even out work between carers at the same cost: the second level of a plan, by exchange of whole rounds.

Two carers who differ in nothing but name and skills may exchange their rounds of a day. An exchange is made if it costs
no more and brings the hours so far nearer to the contracts; nothing says that no better exchange of three exists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from capplan.decisions.visits import VisitDecisions
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.formulations.visits.duties import roles_of
from capplan.plan.visits.timing import decisions_of, rounds_of
from capplan.units import seconds_to_hours

Stops = dict[str, list[tuple[str, int]]]
EQUAL = 1e-9


def evened(
    inputs: Inputs, decisions: VisitDecisions, worked_h: Mapping[str, float], contract_h: Mapping[str, float]
) -> VisitDecisions:
    """Return decisions that cost no more, with work nearer to the contracts.

    Parameters
    ----------
    worked_h, contract_h
        Hours of each carer on the days before, and hours of the contract up to and with this day.
    """
    stops: Stops = {carer.id: [] for carer in inputs.carers}
    for stop in decisions.stops:
        stops[stop.carer].append((stop.visit, stop.start_s))
    today: dict[str, float] = defaultdict(float)
    for out in rounds_of(inputs, decisions):
        today[out.carer.id] += seconds_to_hours(out.work_s)
    visits = {visit.id: visit for visit in inputs.visits}
    alike = [
        (one, other) for one, other in combinations(inputs.carers, 2) if _kind(one) == _kind(other)
    ]  # fmt: skip

    def gain(pair: tuple[Carer, Carer]) -> float:
        one, other = (carer.id for carer in pair)
        before = _uneven(worked_h, contract_h, {one: today[one], other: today[other]})
        return before - _uneven(worked_h, contract_h, {one: today[other], other: today[one]})

    while True:
        best = max(alike, key=gain, default=None)
        while best is not None and gain(best) > EQUAL and not _possible(visits, inputs, stops, *best):
            alike = [pair for pair in alike if pair is not best]
            best = max(alike, key=gain, default=None)
        if best is None or gain(best) <= EQUAL:
            return decisions_of(inputs, stops)
        one, other = (carer.id for carer in best)
        stops[one], stops[other] = stops[other], stops[one]
        today[one], today[other] = today[other], today[one]


def _kind(carer: Carer) -> tuple[object, ...]:
    return (
        carer.base, carer.start_place, carer.end_place, carer.shifts, carer.mode, carer.paid_s, carer.max_work_s,
        carer.meal_break, carer.shift_breaks, carer.service_gbp_per_h, carer.travel_gbp_per_h, carer.waiting_gbp_per_h,
        carer.overtime_gbp_per_h, carer.mileage_gbp_per_km, carer.help_across_gbp,
    )  # fmt: skip


def _uneven(worked_h: Mapping[str, float], contract_h: Mapping[str, float], today: Mapping[str, float]) -> float:
    """Return squares of the hours over contract hours, which are least where all have their share."""
    return sum((worked_h.get(name, 0.0) + hours) ** 2 / max(contract_h[name], EQUAL) for name, hours in today.items())


def _possible(visits: Mapping[str, Visit], inputs: Inputs, stops: Stops, one: Carer, other: Carer) -> bool:
    """Say whether two carers can exchange their rounds at no more cost."""
    change = 0.0
    able = {carer.id: carer for carer in inputs.carers}
    sent: dict[str, list[str]] = defaultdict(list)
    for name, made in stops.items():
        for visit_id, _ in made:
            sent[visit_id].append({one.id: other.id, other.id: one.id}.get(name, name))
    for carer, taker in ((one, other), (other, one)):
        for name, _ in stops[carer.id]:
            visit, team = visits[name], [able[who] for who in sent[name]]
            change += visit.preferred.get(taker.id, 0.0) - visit.preferred.get(carer.id, 0.0)
            roles = [roles_of(visit, who) for who in team]
            if not (roles[0][0] if len(team) == 1 else any(a[0] and b[1] for a, b in (roles, roles[::-1]))):
                return False
    return change <= EQUAL
