"""Check a choice of bases: every rule of the formulation, every figure, and the proof.

Specification: `formulations/bases/formulation.md`; definitions of the figures: `docs/figures.md`.
Works from the case and the decisions alone and shares no code with the model that made them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.base_facts import BaseFacts
from capplan.check.base_figures import recompute_base_figures
from capplan.check.compare import compare_row, compare_rows
from capplan.check.proof import check_objective, check_proof
from capplan.check.violation import TRAVEL_TOLERANCE_MIN, Violation, counted, exceeds
from capplan.decisions.bases import BaseDecisions, BaseFigures, BasePlan, BaseTotals, FixedBases

_COUNTY = "county"
_FIXED = "the fixed bases"


def check_bases(case: Case, plan: BasePlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a choice of bases; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case the plan is for; the scenario is taken from the plan.
    plan : BasePlan
        Decisions, figures and proof, and the fixed bases beside them if there are any.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof. Where the decisions cannot be read
        (unknown ids, areas without a base or with two), these faults and those of the proof alone.
    """
    if plan.scenario not in case.scenario_ids:
        return (Violation("decisions ids", _COUNTY, f"{plan.scenario!r} is no scenario of the case."),)
    facts = BaseFacts(case.in_scenario(plan.scenario))
    found = [*check_proof(plan.proof, "proof of the bases")]
    recomputed = _recomputed(facts, plan.decisions, plan.num_bases, plan.fixed, found)
    if recomputed is not None:
        found += compare_rows("bases", ("base",), plan.figures.bases, recomputed.bases)
        found += compare_row("totals", _COUNTY, plan.figures.totals, recomputed.totals)
        found += check_objective(plan.proof, recomputed.totals.objective_gbp, "proof of the bases")
    found += _number_asked(facts, plan)
    if plan.instead_of is not None:
        found += _check_fixed(facts, plan.instead_of, recomputed.totals if recomputed else None)
    return tuple(found)


def _recomputed(
    facts: BaseFacts, decisions: BaseDecisions, num_bases: int, fixed: bool, found: list[Violation]
) -> BaseFigures | None:
    """Add every rule broken to `found`; return the figures where the decisions can be read."""
    unreadable = [*_check_ids(facts, decisions), *_check_one_base(facts, decisions)]
    found += unreadable
    found += _check_choice(facts, decisions, num_bases, fixed)
    if unreadable:
        return None
    found += _check_size(facts, decisions, num_bases)
    found += _check_reach(facts, decisions)
    if facts.case.parameters.contiguous_territories:
        found += _check_hanging(facts, decisions)
    ways = [facts.case.area_travel_min[row.area, row.base] for row in decisions.territory]
    if not decisions.open or not all(map(math.isfinite, ways)):
        return None
    return recompute_base_figures(facts, decisions)


def _check_ids(facts: BaseFacts, decisions: BaseDecisions) -> Iterator[Violation]:
    bases, areas = {row.base for row in facts.case.bases}, set(facts.older_people)
    for base in sorted({*decisions.open, *(row.base for row in decisions.territory)} - bases):
        yield Violation("decisions ids", f"base {base}", "it is not in bases.csv.")
    for area in sorted({row.area for row in decisions.territory} - areas):
        yield Violation("decisions ids", f"area {area}", "it is not in areas.csv.")
    for base, times in Counter(decisions.open).items():
        if times > 1:
            yield Violation("decisions ids", f"base {base}", f"it is listed as open {times} times.", times - 1.0)


def _check_one_base(facts: BaseFacts, decisions: BaseDecisions) -> Iterator[Violation]:
    times = Counter(row.area for row in decisions.territory)
    for area in facts.older_people:
        if times[area] != 1:
            message = f"it belongs to {counted(times[area], 'base')}; 1 is needed."
            yield Violation("P1 one_base", f"area {area}", message, abs(times[area] - 1.0))


def _check_choice(facts: BaseFacts, decisions: BaseDecisions, num_bases: int, fixed: bool) -> Iterator[Violation]:
    is_open = set(decisions.open)
    for row in decisions.territory:
        if row.base not in is_open:
            yield Violation("P2 only_open", f"area {row.area}", f"it belongs to {row.base}, which is closed.")
    if len(is_open) != num_bases:
        message = f"{counted(len(is_open), 'base')} open; {num_bases} are asked for."
        yield Violation("P3 num_open", _COUNTY, message, abs(len(is_open) - num_bases))
    for base, rule in facts.open_by_rule(fixed).items():
        if rule > 0 and base not in is_open:
            yield Violation("P4 must_open", f"base {base}", "it must be used, but is closed.")
        if rule < 0 and base in is_open:
            yield Violation("P4 must_open", f"base {base}", "it must not be used, but is open.")


