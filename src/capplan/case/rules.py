"""Dates that follow from contracts and gates: when notice can be served and capacity can change."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.case.tables import Site
from capplan.units import add_months


def notice_months(case: Case, site: Site) -> int:
    """Return the notice a site's contract needs, in months (0 without a contract)."""
    return case.contract[site.contract].notice_months if site.contract else 0


def notice_from(case: Case, site: Site) -> str:
    """Return the first month in which notice can be served: the plan's start, or its gate if later."""
    gate = case.contract[site.contract].gate if site.contract else None
    return max(case.horizon.start, case.gate[gate].passed) if gate else case.horizon.start


def earliest_reduction(case: Case, site: Site) -> str:
    """Return the first month in which fewer beds may run at a site: `earliest(s)` of the formulation."""
    months = [
        add_months(notice_from(case, site), notice_months(case, site)),
        add_months(case.horizon.start, site.double_running_months),
    ]
    if site.contract and (ends := case.contract[site.contract].ends):
        months.append(ends)
    if site.closes_from:
        months.append(site.closes_from)
    return max(months)


def earliest_increase(case: Case, site: Site) -> str:
    """Return the first month in which more beds may run at a site: lead time from the plan's start."""
    lead = add_months(case.horizon.start, site.lead_months)
    return max(lead, site.opens_from) if site.opens_from else lead


def configuration_costs(case: Case, site: str) -> dict[str, tuple[float, float]]:
    """Return (fixed GBP a year, variable GBP per occupied day) of each configuration of a site.

    Blank cells are filled from the setting: fixed = unit cost x 365 x reference occupancy x fixed
    share x beds, variable = unit cost x (1 - fixed share). Where the case plans staff, the setting's
    staff share is taken off both: those people are paid by role.
    """
    setting = case.setting[case.site[site].setting]
    unit_cost = setting.unit_cost_gbp_per_occupied_day
    kept = 1.0 - setting.staff_share if case.plans_staff else 1.0
    costs = {}
    for row in case.configurations_of[site]:
        fixed, variable = row.fixed_gbp_per_year, row.variable_gbp_per_occupied_day
        if fixed is None:
            per_bed = unit_cost * 365 * setting.reference_occupancy * setting.fixed_share
            fixed = per_bed * row.beds_staffed
        if variable is None:
            variable = unit_cost * (1 - setting.fixed_share)
        costs[row.configuration] = (kept * fixed, kept * variable)
    return costs
