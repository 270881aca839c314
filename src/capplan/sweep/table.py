"""The table of a sweep: one row a piece, with its status, its proof, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capplan.decisions import Proof
from capplan.report.tables.written import Cell, Table, joined, pence
from capplan.sweep.pieces import Answer
from capplan.sweep.run import Outcome
from capplan.sweep.work import Failure

FAILED = "failed"
HEADINGS = (
    "case", "scenario", "kind", "option", "day", "seed", "status", "objective_gbp", "bound_gbp", "gap_share",
    "cost_present_gbp", "beds_at_end", "promises_kept", "promises_broken", "visits_made", "visits_asked",
    "shifts_short", "cause",
)  # fmt: skip


def sweep_table(outcomes: Sequence[Outcome]) -> Table:
    """Return ``sweep.csv``; figures that a piece does not have are empty."""
    return Table("sweep", HEADINGS, tuple(_row(one) for one in outcomes))


def _row(one: Outcome) -> tuple[Cell, ...]:
    piece, found = one.piece, one.found
    at = (piece.case, piece.scenario, piece.kind, piece.option, piece.weekday, piece.seed)
    if isinstance(found, Failure):
        return (*at, FAILED, *(None,) * (len(HEADINGS) - len(at) - 2), joined(found.reason.splitlines()))
    proof, figures = proof_of(found), _figures(found)
    return (
        *at,
        found.status,
        pence(None if proof is None else proof.objective),
        pence(None if proof is None else proof.bound),
        None if proof is None else round(proof.gap, 6),
        *(figures.get(name) for name in HEADINGS[10:-1]),
        joined(found.cause),
    )


def proof_of(found: Answer) -> Proof | None:
    """Return the proof of an answer; a simulation has none."""
    of = found.bases or found.plan or found.day or found.rota
    return None if of is None else of.proof


def _figures(found: Answer) -> Mapping[str, Cell]:
    figures: dict[str, Cell] = {}
    if found.plan is not None:
        beds = found.plan.figures
        figures["cost_present_gbp"] = pence(beds.totals.cost_present_gbp)
        figures["beds_at_end"] = beds.totals.beds_at_end
    if found.simulation is not None:
        verdicts = [row.verdict for row in found.simulation.promises]
        figures["promises_kept"], figures["promises_broken"] = verdicts.count("kept"), verdicts.count("broken")
    if found.day is not None:
        figures["visits_made"] = found.day.figures.totals.made
        figures["visits_asked"] = found.day.figures.totals.visits
    if found.rota is not None:
        figures["shifts_short"] = found.rota.figures.totals.gap
    return figures
