"""Why a visit is not made: a proof, or the cheapest change that makes room for it with all else as planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import get_args

from capplan.case.visit_tables import Priority
from capplan.decisions.visits import Reason, UnservedRow, VisitDecisions
from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.formulations.visits.duties import break_of
from capplan.formulations.visits.from_case import ANY_TIME
from capplan.plan.visits.timing import Round, round_of, rounds_of
from capplan.units import seconds_to_clock, seconds_to_minutes

Interval = tuple[int, int]


@dataclass(frozen=True)
class _Gap:
    """From when to when a carer could begin the visit, and the round that it would come into (None: a new one)."""

    low_s: int
    high_s: int
    round: Round | None = None


@dataclass(frozen=True)
class _Slot:
    """A start of the visit that is possible, and how far it lies outside the visit's windows."""

    away_s: int
    start_s: int
    carers: tuple[str, ...]


def unserved_reasons(inputs: Inputs, decisions: VisitDecisions, now_s: int = 0) -> tuple[UnservedRow, ...]:
    """Return why each visit that is not made is not: the most urgent first, else in the order of visits.csv.

    Parameters
    ----------
    now_s
        On a day under way: nobody sets out before, in seconds since midnight.
    """
    visits = {visit.id: visit for visit in inputs.visits}
    planned = rounds_of(inputs, decisions)
    start = {stop.visit: stop.start_s for stop in decisions.stops}
    urgent = sorted(decisions.unserved, key=lambda name: get_args(Priority).index(visits[name].priority))
    rows = []
    for name in urgent:
        reason, words = _reason(inputs, visits[name], planned, start, now_s)
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


def _reason(
    inputs: Inputs, visit: Visit, planned: Sequence[Round], start: Mapping[str, int], now_s: int
) -> tuple[Reason, str]:
    able = teams(inputs, visit)
    people = "Nobody" if visit.carers == 1 else "No two people"
    if not able:
        hold = "holds" if visit.carers == 1 else "hold"
        return "nobody-has-the-skills", f"{people} on duty who may be sent {hold} {_needed(visit)}."
    windows = " or ".join(f"{seconds_to_clock(low)} to {seconds_to_clock(high)}" for low, high in visit.windows)
    carers = {carer.id: carer for team in able for carer in team}
    alone = {name: list(_alone(inputs, carer, visit, now_s)) for name, carer in carers.items()}
    slot = _best(inputs, visit, able, alone)
    count = f"{len(able)} {'carer' if visit.carers == 1 else 'pair'}{'' if len(able) == 1 else 's'}"
    if slot is None or slot.away_s > 0:
        nearest = "" if slot is None else f" The nearest possible start is {_at(slot)}."
        rest = f"from {seconds_to_clock(now_s)} on" if now_s else "that day"
        return (
            "nobody-can-be-there",
            f"{people} can begin it in {windows}, even with nothing else to do {rest} ({count} hold the skills)."
            f"{nearest}",
        )
    rounds = {name: [one for one in planned if one.carer.id == name] for name in carers}
    free = {name: list(_free(inputs, carer, visit, rounds[name], now_s)) for name, carer in carers.items()}
    slot = _best(inputs, visit, able, free, _by_pairs(inputs, visit, start))
    if slot is None:
        return "not-found", f"Not found in time: {count} could make it alone, but all of their days are full."
    if slot.away_s == 0:
        return "not-found", f"Not found in time: it seems to fit {_at(slot)}; search longer."
    return (
        "cheapest-change",
        f"With all else as planned it fits {_at(slot)}, {seconds_to_minutes(slot.away_s):.0f} minutes outside "
        f"{windows}.",
    )


def _needed(visit: Visit) -> str:
    """Return the skills that a visit takes, in words."""
    both = [visit.skills] if visit.second_skills is None else [visit.skills, visit.second_skills]
    words = [" and ".join(sorted(skill.replace(":", " level ") for skill in skills)) or "no skill" for skills in both]
    if len(words) == 2 and words[0] != words[1]:
        return f"what it takes (one {words[0]}, the other {words[1]})"
    return words[0] if visit.skills else "what it takes"


def _at(slot: _Slot) -> str:
    return f"at {seconds_to_clock(slot.start_s)} with {' and '.join(slot.carers)}"


def _by_pairs(inputs: Inputs, visit: Visit, start: Mapping[str, int]) -> Interval:
    """Return from when to when a visit may begin so that it keeps its gaps to those that are made."""
    length = {one.id: one.duration_s for one in inputs.visits}
    low, high = ANY_TIME
    for pair in inputs.pairs:
        if pair.first == visit.id and pair.second in start:
            high = min(high, start[pair.second] - visit.duration_s - pair.min_gap_s)
            low = max(low, 0 if pair.max_gap_s is None else start[pair.second] - visit.duration_s - pair.max_gap_s)
        if pair.second == visit.id and pair.first in start:
            ends = start[pair.first] + length[pair.first]
            low = max(low, ends + pair.min_gap_s)
            if pair.max_gap_s is not None:
                high = min(high, ends + pair.max_gap_s)
    return low, high


