"""The figures of a programme, recomputed from the case and the starts alone."""

from __future__ import annotations

import math
from collections import defaultdict

from capplan.check.programme_facts import Key, ProgrammeFacts, name_of, number_of
from capplan.check.violation import ROUNDING, SUM_TOLERANCE
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

LEAST_GBP = 0.005


class Sums:
    """The amounts of a programme, added up once by everything that figures ask for."""

    def __init__(self, facts: ProgrammeFacts) -> None:
        self.facts = facts
        self.line: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.pot: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        self.gross: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.month: dict[tuple[int, str], list[float]] = defaultdict(list)
        self.funder: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        owner = {row.pot: row.funder for row in facts.case.pots}
        for line in facts.case.initiative_money:
            agreed = [(row.funder, row.share) for row in facts.case.benefit_shares if row.line == line.line]
            for key in facts.of(line.initiative):
                for month in facts.plan_months:
                    gbp = facts.amount(key, line, month)
                    if not gbp:
                        continue
                    year = facts.year(month)
                    self.line[line.line, year].append(gbp)
                    self.pot[line.pot, year, line.money].append(gbp)
                    self.month[month, line.side].append(gbp)
                    if line.side == "cost":
                        self.gross[line.pot, year].append(gbp)
                    for funder, share in agreed or [(owner[line.pot], 1.0)]:
                        self.funder[funder, year, line.side].append(gbp * share)

    def year(self, year: str) -> float:
        """Return the net cost of a year."""
        return math.fsum(gbp for (_, one), found in self.line.items() if one == year for gbp in found)

    def shown(self, line: str, year: str, unit: float | None) -> float:
        """Return a line's year as it is shown: half up, away from zero."""
        gbp = math.fsum(self.line.get((line, year), ()))
        return gbp if unit is None else math.copysign(unit * int(abs(gbp) / unit + 0.5 + ROUNDING), gbp)

    def shown_year(self, year: str, pot: str | None = None) -> float:
        """Return the sum of the lines as shown, of one pot or of all."""
        lines = [row for row in self.facts.case.initiative_money if pot is None or row.pot == pot]
        return math.fsum(self.shown(row.line, year, row.rounded_to_gbp) for row in lines)


def recompute_programme(facts: ProgrammeFacts, decisions: ProgrammeDecisions) -> ProgrammeFigures:
    """Recompute every figure of a programme."""
    sums = Sums(facts)
    funder_years = _funder_years(facts, sums)
    return ProgrammeFigures(
        schedule=_schedule(facts),
        contracts=_contracts(facts),
        lines=_lines(facts, sums),
        funder_years=funder_years,
        funders=_funders(facts, funder_years),
        pots=recompute_pots(facts, sums),
        months=_months(facts, sums),
        contingencies=_contingencies(facts, sums),
        ranges=_ranges(facts, decisions),
        totals=recompute_totals(facts, sums),
    )


def recompute_totals(facts: ProgrammeFacts, sums: Sums) -> ProgrammeTotals:
    """Recompute the totals, objective and all."""
    lasts, aim = len(facts.plan_months), facts.case.aim
    waited = 0
    for key in facts.keys:
        possible = [month for month in facts.plan_months if facts.broken_date(key, month) is None]
        waited += facts.start[key] - possible[0] if key in facts.start else lasts
    weights = {key: weight for key in facts.keys if (weight := facts.weight(key)) is not None}
    wait = math.fsum(
        weight * (facts.start[key] - facts.first if key in facts.start else lasts) for key, weight in weights.items()
    )
    people = math.fsum(weights.values())
    level, peak, peak_month = 0.0, 0.0, None
    for month in facts.plan_months:
        level += math.fsum([*sums.month.get((month, "cost"), ()), *sums.month.get((month, "benefit"), ())])
        if level > peak + SUM_TOLERANCE:
            peak, peak_month = level, name_of(month)
    gap_year = aim.gap_year or facts.years[-1]
    present = math.fsum(sums.year(year) * facts.discount(year) for year in facts.years)
    goal = {"present": present, "gap": sums.year(gap_year), "coverage": wait}[aim.objective]
    return ProgrammeTotals(
        nominal_gbp=math.fsum(map(sums.year, facts.years)),
        present_gbp=present,
        gap_year=gap_year,
        gap_year_gbp=sums.year(gap_year),
        peak_gbp=peak,
        peak_month=peak_month,
        mean_wait_months=wait / people if people else None,
        waited=waited,
        objective=goal + aim.delay_weight * waited,
    )


