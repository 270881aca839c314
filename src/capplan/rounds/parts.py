"""A large day base by base: what each base's own carers make of its own visits is a day of its own, and quicker.

Two bases are looked at side by side, in turn. Help across bases is left to the search of the whole day afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from capplan.formulations.visits.inputs import Inputs
from capplan.rounds.day import Day, day_of
from capplan.rounds.moves import total_cost
from capplan.rounds.neighbourhood import fill
from capplan.rounds.pool import Pool
from capplan.rounds.result import Stops
from capplan.rounds.start import rounds_of, state_from
from capplan.rounds.state import Room, State, copy_state, new_room
from capplan.rounds.turns import SIDE_BY_SIDE, TELL_S, better_by_turns

EACH = 8
"""So often each base has its turn."""


@dataclass
class _Part:
    inputs: Inputs
    day: Day
    best: State
    pool: Pool | None


def better_by_bases(
    inputs: Inputs,
    day: Day,
    best: State,
    room: Room,
    seed: Sequence[int],
    until: float,
    ended: Callable[[], bool],
    tell: Callable[[float], None],
    pool: Pool | None = None,
) -> None:
    """Better a plan in place base by base; nothing happens where there is one base or the whole comes out dearer.

    Parameters
    ----------
    tell
        Told what the plan of the whole costs (GBP): every half second the one there is, and what each turn has made.
    pool
        Where rounds of plans come by are noted.
    """
    parts = [_part(inputs, one, rounds_of(inputs, day, best), pool) for one in parts_of(inputs)]
    if len(parts) < SIDE_BY_SIDE:
        return
    order = list(range(len(parts))) * EACH
    turns = [order[at : at + SIDE_BY_SIDE] for at in range(0, len(order), SIDE_BY_SIDE)]
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as beside:
        for number, turn in enumerate(turns):
            now = time.perf_counter()
            end = now + (until - now) / (len(turns) - number)
            done = [
                beside.submit(
                    better_by_turns, parts[k].day, parts[k].best, [*seed, number, k], None, end, ended,
                    lambda _done, _cost: None, 1, parts[k].pool,
                )
                for k in turn
            ]  # fmt: skip
            while wait(done, TELL_S).not_done:
                tell(float(total_cost(day, best)))
            for one in done:
                one.result()
            _whole(inputs, day, best, room, parts)
            tell(float(total_cost(day, best)))


def parts_of(inputs: Inputs) -> list[Inputs]:
    """Return the day of each base that has visits and carers, on its own."""
    parts = []
    for base in dict.fromkeys(visit.base for visit in inputs.visits):
        visits = tuple(visit for visit in inputs.visits if visit.base == base)
        carers = tuple(carer for carer in inputs.carers if carer.base == base)
        known = {visit.id for visit in visits}
        pairs = tuple(pair for pair in inputs.pairs if {pair.first, pair.second} <= known)
        if carers:
            parts.append(replace(inputs, visits=visits, carers=carers, pairs=pairs))
    return parts


def _part(whole: Inputs, inputs: Inputs, rounds: dict[str, Stops], pool: Pool | None) -> _Part:
    day = day_of(inputs)
    room = new_room(day)
    best = state_from(inputs, day, room, {carer.id: rounds[carer.id] for carer in inputs.carers})
    fill(day, best, room)
    if pool is not None:
        base = inputs.visits[0].base
        visits = [v for v, visit in enumerate(whole.visits) if visit.base == base]
        of_duty = [carer.base for carer in whole.carers for _ in carer.shifts]
        pool = pool.of_part(visits, [d for d, one in enumerate(of_duty) if one == base])
    return _Part(inputs, day, best, pool)


def _whole(inputs: Inputs, day: Day, best: State, room: Room, parts: Sequence[_Part]) -> None:
    """Put the plans of the bases together, and visits that they leave out where others have room for them."""
    rounds: dict[str, Stops] = {}
    for part in parts:
        rounds.update(rounds_of(part.inputs, part.day, part.best))
    found = state_from(inputs, day, room, rounds)
    fill(day, found, room)
    if total_cost(day, found) < total_cost(day, best):
        copy_state(found, best)
