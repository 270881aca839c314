"""Tables about beds and places: what each site runs, what leaves and what opens."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import ClosureRow, Plan, Regret
from capplan.report.tables.written import Cell, Table, fine, joined, pence

_WORKFORCE_TEST = {True: "passed", False: "failed", None: None}


def bed_plan(case: Case, plan: Plan) -> Table:
    """Return one row per option, site and period."""
    headings = (
        "option", "site", "site_title", "setting", "month", "configuration", "kind", "beds_staffed", "load_beds",
        "safe_load_beds", "occupancy_share", "beds_at_reading_occupancy", "refused_share", "waits_too_long_share",
        "state",
    )  # fmt: skip
    rows = (
        (
            option.option, row.site, case.site[row.site].title, row.setting, row.period, row.configuration, row.kind,
            row.beds_staffed, fine(row.load), fine(row.safe_load), fine(row.occupancy),
            fine(row.beds_at_reading), fine(row.refused), fine(row.waits_too_long), row.state,
        )
        for option in plan.options
        for row in option.figures.bed_plan
    )  # fmt: skip
    return Table("bed_plan", headings, tuple(rows))


def decommissioning_plan(case: Case, plan: Plan) -> Table:
    """Return one row per reduction of the option `plan`, in order of the month in which the beds are gone."""
    headings = (
        "site", "site_title", "setting", "from_configuration", "to_configuration", "beds_removed", "decision_month",
        "gate", "gate_starts_month", "gate_passed_month", "notice_served_month", "notice_months",
        "admissions_stop_month", "last_discharge_date", "closed_month", "earliest_month", "load_released_beds",
        "replacements", "closure_test", "worst_waiting_growth_people", "staff_released", "staff_released_fte",
        "saving_gbp_per_year", "stranded_gbp", "one_off_revenue_gbp", "capital_gbp", "a_year_later_month",
        "a_year_later_extra_gbp", "a_year_later_reason", "workforce_test", "worst_shortfall_hours",
    )  # fmt: skip
    regret_of = {(row.site, row.closed): row for row in plan.regrets}
    rows = (_closure(case, row, regret_of.get((row.site, row.closed))) for row in plan.option("plan").figures.closures)
    return Table("decommissioning_plan", headings, tuple(rows))


def commissioning_plan(case: Case, plan: Plan) -> Table:
    """Return one row per increase of the option `plan`, in order of opening."""
    headings = (
        "site", "site_title", "setting", "from_configuration", "to_configuration", "kind", "beds_added",
        "decide_by_month", "opens_month", "fully_usable_month", "capital_gbp", "one_off_revenue_gbp",
        "fixed_gbp_per_year",
    )  # fmt: skip
    rows = (
        (
            row.site, case.site[row.site].title, case.site[row.site].setting, row.from_configuration,
            row.to_configuration, row.kind, row.beds_added, row.decide_by, row.opens, row.fully_usable,
            pence(row.capital_gbp), pence(row.one_off_revenue_gbp), pence(row.fixed_gbp_per_year),
        )
        for row in plan.option("plan").figures.openings
    )  # fmt: skip
    return Table("commissioning_plan", headings, tuple(rows))


def _closure(case: Case, row: ClosureRow, regret: Regret | None) -> tuple[Cell, ...]:
    replacements = (
        f"{case.site[other.site].title}: beds {other.beds_before} to {other.beds_after}, load "
        f"{other.load_before:.1f} to {other.load_after:.1f}"
        for other in row.replacements
    )
    return (
        row.site, case.site[row.site].title, case.site[row.site].setting, row.from_configuration,
        row.to_configuration, row.beds_removed, row.decision, row.gate, row.gate_starts, row.gate_passed,
        row.notice_served, row.notice_months, row.admissions_stop, row.last_discharge, row.closed, row.earliest,
        fine(row.load_released), joined(replacements), "passed" if row.test_passed else "failed",
        fine(row.worst_waiting_growth), joined(f"{post.role} {post.fte:.1f} FTE" for post in row.staff_released),
        fine(sum(post.fte for post in row.staff_released)), pence(row.saving_gbp_per_year),
        pence(row.stranded_gbp), pence(row.one_off_revenue_gbp), pence(row.capital_gbp),
        regret.closed_later if regret else None, pence(regret.cost_gbp) if regret else None,
        regret.reason if regret else None, _WORKFORCE_TEST[row.workforce_passed], fine(row.worst_shortfall_hours),
    )  # fmt: skip
