"""Check a frontier: each plan, measure and cost anew, what points say of each other, and why limits are left out."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.answer import Answer
from capplan.check.beds import check_beds
from capplan.check.board import bases_faults, bed_figures_of, identity, territory_faults
from capplan.check.violation import GAP_TOLERANCE, MONEY_TOLERANCE_GBP, PEOPLE_TOLERANCE, Violation
from capplan.decisions.board import Frontier, FrontierPoint, LeftOut


def check_frontier(case: Case, found: Frontier) -> tuple[Violation, ...]:
    """Return everything that is wrong with a frontier; nothing when it is right.

    Parameters
    ----------
    case : Case
        Set to the scenario of the frontier.
    found : Frontier
        The whole of ``frontier.json``.
    """
    return tuple(_faults(case, found))


def _faults(case: Case, found: Frontier) -> Iterator[Violation]:
    yield from identity(case, found.case, found.case_digest, found.scenario)
    yield from bases_faults(case, found.bases)
    if found.bases is not None:
        case = case.with_bases(found.bases.decisions.open)
    if sum(point.limit is None for point in found.points) != 1:
        yield Violation("frontier points", "points", "exactly one point must have no limit.")
    for number, point in enumerate(found.points, start=1):
        yield from _point(case, found, point, f"point {number}")
    yield from _together(found)


def _point(case: Case, found: Frontier, point: FrontierPoint, where: str) -> Iterator[Violation]:
    plan = point.plan
    if plan.option != "plan" or plan.scenario != found.scenario:
        yield Violation("frontier plan", where, "the plan is of another option or scenario.")
        return
    yield from territory_faults(found.bases, plan, where)
    faults = check_beds(case, plan)
    for fault in faults:
        yield Violation(fault.rule, f"{where}: {fault.where}", fault.message, fault.amount)
    figures = None if faults else bed_figures_of(case, plan)
    if figures is None:
        return
    totals = figures[1].totals
    value = _measure(figures[0], found.against, totals.waiting_bed_days)
    for name, stated, wanted, slack in (
        ("measured", point.measured, value, PEOPLE_TOLERANCE * max(1.0, value)),
        ("cost_gbp", point.cost_gbp, totals.cost_present_gbp, MONEY_TOLERANCE_GBP),
        ("objective_gbp", point.objective_gbp, plan.proof.objective, MONEY_TOLERANCE_GBP),
        ("bound_gbp", point.bound_gbp, plan.proof.bound, MONEY_TOLERANCE_GBP),
    ):
        if abs(stated - wanted) > slack:
            message = f"{name} is stated as {stated:,.6g}; the plan gives {wanted:,.6g} {found.unit}."
            yield Violation(f"frontier {name}", where, message, abs(stated - wanted))
    if point.limit is not None and value - point.limit > PEOPLE_TOLERANCE * max(1.0, abs(point.limit)):
        message = f"the plan's {value:,.6g} {found.unit} exceed the limit of {point.limit:,.6g}."
        yield Violation("frontier limit", where, message, value - point.limit)


def _measure(answer: Answer, against: str, waited_days: float) -> float:
    facts, case = answer.facts, answer.facts.case
    if against == "risk":
        diverted = (case.cohort[cohort].acute_stay_days * people for (cohort, _, _), people in answer.diverted.items())
        return waited_days + math.fsum(diverted)
    total = []
    for (_, locality, site, _), people in answer.starts.items():
        if case.site[site].travels != "person":
            continue
        for area, share in facts.area_weights[locality].items():
            minutes = case.area_travel_min[area, site]
            beyond = float(minutes > case.parameters.near_min)
            total.append(people * share * (minutes / 60.0 if against == "travel" else beyond))
    return math.fsum(total)


def _together(found: Frontier) -> Iterator[Violation]:
    rows = [point.measured for point in found.points]
    if rows != sorted(rows):
        yield Violation("frontier order", "points", "points must come from the least measure to the most.")
    for number, one in enumerate(found.points, start=1):
        where = f"point {number}"
        others = [other for place, other in enumerate(found.points, start=1) if place != number]
        if any(other.measured <= one.measured and other.cost_gbp <= one.cost_gbp for other in others):
            message = "another point is no worse in cost and measure; this one must be left out."
            yield Violation("frontier dominated", where, message)
        for other in found.points:
            # A plan within a tighter limit is one of the plans that the bound of a looser limit speaks of.
            inside = one.limit is None or other.measured <= one.limit
            above = one.bound_gbp - other.objective_gbp
            if inside and above > max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(one.objective_gbp)):
                message = f"its bound lies {above:,.2f} GBP above the objective of another plan within its limit."
                yield Violation("frontier bound", where, message, above)
    for row in found.left_out:
        if (fault := _left_out(found, row)) is not None:
            yield Violation("frontier left out", f"limit {row.limit:,.6g}", fault)


def _left_out(found: Frontier, row: LeftOut) -> str | None:
    """Say what is wrong with the reason why a limit has no point; None where nothing is."""
    if any(point.limit == row.limit for point in found.points):
        return "it has a point and is left out."
    if row.measured is None or row.cost_gbp is None:
        return None if row.why == "no-plan" else "it has no plan, and the reason speaks of one."
    if row.why == "no-plan":
        return "it has a plan, and the reason says that there is none."
    beaten = any(point.measured <= row.measured and point.cost_gbp <= row.cost_gbp for point in found.points)
    return None if beaten else "no point is as good in cost and measure."
