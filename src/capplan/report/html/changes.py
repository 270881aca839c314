"""Decommissioning and commissioning: one block of dated steps for every reduction, one row for every increase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.decisions import BedPlan, ClosureRow, Plan, Regret
from capplan.decisions.staff import CalendarRow
from capplan.report.figures import Column, DataTable, words
from capplan.report.staffing import staff_of_closure, workplace_title


@dataclass(frozen=True)
class Closure:
    """A reduction as it is printed."""

    anchor: str
    title: str
    verdicts: tuple[str, ...]
    steps: DataTable
    replacements: DataTable
    facts: tuple[tuple[str, str], ...]


def closure_overview(plan: Plan, case: Case) -> DataTable:
    """Return every reduction in the order of its month."""
    staffed = plan.option("plan").staff is not None
    rows = tuple(
        (
            case.site[row.site].title,
            words.number(row.beds_removed),
            words.month(row.decision),
            words.month(row.notice_served) if row.notice_months else "none needed",
            words.month(row.closed),
            words.month(row.earliest),
            words.number(row.saving_gbp_per_year / 1e3),
            _passed(row.test_passed),
            *((_passed(row.workforce_passed),) if staffed else ()),
        )
        for row in _in_order(plan)
    )
    columns = (
        Column("Site", numeric=False),
        Column("Fewer", "beds"),
        Column.of_dates("Decide by"),
        Column.of_dates("Notice served"),
        Column.of_dates("Gone from"),
        Column.of_dates("Earliest allowed"),
        Column("Saving a year", "£ thousand"),
        Column("Closure test", numeric=False, short=True),
        *((Column("Workforce test", numeric=False, short=True),) if staffed else ()),
    )
    return DataTable("Reductions in the order of their months", columns, rows)


def closures(plan: Plan, case: Case) -> Iterator[Closure]:
    """Yield every reduction with its dated steps, its replacement and what it releases."""
    regrets = {(row.site, row.closed): row for row in plan.regrets}
    for number, row in enumerate(_in_order(plan), start=1):
        site, unit = case.site[row.site].title, case.setting[case.site[row.site].setting].unit
        before, after = (_beds(case, row.site, name) for name in (row.from_configuration, row.to_configuration))
        yield Closure(
            anchor=f"reduction-{number}",
            title=f"{site}: {words.number(before)} to {words.count(after, unit)} from {words.month(row.closed)}",
            verdicts=tuple(_verdicts(row)),
            steps=_steps(row, case, site),
            replacements=_replacements(row, case, site),
            facts=(
                *_facts(case, row, unit, regrets.get((row.site, row.closed))),
                *_staff_facts(plan.option("plan"), case, row),
            ),
        )


def opening_table(plan: Plan, case: Case) -> DataTable:
    """Return every increase in the order of its month."""
    rows = tuple(
        (
            case.site[row.site].title,
            words.RUN_KINDS[row.kind],
            words.number(row.beds_added),
            words.month(row.decide_by),
            words.month(row.opens),
            words.month(row.fully_usable),
            words.gbp_k(row.capital_gbp),
            words.gbp_k(row.one_off_revenue_gbp),
            words.gbp_k(row.fixed_gbp_per_year),
        )
        for row in sorted(plan.option("plan").figures.openings, key=lambda row: (row.opens, row.site))
    )
    columns = (
        Column("Site", numeric=False),
        Column("Kind", numeric=False),
        Column("More", "beds or places"),
        Column.of_dates("Decide by"),
        Column.of_dates("Opens"),
        Column.of_dates("Fully usable"),
        Column("Capital", "£ thousand"),
        Column("One-off revenue", "£ thousand"),
        Column("Fixed cost a year", "£ thousand"),
    )
    return DataTable("Increases in the order of their months", columns, rows)


def regret_table(plan: Plan, case: Case) -> DataTable:
    """Return what it costs if one reduction alone comes a year later."""
    rows = tuple(
        (
            case.site[row.site].title,
            words.month(row.closed),
            words.month(row.closed_later) if row.closed_later else "not within the plan",
            words.NONE if row.cost_gbp is None else words.signed(row.cost_gbp / 1e3),
            row.reason or words.NONE,
        )
        for row in plan.regrets
    )
    columns = (
        Column("Site", numeric=False),
        Column.of_dates("Planned"),
        Column.of_dates("A year later"),
        Column("Extra present cost", "£ thousand"),
        Column("Remark", numeric=False),
    )
    return DataTable(
        "Cost of one reduction coming a year later, the rest of the plan free to adapt",
        columns,
        rows,
        "The cost includes the stated weights on access and change.",
    )


def _in_order(plan: Plan) -> list[ClosureRow]:
    return sorted(plan.option("plan").figures.closures, key=lambda row: (row.closed, row.site))


def _beds(case: Case, site: str, configuration: str) -> int:
    return next(row.beds_staffed for row in case.configurations_of[site] if row.configuration == configuration)


def _passed(passed: bool | None) -> str:
    if passed is None:
        return words.NONE
    return "passed" if passed else "NOT passed"


def _verdicts(row: ClosureRow) -> Iterator[str]:
    if row.test_passed:
        yield (
            "Closure test passed: from the month admissions stop, nobody of this site's catchment waits longer or is "
            "diverted for want of a bed."
        )
    else:
        yield (
            f"Closure test NOT passed: waiting or diversion in the catchment grows by up to "
            f"{words.number(row.worst_waiting_growth, 1)} people in a period."
        )
    if row.workforce_passed:
        yield (
            "Workforce test passed: from the month admissions stop, no work for the people who move is left undone at "
            "a workplace that takes them over, and while the beds leave no agency stands in there."
        )
    elif row.workforce_passed is False:
        yield (
            f"Workforce test NOT passed: up to {words.number(row.worst_shortfall_hours, 1)} hours in a period are left "
            "undone, or given by agency while the beds leave, at a workplace that takes people over."
        )


def _steps(row: ClosureRow, case: Case, site: str) -> DataTable:
    steps: list[tuple[str, str, str]] = []
    if row.gate:
        title = case.gate[row.gate].title
        steps += [
            (f"{title} {what}", month, words.month(month))
            for what, month in (("begins", row.gate_starts), ("passed", row.gate_passed))
            if month
        ]
    steps.append(("Decision to reduce, at the latest", row.decision, words.month(row.decision)))
    if row.notice_months:
        text = f"Notice of {words.count(row.notice_months, 'month')} served"
        steps.append((text, row.notice_served, words.month(row.notice_served)))
    steps += [
        ("No new admissions counted on; double running begins", row.admissions_stop, words.month(row.admissions_stop)),
        ("Last day with people in the beds", row.last_discharge, words.day(row.last_discharge)),
        ("Beds gone", row.closed, words.month(row.closed)),
    ]
    # The order of the steps breaks ties within a month; a full date sorts after its own month.
    steps.sort(key=lambda step: step[1])
    columns = (Column("Step", numeric=False), Column.of_dates("When"))
    return DataTable(f"{site}: steps in order", columns, tuple((text, when) for text, _, when in steps))


def _replacements(row: ClosureRow, case: Case, site: str) -> DataTable:
    columns = (
        Column("Site that takes over", numeric=False),
        Column("Before", "beds"),
        Column("After", "beds"),
        Column("Load before", "beds"),
        Column("Load after", "beds"),
    )
    rows = tuple(
        (
            case.site[other.site].title,
            words.number(other.beds_before),
            words.number(other.beds_after),
            words.number(other.load_before, 1),
            words.number(other.load_after, 1),
        )
        for other in row.replacements
    )
    return DataTable(f"{site}: where its people go", columns, rows)


def _staff_facts(option: BedPlan, case: Case, row: ClosureRow) -> Iterator[tuple[str, str]]:
    """Yield who moves or leaves because of a reduction, where staff are planned."""
    if option.staff is None:
        return
    moves = staff_of_closure(option, row)
    redeployed = [
        f"{words.number(sum(step.fte for step in steps), 1)} FTE {case.role_title(old)} to {case.role_title(new)} at "
        f"{workplace_title(case, workplace)}{_when(steps)}"
        for (old, new, workplace), steps in _together(step for step in moves if step.kind == "redeploy").items()
    ]
    yield "Staff redeployed", "; ".join(redeployed) or "nobody"
    redundant = [
        f"{words.number(step.fte, 1)} FTE {case.role_title(step.role)} in {words.month(step.starts)}"
        for step in moves
        if step.kind == "redundancy"
    ]
    if redundant:
        yield "Staff made redundant", "; ".join(redundant)


def _together(moves: Iterable[CalendarRow]) -> dict[tuple[str, str, str], list[CalendarRow]]:
    """Return redeployments that go from one role to the same role at the same workplace, in their order."""
    found: dict[tuple[str, str, str], list[CalendarRow]] = {}
    for step in moves:
        found.setdefault((step.from_role, step.role, step.workplace), []).append(step)
    return found


def _when(steps: Sequence[CalendarRow]) -> str:
    """Return the month of a redeployment with the month it counts from; of several the first and the last month."""
    first, last = min(step.starts for step in steps), max(step.starts for step in steps)
    if first == last:
        return f" in {words.month(first)}{_counts(first, max(step.productive_from for step in steps))}"
    return f", {words.month(first)} to {words.month(last)}"


def _counts(starts: str, productive_from: str) -> str:
    return f" (counts from {words.month(productive_from)})" if productive_from > starts else ""


def _facts(case: Case, row: ClosureRow, unit: str, regret: Regret | None) -> tuple[tuple[str, str], ...]:
    staff = [f"{words.number(post.fte, 1)} FTE {case.role_title(post.role)}" for post in row.staff_released]
    facts = [
        ("Earliest month the rules allow", words.month(row.earliest)),
        ("Load to move", f"{words.number(row.load_released, 1)} {unit}s occupied on average"),
        ("Staff released", words.listing(staff) or "not stated in the case"),
        ("Saving a year, once stranded cost ends", words.gbp(row.saving_gbp_per_year)),
        ("Stranded cost", words.gbp(row.stranded_gbp)),
        ("One-off revenue", words.gbp(row.one_off_revenue_gbp)),
        ("Capital (minus: receipt)", words.gbp(row.capital_gbp)),
    ]
    if regret is not None:
        if regret.cost_gbp is None:
            later = f"not possible: {regret.reason}" if regret.reason else "not possible"
        else:
            never = "" if regret.closed_later else "; a year later lies outside the plan, so it would never come"
            later = f"{words.gbp(regret.cost_gbp)} more at present value{never}"
        facts.append(("If this alone comes a year later", later))
    return tuple(facts)
