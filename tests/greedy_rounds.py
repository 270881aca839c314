"""A planner of rounds for tests, quick and nothing else: each visit goes where it costs least beside what stands.

It stands in for the engine where a test is about something else. Its rounds keep every rule; its bound says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from capplan.formulations.visits import Carer, Inputs, Visit
from capplan.plan.visits.reasons import teams
from capplan.plan.visits.timing import decisions_of, round_of, rounds_of


@dataclass(frozen=True)
class GreedyResult:
    """What `capplan.rounds.solve` returns, as far as plans use it."""

    rounds: dict[str, list[tuple[str, int]]]
    unserved: tuple[str, ...]
    objective: float
    bound: float
    gap: float
    net_gap: float | None
    unserved_bound: int
    seconds: float
    stopped_by: str
    balance_gbp: float = 0.0


def solve(inputs: Inputs, start: Any = None, **_: Any) -> GreedyResult:
    """Return greedy rounds; 0 is the bound of everything. Of a start only what cannot be otherwise is taken over."""
    made = _Greedy(inputs)
    made.run(start or {})
    rounds = {
        carer.id: [(visit.id, start) for shift in carer.shifts for visit, start in made.stops[carer.id, shift]]
        for carer in inputs.carers
    }
    objective = cost_of(inputs, rounds)
    unserved = decisions_of(inputs, rounds).unserved
    return GreedyResult(rounds, unserved, objective, 0.0, 1.0, None, 0, 0.0, "time limit")


def cost_of(inputs: Inputs, rounds: dict[str, list[tuple[str, int]]]) -> float:
    """Return what rounds cost by the formulation's objective."""
    cost, work = 0.0, dict.fromkeys((carer.id for carer in inputs.carers), 0)
    starts = {visit: start for stops in rounds.values() for visit, start in stops}
    for one in rounds_of(inputs, decisions_of(inputs, rounds)):
        carer, travel = one.carer, sum(one.ways_s)
        waiting = one.work_s - travel - one.contact_s
        cost += one.contact_s * carer.service_gbp_per_h / 3600 + travel * carer.travel_gbp_per_h / 3600
        cost += waiting * carer.waiting_gbp_per_h / 3600 + sum(one.ways_km) * carer.mileage_gbp_per_km
        cost += sum(visit.preferred.get(carer.id, 0.0) for visit, _ in one.stops)
        cost += sum(carer.help_across_gbp for visit, _ in one.stops if visit.base != carer.base)
        work[carer.id] += one.work_s
    for carer in inputs.carers:
        cost += max(0, work[carer.id] - carer.paid_s) * carer.overtime_gbp_per_h / 3600
    for visit in inputs.visits:
        if visit.id not in starts:
            cost += visit.unserved_gbp
        elif visit.preferred_s is not None:
            cost += abs(starts[visit.id] - visit.preferred_s) / 60 * visit.deviation_gbp_per_min
    return cost


@dataclass
class _Greedy:
    inputs: Inputs
    stops: dict[tuple[str, tuple[int, int]], list[tuple[Visit, int]]] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def run(self, told: dict[str, list[tuple[str, int]]]) -> None:
        self.stops = {(carer.id, shift): [] for carer in self.inputs.carers for shift in carer.shifts}
        pinned = {visit.id: visit for visit in self.inputs.visits if visit.windows[0][0] == visit.windows[-1][1]}
        for carer in self.inputs.carers:
            for name, start in told.get(carer.id, ()):
                if name in pinned:
                    shift = next(shift for shift in carer.shifts if shift[0] <= start < shift[1])
                    self.stops[carer.id, shift].append((pinned[name], start))
                    self.starts[name] = start
        rest = [visit for visit in self.inputs.visits if visit.id not in self.starts]
        for visit in sorted(rest, key=_hardest_first):
            best = min(self._ways_in(visit), key=lambda way: way[:2], default=None)
            if best is not None:
                _, start, places = best
                self.starts[visit.id] = start
                for place in places:
                    self.stops[place].append((visit, start))
                    self.stops[place].sort(key=lambda stop: stop[1])

    def _ways_in(self, visit: Visit) -> Iterator[tuple[float, int, list[tuple[str, tuple[int, int]]]]]:
        for team in teams(self.inputs, visit):
            gaps = [list(self._gaps(carer, visit)) for carer in team]
            for chosen in product(*gaps):
                low, high = max(gap[1] for gap in chosen), min(gap[2] for gap in chosen)
                if low > high:
                    continue
                wish = low if visit.preferred_s is None else visit.preferred_s
                for start in sorted({low, high, min(max(wish, low), high)}):
                    more = [
                        self._more_work(carer, gap[0], visit, start) for carer, gap in zip(team, chosen, strict=True)
                    ]
                    if None in more or not self._keeps_pairs(visit, start):
                        continue
                    cost = sum(work or 0 for work in more) / 180 + sum(visit.preferred.get(one.id, 0) for one in team)
                    if visit.preferred_s is not None:
                        cost += abs(start - visit.preferred_s) / 60 * visit.deviation_gbp_per_min
                    yield cost, start, [(carer.id, gap[0]) for carer, gap in zip(team, chosen, strict=True)]

    def _gaps(self, carer: Carer, visit: Visit) -> Iterator[tuple[tuple[int, int], int, int]]:
        ways = self.inputs.travel_s[carer.mode]
        for shift in carer.shifts:
            stops = self.stops[carer.id, shift]
            places = [carer.start_place, *(stop.place for stop, _ in stops), carer.end_place]
            for number, (before, after) in enumerate(pairwise(places)):
                free = shift[0] if number == 0 else stops[number - 1][1] + stops[number - 1][0].duration_s
                until = shift[1] if number == len(stops) else stops[number][1]
                low = free + int(ways[before, visit.place])
                high = until - int(ways[visit.place, after]) - visit.duration_s
                for begin, end in visit.windows:
                    if max(low, begin) <= min(high, end):
                        yield shift, max(low, begin), min(high, end)

    def _more_work(self, carer: Carer, shift: tuple[int, int], visit: Visit, start: int) -> int | None:
        stops = sorted([*self.stops[carer.id, shift], (visit, start)], key=lambda stop: stop[1])
        new = round_of(self.inputs, carer, shift, stops)
        broken = new.meal_break is not None and new.break_s is None
        if new.leaves_s < shift[0] or new.back_s > shift[1] or broken:
            return None
        before = self.stops[carer.id, shift]
        more = new.work_s - (round_of(self.inputs, carer, shift, before).work_s if before else 0)
        others = sum(
            round_of(self.inputs, carer, other, stops).work_s
            for (name, other), stops in self.stops.items()
            if name == carer.id and other != shift and stops
        )
        if carer.max_work_s is not None and new.work_s + others > carer.max_work_s:
            return None
        return more

    def _keeps_pairs(self, visit: Visit, start: int) -> bool:
        length = {one.id: one.duration_s for one in self.inputs.visits}
        for pair in self.inputs.pairs:
            first = start if pair.first == visit.id else self.starts.get(pair.first)
            second = start if pair.second == visit.id else self.starts.get(pair.second)
            if visit.id in (pair.first, pair.second) and first is not None and second is not None:
                gap = second - first - length[pair.first]
                if gap < pair.min_gap_s or (pair.max_gap_s is not None and gap > pair.max_gap_s):
                    return False
        return True


def _hardest_first(visit: Visit) -> tuple[bool, int, int, str]:
    return visit.priority != "time-critical", -visit.carers, visit.windows[0][0], visit.id
