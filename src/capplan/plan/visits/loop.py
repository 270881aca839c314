"""Staffing and rounds until both agree: what a visit takes beside contact, measured on made-up days, goes back.

A day is staffed with the minutes a visit that the staffing model assumes at each base; its rounds say what a visit
really takes on the way and waiting. Where they differ by more than `travel_share_tolerance`, the measured minutes take
the place of the assumed ones and the days are made up and planned again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.decisions.visit_loop import LoopBase, LoopPlan, LoopRound
from capplan.decisions.visits import VisitPlan
from capplan.formulations import workforce
from capplan.formulations.visits.from_case import paid_s
from capplan.plan.visits.county_day import county_day, territories
from capplan.plan.visits.day import NoVisits, Search, plan_visits
from capplan.plan.visits.day_carers import Staffing
from capplan.plan.visits.day_mix import streams
from capplan.plan.visits.travel import assumed_travel_min
from capplan.units import DAYS_PER_WEEK, minutes_to_hours, seconds_to_hours

DAMPED = 0.5
"""From the second round on half the difference goes back: more people shorten ways, fewer lengthen them again."""
Judge = Callable[[Case, VisitPlan], None]


@dataclass(frozen=True)
class Asked:
    """What the loop is asked for.

    Attributes
    ----------
    visits_per_day
        Visits of each made-up day.
    seeds
        One day each.
    search
        For each day.
    most_rounds
        The loop ends then, agreed or not.
    """

    visits_per_day: int
    seeds: Sequence[int]
    search: Search
    most_rounds: int = 4


def visits_of_case(case: Case) -> int:
    """Return the visits of an average day of the case, from its episodes, tapers and referrals."""
    return round(sum(stream.visits_per_day for stream in streams(case)))


def staffing_loop(
    case: Case, asked: Asked, judge: Judge, tell: Callable[[str], None] = lambda _: None
) -> tuple[LoopPlan, Case]:
    """Return the rounds of the loop and the case with what the last one measured where it differs.

    Parameters
    ----------
    judge
        Called with each day and its plan; raises where the plan does not hold.
    tell
        Told each day before it is planned.

    Raises
    ------
    NoVisits
        If no day of visits can be made up from the case.
    """
    if not case.plans_staff:
        raise NoVisits("The case plans no staff (roles.csv), so nothing can be held against the rounds.")
    rounds: list[LoopRound] = []
    while True:
        number = len(rounds) + 1
        days = []
        for seed in asked.seeds:
            tell(f"round {number}: a day of {asked.visits_per_day} visits, seed {seed}")
            days.append(_day(case, asked, seed, judge))
        rounds.append(_round(case, number, days))
        agreed = all(row.agrees for row in rounds[-1].bases)
        if agreed or number >= asked.most_rounds:
            break
        case = with_measured(case, rounds[-1].bases, asked, 1.0 if number == 1 else DAMPED)
    plan = LoopPlan(
        case=case.identity.id,
        case_digest=case.digest,
        visits_per_day=asked.visits_per_day,
        seeds=tuple(asked.seeds),
        agreed=agreed,
        rounds=tuple(rounds),
    )
    return plan, case


def with_measured(case: Case, rows: Sequence[LoopBase], asked: Asked, step: float = 1.0) -> Case:
    """Return the case with measured minutes in bases.csv where they do not agree with the assumed ones.

    Parameters
    ----------
    step
        How far to go from the assumed minutes to the measured ones, 0 to 1.
    """
    measured = {
        row.base: row.assumed_min + step * (row.travel_min + row.waiting_min - row.assumed_min)
        for row in rows
        if not row.agrees
    }
    source = f"rounds of {len(asked.seeds)} made-up days of {asked.visits_per_day} visits: travel and waiting of a stop"
    bases = (
        base.model_copy(
            update={
                "travel_min_per_visit": round(measured[base.base], 2), "source": source, "status": "derived",
            }
        )
        if base.base in measured
        else base
        for base in case.bases
    )  # fmt: skip
    return replace(case, bases=tuple(bases))


def _day(case: Case, asked: Asked, seed: int, judge: Judge) -> tuple[Case, VisitPlan]:
    assumed = {base: minutes for base, minutes in assumed_travel_min(case).items() if minutes is not None}
    try:
        day = county_day(case, asked.visits_per_day, seed, staffing=Staffing(travel_min_of_base=assumed))
    except ValueError as error:
        raise NoVisits(str(error)) from error
    plan = plan_visits(day, replace(asked.search, seed=seed))
    judge(day, plan)
    return day, plan


def _round(case: Case, number: int, days: Sequence[tuple[Case, VisitPlan]]) -> LoopRound:
    totals = [plan.figures.totals for _, plan in days]
    work_h = sum(one.work_hours for one in totals)
    rows = [row for _, plan in days for row in plan.figures.rounds]
    paid_h = sum(seconds_to_hours(paid_s(carer)) for day, _ in days for carer in day.carers)

    def share(hours: float) -> float:
        return hours / work_h if work_h > 0 else 0.0

    return LoopRound(
        number=number,
        visits=sum(one.visits for one in totals),
        made=sum(one.made for one in totals),
        unserved_critical=sum(one.unserved_critical for one in totals),
        unserved_high=sum(one.unserved_high for one in totals),
        unserved_normal=sum(one.unserved_normal for one in totals),
        unserved_rapid=sum(one.unserved_rapid for one in totals),
        carers=sum(len(day.carers) for day, _ in days),
        contact_share=share(minutes_to_hours(sum(row.contact_min for row in rows))),
        travel_share=share(minutes_to_hours(sum(row.travel_min for row in rows))),
        waiting_share=share(minutes_to_hours(sum(row.waiting_min for row in rows))),
        utilisation=work_h / paid_h if paid_h > 0 else 0.0,
        bases=tuple(_bases(case, days)),
    )


def _bases(case: Case, days: Sequence[tuple[Case, VisitPlan]]) -> list[LoopBase]:
    travel: dict[str, float] = defaultdict(float)
    waiting: dict[str, float] = defaultdict(float)
    stops: dict[str, int] = defaultdict(int)
    for day, plan in days:
        base_of = {carer.carer: carer.base for carer in day.carers}
        for row in plan.figures.rounds:
            travel[base_of[row.carer]] += row.travel_min
            waiting[base_of[row.carer]] += row.waiting_min
            stops[base_of[row.carer]] += row.visits
    need = need_hours(case)
    found = []
    for base, minutes in assumed_travel_min(case).items():
        if minutes is None or not stops[base]:
            continue
        way, wait = travel[base] / stops[base], waiting[base] / stops[base]
        agrees = abs(way + wait - minutes) <= case.parameters.travel_share_tolerance * minutes
        found.append(
            LoopBase(
                base=base, assumed_min=minutes, travel_min=way, waiting_min=wait, stops=stops[base],
                need_hours=need.get(base, 0.0), agrees=agrees,
            )
        )  # fmt: skip
    return found


def need_hours(case: Case) -> Mapping[str, float]:
    """Return hours a week by workplace that staffing needs in its first financial year, beds as they are today."""
    inputs = workforce.inputs_of(case, territory=territories(case))
    first = inputs.periods[0].year_index
    year = [period for period in inputs.periods if period.year_index == first]
    ids, weeks = {period.id for period in year}, sum(period.days for period in year) / DAYS_PER_WEEK
    hours: dict[str, float] = defaultdict(float)
    for (place, _, _, period), need in inputs.fixed_need.items():
        hours[place] += need if period in ids else 0.0
    for (work, place, _, period), each in inputs.unit_hours.items():
        hours[place] += each * inputs.given.get((work, place, period), 0.0) if period in ids else 0.0
    return {place: total / weeks for place, total in hours.items()}
