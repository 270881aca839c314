"""The proof of a day: objective, bound, gap, and the gap that is left when pay for contact is set aside."""

from __future__ import annotations

from capplan.decisions.visits import VisitFigures, VisitProof

PENNY = 0.01


def proof_of(
    figures: VisitFigures, bound: float, unserved_bound: int, asked_gap: float, stopped_by: str, change_gbp: float = 0.0
) -> VisitProof:
    """Return the proof of a day whose figures were computed from its decisions.

    Parameters
    ----------
    bound
        GBP; no plan costs less. A bound above the objective by rounding is the objective.
    unserved_bound
        Every plan leaves out at least so many visits.
    change_gbp
        Price of changes, where the day was planned again.
    """
    totals = figures.totals
    objective = totals.objective_gbp + change_gbp
    bound = min(bound, objective)
    gap = (objective - bound) / abs(objective) if objective else 0.0
    net = bound - totals.service_gbp
    return VisitProof(
        status="optimal" if gap <= asked_gap else "feasible",
        objective=objective,
        bound=bound,
        gap=gap,
        asked_gap=asked_gap,
        unserved_bound=min(unserved_bound, totals.visits - totals.made),
        net_gap=(objective - bound) / net if net > PENNY else None,
        stopped_by=stopped_by,
    )
