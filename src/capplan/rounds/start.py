"""Rounds to start from, and what can be said about a day before any search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.day import Day
from capplan.rounds.pricing import Column, Items
from capplan.rounds.moves import commit, evaluate, place_in, put, take_out
from capplan.rounds.state import Room, State, empty_state, window_of
from capplan.rounds.timing import NO_ROUND


def state_from(inputs: Inputs, day: Day, room: Room, start: Mapping[str, Sequence[tuple[str, int]]] | None) -> State:
    """Return the state of given rounds: visits in order of time at their starts, those that do not fit left out."""
    state = empty_state(day)
    if not start:
        return state
    at = {visit.id: v for v, visit in enumerate(inputs.visits)}
    number = {carer.id: c for c, carer in enumerate(inputs.carers)}
    sent: dict[tuple[int, int], list[int]] = {}
    for carer, stops in start.items():
        for visit, begins in stops:
            if carer in number and visit in at:
                sent.setdefault((begins, at[visit]), []).append(number[carer])
    for (begins, v), people in sorted(sent.items()):
        placed = len(people) == day.visits[v]["need"] and _in_window(day, state, v, begins)
        for c in people if placed else ():
            placed = placed and any(
                _put_at(day, state, room, d, v, float(begins))
                for d in range(len(day.duties))
                if day.duties[d]["carer"] == c and day.duties[d]["begins"] <= begins < day.duties[d]["ends"]
            )
        if state.made[v] and not (placed and team_is_right(day, state, v)):
            state.made[v] = 0
            take_out(day, state, room)
    return state


def put_rounds(day: Day, room: Room, items: Items, chosen: list[tuple[int, Column]]) -> State:
    """Return the state of chosen rounds, each visit begun in its item; what does not fit is left out."""
    state = empty_state(day)
    kept: list[tuple[int, list[int]]] = []
    for d, column in chosen:
        visits = []
        for v, item in zip(column.visits, column.items, strict=True):
            if state.made[v] < day.visits[v]["need"] and v not in visits:
                state.made[v] += 1
                state.start[v] = items.low[item]
                visits.append(v)
        kept.append((d, visits))
    for d, visits in kept:
        room.chain[: len(visits)] = visits
        total, work, cost = evaluate(day, state, room, d, len(visits), -1, 0.0, 0.0)
        if total >= NO_ROUND:
            state.made[visits] = 0
            continue
        commit(day, state, room, d, len(visits), cost, work)
    for v in range(len(day.visits)):
        on_rounds = int((state.stops == v).sum())
        if on_rounds and not (state.made[v] == on_rounds and team_is_right(day, state, v)):
            state.made[v] = 0
            take_out(day, state, room)
    return state


def team_is_right(day: Day, state: State, v: int) -> bool:
    """Say whether those sent on a visit are as many, as different and as skilled as it takes."""
    team = [d for d in range(len(day.duties)) if v in state.stops[d, : state.size[d]]]
    if len(team) == 1:
        return bool(day.visits[v]["need"] == 1 and day.first[v, team[0]])
    if len(team) != 2 or day.duties[team[0]]["carer"] == day.duties[team[1]]["carer"]:
        return False
    one, two = team
    return bool((day.first[v, one] and day.second[v, two]) or (day.first[v, two] and day.second[v, one]))


def _in_window(day: Day, state: State, v: int, begins: float) -> bool:
    for w in range(day.windows[v]):
        low, high = window_of(day, state, v, w)
        if low <= begins <= high:
            return True
    return False


def _put_at(day: Day, state: State, room: Room, d: int, v: int, begins: float) -> bool:
    if not (day.first[v, d] or day.second[v, d]) or (day.visits[v]["need"] == 1 and not day.first[v, d]):
        return False
    _, at = place_in(day, state, room, d, v, begins, begins)
    return bool(put(day, state, room, d, v, at, begins, begins))


def simple_bound(day: Day) -> float:
    """Return GBP that every plan costs: each visit at its cheapest, or left out."""
    bound = 0.0
    for v in range(len(day.visits)):
        may = day.first[v] | day.second[v]
        cheapest = np.sort(day.each[v][may])[: int(day.visits[v]["need"])]
        price = float(day.visits[v]["price"])
        bound += min(price, float(cheapest.sum())) if len(cheapest) == day.visits[v]["need"] else price
    return bound


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
