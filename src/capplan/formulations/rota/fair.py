"""Fair shares: nights, weekends and unsocial hours by contract, history counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx

from capplan.case.case import Case
from capplan.case.rota_tables import Person as PersonRow
from capplan.case.rota_tables import RotaShift
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.inputs import Cover, Fair, Person
from capplan.formulations.rota.pay import tags_of

# rule -> (tag that is counted, column of people.csv with what was worked before)
KINDS: Mapping[str, tuple[str | None, str]] = {
    "fair-nights": ("night", "history_nights"),
    "fair-weekends": (None, "history_weekend_shifts"),
    "fair-unsocial": ("unsocial", "history_unsocial"),
}


def fairness(
    case: Case, days: Days, people: tuple[Person, ...], cover: tuple[Cover, ...], shifts: Mapping[str, RotaShift]
) -> tuple[Fair, ...]:
    """Return a price for each rule set and kind of shift that it wants shared fairly.

    People who may cover the same shifts share them by contract: what the rota needs and what all of them worked
    before, times a person's part of the group's FTE, less what the person worked before; never below 0.
    """
    prices = {(row.rule_set, row.rule): row.value for row in case.rule_sets if row.rule in KINDS and row.value > 0}
    rows = {row.person: row for row in case.people}
    weekend = frozenset(day for pair in days.weekends for day in pair)
    found = []
    for kind in dict.fromkeys(rule for _, rule in prices):
        tag, column = KINDS[kind]
        on = weekend if kind == "fair-weekends" else None
        share = _shares(people, rows, column, _needs(cover, shifts, tag, on))
        for (rule_set, rule), gbp in prices.items():
            own = {person: value for person, value in share.items() if rows[person].rule_set == rule_set}
            if rule == kind and own:
                found.append(Fair(id=f"{kind}.{rule_set}", tag=tag, unit_gbp=gbp, share=own, days=on))
    return tuple(found)


def _needs(
    cover: Iterable[Cover], shifts: Mapping[str, RotaShift], tag: str | None, on: frozenset[int] | None
) -> list[tuple[frozenset[str], int]]:
    """Return (shifts, people needed) of the cover that only shifts of the kind can meet."""
    return [
        (one.shifts, one.need)
        for one in cover
        if (on is None or one.day in on) and all(tag is None or tag in tags_of(shifts[shift]) for shift in one.shifts)
    ]


def _shares(
    people: tuple[Person, ...], rows: Mapping[str, PersonRow], column: str, needs: list[tuple[frozenset[str], int]]
) -> dict[str, float]:
    graph = nx.Graph()
    total: dict[str, int] = defaultdict(int)
    for shifts, need in needs:
        able = [person.id for person in people if person.shifts & shifts]
        if able:
            nx.add_path(graph, able)
            graph.add_node(able[0])
            total[able[0]] += need
    share = {}
    for group in nx.connected_components(graph):
        members = sorted(group)
        fte = sum(rows[one].fte for one in members)
        worked = sum(getattr(rows[one], column) for one in members) + sum(total[one] for one in members)
        for one in members:
            share[one] = max(0.0, worked * rows[one].fte / fte - getattr(rows[one], column))
    return share