def _schedule(facts: ProgrammeFacts) -> tuple[ScheduleRow, ...]:
    earliest: dict[Key, int | None] = {}
    for key in facts.keys:
        earliest[key] = next((one for one in facts.plan_months if facts.broken_date(key, one) is None), None)
    # Push each start behind what it waits for, until nothing moves: waits have no circle.
    moved = True
    while moved:
        moved = False
        for _, key, other, lag in facts.waits():
            own, before = earliest[key], earliest[other]
            if own is None or (before is not None and own >= before + lag):
                continue
            later = range(own, facts.plan_months.stop)
            earliest[key] = next(
                (
                    one
                    for one in later
                    if before is not None and one >= before + lag and facts.broken_date(key, one) is None
                ),
                None,
            )
            moved = True
    rows = []
    for key in facts.keys:
        row, first, start = facts.initiative[key[0]], earliest[key], facts.start.get(key)
        ends = None if start is None or row.duration_months is None else name_of(start + row.duration_months)
        rows.append(
            ScheduleRow(
                initiative=key[0],
                locality=key[1],
                earliest=None if first is None else name_of(first),
                starts=None if start is None else name_of(start),
                ends=ends,
                stated=row.stated,
            )
        )
    return tuple(rows)


def _contracts(facts: ProgrammeFacts) -> tuple[ContractRow, ...]:
    rows = []
    for key, start in facts.start.items():
        name = facts.initiative[key[0]].contract
        if name is None:
            continue
        contract = facts.case.contract[name]
        usual = contract.notice_months
        low = contract.low_notice_months if contract.low_notice_months is not None else usual
        high = contract.high_notice_months if contract.high_notice_months is not None else usual
        rows.append(
            ContractRow(
                contract=name,
                initiative=key[0],
                ends=name_of(start),
                notice_months=usual,
                notice_served=name_of(start - usual),
                notice_served_low=name_of(start - low),
                notice_served_high=name_of(start - high),
            )
        )
    return tuple(rows)


def _lines(facts: ProgrammeFacts, sums: Sums) -> tuple[LineYear, ...]:
    unit = {row.line: row.rounded_to_gbp for row in facts.case.initiative_money}
    rows = []
    for (line, year), found in sums.line.items():
        gbp = math.fsum(found)
        if abs(gbp) >= LEAST_GBP:
            shown = sums.shown(line, year, unit[line])
            present = gbp * facts.discount(year)
            rows.append(LineYear(line=line, year=year, nominal_gbp=gbp, shown_gbp=shown, present_gbp=present))
    return tuple(rows)


def _funder_years(facts: ProgrammeFacts, sums: Sums) -> tuple[FunderYear, ...]:
    rows = []
    for funder in facts.case.funders:
        for year in facts.years:
            cost = math.fsum(sums.funder.get((funder.funder, year, "cost"), ()))
            benefit = math.fsum(sums.funder.get((funder.funder, year, "benefit"), ()))
            if max(abs(cost), abs(benefit)) >= LEAST_GBP:
                net = cost + benefit
                rows.append(
                    FunderYear(funder=funder.funder, year=year, cost_gbp=cost, benefit_gbp=benefit, net_gbp=net)
                )
    return tuple(rows)


def _funders(facts: ProgrammeFacts, years: tuple[FunderYear, ...]) -> tuple[FunderRow, ...]:
    cost: dict[str, float] = defaultdict(float)
    benefit: dict[str, float] = defaultdict(float)
    for row in years:
        cost[row.funder] += row.cost_gbp * facts.discount(row.year)
        benefit[row.funder] += row.benefit_gbp * facts.discount(row.year)
    net = {funder: cost[funder] + benefit[funder] for funder in cost}
    losses = sum(gbp for gbp in net.values() if gbp > 0)
    gains = -sum(gbp for gbp in net.values() if gbp < 0)
    share = {True: min(1.0, gains / losses) if losses else 0.0, False: min(1.0, losses / gains) if gains else 0.0}
    return tuple(
        FunderRow(
            funder=funder,
            cost_present_gbp=cost[funder],
            benefit_present_gbp=benefit[funder],
            net_present_gbp=gbp,
            transfer_present_gbp=-gbp * share[gbp > 0],
        )
        for funder, gbp in net.items()
    )


