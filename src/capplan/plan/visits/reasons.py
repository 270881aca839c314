"""Why a visit is not made: a proof, or the cheapest change that makes room for it with all else as planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from capplan.decisions.visits import Reason, UnservedRow, VisitDecisions
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.plan.visits.timing import Round, break_due, round_of, rounds_of
from capplan.units import seconds_to_clock, seconds_to_minutes

Interval = tuple[int, int]


@dataclass(frozen=True)
class _Slot:
    """A start of the visit that is possible, and how far it lies outside the visit's windows."""

    away_s: int
    start_s: int
    carers: tuple[str, ...]


def unserved_reasons(inputs: Inputs, decisions: VisitDecisions) -> tuple[UnservedRow, ...]:
    """Return why each visit that is not made is not, in the order of visits.csv."""
    visits = {visit.id: visit for visit in inputs.visits}
    planned = rounds_of(inputs, decisions)
    rows = []
    for name in decisions.unserved:
        reason, words = _reason(inputs, visits[name], planned)
        rows.append(UnservedRow(visit=name, reason=reason, words=words))
    return tuple(rows)


def can_make(carer: Carer, visit: Visit, second: bool = False) -> bool:
    """Say whether a carer holds the skills of a visit (of its second person) and may be sent."""
    skills = visit.second_skills if second and visit.second_skills is not None else visit.skills
    return skills <= carer.skills and carer.id not in visit.must_not


def teams(inputs: Inputs, visit: Visit) -> list[tuple[Carer, ...]]:
    """Return the carers, or pairs of carers, who could make a visit if time were no matter."""
    if visit.carers == 1:
        return [(carer,) for carer in inputs.carers if can_make(carer, visit)]
    return [
        (one, two)
        for one, two in combinations(inputs.carers, 2)
        if (can_make(one, visit) and can_make(two, visit, second=True))
        or (can_make(two, visit) and can_make(one, visit, second=True))
    ]


def _reason(inputs: Inputs, visit: Visit, planned: Sequence[Round]) -> tuple[Reason, str]:
    able = teams(inputs, visit)
    people = "Nobody" if visit.carers == 1 else "No two people"
    if not able:
        needed = " and ".join(sorted(skill.replace(":", " level ") for skill in visit.skills)) or "what it takes"
        return (
            "nobody-has-the-skills",
            f"{people} on duty who may be sent hold{'s' if visit.carers == 1 else ''} {needed}.",
        )
    windows = " or ".join(f"{seconds_to_clock(low)} to {seconds_to_clock(high)}" for low, high in visit.windows)
    alone = _best(visit, able, {carer.id: _alone(inputs, carer, visit) for team in able for carer in team})
    count = f"{len(able)} {'carer' if visit.carers == 1 else 'pair'}{'' if len(able) == 1 else 's'}"
    if alone is None or alone.away_s > 0:
        nearest = "" if alone is None else f" The nearest possible start is {_at(alone)}."
        return (
            "nobody-can-be-there",
            f"{people} can begin it in {windows}, even with nothing else to do that day ({count} hold the skills)."
            f"{nearest}",
        )
    rounds = {carer.id: [one for one in planned if one.carer.id == carer.id] for team in able for carer in team}
    by_id = {carer.id: carer for team in able for carer in team}
    free = {name: list(_free(inputs, by_id[name], visit, own)) for name, own in rounds.items()}
    slot = _best(visit, able, free)
    if slot is None:
        return "not-found", f"Not found in time: {count} could make it alone, but all of their days are full."
    if slot.away_s == 0:
        return "not-found", f"Not found in time: it seems to fit {_at(slot)}; search longer."
    return (
        "cheapest-change",
        f"With all else as planned it fits {_at(slot)}, {seconds_to_minutes(slot.away_s):.0f} minutes outside "
        f"{windows}.",
    )


def _at(slot: _Slot) -> str:
    return f"at {seconds_to_clock(slot.start_s)} with {' and '.join(slot.carers)}"


def _best(visit: Visit, able: Sequence[tuple[Carer, ...]], free: dict[str, list[Interval]]) -> _Slot | None:
    """Return the possible start nearest to the windows, of whichever team."""
    found: list[_Slot] = []
    for team in able:
        common = free[team[0].id]
        if len(team) == 2:
            others = free[team[1].id]
            common = [(max(a, c), min(b, d)) for a, b in common for c, d in others if max(a, c) <= min(b, d)]
        for low, high in common:
            for begin, end in visit.windows:
                start = min(max(low, begin), high)
                away = max(begin - start, start - end, 0)
                found.append(_Slot(away, start, tuple(carer.id for carer in team)))
    return min(found, key=lambda slot: (slot.away_s, slot.start_s, slot.carers), default=None)


def _alone(inputs: Inputs, carer: Carer, visit: Visit) -> list[Interval]:
    """Return when a carer could begin the visit with nothing else to do."""
    return [part for shift in carer.shifts for part in _only_stop(inputs, carer, visit, shift)]


def _only_stop(inputs: Inputs, carer: Carer, visit: Visit, shift: Interval) -> Iterator[Interval]:
    ways = inputs.travel_s[carer.mode]
    out, home = int(ways[carer.start_place, visit.place]), int(ways[visit.place, carer.end_place])
    if carer.max_work_s is not None and out + visit.duration_s + home > carer.max_work_s:
        return
    low, high = shift[0] + out, shift[1] - home - visit.duration_s
    pause = carer.meal_break
    if pause is None or not break_due(carer, shift):
        if low <= high:
            yield low, high
        return
    after_break = max(pause.earliest_s, shift[0]) + pause.length_s + out
    before_break = min(pause.latest_s, shift[1] - pause.length_s) - home - visit.duration_s
    for begin, end in ((low, min(high, before_break)), (max(low, after_break), high)):
        if begin <= end:
            yield begin, end


def _free(inputs: Inputs, carer: Carer, visit: Visit, rounds: Sequence[Round]) -> Iterator[Interval]:
    """Yield when a carer could begin the visit between the stops of the plan."""
    ways = inputs.travel_s[carer.mode]
    work = sum(one.work_s for one in rounds)
    for shift in carer.shifts:
        own = next((one for one in rounds if one.shift == shift), None)
        if own is None:
            yield from _only_stop(inputs, carer, visit, shift)
            continue
        places = [carer.start_place, *(stop.place for stop, _ in own.stops), carer.end_place]
        for place in range(len(own.stops) + 1):
            to, back = int(ways[places[place], visit.place]), int(ways[visit.place, places[place + 1]])
            free_from = shift[0] if place == 0 else own.stops[place - 1][1] + own.stops[place - 1][0].duration_s
            free_to = shift[1] if place == len(own.stops) else own.stops[place][1]
            more = to + visit.duration_s + back - own.ways_s[place]
            if carer.max_work_s is not None and work + max(more, 0) > carer.max_work_s:
                continue
            low, high = free_from + to, free_to - back - visit.duration_s
            # Inside the gap the start nearest to each window is tried, and the break may move to make room.
            tried = {min(max(low, edge), high) for window in visit.windows for edge in window} if low <= high else ()
            yield from ((start, start) for start in sorted(tried) if _keeps_break(inputs, own, visit, start))


def _keeps_break(inputs: Inputs, own: Round, visit: Visit, start: int) -> bool:
    stops = sorted([*own.stops, (visit, start)], key=lambda stop: stop[1])
    new = round_of(inputs, own.carer, own.shift, stops)
    due = break_due(own.carer, own.shift)
    return new.leaves_s >= own.shift[0] and new.back_s <= own.shift[1] and (new.break_s is not None or not due)
