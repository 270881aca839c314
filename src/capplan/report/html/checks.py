"""Rules that can be recounted from the figures of a plan, each with how often it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.rules import earliest_increase, earliest_reduction
from capplan.decisions import BedPlan, Plan, StaffFigures
from capplan.report.figures import Column, DataTable, words
from capplan.report.html.money import budget_use

_TOLERANCE = 1e-4


def checks(plan: Plan, case: Case) -> DataTable:
    """Return a table of the rules that apply, cases counted and cases in which the rule is kept."""
    rows = []
    for rule, outcomes in _rules(plan.option("plan"), case):
        if not outcomes:
            continue
        verdict = "kept" if all(outcomes) else "NOT kept"
        rows.append((rule, words.number(len(outcomes)), words.number(sum(outcomes)), verdict))
    columns = (
        Column("Rule", numeric=False),
        Column("Cases"),
        Column("Cases kept"),
        Column("Verdict", numeric=False),
    )
    return DataTable("Rules recounted from the plan's figures", columns, tuple(rows))


def _rules(chosen: BedPlan, case: Case) -> Iterator[tuple[str, list[bool]]]:
    figures = chosen.figures
    standard_from = case.horizon.standard_from
    yield (
        f"Load within safe load at every site, from {words.month(standard_from)}",
        [row.load <= row.safe_load + _TOLERANCE for row in figures.bed_plan if row.period >= standard_from],
    )
    yield (
        "No reduction before its contract, notice, gate and double running allow",
        [row.closed >= earliest_reduction(case, case.site[row.site]) for row in figures.closures],
    )
    yield (
        "Closure test: replacement runs first, nobody waits or is diverted because of it",
        [row.test_passed for row in figures.closures],
    )
    yield (
        "No opening before its lead time allows",
        [row.opens >= earliest_increase(case, case.site[row.site]) for row in figures.openings],
    )
    yield "Money within every stated budget", [use.kept for use in budget_use(case, chosen)]
    if chosen.staff is not None:
        yield (
            "Workforce test: the staff of the replacement are there first",
            [row.workforce_passed is True for row in figures.closures],
        )
        yield from _staff_rules(chosen.staff.figures, case)


def _staff_rules(figures: StaffFigures, case: Case) -> Iterator[tuple[str, list[bool]]]:
    limits = {row.cover: row.max_wait_share for row in case.duty_cover}
    yield (
        "Rapid calls wait no longer than promised, at every base, in every band",
        [row.waits_too_long <= limits[row.cover] + _TOLERANCE for row in figures.duty],
    )
    joined: dict[tuple[str, str], float] = defaultdict(float)
    for row in figures.staff_plan:
        joined[row.role, row.period] += row.recruited_fte
    yield (
        "No more recruits than the limit of the role",
        [
            joined[role.role, period.id] <= role.max_recruits_fte_per_month * period.months + _TOLERANCE
            for role in case.roles
            if role.max_recruits_fte_per_month is not None
            for period in case.periods
            if (role.role, period.id) in joined
        ],
    )
    yield (
        "People join no sooner than their lead time allows",
        [row.decide_by >= case.horizon.start for row in figures.calendar if row.kind == "recruit"],
    )
