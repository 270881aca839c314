"""The programme: what it comes to, who pays and gains, what is undecided, when notice is served."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions.programme import ProgrammePlan
from capplan.report.figures import Column, DataTable, words

_END_TITLES = {"central": "as written", "favourable": "favourable ends", "adverse": "adverse ends"}
_AIMS = {
    "present": "the least net present cost",
    "gap": "the least net cost in the year of the gap",
    "coverage": "the shortest wait of localities",
}


def answer(case: Case, plan: ProgrammePlan) -> Iterator[str]:
    """Yield what starts, what it comes to, what must be bridged, and how good the plan is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    started = sum(row.starts is not None for row in plan.figures.schedule)
    yield (
        f"{words.number(started)} of {words.count(len(plan.figures.schedule), 'possible start')} are made. The aim is "
        f"{_AIMS[case.aim.objective]}."
    )
    if case.initiative_money:
        yield (
            f"Over the plan the programme {_costs(totals.nominal_gbp)}, at present value "
            f"{words.gbp(abs(totals.present_gbp))}; in {totals.gap_year} it {_costs(totals.gap_year_gbp)}."
        )
        if totals.peak_month:
            yield f"{words.gbp(totals.peak_gbp)} has to be bridged by the end of {words.month(totals.peak_month)}."
    if case.programme_sites:
        titles = {row.initiative: row.title for row in case.initiatives}
        tied = [f"{titles[row.initiative]} with {case.site[row.site].title}" for row in case.programme_sites]
        yield (
            f"Beds and programme change in the same month: {'; '.join(tied)}. The bed plan sets that month, within "
            "what the programme allows."
        )
    if totals.mean_wait_months is not None:
        yield f"Localities wait {words.number(totals.mean_wait_months, 1)} months on average from the first month on."
    yield (
        f"The measure of this aim, in which each month of waiting weighs {measure(case, case.aim.delay_weight)}, is "
        f"{measure(case, proof.objective)}; no other choice of starts is below {measure(case, proof.bound)} "
        f"(gap {words.share(proof.gap, 2)})."
    )


def measure(case: Case, value: float) -> str:
    """Write a value of what the programme is planned for: GBP, or people times months where localities wait."""
    return f"{words.number(value, 2)} people times months" if case.aim.objective == "coverage" else words.gbp(value)


def year_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return each line of money by financial year, as shown, and their sum."""
    years = list(dict.fromkeys(row.year for row in plan.figures.ranges if row.year != "all"))
    shown = {(row.line, row.year): row.shown_gbp for row in plan.figures.lines}
    funders = {row.pot: row.funder for row in case.pots}
    titles = {row.funder: row.title for row in case.funders}
    rows = []
    for line in case.initiative_money:
        cells = [shown.get((line.line, year), 0.0) for year in years]
        if any(cells):
            rows.append((line.title, titles[funders[line.pot]], *map(words.gbp, [*cells, sum(cells)])))
    sums = [row.shown_gbp for row in plan.figures.ranges if row.end == "central"]
    rows.append(("All lines", "", *map(words.gbp, sums)))
    columns = (
        Column("Line", numeric=False),
        Column("Funder of its pot", numeric=False),
        *(Column(year, "GBP") for year in (*years, "all years")),
    )
    rounded = sorted({line.rounded_to_gbp for line in case.initiative_money if line.rounded_to_gbp})
    note = "Costs are positive, savings negative, nominal."
    if rounded:
        units = words.listing([words.gbp(unit) for unit in rounded])
        note += f" Lines that their document rounds are rounded half up to {units}, so sums can differ from exact ones."
    return DataTable("Money by line and financial year, as shown", columns, tuple(rows), note)


def funder_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return what each funder pays and gains over the plan, and the transfer that makes every partner whole."""
    titles = {row.funder: row.title for row in case.funders}
    rows = tuple(
        (
            titles[row.funder],
            *map(
                words.gbp,
                (row.cost_present_gbp, row.benefit_present_gbp, row.net_present_gbp, row.transfer_present_gbp),
            ),
        )
        for row in plan.figures.funders
    )
    columns = (
        Column("Funder", numeric=False),
        Column("Costs", "GBP, present"),
        Column("Benefits", "GBP, present"),
        Column("Net", "GBP, present"),
        Column("Transfer", "GBP, present"),
    )
    note = "Transfer: paid to the others (positive) or received (negative), so that nobody pays more than it gains."
    return DataTable("Who pays and who gains", columns, rows, note)


