"""Tables across beds and staff: together or in sequence, what each lever gives, what one unit more is worth."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.tables.written import Table, pence


def sequence(plan: Plan) -> Table:
    """Return one row per scenario: beds and staff decided together, against beds first and staff after."""
    headings = (
        "scenario", "joint_objective_gbp", "joint_bound_gbp", "sequence_objective_gbp", "difference_gbp", "reason",
    )  # fmt: skip
    rows = (
        (
            row.scenario, pence(row.joint_objective_gbp), pence(row.joint_bound_gbp),
            pence(row.sequence_objective_gbp), pence(row.difference_gbp), row.reason,
        )
        for row in plan.sequence
    )  # fmt: skip
    return Table("sequence", headings, tuple(rows))


def levers(plan: Plan) -> Table:
    """Return one row per lever: the stated saving and what it gives."""
    headings = (
        "lever", "lever_title", "pulled", "stated_saving_gbp_per_year", "worth_present_gbp", "worth_gbp_per_year",
    )  # fmt: skip
    rows = (
        (
            row.lever, row.title, "yes" if row.on else "no", pence(row.stated_saving_gbp_per_year),
            pence(row.worth_present_gbp), pence(row.worth_gbp_per_year),
        )
        for row in plan.levers
    )  # fmt: skip
    return Table("levers", headings, tuple(rows))


def marginal(case: Case, plan: Plan) -> Table:
    """Return one row per thing of which one unit more was tried: what it is worth."""
    headings = ("kind", "where", "role", "role_title", "worth_present_gbp", "text")
    rows = (
        (row.kind, row.where, row.role, case.role_title(row.role), pence(row.worth_present_gbp), row.text)
        for row in plan.marginal
    )
    return Table("marginal", headings, tuple(rows))
