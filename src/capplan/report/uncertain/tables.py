"""The tables of a plan for many futures: to print and as CSV."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.uncertain import Future, Outcome, UncertainPlan
from capplan.report.figures import Column, DataTable, words
from capplan.report.tables.written import Cell, Table, fine, pence
from capplan.report.uncertain.words import TITLES

OUTCOME_HEADINGS = (
    "objective_gbp",
    "waiting_bed_days",
    "diverted_people",
    "shortfall_hours",
    "agency_hours",
    "closure_test_kept",
    "workforce_test_kept",
    "budget_kept",
    "level_kept",
)


def printed(plan: UncertainPlan) -> tuple[DataTable, ...]:
    """Return the tables of the page."""
    return (_plans(plan), _chances(plan), _futures(plan))


def _plans(plan: UncertainPlan) -> DataTable:
    return DataTable(
        f"What each plan costs on {len(plan.tried_on)} futures drawn apart, the same for each",
        (
            Column("Plan", numeric=False),
            Column("Mean", "£m, present value and weights"),
            Column("80 % interval of the mean", "£m", numeric=False, short=True),
            Column("Mean of the dearest tenth", "£m"),
        ),
        tuple(
            (
                TITLES[row.plan],
                words.number(row.mean_gbp / 1e6, 2),
                f"{words.number(row.low_gbp / 1e6, 2)} to {words.number(row.high_gbp / 1e6, 2)}",
                words.number(row.dearest_tenth_gbp / 1e6, 2),
            )
            for row in plan.plans
        ),
        "Today's estate is not business as usual as elsewhere: its staff are chosen anew for all futures, and it is "
        "held to the same service standard as the plans.",
    )


def _chances(plan: UncertainPlan) -> DataTable:
    return DataTable(
        "How likely each plan keeps what it should",
        (
            Column("Plan", numeric=False),
            Column("Keeps", numeric=False),
            Column("Futures"),
            Column("Chance", "%"),
            Column("80 % interval", "%", numeric=False, short=True),
        ),
        tuple(
            (
                TITLES[row.plan],
                row.kept,
                f"{row.kept_in} of {row.futures}",
                words.number(100 * row.share),
                f"{words.number(100 * row.low)} to {words.number(100 * row.high)}",
            )
            for row in plan.chances
        ),
        "Budget: the limits on revenue of budgets.csv; kept where there are none. Service level: no more bed-days of "
        "waiting than today's list would cause, and at most 2 % of hours undone. Intervals by Wilson.",
        grouped=True,
    )


def _futures(plan: UncertainPlan) -> DataTable:
    rows = zip(plan.futures, plan.outcomes, strict=True)
    return DataTable(
        "The futures planned for, and what the plan costs in each",
        (
            Column("Future", numeric=False),
            Column("Builds on", numeric=False),
            Column("Probability", "%"),
            Column("Cost", "£m, present value and weights"),
            Column("Waiting", "bed-days"),
            Column("Undone", "hours"),
            Column("Tests kept", numeric=False, short=True),
        ),
        tuple(
            (
                future.future,
                future.scenario,
                words.number(100 * future.probability, 1),
                words.number(row.objective_gbp / 1e6, 2),
                words.number(row.waiting_bed_days),
                words.number(row.shortfall_hours),
                "yes" if row.closure_test_kept and row.workforce_test_kept else "no",
            )
            for future, row in rows
        ),
    )


def ranges(case: Case) -> DataTable:
    """Return the ranges of what the case calls uncertain."""
    titles = ("Figure", "Distribution", "Low", "Mode", "High", "Why")
    columns = tuple(Column(title, numeric=title in ("Low", "Mode", "High")) for title in titles)
    rows = tuple(
        (row.title, row.distribution, f"{row.low:g}", f"{row.mode:g}", f"{row.high:g}", row.reason)
        for row in case.uncertainty
    )
    return DataTable("Ranges of the uncertain figures; factors on the case's own figures, or shares", columns, rows)


def written(case: Case, plan: UncertainPlan) -> tuple[Table, ...]:
    """Return the CSV tables."""
    names = tuple(row.uncertain for row in case.uncertainty)
    head = ("future", "scenario", "probability", "tested", *names, *OUTCOME_HEADINGS)
    outcomes = [("robust", future, row) for future, row in zip(plan.futures, plan.outcomes, strict=True)]
    tried = [
        (row.plan, future, one) for row in plan.plans for future, one in zip(plan.tried_on, row.outcomes, strict=True)
    ]
    return (
        Table("futures", head, tuple(_row(names, future, one) for _, future, one in outcomes)),
        Table("tried", ("plan", *head), tuple((name, *_row(names, future, one)) for name, future, one in tried)),
        Table(
            "chances",
            ("plan", "kept", "futures", "kept_in", "share", "low", "high"),
            tuple(
                (row.plan, row.kept, row.futures, row.kept_in, fine(row.share), fine(row.low), fine(row.high))
                for row in plan.chances
            ),
        ),
        Table(
            "estate",
            ("site", "period", "configuration"),
            tuple((row.site, row.period, row.configuration) for row in plan.decisions.configurations),
        ),
        Table(
            "recruitment",
            ("role", "workplace", "period", "fte"),
            tuple((row.role, row.workplace, row.period, fine(row.fte)) for row in plan.decisions.recruited),
        ),
    )


def _row(names: tuple[str, ...], future: Future, row: Outcome) -> tuple[Cell, ...]:
    kept = ("closure_test_kept", "workforce_test_kept", "budget_kept", "level_kept")
    return (
        future.future,
        future.scenario,
        future.probability,
        "yes" if future.tested else "no",
        *(future.values.get(name) for name in names),
        pence(row.objective_gbp),
        fine(row.waiting_bed_days),
        fine(row.diverted_people),
        fine(row.shortfall_hours),
        fine(row.agency_hours),
        *("yes" if getattr(row, name) else "no" for name in kept),
    )
