"""Check a week of visits: each day as a day, that the days are the case's, and every figure of the week.

Works from the case, the days' own cases and the decisions alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capplan.case.case import Case
from capplan.case.visit_tables import CarerRow
from capplan.check.compare import compare_row, compare_rows
from capplan.check.violation import Violation
from capplan.check.visit_facts import VisitFacts
from capplan.check.visits import check_visits
from capplan.decisions.visit_week import CarerWeek, ClientWeek, WeekDay, WeekFigures, WeekPlan, WeekTotals
from capplan.decisions.visits import VisitPlan

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Days = Mapping[str, tuple[Case, VisitPlan]]


def check_week(case: Case, plan: WeekPlan, days: Days) -> tuple[Violation, ...]:
    """Return everything that is wrong with a week; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case of the week.
    plan : WeekPlan
        Its figures.
    days
        By day of the week, the case as it was that day and its plan.
    """
    found: list[Violation] = []
    for weekday, (today, planned) in days.items():
        found += [_of_day(weekday, one) for one in check_visits(today, planned)]
    found += _check_days(case, plan, days)
    if found:
        return tuple(found)
    figures = recompute_week(case, plan, days)
    found += compare_rows("days", ("weekday",), plan.figures.days, figures.days)
    found += compare_rows("clients", ("client",), plan.figures.clients, figures.clients)
    found += compare_rows("carers", ("carer",), plan.figures.carers, figures.carers)
    found += compare_row("totals", "week", plan.figures.totals, figures.totals)
    return tuple(found)


def _of_day(weekday: str, one: Violation) -> Violation:
    return Violation(one.rule, f"{weekday}, {one.where}", one.message, one.amount)


def _check_days(case: Case, plan: WeekPlan, days: Days) -> Iterator[Violation]:
    """Visits and people of each day are those of the case; who is known has been named or has come before."""
    listed = [row.weekday for row in plan.figures.days]
    asked = [weekday for weekday in _WEEKDAYS if _visits_on(case, weekday)]
    if listed != asked or set(days) != set(asked):
        message = f"the plan has {' '.join(listed)}, the folders {' '.join(days)}; the case has {' '.join(asked)}."
        yield Violation("week days", "week", message)
        return
    come: dict[str, set[str]] = {}
    for weekday in asked:
        today, planned = days[weekday]
        if [visit.visit for visit in today.visits] != _visits_on(case, weekday):
            yield Violation("week visits", weekday, "its visits are not those of the case on that day.")
            continue
        due = {carer.carer: carer.shifts for carer in _carers_on(case, weekday)}
        if {carer.carer: carer.shifts for carer in today.carers} != due:
            yield Violation("week shifts", weekday, "its carers or their shifts are not those of the case.")
        rows = {visit.visit: visit for visit in case.visits}
        for visit in today.visits:
            row = rows[visit.visit]
            known = {*row.preferred_carers.split(), *come.get(visit.client, set())} & set(due)
            stated = set(visit.preferred_carers.split())
            if stated != known - set(row.must_not.split()):
                message = f"known there are said to be {' '.join(sorted(stated)) or 'nobody'}."
                yield Violation("week known", f"{weekday}, visit {visit.visit}", message)
            same = {"preferred_carers": row.preferred_carers, "must_not": row.must_not}
            ruled_out = set(row.must_not.split()) & set(due)
            if visit.model_copy(update=same) != row or set(visit.must_not.split()) != ruled_out:
                yield Violation("week visits", f"{weekday}, visit {visit.visit}", "it is not as the case has it.")
        client = {visit.visit: visit.client for visit in today.visits}
        for stop in planned.decisions.stops:
            if stop.visit in client:
                come.setdefault(client[stop.visit], set()).add(stop.carer)


def _visits_on(case: Case, weekday: str) -> list[str]:
    days = {row.visit: row.weekdays.split() for row in case.visit_weekdays}
    return [visit.visit for visit in case.visits if visit.visit not in days or weekday in days[visit.visit]]


def _carers_on(case: Case, weekday: str) -> list[CarerRow]:
    """Return who is on duty, with the hours of the day; where nobody's days are stated, all are, every day."""
    found = []
    for carer in case.carers:
        own = [row.shifts for row in case.carer_shifts if (row.carer, row.weekday) == (carer.carer, weekday)]
        if own or not case.carer_shifts:
            found.append(carer.model_copy(update={"shifts": own[0]}) if own else carer)
    return found


