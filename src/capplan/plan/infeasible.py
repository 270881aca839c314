"""Why a model has no answer, in words: the requirements that clash and the cheapest way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capplan.formulations.beds import explain as bed_words
from capplan.formulations.system import explain as system_words
from capplan.formulations.workforce import explain as staff_words
from capplan.plan.held import estate
from capplan.solve import Clash, explain

BEDS, STAFF = "beds.", "workforce."


def why_infeasible(model: Any, cause: tuple[str, ...] = ()) -> list[str]:
    """Return the requirements that clash, dearest first, and what would meet each, in words.

    A requirement that clashes month after month is one sentence, about its worst month.

    Parameters
    ----------
    model
        A model of beds, or of beds and staff.
    cause
        What the solver run already knows.
    """
    penalties = dict(bed_words.PENALTY_GBP)
    if estate(model) is not model:
        penalties = {BEDS + name: gbp for name, gbp in penalties.items()}
        penalties |= {STAFF + name: gbp for name, gbp in staff_words.PENALTY_GBP.items()}
        penalties |= system_words.PENALTY_GBP
        penalties["revenue_budget"] = bed_words.PENALTY_GBP["revenue_budget"]
    clashes = explain(model, penalties)
    if not clashes:
        return list(cause) or ["The requirements clash, but none of those that may give way resolves it."]
    return [_of_one(model, same) for same in _by_requirement(clashes)]


def _by_requirement(clashes: Sequence[Clash]) -> list[list[Clash]]:
    """Return the clashes of each requirement over time, dearest first; a budget of each year is a requirement."""
    found: dict[tuple[str, tuple[Any, ...]], list[Clash]] = {}
    for clash in clashes:
        # The last of every index is the period.
        of = clash.key if clash.component.endswith("_budget") else clash.key[:-1]
        found.setdefault((clash.component, of), []).append(clash)
    return sorted(found.values(), key=lambda same: -sum(one.penalty for one in same))


def _of_one(model: Any, same: Sequence[Clash]) -> str:
    worst = max(same, key=lambda one: one.amount)
    said = _sentence(model, worst.component, worst.key, worst.amount)
    others = len(same) - 1
    if not others:
        return said
    return f"{said} The same at {others} other {'time' if others == 1 else 'times'}, by no more."


def _sentence(model: Any, component: str, index: tuple[Any, ...], amount: float) -> str:
    if component.startswith(STAFF):
        return staff_words.sentence(model.inputs.workforce, component.removeprefix(STAFF), index, amount)
    if component in system_words.PENALTY_GBP:
        return system_words.sentence(model.inputs, component, index, amount)
    return bed_words.sentence(estate(model).inputs, component.removeprefix(BEDS), index, amount)
