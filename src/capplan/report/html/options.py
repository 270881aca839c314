"""The options side by side on the same demand, and the plan made again for the other scenarios of the case."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan
from capplan.report.figures import Column, DataTable, words

_STAFF_COLUMNS = (
    Column("In post at the end", "FTE"),
    Column("Recruited", "FTE"),
    Column("Work left undone", "hours"),
    Column("Staff and bases, present", "£ million"),
)


def option_table(plan: Plan, case: Case) -> DataTable:
    """Return the options side by side."""
    rate = words.share(case.parameters.discount_rate)
    staffed = any(option.staff for option in plan.options)
    columns = (
        Column("Option", numeric=False),
        Column("Cost, nominal", "£ million"),
        Column(f"Cost, present at {rate}", "£ million"),
        Column("Revenue, nominal", "£ million"),
        Column("Capital, nominal", "£ million"),
        Column("Beds at the end", "beds"),
        Column("Waited in acute beds", "bed-days"),
        Column("Diverted to acute", "people"),
        *(_STAFF_COLUMNS if staffed else ()),
        Column("Proven gap", "%"),
    )
    rows = []
    for option in plan.options:
        totals = option.figures.totals
        rows.append(
            (
                words.OPTION_TITLES[option.option],
                words.number(totals.cost_nominal_gbp / 1e6, 2),
                words.number(totals.cost_present_gbp / 1e6, 2),
                words.number(totals.revenue_nominal_gbp / 1e6, 2),
                words.number(totals.capital_nominal_gbp / 1e6, 2),
                words.number(totals.beds_at_end),
                words.number(totals.waiting_bed_days),
                words.number(totals.diverted_people),
                *(_staff_cells(option) if staffed else ()),
                words.number(100 * option.proof.gap, 3),
            )
        )
    note = (
        "Business as usual changes nothing and is not held to budgets; where it breaks one the money section says so. "
        + (
            "Do minimum closes nothing and builds nothing, but buys what is missing."
            if any(option.option == "do-minimum" for option in plan.options)
            else "Do minimum, which would only buy what is missing, is not possible: see the findings."
        )
    )
    return DataTable("The options over the whole plan", columns, tuple(rows), note)


def _staff_cells(option: BedPlan) -> tuple[str, ...]:
    if option.staff is None:
        return (words.NONE,) * len(_STAFF_COLUMNS)
    totals = option.staff.figures.totals
    return (
        words.number(totals.fte_at_end, 1),
        words.number(totals.recruited_fte, 1),
        words.number(totals.shortfall_hours),
        words.number(totals.cost_present_gbp / 1e6, 2),
    )


def scenario_table(plan: Plan, case: Case) -> DataTable:
    """Return cost, beds and service of the plan on every other scenario."""
    titles = {row.scenario: row.title for row in case.scenarios}
    chosen = plan.option("plan")
    posts = None if chosen.staff is None else chosen.staff.figures.totals.fte_at_end
    usual = plan.option("business-as-usual").figures.totals
    here = f"{titles.get(plan.scenario, 'Base')} (this plan)"
    entries = [(here, chosen.figures.totals, usual, posts, chosen.proof)]
    entries += [(row.title, row.totals, row.business_as_usual, row.fte_at_end, row.proof) for row in plan.scenarios]
    rows = tuple(
        (
            title,
            words.number(totals.cost_present_gbp / 1e6, 2),
            words.number(before.cost_present_gbp / 1e6, 2),
            words.number(totals.beds_at_end),
            *(() if posts is None else ("not planned" if fte is None else words.number(fte, 1),)),
            words.number(totals.waiting_bed_days),
            words.number(totals.diverted_people),
            words.number(100 * proof.gap, 3),
        )
        for title, totals, before, fte, proof in entries
    )
    columns = (
        Column("Scenario", numeric=False),
        Column("Plan, present cost", "£ million"),
        Column("Business as usual, present cost", "£ million"),
        Column("Beds at the end", "beds"),
        *(() if posts is None else (Column("In post at the end", "FTE"),)),
        Column("Waited in acute beds", "bed-days"),
        Column("Diverted to acute", "people"),
        Column("Proven gap", "%"),
    )
    note = (
        "On each scenario the plan is made afresh, so the rows show what would be right if that scenario were certain."
    )
    return DataTable("The plan on each scenario", columns, rows, note)


def scenario_beds_table(plan: Plan, case: Case) -> DataTable:
    """Return staffed beds by setting at the end, on every other scenario, and what it reduces."""
    rows = tuple(
        (
            row.title,
            *(words.number(row.beds_at_end.get(setting.setting, 0)) for setting in case.settings),
            "; ".join(row.closures) or "none",
        )
        for row in plan.scenarios
    )
    columns = (
        Column("Scenario", numeric=False),
        *(Column(row.title, "places" if row.unit == "place" else "beds") for row in case.settings),
        Column("Reductions", numeric=False),
    )
    return DataTable("Beds at the end and reductions on the other scenarios", columns, rows)
