"""Which sections a report has, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Plan


def sections(plan: Plan, case: Case) -> tuple[tuple[str, str], ...]:
    """Return id and heading of every section; each id has a template ``section_<id>.html.j2``."""
    return tuple(_sections(plan, case))


def _sections(plan: Plan, case: Case) -> Iterator[tuple[str, str]]:
    beds = bool(plan.options)
    yield "summary", "The answer on one page" if beds else "The answer"
    if beds:
        yield "timeline", "Estate timeline"
        yield "beds", "Bed plan"
        yield "units", "Price of small units"
        yield "map", "Where: map of the county"
        yield "people", "Access and waiting"
        yield "decommissioning", "Closures and their test: decommissioning plan"
        yield "commissioning", "Openings: commissioning plan"
    if beds and plan.option("plan").staff is not None:
        yield "staff", "Staff"
    if plan.hub is not None:
        yield "hub", "Single point of referral"
    if plan.rota is not None:
        yield "rota", "Rota"
    if case.visits:
        yield "rounds", "Visit rounds"
    if plan.programme is not None:
        yield "programme", "Programme"
    if beds:
        yield "money", "Money"
        yield "options", "Options"
    yield "risk", "Risk"
    if plan.simulation is not None:
        yield "simulation", "Does it hold? Simulation"
    yield "findings", "Findings"
    if plan.documents:
        yield "documents", "Source document"
    yield "assumptions", "Assumptions and sources"
    yield "limits", "Limits"
    yield "method", "Method and how to verify"
    if beds:
        yield "words", "Words used"
    yield "provenance", "Provenance"
    yield "quality", "Quality assurance statement"
