"""Rounds to start from, and what can be said about a day before any search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.day import SECONDS_PER_HOUR, Day
from capplan.rounds.moves import commit, evaluate, take_out
from capplan.rounds.pricing import Column, Items
from capplan.rounds.result import Stops
from capplan.rounds.state import Room, State, empty_state
from capplan.rounds.timing import NO_ROUND


def state_from(inputs: Inputs, day: Day, room: Room, start: Mapping[str, Sequence[tuple[str, int]]] | None) -> State:
    """Return the state of given rounds: visits in order of time, those that do not fit left out."""
    at = {visit.id: v for v, visit in enumerate(inputs.visits)}
    number = {carer.id: c for c, carer in enumerate(inputs.carers)}
    given: dict[int, list[tuple[int, int]]] = {}
    for carer, stops in (start or {}).items():
        for visit, begins in stops:
            for d in np.flatnonzero(day.duties["carer"] == number.get(carer, -1)):
                if visit in at and day.duties[d]["begins"] <= begins < day.duties[d]["ends"]:
                    given.setdefault(int(d), []).append((begins, at[visit]))
    return state_of(day, room, [(d, [(v, float(begins)) for begins, v in sorted(stops)]) for d, stops in given.items()])


def rounds_of(inputs: Inputs, day: Day, state: State) -> dict[str, Stops]:
    """Return the rounds of a state: visits of each carer and when they start, in order of time."""
    rounds: dict[str, Stops] = {carer.id: [] for carer in inputs.carers}
    for d in range(len(day.duties)):
        carer = inputs.carers[int(day.duties[d]["carer"])].id
        rounds[carer] += [
            (inputs.visits[v].id, round(float(state.start[v]))) for v in state.stops[d, : state.size[d]].tolist()
        ]
    for stops in rounds.values():
        stops.sort(key=lambda stop: stop[1])
    return rounds


def contact_gbp(inputs: Inputs, day: Day, state: State) -> float:
    """Return pay for contact on the visits made, in GBP."""
    total = 0.0
    for d in range(len(day.duties)):
        carer = inputs.carers[int(day.duties[d]["carer"])]
        contact_s = float(np.sum(day.visits["length"][state.stops[d, : state.size[d]]]))
        total += contact_s / SECONDS_PER_HOUR * carer.service_gbp_per_h
    return total


def put_rounds(
    day: Day, room: Room, items: Items, chosen: list[tuple[int, Column]], old: State, kept: Collection[int]
) -> State:
    """Return the state of chosen rounds, each visit begun in its item, and of old ones that are kept."""
    rest = [(d, [(v, float(old.start[v])) for v in old.stops[d, : old.size[d]].tolist()]) for d in sorted(kept)]
    new = [(d, [(v, float(items.low[i])) for v, i in zip(one.visits, one.items, strict=True)]) for d, one in chosen]
    return state_of(day, room, rest + new)


def put_together(day: Day, room: Room, old: State, parts: Sequence[tuple[State, Collection[int]]]) -> State:
    """Return the state with the rounds of some duties from other states."""
    of = {d: state for state, duties in parts for d in duties}
    rounds = []
    for d in range(len(day.duties)):
        state = of.get(d, old)
        rounds.append((d, [(v, float(state.start[v])) for v in state.stops[d, : state.size[d]].tolist()]))
    return state_of(day, room, rounds)


def state_of(day: Day, room: Room, rounds: list[tuple[int, list[tuple[int, float]]]]) -> State:
    """Return the state of rounds, each visit near its start; rounds or visits that do not fit are left out."""
    state = empty_state(day)
    kept: list[tuple[int, list[int]]] = []
    for d, stops in rounds:
        visits: list[int] = []
        for v, start in stops:
            may = day.first[v, d] or day.second[v, d]
            if may and state.made[v] < day.visits[v]["need"] and v not in visits and _in_window(day, v, start):
                if state.made[v] and state.start[v] != start and day.visits[v]["need"] == 2:
                    continue
                state.made[v] += 1
                state.start[v] = start
                visits.append(v)
        kept.append((d, visits))
    for d, visits in kept:
        fitting = visits
        while fitting and not _whole(day, state, room, d, fitting):
            # Leave out the last one up to which the round cannot be worked.
            most = next(k for k in range(1, len(fitting) + 1) if not _fits(day, state, room, d, fitting[:k]))
            state.made[fitting[most - 1]] -= 1
            fitting = fitting[: most - 1] + fitting[most:]
    teams: list[list[int]] = [[] for _ in range(len(day.visits))]
    for d in range(len(day.duties)):
        for v in state.stops[d, : state.size[d]].tolist():
            teams[v].append(d)
    for v, team in enumerate(teams):
        if state.made[v] and not team_is_right(day, v, team):
            state.made[v] = 0
    if not take_out(day, state, room):
        return empty_state(day)
    return state


def _fits(day: Day, state: State, room: Room, d: int, visits: list[int]) -> bool:
    room.chain[: len(visits)] = visits
    return bool(evaluate(day, state, room, d, len(visits), -1, 0.0, 0.0)[0] < NO_ROUND)


def _whole(day: Day, state: State, room: Room, d: int, visits: list[int]) -> bool:
    room.chain[: len(visits)] = visits
    total, work, cost = evaluate(day, state, room, d, len(visits), -1, 0.0, 0.0)
    if total >= NO_ROUND:
        return False
    commit(day, state, room, d, len(visits), cost, work)
    return True


def team_is_right(day: Day, v: int, team: Sequence[int]) -> bool:
    """Say whether the duties sent on a visit are as many, as different and as skilled as it takes."""
    if len(team) == 1:
        return bool(day.visits[v]["need"] == 1 and day.first[v, team[0]])
    if len(team) != 2 or day.duties[team[0]]["carer"] == day.duties[team[1]]["carer"]:
        return False
    one, two = team
    return bool((day.first[v, one] and day.second[v, two]) or (day.first[v, two] and day.second[v, one]))


def _in_window(day: Day, v: int, begins: float) -> bool:
    return any(day.low[v, w] <= begins <= day.high[v, w] for w in range(day.windows[v]))


def least_unserved(day: Day) -> int:
    """Return how many visits nobody can make, even alone on the day."""
    count = 0
    for v in range(len(day.visits)):
        able = [c for c in range(len(day.carers)) if _able(day, v, c)]
        count += len(able) < day.visits[v]["need"]
    return count


def _able(day: Day, v: int, carer: int) -> bool:
    for d in np.flatnonzero(day.duties["carer"] == carer):
        duty, place = day.duties[d], day.visits[v]["place"]
        way = day.way[duty["mode"]]
        early = duty["begins"] + way[duty["starts_at"], place]
        late = duty["ends"] - way[place, duty["ends_at"]] - day.visits[v]["length"]
        if (day.first[v, d] or day.second[v, d]) and any(
            max(day.low[v, w], early) <= min(day.high[v, w], late) for w in range(day.windows[v])
        ):
            return True
    return False
