"""What could go wrong, counted by topic, and which questions about risk a run has not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.figures import Column, DataTable, words
from capplan.report.html.summary import opening_words

_GRAVITY: tuple[Literal["conflict", "warning", "note"], ...] = ("conflict", "warning", "note")


def topic_table(plan: Plan) -> DataTable:
    """Return how many findings of each gravity a topic has, the gravest topic first, with the first finding of it."""
    counts = {
        topic: Counter(row.severity for row in plan.findings if row.topic == topic)
        for topic in dict.fromkeys(row.topic for row in plan.findings)
    }
    first = {
        topic: min((row for row in plan.findings if row.topic == topic), key=lambda row: _GRAVITY.index(row.severity))
        for topic in counts
    }
    ordered = sorted(counts, key=lambda topic: tuple(-counts[topic][kind] for kind in _GRAVITY))
    columns = (
        Column("Topic", numeric=False),
        Column("Conflicts"),
        Column("Warnings"),
        Column("Notes"),
        Column("The gravest of them", numeric=False),
    )
    rows = tuple(
        (
            topic.capitalize(),
            *(words.number(counts[topic][kind]) for kind in _GRAVITY),
            opening_words(first[topic].text),
        )
        for topic in ordered
    )
    return DataTable("Findings by topic", columns, rows)


def not_asked(plan: Plan, case: Case) -> Iterator[str]:
    """Yield the questions about risk that other commands answer."""
    name = case.identity.id
    if plan.options:
        yield f"How far each assumption moves the cost, and where it tips a decision: capplan tornado {name}"
        yield f"One plan for many futures, with the chance that it keeps budget and tests: capplan uncertain {name}"
        yield f"What better access or less risk costs: capplan frontier {name}"
    if plan.simulation is None and plan.options:
        yield "Whether the promises hold when life is random: capplan simulate RUN"
    if plan.rota is None and case.plans_rota:
        yield "Who works which shift: capplan run --rota"
    if case.visits:
        yield f"Whether the visits of a day can be made: capplan visits {name}"
    yield "Risks outside the figures: consent of the public, of staff and of providers; see Limits."