def _best(
    inputs: Inputs, visit: Visit, able: Sequence[tuple[Carer, ...]], free: Mapping[str, Sequence[_Gap]],
    between: Interval = ANY_TIME,
) -> _Slot | None:  # fmt: skip
    """Return the possible start nearest to the windows, of whichever team."""
    found: list[tuple[_Slot, tuple[_Gap, ...]]] = []
    for team in able:
        names = tuple(carer.id for carer in team)
        for gaps in product(*(free[name] for name in names)):
            low = max(between[0], *(gap.low_s for gap in gaps))
            high = min(between[1], *(gap.high_s for gap in gaps))
            if low > high:
                continue
            for begin, end in visit.windows:
                for start in {min(max(low, edge), high) for edge in (begin, end)}:
                    away = max(begin - start, start - end, 0)
                    found.append((_Slot(away, start, names), gaps))
    # The break may have to move to make room.
    found.sort(key=lambda one: (one[0].away_s, one[0].start_s, one[0].carers))
    for slot, gaps in found:
        if all(gap.round is None or _keeps_break(inputs, gap.round, visit, slot.start_s) for gap in gaps):
            return slot
    return None


def _alone(inputs: Inputs, carer: Carer, visit: Visit, now_s: int) -> Iterator[_Gap]:
    """Yield when a carer could begin the visit with nothing else to do from now on."""
    for shift in carer.shifts:
        yield from _only_stop(inputs, carer, visit, shift, now_s)


def _only_stop(
    inputs: Inputs, carer: Carer, visit: Visit, shift: Interval, now_s: int, work_s: int = 0
) -> Iterator[_Gap]:
    """Yield when a carer could begin the visit on a round of its own; `work_s` is other work of the day."""
    ways = inputs.travel_s[carer.mode]
    out, home = int(ways[carer.start_place, visit.place]), int(ways[visit.place, carer.end_place])
    if carer.max_work_s is not None and work_s + out + visit.duration_s + home > carer.max_work_s:
        return
    low, high = max(shift[0], now_s) + out, shift[1] - home - visit.duration_s
    pause = break_of(carer, shift)
    if pause is None:
        if low <= high:
            yield _Gap(low, high)
        return
    after_break = max(pause.earliest_s, shift[0]) + pause.length_s + out
    before_break = min(pause.latest_s, shift[1] - pause.length_s) - home - visit.duration_s
    for begin, end in ((low, min(high, before_break)), (max(low, after_break), high)):
        if begin <= end:
            yield _Gap(begin, end)


def _free(inputs: Inputs, carer: Carer, visit: Visit, rounds: Sequence[Round], now_s: int) -> Iterator[_Gap]:
    """Yield when a carer could begin the visit between the stops of the plan."""
    ways = inputs.travel_s[carer.mode]
    work = sum(one.work_s for one in rounds)
    for shift in carer.shifts:
        own = next((one for one in rounds if one.shift == shift), None)
        if own is None:
            yield from _only_stop(inputs, carer, visit, shift, now_s, work)
            continue
        places = [carer.start_place, *(stop.place for stop, _ in own.stops), carer.end_place]
        for place in range(len(own.stops) + 1):
            to, back = int(ways[places[place], visit.place]), int(ways[visit.place, places[place + 1]])
            free_from = shift[0] if place == 0 else own.stops[place - 1][1] + own.stops[place - 1][0].duration_s
            free_to = shift[1] if place == len(own.stops) else own.stops[place][1]
            more = to + visit.duration_s + back - own.ways_s[place]
            if carer.max_work_s is not None and work + max(more, 0) > carer.max_work_s:
                continue
            if place < len(own.stops) and free_to - own.ways_s[place] <= now_s:
                # Done or on the way to.
                continue
            low, high = max(free_from, now_s) + to, free_to - back - visit.duration_s
            if low <= high:
                yield _Gap(low, high, own)


def _keeps_break(inputs: Inputs, own: Round, visit: Visit, start: int) -> bool:
    stops = sorted([*own.stops, (visit, start)], key=lambda stop: stop[1])
    new = round_of(inputs, own.carer, own.shift, stops)
    due = own.meal_break is not None
    return new.leaves_s >= own.shift[0] and new.back_s <= own.shift[1] and (new.break_s is not None or not due)
