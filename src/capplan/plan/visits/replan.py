"""Plan the rest of a day again: somebody is absent, a call has come in; what was told changes as little as possible.

What is done, begun or on the way to stays as it is. Every other visit may move from now on, at the price of another
carer and of another time; these prices take the place of the preferred starts, for the client was told a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from capplan.case.case import Case
from capplan.decisions.visits import Change, Replanned, VisitDecisions, VisitPlan
from capplan.errors import CapplanError
from capplan.formulations.visits import Inputs, inputs_of
from capplan.formulations.visits.duties import break_of
from capplan.plan.visits.day import Search, search_rounds
from capplan.plan.visits.figures import visit_figures
from capplan.plan.visits.on_time import on_time
from capplan.plan.visits.proof import proof_of
from capplan.plan.visits.reasons import unserved_reasons
from capplan.plan.visits.replan_inputs import HERE, rest_of_day, sunk_gbp, told_start
from capplan.plan.visits.replan_state import DayState, News, as_told, today_case
from capplan.plan.visits.timing import decisions_of
from capplan.plan.visits.travel import measured_travel
from capplan.rounds import HOT_GBP
from capplan.units import seconds_to_minutes

WARMTH = 4.0
"""Changes of carer: plans dearer by about so many are gone on from at first, for one visit put in moves several."""


class ReplanError(CapplanError):
    """What is asked for does not fit the day that was planned."""


def replan(
    case: Case, told: VisitPlan, news: News, search: Search, told_case: Case | None = None
) -> tuple[Case, VisitPlan]:
    """Return the day as it is now, as a case, and the rest of it planned again.

    Parameters
    ----------
    told_case
        The case that the day was told from, where its buffers are others: what is under way keeps them.

    Raises
    ------
    ReplanError
        If an absent carer is not on duty, an added visit is known already, or the plan is of another day.
    """
    _refuse(case, told, news)
    morning = as_told(case, told_case or case)
    state = DayState(inputs_of(morning), told.decisions, news.now_s, frozenset(news.absent))
    today = today_case(case, morning, state, news)
    inputs = inputs_of(today)
    engine = rest_of_day(today, inputs, state, told.decisions)
    kept = {name: [(visit, start) for visit, start in stops] for name, stops in state.frozen.items()}
    start = told_start(engine, told.decisions, kept, state.absent)
    found = search_rounds(engine, search, start, max(HOT_GBP, WARMTH * case.parameters.change_carer_gbp))
    made = {
        carer: [(visit, start) for visit, start in stops if not visit.startswith(HERE)]
        for carer, stops in found.rounds.items()
    }
    _refuse_lost(state, made)
    decisions = _with_breaks(decisions_of(_with_break_hours(inputs, engine), made), state)
    figures = visit_figures(today, inputs, decisions)
    replanned = _replanned(today, told.decisions, decisions, state, news)
    objective = figures.totals.objective_gbp + replanned.change_gbp
    return today, VisitPlan(
        case=today.identity.id,
        case_digest=today.digest,
        seed=search.seed,
        decisions=decisions,
        figures=figures,
        proof=proof_of(
            figures,
            objective - max(found.objective - found.bound, 0.0) - sunk_gbp(inputs, state, made),
            found.unserved_bound + len({visit.id for visit in inputs.visits} - {visit.id for visit in engine.visits}),
            search.gap,
            found.stopped_by,
            replanned.change_gbp,
        ),
        unserved=unserved_reasons(inputs, decisions, news.now_s),
        travel=measured_travel(today, inputs, figures),
        on_time=on_time(today, inputs, decisions, search.days, search.seed) if search.days else None,
        replanned=replanned,
    )


def _refuse(case: Case, told: VisitPlan, news: News) -> None:
    if told.case != case.identity.id:
        raise ReplanError(f"The plan is of a day of case {told.case}, not of {case.identity.id}.")
    on_duty = {carer.carer for carer in case.carers}
    known = {visit.visit for visit in case.visits}
    unknown = sorted(set(news.absent) - on_duty)
    if unknown:
        raise ReplanError(f"Nobody on duty is called {', '.join(unknown)}: write a carer of carers.csv.")
    twice = sorted(known & {visit.visit for visit in news.visits})
    if twice:
        raise ReplanError(f"Visit {', '.join(twice)} is in visits.csv already: give added visits other ids.")
    if not {stop.visit for stop in told.decisions.stops} | set(told.decisions.unserved) <= known:
        raise ReplanError("The plan names visits that are not in visits.csv: it was made for another day.")


def _refuse_lost(state: DayState, made: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    for carer, stops in state.frozen.items():
        lost = set(stops) - set(made.get(carer, ()))
        if lost:
            raise ReplanError(
                f"The search lost what {carer} has done or begun ({', '.join(sorted(visit for visit, _ in lost))}). "
                "Search longer."
            )


def _with_break_hours(inputs: Inputs, engine: Inputs) -> Inputs:
    """Return the day with breaks in the hours that are left for them; what is over keeps its own."""
    left = {carer.id: carer.shift_breaks for carer in engine.carers}
    carers = (
        replace(
            carer,
            shift_breaks=tuple(
                now or break_of(carer, shift)
                for now, shift in zip(left[carer.id] or (None,) * len(carer.shifts), carer.shifts, strict=True)
            ),
        )
        for carer in inputs.carers
    )
    return replace(inputs, carers=tuple(carers))


def _with_breaks(decisions: VisitDecisions, state: DayState) -> VisitDecisions:
    """Return the decisions with breaks that have begun as they were."""
    breaks = []
    for one in decisions.breaks:
        carer = next(carer for carer in state.inputs.carers if carer.id == one.carer)
        shift = next(shift for shift in carer.shifts if shift[0] <= one.start_s < shift[1])
        begun = state.begun_break(one.carer, shift)
        breaks.append(one if begun is None else one.model_copy(update={"start_s": begun}))
    return decisions.model_copy(update={"breaks": tuple(breaks)})


def _replanned(case: Case, told: VisitDecisions, now: VisitDecisions, state: DayState, news: News) -> Replanned:
    frozen = {visit for stops in state.frozen.values() for visit, _ in stops}
    before, after = _by_visit(told), _by_visit(now)
    changes = []
    for visit in before:
        if visit in frozen or before[visit] == after.get(visit):
            continue
        carers_before, start_before = before[visit]
        carers_after, start_after = after.get(visit, ((), None))
        price = case.parameters.change_carer_gbp * len(set(carers_after) - set(carers_before))
        if start_after is not None:
            moved = seconds_to_minutes(abs(start_after - start_before))
            price += case.parameters.change_time_gbp_per_min * moved
        changes.append(
            Change(
                visit=visit,
                carers_before=carers_before,
                carers_after=carers_after,
                start_before_s=start_before,
                start_after_s=start_after,
                change_gbp=price,
            )
        )
    moved_visits = [one for one in changes if has_moved(case, one)]
    return Replanned(
        now_s=state.now_s,
        absent=news.absent,
        added=tuple(visit.visit for visit in news.visits),
        frozen=tuple(visit.visit for visit in case.visits if visit.visit in frozen),
        changes=tuple(changes),
        moved_share=len(moved_visits) / len(before) if before else 0.0,
        change_gbp=sum(one.change_gbp for one in changes),
    )


def has_moved(case: Case, change: Change) -> bool:
    """Say whether a client would call it a change: somebody else, nobody, or another time than on_time_min allows."""
    if change.carers_before != change.carers_after or change.start_after_s is None or change.start_before_s is None:
        return True
    away = abs(change.start_after_s - change.start_before_s)
    return seconds_to_minutes(away) > case.parameters.on_time_min


def _by_visit(decisions: VisitDecisions) -> dict[str, tuple[tuple[str, ...], int]]:
    carers: dict[str, list[str]] = {}
    start: dict[str, int] = {}
    for stop in decisions.stops:
        carers.setdefault(stop.visit, []).append(stop.carer)
        start[stop.visit] = stop.start_s
    return {visit: (tuple(sorted(names)), start[visit]) for visit, names in carers.items()}
