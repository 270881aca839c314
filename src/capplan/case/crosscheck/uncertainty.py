"""Uncertain figures: ranges in order, ids that exist; chances of scenarios that sum to one."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import uncertainty_tables as un
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of

BASE = "base"
TOLERANCE = 1e-9


def range_order(draft: Draft) -> Iterator[Fault]:
    """Yield ranges whose figures do not rise, and vacancies of all posts or more."""
    for number, row in draft.numbered(un.Uncertainty):
        if not row.low <= row.mode <= row.high:
            problem = f"runs {row.low:g}, {row.mode:g}, {row.high:g}"
            yield fault_at(un.Uncertainty, number, "low + mode + high", None, problem, "Write low <= mode <= high.")
        elif row.quantity == "vacancy" and row.high >= 1:
            problem = "leaves nobody in post: the share of posts that stand empty is 1 or more"
            yield fault_at(un.Uncertainty, number, "high", f"{row.high:g}", problem, "Write a share below 1.")
        elif row.quantity == "stay" and row.low == 0:
            problem = "makes a stay of no days possible"
            yield fault_at(un.Uncertainty, number, "low", f"{row.low:g}", problem, "Write a factor above 0.")


def uncertain_of_unknown(draft: Draft) -> Iterator[Fault]:
    """Yield ids that the quantity cannot speak of."""
    for number, row in draft.numbered(un.Uncertainty):
        table = un.OF.get(row.quantity)
        known = draft.ids(table, table[:-1]) if table else ()
        for name in row.of.split():
            if name not in known:
                problem = (
                    f"names {name!r}, which is not in {table}.csv" if table else "names something; growth is of all"
                )
                repair = f"Write {one_of(known, name)}." if known else "Leave the cell blank."
                yield fault_at(un.Uncertainty, number, "of", row.of, problem, repair)


def chance_of_unknown(draft: Draft) -> Iterator[Fault]:
    """Yield chances of scenarios that the case does not have."""
    known = list(dict.fromkeys([BASE, *draft.ids("scenarios", "scenario")]))
    for number, row in draft.numbered(un.ScenarioChance):
        if row.scenario not in known:
            problem = "is no scenario of scenarios.csv"
            repair = f"Write {one_of(known, row.scenario)}."
            yield fault_at(un.ScenarioChance, number, "scenario", row.scenario, problem, repair)


def chances_sum(draft: Draft) -> Iterator[Fault]:
    """Yield a table of chances that does not sum to one."""
    rows = draft.of(un.ScenarioChance)
    total = sum(row.probability for row in rows)
    if rows and abs(total - 1.0) > TOLERANCE:
        problem, repair = f"sums to {total:.10g}", "Write probabilities that sum to 1."
        yield fault_at(un.ScenarioChance, None, "probability", None, problem, repair)