def recompute_week(case: Case, plan: WeekPlan, days: Days) -> WeekFigures:
    """Return the figures of a week from its days' decisions."""
    dates = {row.weekday: row.date for row in plan.figures.days}
    facts = VisitFacts(case)
    rows, worked, contract = [], dict.fromkeys(facts.carers, 0.0), dict.fromkeys(facts.carers, 0.0)
    out, made = dict.fromkeys(facts.carers, 0), dict.fromkeys(facts.carers, 0)
    for weekday in _WEEKDAYS:
        for carer in _carers_on(case, weekday):
            contract[carer.carer] += facts.paid_s(carer) / 3600
    clients: dict[str, list[set[str]]] = {visit.client: [] for visit in case.visits}
    stops: dict[str, int] = dict.fromkeys(clients, 0)
    critical = 0
    for weekday, (today, planned) in ((day, days[day]) for day in _WEEKDAYS if day in days):
        by_visit: dict[str, set[str]] = {}
        for stop in planned.decisions.stops:
            by_visit.setdefault(stop.visit, set()).add(stop.carer)
            made[stop.carer] += 1
        for visit in today.visits:
            clients[visit.client].append(by_visit.get(visit.visit, set()))
            stops[visit.client] += len(by_visit.get(visit.visit, ()))
            critical += visit.priority == "time-critical" and visit.visit not in by_visit
        for row in planned.figures.carers:
            worked[row.carer] += row.work_min / 60
        for name in {stop.carer for stop in planned.decisions.stops}:
            out[name] += 1
        rows.append(
            WeekDay(
                weekday=weekday,
                date=dates[weekday],
                visits=len(today.visits),
                made=len(by_visit),
                carers_out=len({stop.carer for stop in planned.decisions.stops}),
                work_hours=sum(row.work_min for row in planned.figures.carers) / 60,
                objective_gbp=planned.proof.objective,
                bound_gbp=planned.proof.bound,
            )
        )
    return WeekFigures(
        days=tuple(rows),
        clients=tuple(_client(name, sent, stops[name]) for name, sent in clients.items() if sent),
        carers=tuple(
            CarerWeek(
                carer=name,
                days=out[name],
                visits=made[name],
                work_hours=worked[name],
                contract_hours=contract[name],
                over_hours=max(0.0, worked[name] - contract[name]),
            )
            for name in facts.carers
        ),
        totals=_totals(rows, clients, worked, contract, critical),
    )


def _client(name: str, sent: list[set[str]], stops: int) -> ClientWeek:
    made = [people for people in sent if people]
    carers = len(set().union(*made)) if made else 0
    return ClientWeek(client=name, visits=len(sent), made=len(made), stops=stops, carers=carers)


def _totals(
    rows: list[WeekDay],
    clients: Mapping[str, list[set[str]]],
    worked: Mapping[str, float],
    contract: Mapping[str, float],
    critical: int,
) -> WeekTotals:
    different = [len(set().union(*sent)) for sent in clients.values() if any(sent)]
    shares = [worked[name] / hours for name, hours in contract.items() if hours > 0]
    return WeekTotals(
        visits=sum(row.visits for row in rows),
        made=sum(row.made for row in rows),
        unserved_critical=critical,
        work_hours=sum(row.work_hours for row in rows),
        objective_gbp=sum(row.objective_gbp for row in rows),
        mean_carers=sum(different) / len(different) if different else None,
        most_carers=max(different, default=0),
        least_share=min(shares) if shares else None,
        largest_share=max(shares) if shares else None,
    )
