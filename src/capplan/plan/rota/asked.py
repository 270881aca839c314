"""The changes of a rota made anew in words: who steps in for whom, and why they were asked before others."""

from __future__ import annotations

from collections.abc import Iterable

from capplan.case.case import Case
from capplan.check.rota import rota_figures
from capplan.decisions.rota import RotaChange, RotaDecisions, RotaFigures, ShortCover
from capplan.formulations.rota import Inputs
from capplan.formulations.rota.days import Days
from capplan.plan.rota.short import gaps_explained


def calls(case: Case, inputs: Inputs, published: RotaDecisions) -> tuple[ShortCover, ...]:
    """Return the gaps that absence makes in a published rota, each with the people to ask, the cheapest first."""
    away = {person.id: person.off for person in inputs.people}
    days = Days.of(case.rotas[0])
    kept = tuple(row for row in published.duties if days.number(row.day) not in away[row.person])
    left = RotaDecisions(duties=kept)
    before = {(row.cover, row.day): row.gap for row in rota_figures(case, published).cover}
    gaps = (row for row in rota_figures(case, left).cover if row.gap > before[row.cover, row.day])
    return gaps_explained(case, left, gaps)


def explained_changes(case: Case, changes: Iterable[RotaChange], figures: RotaFigures) -> tuple[RotaChange, ...]:
    """Return changes with a reason each: the absent first, then those asked, most hours below contract first."""
    hours = {row.person: row for row in figures.people}
    shifts = {row.shift: row.title for row in case.rota_shifts}
    found = []
    for change in changes:
        row = hours[change.person]
        if change.now not in shifts and change.now != "off":
            reason = "absent"
        elif change.now == "off":
            reason = f"freed: {shifts[change.was]} is worked by somebody else or on another day"
        else:
            reason = (
                f"{'steps in for' if change.was == 'off' else 'changes to'} {shifts[change.now]}; with it "
                f"{row.over_hours:+.1f} h against contract, {row.weekends} weekends, {row.nights} nights"
            )
        found.append(change.model_copy(update={"reason": reason}))
    found.sort(key=lambda one: (one.reason != "absent", hours[one.person].over_hours, one.person, one.day))
    return tuple(found)
