"""The establishment against the need: the answer in three sentences, by role, and by workplace at every year end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import StaffFigures, StaffPlan
from capplan.plan.findings.staff_sums import hours_available, hours_worked
from capplan.report.figures import Column, DataTable, words
from capplan.report.figures.months import year_ends
from capplan.report.staffing import (
    MEASURABLE_FTE,
    Posts,
    bound_by,
    gap_fte,
    met_shares,
    most_agency,
    posts_by,
    workplace_title,
)

_LARGEST_SHORT_OF_ALL = 0.9999
_NOBODY = Posts(0.0, 0.0, 0.0, 0.0)


def answer(case: Case, staff: StaffPlan) -> tuple[str, ...]:
    """Return what the staff plan comes to, in three sentences."""
    totals, figures = staff.figures.totals, staff.figures
    by_period = posts_by(figures, lambda row: row.period)
    first, last = (by_period.get(case.periods[index].id, _NOBODY) for index in (0, -1))
    start = (
        f"Today {words.number(totals.fte_at_start, 1)} FTE are in post against a budget of "
        f"{words.number(totals.budget_fte, 1)} FTE and a need of {words.number(first.needed, 1)} FTE in "
        f"{words.month(case.periods[0].id)}; in {words.month(case.periods[-1].id)} it is "
        f"{words.number(totals.fte_at_end, 1)} FTE against a need of {words.number(last.needed, 1)} FTE."
    )
    agency = most_agency(figures)
    most = f"at most {words.number(agency[1], 1)} FTE, in {words.month(agency[0])}" if agency else "not used"
    moves = (
        f"The plan recruits {words.number(totals.recruited_fte, 1)} FTE, redeploys "
        f"{words.number(totals.redeployed_fte, 1)} FTE from beds that close and makes "
        f"{words.number(totals.redundant_fte, 1)} FTE redundant; agency is {most}."
    )
    return start, moves, f"{worst_response(case, figures)}; {_binds(figures)}."


def worst_response(case: Case, figures: StaffFigures) -> str:
    """Return which response class is met worst over the whole plan, and where, as the start of a sentence."""
    shares = met_shares(case, figures, lambda workplace, response, _: (workplace, response))
    if not shares:
        return "No work is needed"
    (workplace, response), share = min(shares.items(), key=lambda item: item[1])
    if share >= 1 - 1e-9:
        return "Every response class is met in full at every workplace"
    shown = min(share, _LARGEST_SHORT_OF_ALL)  # never written as 100 %
    return (
        f"The response class met worst is {response} at {workplace_title(case, workplace)}, with "
        f"{words.share(shown, 2)} of its hours done over the whole plan"
    )


def _binds(figures: StaffFigures) -> str:
    rules = bound_by(figures)
    if not rules:
        return "no rule and no work sets the number of any post above the people who are there"
    rule, count = rules[0]
    return (
        f"what most often sets a number of posts is “{rule}” ({words.number(count)} of "
        f"{words.count(len(figures.staff_plan), 'figure')} by role, workplace and period)"
    )


def role_table(case: Case, staff: StaffPlan) -> DataTable:
    """Return each role over all workplaces: at the start, at the end, and how much its people are used."""
    figures = staff.figures
    by_role = posts_by(figures, lambda row: (row.role, row.period))
    agency = {role: max(posts.agency for key, posts in by_role.items() if key[0] == role) for role, _ in by_role}
    worked, available = hours_worked(staff), hours_available(case, staff)
    start, end = case.periods[0].id, case.periods[-1].id
    rows = []
    for role in agency:
        before, after = by_role[role, start], by_role[role, end]
        set_by = Counter(row.set_by for row in figures.staff_plan if row.role == role).most_common(1)[0][0]
        used = worked.get(role, 0.0) / available[role] if available[role] > MEASURABLE_FTE else None
        rows.append(
            (
                case.role[role].title,
                case.role[role].organisation,
                *(words.number(value, 1) for value in (before.budget, before.in_post, before.needed)),
                *(words.number(value, 1) for value in (after.in_post, after.needed)),
                words.signed(after.gap, 1),
                words.number(agency[role], 1),
                words.NONE if used is None else words.number(100 * used, 0),
                set_by,
            )
        )
    columns = (
        Column("Role", numeric=False),
        Column("Employer", numeric=False),
        Column("Budget", "FTE"),
        Column("In post at the start", "FTE"),
        Column("Needed at the start", "FTE"),
        Column("In post at the end", "FTE"),
        Column("Needed at the end", "FTE"),
        Column("Gap at the end", "FTE"),
        Column("Agency at most", "FTE"),
        Column("Use of hours, whole plan", "%"),
        Column("Set by, most often", numeric=False),
    )
    note = (
        "Needed: hours of the work, whoever does it or leaves it undone, over the hours a full-time post gives. "
        "Gap: in post and agency less needed; a minus is a shortage. Use of hours: worked over what people in post can "
        "give, those who retrain left out."
    )
    return DataTable("Posts by role, all workplaces", columns, tuple(rows), note)


def workplace_tables(case: Case, figures: StaffFigures) -> Iterator[DataTable]:
    """Yield one table a workplace: each of its roles at the start and at every year end."""
    months = year_ends(case)
    rows_of = {(row.workplace, row.role, row.period): row for row in figures.staff_plan}
    for workplace in dict.fromkeys(row.workplace for row in figures.staff_plan):
        roles = dict.fromkeys(row.role for row in figures.staff_plan if row.workplace == workplace)
        rows: list[tuple[str, ...]] = []
        for role in roles:
            mine = [rows_of[workplace, role, month] for month in months]
            if all(max(row.in_post_fte, row.needed_fte, row.budget_fte) < MEASURABLE_FTE for row in mine):
                continue
            title, budget = case.role[role].title, words.number(mine[0].budget_fte, 1)
            rows += [
                (title, "in post", budget, *(words.number(row.in_post_fte, 1) for row in mine)),
                (title, "needed", words.NONE, *(words.number(row.needed_fte, 1) for row in mine)),
                (title, "gap", words.NONE, *(words.signed(gap_fte(row), 1) for row in mine)),
            ]
        if rows:
            yield DataTable(
                f"{workplace_title(case, workplace)}: FTE in post and needed in the first period and at every year end",
                (
                    Column("Role", numeric=False),
                    Column("Figure", numeric=False, short=True),
                    Column("Budget", "FTE"),
                    *(Column(words.month(month), "FTE") for month in months),
                ),
                tuple(rows),
                grouped=True,
            )
