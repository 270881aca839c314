"""Check what a plan claims about itself: objective, bound, gap and status."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.check.violation import (
    GAP_TOLERANCE,
    MONEY_TOLERANCE_GBP,
    OBJECTIVE_TOLERANCE_SHARE,
    Violation,
)
from capplan.decisions import Proof


def check_objective(proof: Proof, objective_gbp: float, where: str) -> Iterator[Violation]:
    """Yield a violation if the proof is about another objective than the one recomputed."""
    difference = abs(proof.objective - objective_gbp)
    if difference > max(MONEY_TOLERANCE_GBP, OBJECTIVE_TOLERANCE_SHARE * abs(objective_gbp)):
        message = f"the objective is stated as {proof.objective:,.2f} GBP; the decisions give {objective_gbp:,.2f} GBP."
        yield Violation("proof objective", where, message, difference)


def check_proof(proof: Proof, where: str) -> Iterator[Violation]:
    """Yield contradictions between objective, bound, gap and status."""
    above = proof.bound - proof.objective
    if above > max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(proof.objective)):
        message = f"the bound of {proof.bound:,.2f} GBP is above the objective of {proof.objective:,.2f} GBP."
        yield Violation("proof bound", where, message, above)
    gap = 0.0 if proof.objective == 0.0 else -above / abs(proof.objective)
    # A bound that lies above the objective by no more than rounding may be reported as a gap of 0.
    if min(abs(proof.gap - gap), abs(proof.gap - max(gap, 0.0))) > GAP_TOLERANCE:
        message = f"the gap is stated as {proof.gap:.9g}; objective and bound give {gap:.9g} (share)."
        yield Violation("proof gap", where, message, abs(proof.gap - gap))
    if proof.status == "optimal" and max(gap, proof.gap) > proof.asked_gap + GAP_TOLERANCE:
        message = (
            f"the status is optimal with a gap of {max(gap, proof.gap):.9g}; "
            f"{proof.asked_gap:.9g} was asked for (share)."
        )
        yield Violation("proof status", where, message, max(gap, proof.gap) - proof.asked_gap)
