"""What the search may still decide about a day that is under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from capplan.case.case import Case
from capplan.decisions.visits import VisitDecisions
from capplan.formulations.visits import Carer, Inputs, MealBreak, Visit
from capplan.formulations.visits.duties import break_of
from capplan.formulations.visits.inputs import Window
from capplan.plan.visits.replan_state import DayState
from capplan.units import seconds_to_hours

KEPT_GBP = 20_000.0
"""What leaving out what is under way costs beyond the dearest visit."""
HERE = "here-"


def rest_of_day(case: Case, inputs: Inputs, state: DayState, told: VisitDecisions) -> Inputs:
    """Return what the engine may still decide: frozen stops pinned, all else from now on, changes priced."""
    figures = case.parameters
    everybody = {carer.id for carer in inputs.carers}
    team: dict[str, set[str]] = {}
    start_of: dict[str, int] = {}
    for stop in told.stops:
        team.setdefault(stop.visit, set()).add(stop.carer)
        start_of[stop.visit] = stop.start_s
    pinned = {visit for stops in state.frozen.values() for visit, _ in stops}
    kept_gbp = KEPT_GBP + max((visit.unserved_gbp for visit in inputs.visits), default=0.0)
    visits: list[Visit] = []
    for visit in inputs.visits:
        if visit.id in pinned:
            at = start_of[visit.id]
            visits.append(
                replace(
                    visit,
                    windows=((at, at),),
                    must_not=frozenset(everybody - team[visit.id]),
                    unserved_gbp=kept_gbp,
                    preferred_s=None,
                    under_way=True,
                )
            )
            continue
        windows = tuple((max(low, state.now_s), high) for low, high in visit.windows if high >= state.now_s)
        # Each carer who was not told to come costs a change: a visit left out has no such price.
        preferred = dict(visit.preferred)
        for carer in everybody - team.get(visit.id, everybody):
            preferred[carer] = preferred.get(carer, 0.0) + figures.change_carer_gbp
        visits.append(
            replace(
                visit,
                windows=windows,
                preferred=preferred,
                preferred_s=start_of.get(visit.id),
                deviation_gbp_per_min=figures.change_time_gbp_per_min,
            )
        )
    possible = {visit.id for visit in visits if visit.windows}
    visits = [visit for visit in visits if visit.windows]
    carers = [_carer_now(carer, state) for carer in inputs.carers]
    place = {visit.id: visit.place for visit in inputs.visits}
    visits += [here for carer in carers if (here := _here(carer, everybody, state, place, kept_gbp))]
    return replace(
        inputs,
        visits=tuple(visits),
        pairs=tuple(pair for pair in inputs.pairs if pair.first in possible and pair.second in possible),
        carers=tuple(carers),
        # The fewest changes come first.
        balance_gbp=0.0,
    )


def _carer_now(carer: Carer, state: DayState) -> Carer:
    """Return a carer whose rounds not yet begun begin now at the earliest, and whose begun break stays."""
    begun = state.begun_shifts(carer.id)
    idle = state.idle(carer.id)
    over = idle.shift if idle is not None and not idle.has_time else None
    shifts = tuple(_shift_now(carer, shift, shift[0] in begun, shift == over, state) for shift in carer.shifts)
    breaks = tuple(_break_now(carer, shift, shift[0] in begun, state) for shift in carer.shifts)
    return replace(carer, shifts=shifts, shift_breaks=breaks)


def _shift_now(carer: Carer, shift: Window, begun: bool, over: bool, state: DayState) -> Window:
    """Return what is left of a shift: all of a round under way, none after one that is over, else from now on."""
    if not begun:
        free = max(state.now_s, state.break_over(carer, shift) or 0)
        return min(max(shift[0], free), shift[1]), shift[1]
    if over:
        one = next(one for one in state.rounds if one.carer.id == carer.id and one.shift == shift)
        done = [stop for stop in one.stops if stop[1] <= state.now_s]
        visit, start = done[-1]
        home = int(state.inputs.travel_s[one.carer.mode][visit.place, one.carer.end_place])
        pause = one.meal_break.length_s if one.meal_break else 0
        last = max(start + visit.duration_s + home, one.break_s + pause if one.break_s is not None else 0)
        return shift[0], min(shift[1], last)
    return shift


def _break_now(carer: Carer, shift: Window, begun: bool, state: DayState) -> MealBreak | None:
    """Return the break that is still due in a shift, or pinned where it has begun on a round under way.

    Whoever had it before setting out, or was idle through all of its hours, has had it.
    """
    pause, at = break_of(carer, shift), state.begun_break(carer.id, shift)
    if pause is None or (not begun and (at is not None or pause.latest_s < state.now_s)):
        return None
    if at is not None:
        return replace(pause, earliest_s=at, latest_s=at)
    return replace(pause, earliest_s=max(pause.earliest_s, min(state.now_s, pause.latest_s)))


def _here(
    carer: Carer, everybody: Collection[str], state: DayState, place: Mapping[str, int], kept_gbp: float
) -> Visit | None:
    """Return a stop of a second where an idle carer is now, so that nobody sets out in the past."""
    idle = state.idle(carer.id)
    if idle is None or not idle.has_time:
        return None
    return Visit(
        id=f"{HERE}{carer.id}",
        client=HERE,
        place=place[idle.visit],
        duration_s=1,
        windows=((idle.at_s, idle.at_s),),
        unserved_gbp=kept_gbp,
        base=carer.base,
        must_not=frozenset(set(everybody) - {carer.id}),
        under_way=True,
    )


def sunk_gbp(inputs: Inputs, state: DayState, made: Mapping[str, Sequence[tuple[str, int]]]) -> float:
    """Return what the search took for paid already: waiting until now of idle carers who are sent on.

    The bound of the search holds for the rest of the day alone; the bound of the day is lower by this at most.
    """
    total = 0.0
    for carer in inputs.carers:
        idle = state.idle(carer.id)
        if idle is not None and idle.has_time:
            sent_on = any(idle.at_s <= start < idle.shift[1] for _, start in made.get(carer.id, ()))
            seconds = 1 + (idle.at_s - idle.free_s if sent_on else 0)
            total += seconds_to_hours(seconds) * (carer.waiting_gbp_per_h + carer.overtime_gbp_per_h)
    return total


def told_start(
    engine: Inputs, told: VisitDecisions, kept: Mapping[str, Sequence[tuple[str, int]]], absent: Collection[str]
) -> dict[str, list[tuple[str, int]]]:
    """Return the rounds as told, those under way and the stops of the moment included, as a start for the search."""
    known = {visit.id for visit in engine.visits}
    on_duty = {carer.id for carer in engine.carers}
    lost = {stop.visit for stop in told.stops if stop.carer in absent}
    able = known - lost
    rounds: dict[str, list[tuple[str, int]]] = {carer: list(stops) for carer, stops in kept.items()}
    for stop in told.stops:
        pair = (stop.visit, stop.start_s)
        if stop.visit in able and stop.carer in on_duty and pair not in rounds.setdefault(stop.carer, []):
            rounds[stop.carer].append(pair)
    for visit in engine.visits:
        if visit.id.startswith(HERE):
            rounds.setdefault(visit.id.removeprefix(HERE), []).append((visit.id, visit.windows[0][0]))
    return {carer: sorted(stops, key=lambda stop: stop[1]) for carer, stops in rounds.items()}