def _check_size(facts: BaseFacts, decisions: BaseDecisions, num_bases: int) -> Iterator[Violation]:
    visits = dict.fromkeys(decisions.open, 0.0)
    for row in decisions.territory:
        visits[row.base] = visits.get(row.base, 0.0) + facts.visits[row.area]
    imbalance = facts.case.parameters.max_base_imbalance
    mean = sum(facts.visits.values()) / num_bases if num_bases > 0 else 0.0
    most = {row.base: row.max_visits_per_year for row in facts.case.bases}
    for base, number in visits.items():
        where, limit = f"base {base}", most[base]
        if limit is not None and exceeds(number, limit):
            message = f"{number:,.1f} visits a year; {limit:,.1f} at most."
            yield Violation("P5 max_visits", where, message, number - limit)
        if imbalance is None or base not in decisions.open:
            continue
        low, high = (1 - imbalance) * mean, (1 + imbalance) * mean
        if exceeds(low, number) or exceeds(number, high):
            message = f"{number:,.1f} visits a year; {max(0.0, low):,.1f} to {high:,.1f} are allowed."
            yield Violation("P6 balance", where, message, max(low - number, number - high))


def _check_reach(facts: BaseFacts, decisions: BaseDecisions) -> Iterator[Violation]:
    limit = facts.case.parameters.max_rapid_min
    for row in decisions.territory:
        way = facts.case.area_travel_min[row.area, row.base]
        where = f"area {row.area}"
        if not math.isfinite(way):
            yield Violation("P7 rapid_reach", where, f"no way leads to {row.base}.")
        elif limit is not None and way > limit + TRAVEL_TOLERANCE_MIN:
            message = f"{row.base} is {way:.1f} minutes away; {limit:g} minutes at most."
            yield Violation("P7 rapid_reach", where, message, way - limit)


def _check_hanging(facts: BaseFacts, decisions: BaseDecisions) -> Iterator[Violation]:
    for base in decisions.open:
        areas = {row.area for row in decisions.territory if row.base == base}
        root = facts.nearest_area(base)
        if root not in areas:
            message = f"{root}, the area nearest to it, belongs to another base."
            yield Violation("P8 own_area", f"base {base}", message)
        parts = sorted(facts.parts(areas), key=lambda part: (root not in part, -len(part), min(part)))
        for part in parts[1:]:
            message = f"{', '.join(sorted(part))} of its territory cannot be reached from the rest inside it."
            yield Violation("P9 flow_kept", f"base {base}", message, float(len(part)))


def _number_asked(facts: BaseFacts, plan: BasePlan) -> Iterator[Violation]:
    """Where the fixed bases are kept, the number of bases is the case's own."""
    wanted = _fixed_number(facts)
    if plan.fixed and plan.num_bases != wanted:
        message = f"{plan.num_bases} bases are stated as asked for; the case asks for {wanted}."
        yield Violation("P3 num_open", _COUNTY, message, abs(plan.num_bases - wanted))


def _fixed_number(facts: BaseFacts) -> int:
    musts = sum(row.use == "must" for row in facts.case.bases)
    return facts.case.parameters.num_bases or musts


def _check_fixed(facts: BaseFacts, fixed: FixedBases, chosen: BaseTotals | None) -> Iterator[Violation]:
    """Check the fixed bases as a choice of their own, and what they are said to cost more."""
    found = [*check_proof(fixed.proof, _FIXED)]
    recomputed = _recomputed(facts, fixed.decisions, _fixed_number(facts), True, found)
    if recomputed is not None:
        theirs = recomputed.totals
        found += compare_row("instead_of.totals", _FIXED, fixed.totals, theirs)
        found += check_objective(fixed.proof, theirs.objective_gbp, _FIXED)
        if chosen is not None:
            per_visit = None
            if theirs.travel_min_per_visit is not None and chosen.travel_min_per_visit is not None:
                per_visit = theirs.travel_min_per_visit - chosen.travel_min_per_visit
            wanted = fixed.model_copy(
                update={
                    "totals": fixed.totals,
                    "more_gbp": theirs.objective_gbp - chosen.objective_gbp,
                    "more_min_per_visit": per_visit,
                }
            )
            found += compare_row("instead_of", _FIXED, fixed, wanted)
    yield from found
