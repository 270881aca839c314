"""The figures of a day of visits, recomputed from the case and the decisions alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from capplan.case.visit_tables import CarerRow
from capplan.check.visit_facts import Shift, VisitFacts, seconds
from capplan.decisions.visits import CarerDay, DayTotals, RoundRow, VisitDay, VisitDecisions, VisitFigures


def recompute_visit_figures(facts: VisitFacts, decisions: VisitDecisions) -> VisitFigures:
    """Return all figures of a day whose stops name known visits and carers and lie in shifts."""
    shifts = [shift for shift in facts.shifts(decisions) if shift.stops]
    rounds = tuple(_round(facts, shift) for shift in shifts)
    carers = tuple(_carer_day(facts, carer, decisions, rounds) for carer in facts.case.carers)
    visits = tuple(_visit_days(facts, decisions))
    return VisitFigures(
        rounds=rounds, carers=carers, visits=visits, totals=_totals(facts, decisions, rounds, carers, visits)
    )


def break_inside(shift: Shift) -> int:
    """Return the seconds of break between the first visit's start and the last visit's end."""
    if not shift.stops:
        return 0
    first, last = shift.stops[0].start_s, shift.stops[-1].start_s
    return sum(60 * shift.carer.break_min for one in shift.breaks if first <= one.start_s <= last)


def _round(facts: VisitFacts, shift: Shift) -> RoundRow:
    ways = facts.ways(shift)
    travel_s = sum(way_s for way_s, _ in ways)
    contact_s = sum(facts.duration_s(stop.visit) for stop in shift.stops)
    leaves_s = shift.stops[0].start_s - ways[0][0]
    back_s = shift.stops[-1].start_s + facts.duration_s(shift.stops[-1].visit) + ways[-1][0]
    break_s = break_inside(shift)
    waiting_s = back_s - leaves_s - travel_s - contact_s - break_s
    return RoundRow(
        carer=shift.carer.carer,
        shift=shift.hours,
        visits=len(shift.stops),
        leaves_s=int(leaves_s) if isfinite(leaves_s) else -1,
        back_s=int(back_s) if isfinite(back_s) else -1,
        contact_min=contact_s / 60,
        travel_min=travel_s / 60 if isfinite(travel_s) else -1.0,
        waiting_min=waiting_s / 60 if isfinite(waiting_s) else -1.0,
        break_min=break_s / 60,
        distance_km=sum(way_km for _, way_km in ways if isfinite(way_km)),
    )


def _carer_day(facts: VisitFacts, carer: CarerRow, decisions: VisitDecisions, rounds: tuple[RoundRow, ...]) -> CarerDay:
    own = [row for row in rounds if row.carer == carer.carer]
    figures = facts.case.parameters
    made = [facts.visits[stop.visit] for stop in decisions.stops if stop.carer == carer.carer]
    work_min = sum(row.contact_min + row.travel_min + row.waiting_min for row in own)
    overtime_min = max(0.0, work_min - facts.paid_s(carer) / 60)
    km = sum(row.distance_km for row in own) if carer.mode == "car" else 0.0
    return CarerDay(
        carer=carer.carer,
        visits=len(made),
        work_min=work_min,
        overtime_min=overtime_min,
        pay_gbp=work_min / 60 * carer.pay_gbp_per_hour,
        overtime_gbp=overtime_min / 60 * carer.overtime_gbp_per_hour,
        mileage_gbp=km * figures.mileage_gbp_per_km,
        help_across_gbp=figures.help_across_gbp * sum(visit.base != carer.base for visit in made),
        continuity_gbp=figures.continuity_gbp * sum(carer.carer in visit.preferred_carers.split() for visit in made),
    )


def _visit_days(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[VisitDay]:
    for visit in facts.case.visits:
        stops = [stop for stop in decisions.stops if stop.visit == visit.visit]
        start_s = stops[0].start_s if stops else None
        deviation_min = 0.0
        if start_s is not None and visit.preferred_start is not None:
            deviation_min = abs(start_s - seconds(visit.preferred_start)) / 60
        yield VisitDay(
            visit=visit.visit,
            carers=tuple(sorted(stop.carer for stop in stops)),
            start_s=start_s,
            deviation_min=deviation_min,
            deviation_gbp=deviation_min * facts.case.parameters.deviation_gbp_per_min,
            unserved_gbp=0.0 if stops else facts.unserved_gbp(visit),
        )


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _totals(
    facts: VisitFacts,
    decisions: VisitDecisions,
    rounds: tuple[RoundRow, ...],
    carers: tuple[CarerDay, ...],
    visits: tuple[VisitDay, ...],
) -> DayTotals:
    left = [facts.visits[row.visit] for row in visits if not row.carers]
    out = [row.work_min / 60 for row in carers if row.visits]
    work = sum(row.work_min for row in carers)
    travel = sum(row.travel_min for row in rounds)
    wished = [row for row in visits if row.carers and facts.visits[row.visit].preferred_start is not None]
    near = sum(row.deviation_min <= facts.case.parameters.on_time_min for row in wished)
    named = [stop for stop in decisions.stops if facts.visits[stop.visit].preferred_carers]
    known = sum(stop.carer in facts.visits[stop.visit].preferred_carers.split() for stop in named)
    service = sum(
        facts.duration_s(stop.visit) / 3600 * facts.carers[stop.carer].pay_gbp_per_hour for stop in decisions.stops
    )
    money = {
        name: float(sum(getattr(row, name) for row in carers))
        for name in ("pay_gbp", "overtime_gbp", "mileage_gbp", "help_across_gbp", "continuity_gbp")
    }
    money |= {name: float(sum(getattr(row, name) for row in visits)) for name in ("deviation_gbp", "unserved_gbp")}
    return DayTotals(
        visits=len(visits),
        made=len(visits) - len(left),
        unserved_critical=sum(visit.priority == "time-critical" for visit in left),
        unserved_high=sum(visit.priority == "high" for visit in left),
        unserved_normal=sum(visit.priority == "normal" for visit in left),
        unserved_rapid=sum(visit.response == "rapid" for visit in left),
        carers_out=len(out),
        work_hours=work / 60,
        contact_share=_over(sum(row.contact_min for row in rounds), work),
        travel_share=_over(travel, work),
        waiting_share=_over(sum(row.waiting_min for row in rounds), work),
        utilisation=_over(work * 60, sum(facts.paid_s(carer) for carer in facts.case.carers)),
        travel_min_per_visit=_over(travel, float(len(decisions.stops))),
        distance_km=sum(row.distance_km for row in rounds),
        on_preferred_share=_over(near, float(len(wished))),
        known_share=_over(known, float(len(named))),
        largest_work_hours=max(out, default=0.0),
        least_work_hours=min(out, default=0.0),
        service_gbp=service,
        objective_gbp=sum(money.values()) - 2 * money["continuity_gbp"],
        **money,
    )
