"""What a search for rounds returns."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.solve import Progress

Stops = list[tuple[str, int]]

PROVEN, GAP, TIME_LIMIT, CTRL_C, ITERATIONS = "proven", "gap", "time limit", "Ctrl-C", "end of search"


@dataclass(frozen=True)
class RoundsResult:
    """The best rounds found and what is proven about them.

    Attributes
    ----------
    rounds
        By carer, the visits made and when they start (seconds since midnight), in order of time.
    unserved
        Visits left out, in the order of the day.
    objective, bound
        GBP; no rounds cost less than the bound.
    gap
        (objective - bound) over the objective.
    net_gap
        (objective - bound) over the bound less pay for contact; None: that is not above 0.
    unserved_bound
        Every plan leaves out at least so many visits.
    left_in_bound
        Visits that the relaxation behind the bound leaves out as far as it was solved, shares of visits added up; None:
        it was not begun.
    seconds
        Wall time.
    stopped_by
        "proven", "gap", "time limit", "Ctrl-C" or "end of search".
    balance_gbp
        What these rounds cost more than the cheapest ones found, for work to be shared more evenly.
    """

    rounds: dict[str, Stops]
    unserved: tuple[str, ...]
    objective: float
    bound: float
    gap: float
    net_gap: float | None
    unserved_bound: int
    seconds: float
    stopped_by: str
    left_in_bound: float | None = None
    balance_gbp: float = 0.0


__all__ = ["CTRL_C", "GAP", "ITERATIONS", "PROVEN", "TIME_LIMIT", "Progress", "RoundsResult", "Stops"]
