"""Everything that follows from what starts when: dates, notice, money by line, year, funder, pot and month."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions.programme import (
    ContingencyRow,
    ContractRow,
    End,
    FunderRow,
    FunderYear,
    LineYear,
    MonthRow,
    PotYear,
    ProgrammeDecisions,
    ProgrammeFigures,
    ProgrammeTotals,
    RangeRow,
    ScheduleRow,
)
from capplan.formulations.programme.inputs import Inputs
from capplan.formulations.programme.units_of import units_of
from capplan.plan.programme.earliest import earliest_starts
from capplan.plan.programme.ledger import Ledger, half_up
from capplan.units import add_months, months_between

ENDS: tuple[End, ...] = ("central", "favourable", "adverse")
ALL = "all"
LEAST_GBP = 0.005
"""Rows of less than half a penny are left out."""


def programme_figures(case: Case, inputs: Inputs, decisions: ProgrammeDecisions) -> ProgrammeFigures:
    """Compute every figure of a programme; `inputs` are those of the central figures."""
    ledger = Ledger(case, decisions)
    funder_years = tuple(_funder_years(case, ledger))
    return ProgrammeFigures(
        schedule=tuple(_schedule(case, inputs, ledger)),
        contracts=tuple(_contracts(case, ledger)),
        lines=tuple(_lines(case, ledger)),
        funder_years=funder_years,
        funders=_funders(ledger, funder_years),
        pots=tuple(_pots(case, ledger)),
        months=tuple(_months(ledger)),
        contingencies=tuple(_contingencies(case, ledger)),
        ranges=tuple(_ranges(case, decisions)),
        totals=programme_totals(case, inputs, ledger),
    )


def programme_totals(case: Case, inputs: Inputs, ledger: Ledger) -> ProgrammeTotals:
    """Return the programme in a few figures; the objective is that of the model, recomputed from the starts."""
    lasts = len(ledger.months)
    waited = math.fsum(
        inputs.waits[unit.id, start] if (start := ledger.start(unit)) else lasts for unit in units_of(case)
    )
    placed = [unit for unit in units_of(case) if unit.place]
    people = math.fsum(unit.place.people for unit in placed if unit.place)
    wait = math.fsum(
        unit.place.people * (ledger.months.index(start) if (start := ledger.start(unit)) else lasts)
        for unit in placed
        if unit.place
    )
    cumulative, peak, peak_month = 0.0, 0.0, None
    for month in ledger.months:
        cumulative += ledger.month(month, "cost") + ledger.month(month, "benefit")
        if cumulative > peak + 1e-6:
            peak, peak_month = cumulative, month
    gap, present = ledger.year(inputs.gap_year), ledger.present()
    aim = {"present": present, "gap": gap, "coverage": wait}[inputs.objective]
    return ProgrammeTotals(
        nominal_gbp=math.fsum(ledger.year(year) for year in ledger.years),
        present_gbp=present,
        gap_year=inputs.gap_year,
        gap_year_gbp=gap,
        peak_gbp=peak,
        peak_month=peak_month,
        mean_wait_months=wait / people if people else None,
        waited=waited,
        objective=aim + inputs.delay_weight * waited,
    )


def _schedule(case: Case, inputs: Inputs, ledger: Ledger) -> Iterator[ScheduleRow]:
    earliest = earliest_starts(inputs)
    for unit in units_of(case):
        start, lasts = ledger.start(unit), unit.initiative.duration_months
        yield ScheduleRow(
            initiative=unit.initiative.initiative,
            locality=unit.place.locality if unit.place else "",
            earliest=earliest[unit.id],
            starts=start,
            ends=add_months(start, lasts) if start and lasts else None,
            stated=unit.initiative.stated,
        )


def _contracts(case: Case, ledger: Ledger) -> Iterator[ContractRow]:
    for unit in ledger.started:
        start, contract = ledger.start(unit), case.contract.get(unit.initiative.contract or "")
        if start is None or contract is None:
            continue
        notice = contract.notice_months
        low = notice if contract.low_notice_months is None else contract.low_notice_months
        high = notice if contract.high_notice_months is None else contract.high_notice_months
        yield ContractRow(
            contract=contract.contract,
            initiative=unit.initiative.initiative,
            ends=start,
            notice_months=notice,
            notice_served=add_months(start, -notice),
            notice_served_low=add_months(start, -low),
            notice_served_high=add_months(start, -high),
        )


def _lines(case: Case, ledger: Ledger) -> Iterator[LineYear]:
    for line in case.initiative_money:
        for year in ledger.years:
            gbp = ledger.line_year(line.line, year)
            if abs(gbp) >= LEAST_GBP:
                yield LineYear(
                    line=line.line,
                    year=year,
                    nominal_gbp=gbp,
                    shown_gbp=half_up(gbp, line.rounded_to_gbp),
                    present_gbp=gbp * ledger.discount[year],
                )


def _funder_years(case: Case, ledger: Ledger) -> Iterator[FunderYear]:
    for row in case.funders:
        for year in ledger.years:
            cost = ledger.funder_year(row.funder, year, "cost")
            benefit = ledger.funder_year(row.funder, year, "benefit")
            if max(abs(cost), abs(benefit)) >= LEAST_GBP:
                yield FunderYear(
                    funder=row.funder, year=year, cost_gbp=cost, benefit_gbp=benefit, net_gbp=cost + benefit
                )


def _funders(ledger: Ledger, rows: tuple[FunderYear, ...]) -> tuple[FunderRow, ...]:
    found = []
    for funder in dict.fromkeys(row.funder for row in rows):
        own = [row for row in rows if row.funder == funder]
        cost = math.fsum(row.cost_gbp * ledger.discount[row.year] for row in own)
        benefit = math.fsum(row.benefit_gbp * ledger.discount[row.year] for row in own)
        found.append((funder, cost, benefit))
    losses = math.fsum(max(0.0, cost + benefit) for _, cost, benefit in found)
    gains = math.fsum(max(0.0, -cost - benefit) for _, cost, benefit in found)
    moved = min(losses, gains)
    return tuple(
        FunderRow(
            funder=funder,
            cost_present_gbp=cost,
            benefit_present_gbp=benefit,
            net_present_gbp=cost + benefit,
            transfer_present_gbp=_transfer(cost + benefit, moved, losses, gains),
        )
        for funder, cost, benefit in found
    )


def _transfer(net: float, moved: float, losses: float, gains: float) -> float:
    """Return what a funder pays to the others: gainers in proportion to their gain, to losers by their loss."""
    if not moved:
        return 0.0
    return -net * moved / (losses if net > 0 else gains)


def _pots(case: Case, ledger: Ledger) -> Iterator[PotYear]:
    for pot in case.pots:
        carried = {"revenue": 0.0, "capital": 0.0}
        for year in ledger.years:
            net = {money: ledger.pot_year(pot.pot, year, money) for money in carried}
            spent = ledger.pot_gross(pot.pot, year)
            row = next((one for one in case.programme_budgets if (one.pot, one.year) == (pot.pot, year)), None)
            limits = {"revenue": row.revenue_gbp, "capital": row.capital_gbp} if row else dict.fromkeys(carried)
            room: dict[str, float | None] = {}
            for money, limit in limits.items():
                left = None if limit is None else limit + carried[money] - net[money]
                room[money] = left
                carried[money] = 0.0 if left is None or row is None else row.carry_over * max(0.0, left)
            if row is not None or max(spent, *map(abs, net.values())) >= LEAST_GBP:
                yield PotYear(
                    pot=pot.pot,
                    year=year,
                    revenue_gbp=net["revenue"],
                    capital_gbp=net["capital"],
                    spent_gbp=spent,
                    revenue_room_gbp=room["revenue"],
                    capital_room_gbp=room["capital"],
                )


def _months(ledger: Ledger) -> Iterator[MonthRow]:
    cumulative = 0.0
    for month in ledger.months:
        cost, benefit = ledger.month(month, "cost"), ledger.month(month, "benefit")
        cumulative += cost + benefit
        starts = [(unit, ledger.start(unit) or "") for unit in ledger.started]
        team = math.fsum(
            unit.initiative.team_fte
            for unit, start in starts
            if start <= month and months_between(start, month) < unit.initiative.team_months
        )
        yield MonthRow(
            month=month,
            cost_gbp=cost,
            benefit_gbp=benefit,
            net_gbp=cost + benefit,
            cumulative_gbp=cumulative,
            team_fte=team,
            starts=sum(start == month for _, start in starts),
        )


def _contingencies(case: Case, ledger: Ledger) -> Iterator[ContingencyRow]:
    for row in case.contingencies:
        for year in ledger.years:
            lines = [line for line in case.initiative_money if row.pot in (None, line.pot)]
            saving = max(0.0, -math.fsum(ledger.shown(line, year) for line in lines))
            yield ContingencyRow(
                contingency=row.contingency,
                year=year,
                saving_gbp=saving,
                least=saving / row.high_gbp,
                units=saving / row.gbp,
                most=saving / row.low_gbp,
            )


def _ranges(case: Case, decisions: ProgrammeDecisions) -> Iterator[RangeRow]:
    for end in ENDS if any(line.low_gbp is not None for line in case.initiative_money) else ENDS[:1]:
        ledger = Ledger(case, decisions, end)
        nets = [ledger.year(year) for year in ledger.years]
        shown = [math.fsum(ledger.shown(line, year) for line in case.initiative_money) for year in ledger.years]
        for year, net, as_shown in zip(ledger.years, nets, shown, strict=True):
            yield RangeRow(end=end, year=year, net_gbp=net, shown_gbp=as_shown)
        yield RangeRow(end=end, year=ALL, net_gbp=math.fsum(nets), shown_gbp=math.fsum(shown))
