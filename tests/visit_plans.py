"""Plans of days of visits made from decisions, without a search."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.decisions.visits import VisitDecisions, VisitPlan
from capplan.formulations.visits import inputs_of
from capplan.plan.visits.figures import visit_figures
from capplan.plan.visits.proof import proof_of
from capplan.plan.visits.reasons import unserved_reasons
from capplan.plan.visits.travel import measured_travel


def plan_of(case: Case, decisions: VisitDecisions) -> VisitPlan:
    """Return a plan whose bound is its objective."""
    inputs = inputs_of(case)
    figures = visit_figures(case, inputs, decisions)
    return VisitPlan(
        case=case.identity.id,
        case_digest=case.digest,
        seed=0,
        decisions=decisions,
        figures=figures,
        proof=proof_of(figures, figures.totals.objective_gbp, 0, 0.0, "proven"),
        unserved=unserved_reasons(inputs, decisions),
        travel=measured_travel(case, inputs, figures),
    )