def recompute_pots(facts: ProgrammeFacts, sums: Sums) -> tuple[PotYear, ...]:
    """Recompute what each pot spends and has left."""
    budget = {(row.pot, row.year): row for row in facts.case.programme_budgets}
    rows = []
    for pot in (row.pot for row in facts.case.pots):
        before = {"revenue_gbp": 0.0, "capital_gbp": 0.0}
        for year in facts.years:
            row = budget.get((pot, year))
            revenue = math.fsum(sums.pot.get((pot, year, "revenue"), ()))
            capital = math.fsum(sums.pot.get((pot, year, "capital"), ()))
            spent = math.fsum(sums.gross.get((pot, year), ()))
            room: dict[str, float | None] = {}
            for name, used in (("revenue_gbp", revenue), ("capital_gbp", capital)):
                limit = None if row is None else getattr(row, name)
                room[name] = None if limit is None else limit + before[name] - used
                left = room[name]
                before[name] = max(0.0, left) * row.carry_over if row is not None and left is not None else 0.0
            if row is not None or max(abs(revenue), abs(capital), spent) >= LEAST_GBP:
                rows.append(
                    PotYear(
                        pot=pot,
                        year=year,
                        revenue_gbp=revenue,
                        capital_gbp=capital,
                        spent_gbp=spent,
                        revenue_room_gbp=room["revenue_gbp"],
                        capital_room_gbp=room["capital_gbp"],
                    )
                )
    return tuple(rows)


def team_in(facts: ProgrammeFacts, month: int) -> float:
    """Return the programme team at work in a month, FTE."""
    found = 0.0
    for key, start in facts.start.items():
        row = facts.initiative[key[0]]
        found += row.team_fte if start <= month < start + row.team_months else 0.0
    return found


def _months(facts: ProgrammeFacts, sums: Sums) -> tuple[MonthRow, ...]:
    level, rows = 0.0, []
    for month in facts.plan_months:
        cost = math.fsum(sums.month.get((month, "cost"), ()))
        benefit = math.fsum(sums.month.get((month, "benefit"), ()))
        level += cost + benefit
        rows.append(
            MonthRow(
                month=name_of(month),
                cost_gbp=cost,
                benefit_gbp=benefit,
                net_gbp=cost + benefit,
                cumulative_gbp=level,
                team_fte=team_in(facts, month),
                starts=list(facts.start.values()).count(month),
            )
        )
    return tuple(rows)


def _contingencies(facts: ProgrammeFacts, sums: Sums) -> tuple[ContingencyRow, ...]:
    rows = []
    for row in facts.case.contingencies:
        for year in facts.years:
            saving = max(0.0, -sums.shown_year(year, row.pot))
            least, units, most = (saving / price for price in (row.high_gbp, row.gbp, row.low_gbp))
            rows.append(
                ContingencyRow(
                    contingency=row.contingency, year=year, saving_gbp=saving, least=least, units=units, most=most
                )
            )
    return tuple(rows)


def _ranges(facts: ProgrammeFacts, decisions: ProgrammeDecisions) -> tuple[RangeRow, ...]:
    undecided = any(row.high_gbp is not None for row in facts.case.initiative_money)
    ends: tuple[End, ...] = ("central", "favourable", "adverse") if undecided else ("central",)
    rows = []
    for end in ends:
        sums = Sums(ProgrammeFacts(facts.case, decisions, end))
        pairs = [(year, sums.year(year), sums.shown_year(year)) for year in facts.years]
        pairs.append(("all", math.fsum(pair[1] for pair in pairs), math.fsum(pair[2] for pair in pairs)))
        rows += [RangeRow(end=end, year=year, net_gbp=net, shown_gbp=shown) for year, net, shown in pairs]
    return tuple(rows)


def months_of_rows(facts: ProgrammeFacts, resource: str) -> dict[int, float]:
    """Return the limit on a resource in each month that has one."""
    rows = [(number_of(row.from_month), row.limit) for row in facts.case.programme_capacity if row.resource == resource]
    limits: dict[int, float] = {}
    for month in facts.plan_months:
        before = [row for row in rows if row[0] <= month]
        if before:
            limits[month] = max(before)[1]
    return limits
