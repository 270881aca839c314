"""On-time shares of a planned day: its rounds handed to the simulation, buffers taken off."""

from __future__ import annotations

from dataclasses import replace

from capplan.case.case import Case
from capplan.decisions.visits import OnTime, OnTimeRow, VisitDecisions
from capplan.formulations.visits import Inputs, Visit, inputs_of
from capplan.plan.visits.timing import Round, rounds_of
from capplan.simulate.visits import PlannedStop, simulate_day
from capplan.units import minutes_to_seconds


def on_time(case: Case, inputs: Inputs, decisions: VisitDecisions, days: int, seed: int) -> OnTime | None:
    """Return how the visits of a day fare over many simulated days; None where nobody is visited."""
    rounds = rounds_of(inputs, decisions)
    if not rounds:
        return None
    unbuffered = case.parameters.model_copy(update={"buffer_min": 0.0})
    visits = tuple(visit.model_copy(update={"buffer_min": None}) for visit in case.visits)
    ways = inputs_of(replace(case, parameters=unbuffered, visits=visits))
    latest = {visit.id: _latest_s(case, visit, start) for one in rounds for visit, start in one.stops}
    figures = case.parameters
    fate = simulate_day(
        [_stops(one, ways) for one in rounds],
        latest,
        [(pair.first, pair.second, pair.min_gap_s) for pair in inputs.pairs],
        (figures.travel_noise, figures.duration_noise),
        days,
        seed,
        [_last_breaks(one) for one in rounds],
    )
    shares = [row.on_time_share for row in fate.visits]
    return OnTime(
        days=days,
        seed=seed,
        mean_share=sum(shares) / len(shares),
        worst_share=min(shares),
        break_kept_share=fate.break_kept_share,
        visits=tuple(
            OnTimeRow(visit=row.visit, on_time_share=row.on_time_share, mean_late_min=row.mean_late_min)
            for row in fate.visits
        ),
    )


def _latest_s(case: Case, visit: Visit, start: int) -> int:
    """Return the latest start that is on time: in the window, or soon after the planned start."""
    window = next((high for low, high in visit.windows if low <= start <= high), start)
    if visit.priority == "time-critical":
        return window
    return max(window, start + minutes_to_seconds(case.parameters.on_time_min))


def _between(one: Round) -> bool:
    return one.break_at is not None and 0 < one.break_at < len(one.stops)


def _stops(one: Round, ways: Inputs) -> list[PlannedStop]:
    seconds = ways.travel_s[one.carer.mode]
    # Places are numbered with their buffers: these ways have numbers of their own.
    place = {visit.id: visit.place for visit in ways.visits}
    here = next(carer.start_place for carer in ways.carers if carer.id == one.carer.id)
    stops = []
    for number, (visit, start) in enumerate(one.stops):
        pause = one.meal_break if _between(one) and number == one.break_at else None
        stops.append(
            PlannedStop(
                visit=visit.id,
                start_s=start,
                length_s=visit.duration_s,
                way_s=int(seconds[here, place[visit.id]]),
                pause_s=pause.length_s if pause else 0,
                pause_from_s=pause.earliest_s if pause else 0,
            )
        )
        here = place[visit.id]
    return stops


def _last_breaks(one: Round) -> list[int]:
    return [one.meal_break.latest_s] if _between(one) and one.meal_break else []
