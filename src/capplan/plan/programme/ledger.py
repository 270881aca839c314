"""The money of a programme as decided: every line of every start, month by month, benefits counted once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.programme_tables import InitiativeMoney
from capplan.decisions.programme import End, ProgrammeDecisions
from capplan.formulations.programme.money import discount_of, monthly_gbp
from capplan.formulations.programme.units_of import Unit, units_of
from capplan.formulations.programme.windows import months_of
from capplan.units import financial_year, months_between


@dataclass(frozen=True)
class Amount:
    """Money of one line in one month, nominal; costs positive, benefits negative."""

    line: InitiativeMoney
    month: str
    gbp: float


class Ledger:
    """All amounts of a programme, and the sums that figures are made of.

    Parameters
    ----------
    case : Case
        With the tables of a programme.
    decisions : ProgrammeDecisions
        What starts when.
    end : {'central', 'favourable', 'adverse'}
        Where undecided lines stand in their range.
    """

    def __init__(self, case: Case, decisions: ProgrammeDecisions, end: End = "central") -> None:
        self.case = case
        self.months = months_of(case)
        self.year_of = {month: financial_year(month, case.horizon.year_starts_month) for month in self.months}
        self.years = tuple(dict.fromkeys(self.year_of.values()))
        self.discount = {year: discount_of(case, year) for year in self.years}
        self.start_of = {(row.initiative, row.locality): row.month for row in decisions.starts}
        self.started = tuple(unit for unit in units_of(case) if self.start(unit))
        self.amounts = tuple(self._amounts(end))

    def start(self, unit: Unit) -> str | None:
        """Return the month in which a unit starts; None if it does not."""
        return self.start_of.get((unit.initiative.initiative, unit.place.locality if unit.place else ""))

    def runs(self, unit: Unit, month: str) -> bool:
        """Say whether a unit runs in a month."""
        start = self.start(unit)
        if start is None or month < start:
            return False
        lasts = unit.initiative.duration_months
        return lasts is None or months_between(start, month) < lasts

    def _amounts(self, end: End) -> Iterator[Amount]:
        for unit in self.started:
            first = self.months.index(self.start(unit) or "")
            for line in self.case.initiative_money:
                if line.initiative == unit.initiative.initiative:
                    for offset, gbp in monthly_gbp(unit.initiative, line, end, len(self.months) - first):
                        month = self.months[first + offset]
                        yield Amount(line, month, gbp - gbp * self._twice(unit, line, month))

    def _twice(self, unit: Unit, line: InitiativeMoney, month: str) -> float:
        """Return the share of a benefit that others already count in a month."""
        found = 0.0
        for row in self.case.benefit_overlaps:
            if row.line != line.line:
                continue
            others = [one for one in units_of(self.case) if one.initiative.initiative == row.initiative]
            if unit.place is not None and any(one.place for one in others):
                others = [one for one in others if one.place and one.place.locality == unit.place.locality]
            found += sum(row.share / len(others) for other in others if self.runs(other, month))
        return found

    def line_year(self, line: str, year: str) -> float:
        """Return what a line comes to in a financial year, nominal."""
        return self._sum(row for row in self.amounts if row.line.line == line and self.year_of[row.month] == year)

    def shown(self, line: InitiativeMoney, year: str) -> float:
        """Return the same as it is shown: rounded half up to the line's unit, away from zero at the half."""
        return half_up(self.line_year(line.line, year), line.rounded_to_gbp)

    def pot_year(self, pot: str, year: str, money: str) -> float:
        """Return what a pot spends in a year of one kind of money, net of its benefits."""
        return self._sum(
            row for row in self.amounts if (row.line.pot, self.year_of[row.month], row.line.money) == (pot, year, money)
        )

    def pot_gross(self, pot: str, year: str) -> float:
        """Return what a pot spends in a year, benefits not taken off."""
        return self._sum(
            row for row in self.amounts if (row.line.pot, self.year_of[row.month], row.line.side) == (pot, year, "cost")
        )

    def month(self, month: str, side: str) -> float:
        """Return costs or benefits of a month."""
        return self._sum(row for row in self.amounts if (row.month, row.line.side) == (month, side))

    def year(self, year: str) -> float:
        """Return the net cost of a financial year, nominal."""
        return self._sum(row for row in self.amounts if self.year_of[row.month] == year)

    def present(self) -> float:
        """Return the net present cost."""
        return math.fsum(self.discount[year] * self.year(year) for year in self.years)

    def funder_year(self, funder: str, year: str, side: str) -> float:
        """Return what a funder pays (cost) or is credited with (benefit) in a year."""
        owner = {row.pot: row.funder for row in self.case.pots}
        agreed: dict[str, dict[str, float]] = {}
        for row in self.case.benefit_shares:
            agreed.setdefault(row.line, {})[row.funder] = row.share
        found = []
        for amount in self.amounts:
            if (self.year_of[amount.month], amount.line.side) == (year, side):
                shares = agreed.get(amount.line.line, {owner[amount.line.pot]: 1.0})
                found.append(amount.gbp * shares.get(funder, 0.0))
        return math.fsum(found)

    @staticmethod
    def _sum(amounts: Iterator[Amount]) -> float:
        return math.fsum(row.gbp for row in amounts)


def half_up(gbp: float, unit: float | None) -> float:
    """Round money half up to a unit, the half away from zero; None leaves it as it is.

    >>> half_up(442_500, 1000), half_up(-1500, 1000), half_up(442_499.99, 1000)
    (443000.0, -2000.0, 442000.0)
    """
    if unit is None:
        return gbp
    # A thousandth of a penny of the unit is the noise of adding twelfths.
    return math.copysign(math.floor(abs(gbp) / unit + 0.5 + 1e-9) * unit, gbp)
