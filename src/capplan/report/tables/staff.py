"""Tables about staff: posts against need, the calendar of steps, hours by skill, responses, people on duty."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Plan, StaffFigures
from capplan.report.staffing import gap_fte, workplace_title
from capplan.report.tables.written import Table, fine


def staffing_plan(case: Case, plan: Plan) -> Table:
    """Return one row per option, role, workplace and period: people in post against the need."""
    headings = (
        "option", "role", "role_title", "organisation", "band", "team", "workplace", "workplace_title", "month",
        "budget_fte", "in_post_fte", "vacancy_fte", "needed_fte", "gap_fte", "recruited_fte", "leavers_fte",
        "redeployed_in_fte", "redeployed_out_fte", "redundant_fte", "retraining_fte", "agency_fte",
        "utilisation_share", "overskilled_hours", "set_by",
    )  # fmt: skip
    rows = (
        (
            option, row.role, case.role[row.role].title, case.role[row.role].organisation, case.role[row.role].band,
            case.role[row.role].team, row.workplace, workplace_title(case, row.workplace), row.period,
            *map(
                fine,
                (
                    row.budget_fte, row.in_post_fte, row.budget_fte - row.in_post_fte, row.needed_fte, gap_fte(row),
                    row.recruited_fte, row.leavers_fte, row.redeployed_in_fte, row.redeployed_out_fte,
                    row.redundant_fte, row.retraining_fte, row.agency_fte, row.utilisation, row.overskilled_hours,
                ),
            ),
            row.set_by,
        )
        for option, figures in _staffed(plan)
        for row in figures.staff_plan
    )  # fmt: skip
    return Table("staffing_plan", headings, tuple(rows))


def staff_calendar(case: Case, plan: Plan) -> Table:
    """Return one row per step of the option `plan`, in order of the month in which it must be decided."""
    headings = (
        "decide_by_month", "starts_month", "productive_from_month", "kind", "role", "role_title", "workplace",
        "workplace_title", "fte", "from_role", "from_role_title", "from_site", "from_site_title",
    )  # fmt: skip
    staff = plan.option("plan").staff
    steps = sorted(
        staff.figures.calendar if staff else (),
        key=lambda row: (row.decide_by, row.starts, row.kind, row.role, row.workplace, row.from_site, row.from_role),
    )
    rows = (
        (
            row.decide_by, row.starts, row.productive_from, row.kind, row.role, case.role[row.role].title,
            row.workplace, workplace_title(case, row.workplace), fine(row.fte), row.from_role,
            case.role_title(row.from_role), row.from_site, workplace_title(case, row.from_site),
        )
        for row in steps
    )  # fmt: skip
    return Table("staff_calendar", headings, tuple(rows))


def skill_cover(case: Case, plan: Plan) -> Table:
    """Return one row per option, workplace, skill and period: hours needed and who gives them."""
    headings = (
        "option", "workplace", "workplace_title", "skill", "skill_title", "month", "needed_hours", "duty_hours",
        "travel_hours", "in_post_hours", "agency_hours", "shortfall_hours",
    )  # fmt: skip
    titles = {row.skill: row.title for row in case.skills}
    rows = (
        (
            option, row.workplace, workplace_title(case, row.workplace), row.skill, titles[row.skill], row.period,
            *map(
                fine,
                (
                    row.needed_hours, row.duty_hours, row.travel_hours, row.in_post_hours, row.agency_hours,
                    row.shortfall_hours,
                ),
            ),
        )
        for option, figures in _staffed(plan)
        for row in figures.skills
    )  # fmt: skip
    return Table("skill_cover", headings, tuple(rows))


def response(case: Case, plan: Plan) -> Table:
    """Return one row per option, workplace, response class and period: the share of its hours that is done."""
    headings = ("option", "workplace", "workplace_title", "response", "month", "needed_hours", "met_share")
    rows = (
        (
            option, row.workplace, workplace_title(case, row.workplace), row.response, row.period,
            fine(row.needed_hours), fine(row.met_share),
        )
        for option, figures in _staffed(plan)
        for row in figures.responses
    )  # fmt: skip
    return Table("response", headings, tuple(rows))


def duty(case: Case, plan: Plan) -> Table:
    """Return one row per option, band of hours, base and period: people on duty and what callers wait."""
    headings = (
        "option", "cover", "cover_title", "base", "base_title", "month", "on_duty_people", "calls_per_hour",
        "waits_too_long_share",
    )  # fmt: skip
    titles = {row.cover: row.title for row in case.duty_cover}
    rows = (
        (
            option, row.cover, titles[row.cover], row.base, workplace_title(case, row.base), row.period, row.on_duty,
            fine(row.calls_per_hour), fine(row.waits_too_long),
        )
        for option, figures in _staffed(plan)
        for row in figures.duty
    )  # fmt: skip
    return Table("duty", headings, tuple(rows))


def _staffed(plan: Plan) -> Iterator[tuple[str, StaffFigures]]:
    for option in plan.options:
        if option.staff is not None:
            yield option.option, option.staff.figures
