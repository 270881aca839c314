"""Plan a day of visits: from the case to rounds with their figures, proof and reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import capplan.rounds as rounds
from capplan.case.case import Case
from capplan.decisions.visits import VisitDecisions, VisitPlan
from capplan.errors import CapplanError, SolverTrouble
from capplan.formulations.visits import Inputs, inputs_of
from capplan.plan.visits.figures import visit_figures
from capplan.plan.visits.on_time import on_time
from capplan.plan.visits.proof import proof_of
from capplan.plan.visits.reasons import unserved_reasons
from capplan.plan.visits.timing import decisions_of
from capplan.plan.visits.travel import measured_travel

AGREEMENT_GBP = 0.02


class NoVisits(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """The case has no day of visits."""


@dataclass(frozen=True)
class Search:
    """How long and how well to search.

    Attributes
    ----------
    time_limit_s, gap
        The search ends at the limit, or when the plan is proven to be so close to the best (share).
    seed
        Seed of chance.
    days
        Days simulated for the on-time shares; 0: none.
    on_progress
        Told what the engine tells.
    counted
        Whether the search ends by its own count: the same rounds wherever they are found, within the time limit.
    """

    time_limit_s: float = 60.0
    gap: float = 0.005
    seed: int = 0
    days: int = 500
    on_progress: Callable[..., None] | None = None
    counted: bool = False


def with_buffer(case: Case, buffer_min: float | None) -> Case:
    """Return the case with another buffer on each way to a client."""
    if buffer_min is None:
        return case
    return replace(case, parameters=case.parameters.model_copy(update={"buffer_min": buffer_min}))


def plan_visits(
    case: Case, search: Search, change: Callable[[Inputs, VisitDecisions], VisitDecisions] | None = None
) -> VisitPlan:
    """Return the best rounds found for the day of a case.

    Parameters
    ----------
    change
        Changes what was found to something that costs no more.

    Raises
    ------
    NoVisits
        If the case has no visits.
    """
    if not case.has_visits:
        raise NoVisits(
            "The case has no day of visits: visits.csv, visit_places.csv and carers.csv describe one, and "
            "`capplan day` makes one up."
        )
    inputs = inputs_of(case)
    found = search_rounds(inputs, search)
    decisions = decisions_of(inputs, found.rounds)
    figures = visit_figures(case, inputs, decisions)
    difference = abs(figures.totals.objective_gbp - found.objective)
    if difference > AGREEMENT_GBP + 1e-6 * abs(found.objective):
        raise SolverTrouble(
            f"The search says £{found.objective:,.2f}; its rounds cost £{figures.totals.objective_gbp:,.2f}."
        )
    if change is not None:
        decisions = change(inputs, decisions)
        figures = visit_figures(case, inputs, decisions)
    return VisitPlan(
        case=case.identity.id,
        case_digest=case.digest,
        seed=search.seed,
        decisions=decisions,
        figures=figures,
        proof=proof_of(figures, found.bound, found.unserved_bound, search.gap, found.stopped_by),
        unserved=unserved_reasons(inputs, decisions),
        travel=measured_travel(case, inputs, figures),
        balance_gbp=found.balance_gbp,
        on_time=on_time(case, inputs, decisions, search.days, search.seed) if search.days else None,
    )


def search_rounds(
    inputs: Inputs,
    search: Search,
    start: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    warmth_gbp: float = rounds.HOT_GBP,
) -> rounds.RoundsResult:
    """Return what the engine found."""
    return rounds.solve(
        inputs,
        time_limit_s=search.time_limit_s,
        gap=search.gap,
        seed=search.seed,
        start=start,
        on_progress=search.on_progress,
        counted=search.counted,
        warmth_gbp=warmth_gbp,
    )
