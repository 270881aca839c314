"""The figures of a day of visits; `docs/figures.md` defines them, `capplan.check` computes them once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from capplan.case.case import Case
from capplan.decisions.visits import CarerDay, DayTotals, RoundRow, VisitDay, VisitDecisions, VisitFigures
from capplan.formulations.visits import Carer, Inputs
from capplan.plan.visits.timing import Round, rounds_of
from capplan.units import minutes_to_hours, seconds_to_clock, seconds_to_hours, seconds_to_minutes


def visit_figures(case: Case, inputs: Inputs, decisions: VisitDecisions) -> VisitFigures:
    """Return all figures that follow from decisions about a day."""
    rounds = rounds_of(inputs, decisions)
    carers = tuple(_carer_day(carer, [one for one in rounds if one.carer is carer]) for carer in inputs.carers)
    visits = _visit_days(inputs, decisions)
    return VisitFigures(
        rounds=tuple(map(round_row, rounds)),
        carers=carers,
        visits=visits,
        totals=_totals(case, inputs, rounds, carers, visits),
    )


def round_row(one: Round) -> RoundRow:
    """Return the figures of a round."""
    travel_s = sum(one.ways_s)
    return RoundRow(
        carer=one.carer.id,
        shift="-".join(map(seconds_to_clock, one.shift)),
        visits=len(one.stops),
        leaves_s=one.leaves_s,
        back_s=one.back_s,
        contact_min=seconds_to_minutes(one.contact_s),
        travel_min=seconds_to_minutes(travel_s),
        waiting_min=seconds_to_minutes(one.work_s - travel_s - one.contact_s),
        break_min=seconds_to_minutes(one.pause_s),
        distance_km=sum(one.ways_km),
    )


def _carer_day(carer: Carer, rounds: Sequence[Round]) -> CarerDay:
    work_s = sum(one.work_s for one in rounds)
    contact_s = sum(one.contact_s for one in rounds)
    travel_s = sum(sum(one.ways_s) for one in rounds)
    over_s = max(0, work_s - carer.paid_s)
    made = [visit for one in rounds for visit, _ in one.stops]
    known = [visit for visit in made if carer.id in visit.preferred]
    pay = (
        seconds_to_hours(contact_s) * carer.service_gbp_per_h
        + seconds_to_hours(travel_s) * carer.travel_gbp_per_h
        + seconds_to_hours(work_s - contact_s - travel_s) * carer.waiting_gbp_per_h
    )
    return CarerDay(
        carer=carer.id,
        visits=len(made),
        work_min=seconds_to_minutes(work_s),
        overtime_min=seconds_to_minutes(over_s),
        pay_gbp=pay,
        overtime_gbp=seconds_to_hours(over_s) * carer.overtime_gbp_per_h,
        mileage_gbp=sum(sum(one.ways_km) for one in rounds) * carer.mileage_gbp_per_km,
        help_across_gbp=carer.help_across_gbp * len([visit for visit in made if visit.base != carer.base]),
        continuity_gbp=-sum(visit.preferred[carer.id] for visit in known) + 0.0,
    )


def _visit_days(inputs: Inputs, decisions: VisitDecisions) -> tuple[VisitDay, ...]:
    carers: dict[str, list[str]] = defaultdict(list)
    start: dict[str, int] = {}
    for stop in decisions.stops:
        carers[stop.visit].append(stop.carer)
        start.setdefault(stop.visit, stop.start_s)
    rows = []
    for visit in inputs.visits:
        at = start.get(visit.id)
        away_s = 0 if at is None or visit.preferred_s is None else abs(at - visit.preferred_s)
        rows.append(
            VisitDay(
                visit=visit.id,
                carers=tuple(sorted(carers[visit.id])),
                start_s=at,
                deviation_min=seconds_to_minutes(away_s),
                deviation_gbp=seconds_to_minutes(away_s) * visit.deviation_gbp_per_min,
                unserved_gbp=visit.unserved_gbp if at is None else 0.0,
            )
        )
    return tuple(rows)


def _share(part: float, whole: float) -> float | None:
    return None if whole <= 0 else part / whole


def _totals(
    case: Case, inputs: Inputs, rounds: Sequence[Round], carers: Sequence[CarerDay], visits: Sequence[VisitDay]
) -> DayTotals:
    left = [visit for visit, row in zip(inputs.visits, visits, strict=True) if row.start_s is None]
    priorities = [visit.priority for visit in left]
    work_s = sum(one.work_s for one in rounds)
    contact_s = sum(one.contact_s for one in rounds)
    travel_s = sum(sum(one.ways_s) for one in rounds)
    stops = [(one.carer, visit, start) for one in rounds for visit, start in one.stops]
    wished = {visit.id: abs(start - visit.preferred_s) for _, visit, start in stops if visit.preferred_s is not None}
    near = [away for away in wished.values() if seconds_to_minutes(away) <= case.parameters.on_time_min]
    named = [carer.id in visit.preferred for carer, visit, _ in stops if visit.preferred]
    hours = [minutes_to_hours(row.work_min) for row in carers if row.visits]
    money = {
        "pay_gbp": sum(row.pay_gbp for row in carers),
        "overtime_gbp": sum(row.overtime_gbp for row in carers),
        "mileage_gbp": sum(row.mileage_gbp for row in carers),
        "help_across_gbp": sum(row.help_across_gbp for row in carers),
        "continuity_gbp": sum(row.continuity_gbp for row in carers),
        "deviation_gbp": sum(row.deviation_gbp for row in visits),
        "unserved_gbp": sum(row.unserved_gbp for row in visits),
    }
    return DayTotals(
        visits=len(visits),
        made=len(visits) - len(left),
        unserved_critical=priorities.count("time-critical"),
        unserved_high=priorities.count("high"),
        unserved_normal=priorities.count("normal"),
        unserved_rapid=len([visit for visit in left if visit.response == "rapid"]),
        carers_out=len(hours),
        work_hours=seconds_to_hours(work_s),
        contact_share=_share(contact_s, work_s),
        travel_share=_share(travel_s, work_s),
        waiting_share=_share(work_s - contact_s - travel_s, work_s),
        utilisation=_share(work_s, sum(carer.paid_s for carer in inputs.carers)),
        travel_min_per_visit=_share(seconds_to_minutes(travel_s), len(stops)),
        distance_km=sum(sum(one.ways_km) for one in rounds),
        on_preferred_share=_share(len(near), len(wished)),
        known_share=_share(sum(named), len(named)),
        largest_work_hours=max(hours, default=0.0),
        least_work_hours=min(hours, default=0.0),
        service_gbp=sum(seconds_to_hours(one.contact_s) * one.carer.service_gbp_per_h for one in rounds),
        objective_gbp=sum(value for name, value in money.items() if name != "continuity_gbp") - money["continuity_gbp"],
        **money,
    )
