"""Plan a week of visits day by day: who has come already is known from then on, and hours are evened out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from capplan.case.case import Case
from capplan.case.visit_tables import VisitRow
from capplan.case.week import on_weekday
from capplan.case.week_tables import WEEKDAYS, Weekday
from capplan.decisions.visit_week import CarerWeek, ClientWeek, WeekDay, WeekFigures, WeekPlan, WeekTotals
from capplan.decisions.visits import VisitDecisions, VisitPlan
from capplan.formulations.visits import Inputs, inputs_of
from capplan.plan.visits.day import NoVisits, Search, plan_visits
from capplan.plan.visits.even import evened
from capplan.units import minutes_to_hours, seconds_to_hours


@dataclass(frozen=True)
class PlannedDay:
    """One day of a week: the case as it is that day, and its plan."""

    weekday: Weekday
    date: date
    case: Case
    plan: VisitPlan


def plan_week(
    case: Case, first_day: date, search: Search, tell: Callable[[str], None] = lambda _: None
) -> tuple[WeekPlan, tuple[PlannedDay, ...]]:
    """Return the figures of a week and the plan of each day with visits.

    Each day is planned in turn. A carer who has been with a client on a day before counts as known from then on, at
    the worth `continuity_gbp` of the case, beside those named in visits.csv.

    Parameters
    ----------
    first_day
        The Monday.
    search
        For each day.
    tell
        Told the name of each day before it is planned.

    Raises
    ------
    NoVisits
        If the case has no visits in the week.
    """
    worked: dict[str, float] = defaultdict(float)
    contract: dict[str, float] = defaultdict(float)
    seen: dict[str, dict[str, None]] = defaultdict(dict)
    days: list[PlannedDay] = []
    for number, weekday in enumerate(WEEKDAYS):
        today = on_weekday(case, weekday)
        for carer in inputs_of(today).carers:
            contract[carer.id] += seconds_to_hours(carer.paid_s)
        if not today.has_visits:
            continue
        tell(weekday)
        today = with_seen(today, seen)

        def even(inputs: Inputs, decisions: VisitDecisions) -> VisitDecisions:
            return evened(inputs, decisions, worked, contract)

        plan = plan_visits(today, search, even)
        for row in plan.figures.carers:
            worked[row.carer] += minutes_to_hours(row.work_min)
        client = {visit.visit: visit.client for visit in today.visits}
        for stop in plan.decisions.stops:
            seen[client[stop.visit]][stop.carer] = None
        days.append(PlannedDay(weekday, first_day + timedelta(days=number), today, plan))
    if not days:
        raise NoVisits("The case has no visits in the week: visits.csv, visit_places.csv and carers.csv describe them.")
    figures = week_figures(case, days)
    week = WeekPlan(
        case=case.identity.id,
        case_digest=case.digest,
        first_day=first_day.isoformat(),
        seed=search.seed,
        figures=figures,
    )
    return week, tuple(days)


def with_seen(today: Case, seen: Mapping[str, Mapping[str, None]]) -> Case:
    """Return a day on which carers who have been with a client are known there, where they are on duty."""
    there = {carer.carer for carer in today.carers}

    def known(visit: VisitRow) -> VisitRow:
        ruled_out = visit.must_not.split()
        names = dict.fromkeys([*visit.preferred_carers.split(), *seen.get(visit.client, ())])
        kept = [name for name in names if name in there and name not in ruled_out]
        return visit.model_copy(update={"preferred_carers": " ".join(kept)})

    return replace(today, visits=tuple(map(known, today.visits)))


def week_figures(case: Case, days: Sequence[PlannedDay]) -> WeekFigures:
    """Return all figures of a week from the plans of its days."""
    clients = tuple(_clients(case, days))
    carers = tuple(_carers(case, days))
    rows = tuple(_day(day) for day in days)
    come = [row.carers for row in clients if row.carers]
    shares = [row.work_hours / row.contract_hours for row in carers if row.contract_hours > 0]
    return WeekFigures(
        days=rows,
        clients=clients,
        carers=carers,
        totals=WeekTotals(
            visits=sum(row.visits for row in rows),
            made=sum(row.made for row in rows),
            unserved_critical=sum(day.plan.figures.totals.unserved_critical for day in days),
            work_hours=sum(row.work_hours for row in rows),
            objective_gbp=sum(row.objective_gbp for row in rows),
            mean_carers=sum(come) / len(come) if come else None,
            most_carers=max(come, default=0),
            least_share=min(shares, default=None),
            largest_share=max(shares, default=None),
        ),
    )


def _day(day: PlannedDay) -> WeekDay:
    totals = day.plan.figures.totals
    return WeekDay(
        weekday=day.weekday,
        date=day.date.isoformat(),
        visits=totals.visits,
        made=totals.made,
        carers_out=totals.carers_out,
        work_hours=totals.work_hours,
        objective_gbp=totals.objective_gbp,
        bound_gbp=day.plan.proof.bound,
    )


def _clients(case: Case, days: Sequence[PlannedDay]) -> Iterator[ClientWeek]:
    asked: dict[str, int] = defaultdict(int)
    made: dict[str, int] = defaultdict(int)
    stops: dict[str, list[str]] = defaultdict(list)
    for day in days:
        for visit, row in zip(day.case.visits, day.plan.figures.visits, strict=True):
            asked[visit.client] += 1
            made[visit.client] += row.start_s is not None
            stops[visit.client] += row.carers
    for client in dict.fromkeys(visit.client for visit in case.visits):
        if asked[client]:
            own = stops[client]
            yield ClientWeek(
                client=client, visits=asked[client], made=made[client], stops=len(own), carers=len(set(own))
            )


def _carers(case: Case, days: Sequence[PlannedDay]) -> Iterator[CarerWeek]:
    contract: dict[str, float] = defaultdict(float)
    for weekday in WEEKDAYS:
        for one in inputs_of(on_weekday(case, weekday)).carers:
            contract[one.id] += seconds_to_hours(one.paid_s)
    for carer in case.carers:
        own = [row for day in days for row in day.plan.figures.carers if row.carer == carer.carer]
        hours = sum(minutes_to_hours(row.work_min) for row in own)
        yield CarerWeek(
            carer=carer.carer,
            days=sum(row.visits > 0 for row in own),
            visits=sum(row.visits for row in own),
            work_hours=hours,
            contract_hours=contract[carer.carer],
            over_hours=max(0.0, hours - contract[carer.carer]),
        )
