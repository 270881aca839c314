"""All charts of a report, in the order in which they are read."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.figures.beds import beds_by_setting
from capplan.report.figures.chart import Chart
from capplan.report.figures.county import county_map
from capplan.report.figures.hub import hub_week
from capplan.report.figures.load import load_against_safe_load
from capplan.report.figures.money import cost_by_year, cost_difference
from capplan.report.figures.programme import programme_charts
from capplan.report.figures.rota import rota_grid
from capplan.report.figures.staff import staff_at_bases, staff_on_wards
from capplan.report.figures.timeline import timeline
from capplan.report.figures.waterfall import cost_waterfall


def charts(plan: Plan, case: Case) -> dict[str, Chart]:
    """Draw every chart of a plan.

    Parameters
    ----------
    plan
        A plan that holds the options `plan` and `business-as-usual`, or no options.
    case
        The case it was made for.

    Returns
    -------
    dict
        Charts by id, in reading order.
    """
    source = f"Source: capplan, case {plan.case}, scenario {plan.scenario}, case digest {plan.case_digest[:12]}"
    drawn = _of_beds(case, plan, source) if plan.options else []
    if plan.hub is not None:
        drawn.append(hub_week(plan.hub, source))
    if plan.rota is not None:
        drawn.append(rota_grid(case, plan.rota, source))
    if plan.programme is not None:
        drawn += programme_charts(case, plan.programme, source)
    return {chart.id: chart for chart in drawn}


def _of_beds(case: Case, plan: Plan, source: str) -> list[Chart]:
    chosen = plan.option("plan")
    drawn = [
        timeline(case, chosen, source),
        beds_by_setting(case, plan, source),
        load_against_safe_load(case, chosen, source, plan.simulation),
        county_map(case, plan, source),
        cost_waterfall(plan, source),
        cost_by_year(case, plan, source),
        cost_difference(plan, source),
    ]
    if chosen.staff is not None:
        staff = (draw(case, chosen.staff.figures, source) for draw in (staff_at_bases, staff_on_wards))
        drawn += [chart for chart in staff if chart is not None]
    return drawn