def range_table(plan: ProgrammePlan) -> DataTable:
    """Return the net of each year over the ranges of undecided lines, and what the best plan there would come to."""
    years = list(dict.fromkeys(row.year for row in plan.figures.ranges))
    best = {row.end: row.totals.nominal_gbp for row in plan.ends}
    same = {row.end: row.decisions == plan.decisions for row in plan.ends}
    rows = tuple(
        (
            _END_TITLES[end],
            *(words.gbp(row.shown_gbp) for row in plan.figures.ranges if row.end == end),
            words.gbp(best.get(end, plan.figures.totals.nominal_gbp)),
            "the same" if same.get(end, True) else "others",
        )
        for end in dict.fromkeys(row.end for row in plan.figures.ranges)
    )
    columns = (
        Column("Undecided lines", numeric=False),
        *(Column("All years" if year == "all" else year, "GBP") for year in years),
        Column("Planned anew", "GBP, exact"),
        Column("Best starts", numeric=False),
    )
    return DataTable("Net cost over the range of what is undecided", columns, rows)


def notice_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return by which month notice is served, over the range of what it may be."""
    rows = tuple(
        (
            case.contract[row.contract].title,
            words.month(row.ends),
            words.number(row.notice_months),
            *map(words.month, (row.notice_served, row.notice_served_low, row.notice_served_high)),
        )
        for row in plan.figures.contracts
    )
    columns = (
        Column("Contract", numeric=False),
        Column.of_dates("First month without it"),
        Column("Notice", "months"),
        Column.of_dates("Served by"),
        Column.of_dates("Shortest notice"),
        Column.of_dates("Longest notice"),
    )
    return DataTable("When notice is served", columns, rows)


def contingency_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return how much of each contingency the saving of each year carries."""
    known = {row.contingency: row for row in case.contingencies}
    rows = tuple(
        (
            known[row.contingency].title,
            row.year,
            words.gbp(row.saving_gbp),
            known[row.contingency].unit,
            *map(words.number, (row.least, row.units, row.most)),
        )
        for row in plan.figures.contingencies
    )
    columns = (
        Column("Bought only if needed", numeric=False),
        Column("Year", numeric=False, short=True),
        Column("Saving", "GBP"),
        Column("Unit", numeric=False),
        Column("Carried at the highest price"),
        Column("At the price"),
        Column("At the lowest price"),
    )
    return DataTable("How much of a contingency the saving carries", columns, rows, grouped=True)


def pot_table(case: Case, plan: ProgrammePlan) -> DataTable:
    """Return each pot and year against its limits."""
    titles = {row.pot: f"{row.title}{' (pooled)' if row.pooled else ''}" for row in case.pots}
    rows = tuple(
        (
            titles[row.pot],
            row.year,
            *map(
                words.gbp,
                (row.revenue_gbp, row.capital_gbp, row.spent_gbp, row.revenue_room_gbp, row.capital_room_gbp),
            ),
        )
        for row in plan.figures.pots
    )
    columns = (
        Column("Pot", numeric=False),
        Column("Year", numeric=False, short=True),
        Column("Revenue, net", "GBP"),
        Column("Capital, net", "GBP"),
        Column("Spent, gross", "GBP"),
        Column("Room in revenue", "GBP"),
        Column("Room in capital", "GBP"),
    )
    return DataTable("Pots against their limits", columns, rows, grouped=True)


def _costs(gbp: float) -> str:
    return f"{'costs' if gbp > 0 else 'saves'} {words.gbp(abs(gbp))} net"
