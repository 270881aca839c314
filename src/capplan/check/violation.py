"""What the checker says when a rule is broken, and how far two numbers may lie apart before it does."""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE_TOLERANCE = 1e-6
"""People and beds: absolute, and relative where the figure is above 1. Ten times a solver's own tolerance."""
FTE_TOLERANCE = 1e-6
"""Posts: absolute."""
HOURS_TOLERANCE = 1e-4
HOURS_TOLERANCE_SHARE = 1e-6
"""Hours: absolute, plus this share of the limit: decisions state hours to six decimals."""
MONEY_TOLERANCE_GBP = 0.01
MONEY_TOLERANCE_SHARE = 1e-9
"""Money figures: a penny, or this share of the figure where that is more: room for rounding in sums only."""
OBJECTIVE_TOLERANCE_SHARE = 1e-6
"""Objective that the solver reports against the one recomputed: the solver's own tolerances lie between."""
BUDGET_TOLERANCE_GBP = 0.5
"""Budgets: the limits of a plan are kept to the pound, whatever their size."""
GAP_TOLERANCE = 1e-7
"""Gap (share) and bound (share of the objective)."""
TRAVEL_TOLERANCE_MIN = 1e-9
"""Travel limits: room for the rounding of a weighted mean only."""
MOMENT_TOLERANCE_H = 1e-6
"""Hours between moments of a rota: shifts begin and end on whole minutes, a sum of fractions of hours does not."""
DURATION_TOLERANCE_S = 1e-6
"""Seconds summed over a carer's day: moments are whole seconds, so this is rounding only."""
SUM_TOLERANCE = 1e-6
"""Hours left undone, days waited, a running level of money: a sum that lies no further off lies level."""
LIKELY_VALUE_TOLERANCE = 1e-4
"""Figures of a future: drawn between two ends and written to four decimals."""
FUTURE_TOLERANCE_SHARE = 1e-5
"""Hours and days of a future, summed over thousands of rounded decisions."""
ROUNDING = 1e-9
"""Shares, and figures relative to their size: the same sum or product taken in another order."""
ZERO = 1e-9
"""At or below this an amount counts as nothing."""


@dataclass(frozen=True)
class Violation:
    """One broken rule.

    Attributes
    ----------
    rule : str
        Number and name of the rule, e.g. 'B3 load_limit', 'figure totals.cost_present_gbp', 'proof gap'.
    where : str
        Site, period, cohort, locality, funder or year, in words.
    message : str
        One sentence with both figures and their unit.
    amount : float
        By how much the rule is broken, in the unit of the message; 1 (the default) where it is no matter of degree.
    """

    rule: str
    where: str
    message: str
    amount: float = 1.0

    def __str__(self) -> str:
        """Return the violation as one line."""
        return f"{self.rule}, {self.where}: {self.message}"


def counted(number: float, noun: str) -> str:
    """Return a number with its noun: '1 bed', '12 beds'."""
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"


def exceeds(value: float, limit: float) -> bool:
    """Say whether people or beds lie above a limit by more than the tolerance."""
    return value - limit > PEOPLE_TOLERANCE * max(1.0, abs(limit))


def hours_exceed(value: float, limit: float) -> bool:
    """Say whether hours lie above a limit by more than the tolerance."""
    return value - limit > HOURS_TOLERANCE + HOURS_TOLERANCE_SHARE * abs(limit)
