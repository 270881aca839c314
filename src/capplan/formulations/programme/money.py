"""Money of a line, month by month after a start: costs with optimism bias, benefits as far as they count."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.programme_tables import OPTIMISM_BOUNDS, Initiative, InitiativeMoney
from capplan.decisions.programme import End
from capplan.units import MONTHS_PER_YEAR


def monthly_gbp(row: Initiative, line: InitiativeMoney, end: End, months_left: int) -> Iterator[tuple[int, float]]:
    """Yield (months after the start, GBP) of one line; costs positive, benefits negative, before any overlap.

    Parameters
    ----------
    row, line : Initiative, InitiativeMoney
        The line and the initiative it belongs to.
    end : {'central', 'favourable', 'adverse'}
        Where undecided lines stand in their range.
    months_left : int
        Months of the plan from the start on.
    """
    gbp = gbp_at(line, end)
    if line.timing == "one-off":
        spread = line.months or 1
        for offset in range(line.from_months, min(line.from_months + spread, months_left)):
            yield offset, _signed(row, line, gbp / spread)
        return
    stop = months_left if line.months is None else min(months_left, line.from_months + line.months)
    if row.duration_months is not None:
        stop = min(stop, row.duration_months)
    for offset in range(line.from_months, stop):
        yield offset, _signed(row, line, gbp / MONTHS_PER_YEAR * (ramp(row, offset) if line.side == "benefit" else 1))


def gbp_at(line: InitiativeMoney, end: End) -> float:
    """Return the figure of a line: its own, or the end of its range that is good or bad for the plan."""
    if line.low_gbp is None or line.high_gbp is None or end == "central":
        return line.gbp
    return line.high_gbp if (line.side == "benefit") == (end == "favourable") else line.low_gbp


def ramp(row: Initiative, offset: int) -> float:
    """Return the share of its whole benefit that an initiative has so many months after its start."""
    return min(1.0, (offset + 1) / (row.ramp_months + 1))


def optimism(row: Initiative, money: str) -> float:
    """Return the share added to costs of this kind of money."""
    touched = {"none": (), "outsourcing": ("revenue",), "own": ("revenue", "capital")}.get(row.optimism, ("capital",))
    if money not in touched:
        return 0.0
    return OPTIMISM_BOUNDS[row.optimism] if row.optimism_share is None else row.optimism_share


def _signed(row: Initiative, line: InitiativeMoney, gbp: float) -> float:
    if line.side == "benefit":
        return -gbp * line.counted_share
    return gbp * (1.0 + optimism(row, line.money))


def discount_of(case: Case, year: str) -> float:
    """Return the present value of a pound of a financial year; year 0 is the plan's first."""
    return (1.0 + case.parameters.discount_rate) ** -(int(year[:4]) - int(case.periods[0].year[:4]))
