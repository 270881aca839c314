"""Check a rota: every rule, every figure, and the proof, from the case and the decisions alone.

Specification: `formulations/rota/formulation.md`. Shares no code with the model that made the rota.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from capplan.case.case import Case
from capplan.check.compare import compare_row, compare_rows
from capplan.check.proof import check_objective, check_proof
from capplan.check.rota_facts import Duty, RotaFacts
from capplan.check.rota_figures import recompute_rota_figures
from capplan.check.rota_rules import person_violations
from capplan.check.violation import Violation
from capplan.decisions.rota import RotaDecisions, RotaFigures, RotaPlan

_ROTA = "rota"


def check_rota(case: Case, plan: RotaPlan, published: RotaDecisions | None = None) -> tuple[Violation, ...]:
    """Return everything that is wrong with a rota; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case the rota is for. For a rota made anew it holds the new absences.
    plan : RotaPlan
        Decisions, figures and proof.
    published : RotaDecisions, optional
        The rota that this one was to stay near; its changes are counted anew.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof; where the decisions name unknown people,
        shifts or days, these faults alone.
    """
    facts = RotaFacts(case)
    found = [*_unknown(facts, plan.decisions), *_other_rota(facts, plan)]
    if found:
        return tuple(found)
    found += rule_violations(case, plan.decisions)
    changed = _changed_days(facts, plan.decisions, published)
    figures = rota_figures(case, plan.decisions, plan.change_gbp * len(changed))
    stated = sorted((row.person, row.day) for row in plan.changes if row.cost_gbp)
    if stated != changed:
        message = f"{len(stated)} changes are stated; {len(changed)} days differ from the published rota."
        found.append(Violation("figure rota.changes", _ROTA, message, abs(len(stated) - len(changed)) or 1.0))
    found += compare_rows("rota.cover", ("cover", "day"), plan.figures.cover, figures.cover)
    found += compare_rows("rota.people", ("person",), plan.figures.people, figures.people)
    found += compare_row("rota.totals", _ROTA, plan.figures.totals, figures.totals)
    found += check_proof(plan.proof, "proof of the rota")
    found += check_objective(plan.proof, figures.totals.objective_gbp, "proof of the rota")
    return tuple(found)


def rule_violations(case: Case, decisions: RotaDecisions) -> Iterator[Violation]:
    """Yield every rule that the decisions break: of people one by one, then of cover."""
    facts = RotaFacts(case)
    duties = duties_of(facts, decisions)
    for person in case.people:
        yield from person_violations(facts, person, duties[person.person])
    for row in recompute_rota_figures(facts, duties).cover:
        of_cover = next(one for one in case.rota_cover if one.cover == row.cover)
        most, surplus = of_cover.max_gap, row.at_work - row.need
        if of_cover.max_surplus is not None and surplus > of_cover.max_surplus:
            message = f"{row.at_work} at work of {row.need} needed; at most {of_cover.max_surplus} may be too many."
            yield Violation("cover", f"{row.cover}, {row.day}", message, surplus - of_cover.max_surplus)
        if most is not None and row.gap > most:
            message = f"{row.at_work} at work of {row.need} needed; at most {most} may be short."
            yield Violation("cover", f"{row.cover}, {row.day}", message, row.gap - most)


def rota_figures(case: Case, decisions: RotaDecisions, changes_gbp: float = 0.0) -> RotaFigures:
    """Return the figures of a rota, recomputed from its decisions."""
    facts = RotaFacts(case)
    return recompute_rota_figures(facts, duties_of(facts, decisions), changes_gbp)


def duties_of(facts: RotaFacts, decisions: RotaDecisions) -> dict[str, list[Duty]]:
    """Return the duties of everybody by person."""
    duties: dict[str, list[Duty]] = {person: [] for person in facts.person}
    for row in decisions.duties:
        duties[row.person].append(facts.duty(row))
    return duties


def _changed_days(facts: RotaFacts, now: RotaDecisions, published: RotaDecisions | None) -> list[tuple[str, str]]:
    """Return the days of people that differ from a published rota although they might have kept it."""
    if published is None:
        return []
    before = {(row.person, row.day): row.shift for row in published.duties}
    after = {(row.person, row.day): row.shift for row in now.duties}
    found = []
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) == after.get(key):
            continue
        person, day = key[0], date.fromisoformat(key[1])
        free = facts.absent(person, day) is None
        if key in before:
            duty = facts.duty_on(day, facts.shift[before[key]])
            free = free and facts.runs_into_absence(person, duty) is None
            free = free and facts.may_work(facts.person[person], duty.shift) is None
        if free:
            found.append(key)
    return found


def _unknown(facts: RotaFacts, decisions: RotaDecisions) -> Iterator[Violation]:
    inside = {day.isoformat() for day in facts.dates}
    for row, times in Counter(decisions.duties).items():
        where = f"{row.person}, {row.day}"
        if row.person not in facts.person:
            yield Violation("decisions ids", where, "the person is not in people.csv.")
        if row.shift not in facts.shift:
            yield Violation("decisions ids", where, f"{row.shift} is not in rota_shifts.csv.")
        if row.day not in inside:
            yield Violation("decisions ids", where, "the day is not in the rota.")
        if times > 1:
            yield Violation("decisions ids", where, f"the row stands {times} times.", times - 1.0)


def _other_rota(facts: RotaFacts, plan: RotaPlan) -> Iterator[Violation]:
    stated = (plan.rota, plan.first_day, plan.weeks)
    wanted = (facts.period.rota, facts.period.first_day, facts.period.weeks)
    if stated != wanted:
        message = f"it is said to be {stated[0]} of {stated[1]}, {stated[2]} weeks; the case has {wanted[0]}."
        yield Violation("decisions ids", _ROTA, message)
