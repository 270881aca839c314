"""What the plan means for people: travel by locality, and waiting by cohort and locality."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import AccessRow, NodeRow, Plan
from capplan.report.figures import Column, DataTable, words
from capplan.report.html.beds import NO_STEADY_STATE

_ALL = "all"


def access_table(plan: Plan, case: Case) -> DataTable:
    """Return travel by locality under the plan and under business as usual."""
    titles = {row.locality: row.title for row in case.localities} | {_ALL: "All localities"}
    usual = {row.locality: row for row in plan.option("business-as-usual").figures.access}
    rows = []
    for row in plan.option("plan").figures.access:
        before = usual.get(row.locality)
        cells = (words.number(row.people), *_minutes(row), *(_minutes(before) if before else [words.NONE] * 3))
        rows.append((titles[row.locality], *cells))
    near = f"Within {words.number(case.parameters.near_min)} min"
    columns = [Column("Locality", numeric=False), Column("People who start", "people")]
    for option in ("plan", "business as usual"):
        columns += [
            Column(f"Mean, {option}", "min"),
            Column(f"90th percentile, {option}", "min"),
            Column(f"{near}, {option}", "%"),
        ]
    return DataTable(
        "Travel from home locality to bed, one way, over the whole plan",
        tuple(columns),
        tuple(rows),
        "Only sites to which the person travels; staff travel to home places is not part of this table.",
    )


def waiting_table(plan: Plan, case: Case) -> DataTable:
    """Return waiting and diversion by cohort and locality; a queue that grows has no figures."""
    titles = {row.locality: row.title for row in case.localities}
    usual = {(row.cohort, row.locality): row for row in plan.option("business-as-usual").figures.nodes}
    rows = []
    for row in plan.option("plan").figures.nodes:
        before = usual.get((row.cohort, row.locality))
        rows.append(
            (
                case.cohort[row.cohort].title,
                titles[row.locality],
                words.number(row.waiting_at_start, 1),
                *_waiting(row),
                *(_waiting(before) if before else [words.NONE] * 4),
            )
        )
    columns = [
        Column("Cohort", numeric=False),
        Column("Locality", numeric=False),
        Column("Waiting as the plan starts", "people"),
    ]
    for option in ("plan", "business as usual"):
        columns += [
            Column(f"Waiting at the end, {option}", "people"),
            Column(f"Most waiting, {option}", "people"),
            Column(f"Waited, {option}", "bed-days"),
            Column(f"Diverted, {option}", "people"),
        ]
    note = (
        f"“{NO_STEADY_STATE.capitalize()}”: more people wait at the end than a year earlier. Such a queue grows for as "
        "long as it is left alone, so a mean of it would describe the length of the plan and not the service; none is "
        "given."
    )
    return DataTable("Waiting and diversion by cohort and locality", tuple(columns), tuple(rows), note, grouped=True)


def unsteady(plan: Plan, case: Case) -> tuple[str, ...]:
    """Return a sentence for every option in which a queue grows or a site is overloaded at the end of the plan."""
    titles = {row.locality: row.title for row in case.localities}
    last = case.periods[-1].id
    sentences = []
    for option in plan.options:
        queues = [
            case.cohort[row.cohort].title + (f" in {titles[row.locality]}" if len(titles) > 1 else "")
            for row in option.figures.nodes
            if row.state == "no-steady-state"
        ]
        sites = [
            case.site[row.site].title
            for row in option.figures.bed_plan
            if row.period == last and row.state == "no-steady-state"
        ]
        start = f"{words.OPTION_TITLES[option.option]}: {NO_STEADY_STATE}, because"
        if queues:
            sentences.append(f"{start} more and more people wait: {words.listing(queues)}.")
        if sites:
            sentences.append(f"{start} load reaches the beds in {words.month(last)}: {words.listing(sites)}.")
    return tuple(sentences)


def _minutes(row: AccessRow) -> tuple[str, str, str]:
    near = None if row.near_share is None else 100 * row.near_share
    return words.number(row.mean_min, 1), words.number(row.p90_min, 1), words.number(near, 1)


def _waiting(row: NodeRow) -> tuple[str, ...]:
    if row.state == "no-steady-state":
        return (NO_STEADY_STATE,) * 4
    return (
        words.number(row.waiting_at_end, 1),
        words.number(row.largest_waiting, 1),
        words.number(row.waiting_bed_days),
        words.number(row.diverted_people, 1),
    )
