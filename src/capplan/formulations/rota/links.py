"""What follows from rest rules and the days before: who may work what on a day, which pairs exclude each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from capplan.formulations.rota.inputs import Inputs, Pair, Person

Clique = tuple[frozenset[str], frozenset[str]]


def admissible(inputs: Inputs, person: Person, day: int) -> tuple[str, ...]:
    """Return the shifts a person may work on a day, in the order of the inputs, rest after the last shift kept."""
    barred = _barred_by_history(inputs, person, day)
    open_to = person.may_work(day)
    return tuple(shift.id for shift in inputs.shifts if shift.id in open_to and shift.id not in barred)


def days_still_off(person: Person) -> int:
    """Return for how many days from day 0 the days off before it must go on."""
    run_days = person.history.run_days
    return max(0, person.min_off_run + run_days) if run_days < 0 else 0


def days_still_at_work(person: Person) -> int:
    """Return how many days a run of work carried over has to last from day 0, if it goes on at all."""
    run_days = person.history.run_days
    return max(0, person.min_run - run_days) if run_days > 0 else 0


def cliques(pairs: Iterable[Pair]) -> list[Clique]:
    """Return blocks (first shifts, later shifts) that cover every pair, each block with all its pairs excluded.

    One block for each set of later shifts: the first shifts that exclude at least that set.
    """
    after: dict[str, set[str]] = defaultdict(set)
    for first, later in pairs:
        after[first].add(later)
    sets = sorted({frozenset(later) for later in after.values()}, key=sorted)
    return [(frozenset(first for first, later in after.items() if later >= block), block) for block in sets]


def _barred_by_history(inputs: Inputs, person: Person, day: int) -> frozenset[str]:
    history = person.history
    if history.last_shift is None or day > 0:
        return frozenset()
    if history.run_days > 0:
        return frozenset(later for first, later in inputs.forbidden if first == history.last_shift)
    if history.run_days == -1:
        return frozenset(later for first, later in inputs.forbidden_over_day_off if first == history.last_shift)
    return frozenset()
