"""Whether the programme's own timetable holds: its order, its references, its notice to close beds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from capplan.case.case import Case
from capplan.case.tables import Milestone
from capplan.decisions import Finding
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import counted, listed, month_name, range_of
from capplan.units import add_months, months_between

TOPIC = "programme"


def milestone_order(case: Case) -> Iterator[Finding]:
    """Yield one finding for each milestone due before one it depends on, and one with their number."""
    by_reference = {row.milestone: row for row in case.milestones}
    pairs = [
        (row, by_reference[reference])
        for row in case.milestones
        for reference in row.depends_on.split()
        if reference in by_reference and _due_before(row, by_reference[reference])
    ]
    for row, needed in pairs:
        yield Finding(
            id=f"milestone-order-{row.milestone}-{needed.milestone}",
            topic=TOPIC,
            severity="conflict",
            text=f"Milestone {row.milestone} ({row.title}) is due in {month_name(row.due or '')}, but it depends on "
            f"{needed.milestone} ({needed.title}), due in {month_name(needed.due or '')}.",
            figures={
                "due": row.due or "",
                "needed_due": needed.due or "",
                "months_too_early": months_between(row.due or "", needed.due or ""),
            },
            sources=_sources([row, needed]),
        )
    if pairs:
        named = [f"{row.milestone} before {needed.milestone}" for row, needed in pairs]
        yield Finding(
            id="milestone-order-total",
            topic=TOPIC,
            severity="conflict",
            text=f"In {counted(len(pairs), 'pair')} a milestone is due before one it depends on: {listed(named)}.",
            figures={"pairs": len(pairs)},
            sources=("milestones.csv",),
        )


def undefined_references(case: Case) -> Iterator[Finding]:
    """Yield one finding for each milestone that others depend on but that is defined nowhere."""
    defined = {row.milestone for row in case.milestones}
    cited = [(reference, row) for row in case.milestones for reference in row.depends_on.split()]
    counts = Counter(reference for reference, _ in cited if reference not in defined)
    for reference, count in sorted(counts.items()):
        rows = [row for name, row in cited if name == reference]
        yield Finding(
            id=f"milestone-undefined-{reference}",
            topic=TOPIC,
            severity="warning",
            text=f"Milestone {reference} is cited {counted(count, 'time')} (by "
            f"{listed(row.milestone for row in rows)}) and defined nowhere.",
            figures={"times_cited": count},
            sources=_sources(rows),
        )


def closure_notice(case: Case) -> Iterator[Finding]:
    """Yield one finding for each closure milestone, on whether the contract's notice fits before it.

    Notice is taken to be served no earlier than the closure plan, and again no earlier than the
    consultation, of the same project.
    """
    for closure in case.milestones:
        contract = case.contract.get(closure.contract or "")
        if closure.role != "closure" or closure.due is None or contract is None:
            continue
        before = [
            row
            for row in case.milestones
            if row.project == closure.project and row.role in {"closure-plan", "consultation"} and row.due
        ]
        if not before:
            continue
        earliest = [add_months(row.due or "", contract.notice_months) for row in before]
        early = [months_between(closure.due, month) for month in earliest]
        figures: dict[str, float | str] = {
            "closure_due": closure.due,
            "notice_months": contract.notice_months,
            "notice_needed_by": add_months(closure.due, -contract.notice_months),
        }
        for row, month, months in zip(before, earliest, early, strict=True):
            key = row.role.replace("-", "_")
            figures[f"earliest_closure_after_{key}"] = month
            figures[f"months_too_early_after_{key}"] = max(0, months)
        yield Finding(
            id=f"closure-notice-{closure.milestone}",
            topic=TOPIC,
            severity="conflict" if max(early) > 0 else "note",
            text=_notice_text(closure, before, earliest, early, contract.notice_months),
            figures=figures,
            sources=(
                *_sources([closure, *before]),
                *sources_of("contracts", [(contract.contract, contract)]),
            ),
        )


def _notice_text(
    closure: Milestone,
    before: Sequence[Milestone],
    earliest: Sequence[str],
    early: Sequence[int],
    notice_months: int,
) -> str:
    due = closure.due or ""
    steps = [
        f"served at milestone {row.milestone} ({row.title}, {month_name(row.due or '')}) it ends in {month_name(month)}"
        for row, month in zip(before, earliest, strict=True)
    ]
    text = (
        f"Milestone {closure.milestone} ({closure.title}) closes beds in {month_name(due)}. The contract needs "
        f"{counted(notice_months, 'month')} of notice: {listed(steps)}."
    )
    late = [months for months in early if months > 0]
    if not late:
        return f"{text} The date can be kept."
    some = "" if len(late) == len(early) else "up to "
    span = range_of([max(late)] if some else late)
    months = "month" if span == "1" else "months"
    needed_by = month_name(add_months(due, -notice_months))
    return (
        f"{text} The date is {some}{span} {months} too early; to keep it, notice would have had to be served by "
        f"{needed_by}, or the contract varied by agreement."
    )


def _due_before(row: Milestone, needed: Milestone) -> bool:
    return row.due is not None and needed.due is not None and row.due < needed.due


def _sources(rows: Sequence[Milestone]) -> tuple[str, ...]:
    return sources_of("milestones", [(row.milestone, row) for row in rows])
