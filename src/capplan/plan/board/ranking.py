"""Options in order of stated criteria: each criterion by itself, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor
from typing import Literal

from capplan.decisions.board import Choice, ChoiceFigures, Criterion, Ranking


def _everybody(name: str) -> Callable[[ChoiceFigures], float | None]:
    return lambda one: next((getattr(row, name) for row in one.access if row.group == "all"), None)


# What is read, whether less is better, and the difference below which two options are alike (money: see `rankings`).
CRITERIA: Mapping[Criterion, tuple[Callable[[ChoiceFigures], float | None], bool, float]] = {
    "cost_present_gbp": (lambda one: one.cost_present_gbp, True, 0.0),
    "waiting_bed_days": (lambda one: one.waiting_bed_days, True, 1.0),
    "diverted_people": (lambda one: one.diverted_people, True, 0.5),
    "mean_min": (_everybody("mean_min"), True, 0.1),
    "near_share": (_everybody("near_share"), False, 0.001),
    "beds_closed": (lambda one: float(one.beds_closed), True, 1.0),
    "fte_recruited": (lambda one: one.fte_recruited, True, 0.1),
    "tightest_load": (lambda one: one.tightest_load, True, 0.001),
}


def rankings(choices: Sequence[Choice]) -> tuple[Ranking, ...]:
    """Return the place of each option that has a plan, by every criterion that all of them have a figure for.

    Figures are counted in whole steps of the criterion, so that what cannot be told apart shares a place: money
    in steps of the widest proof of the options compared.
    """
    having = {one.option: one.figures for one in choices if one.figures is not None}
    if not having:
        return ()
    rows = []
    for criterion in CRITERIA:
        values = _steps(choices, criterion)
        if values is None:
            continue
        steps, step = values
        places = {option: 1 + sum(other < steps[option] for other in steps.values()) for option in steps}
        better: Literal["low", "high"] = "low" if CRITERIA[criterion][1] else "high"
        rows.append(Ranking(criterion=criterion, better=better, step=step, places=places))
    return tuple(rows)


def ordered(choices: Sequence[Choice], criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """Return the options that have a plan by the criteria in the order stated, each tie broken by the next.

    Raises
    ------
    ValueError
        If an option has no figure for a criterion.
    """
    keys: dict[str, list[float]] = {one.option: [] for one in choices if one.figures is not None}
    for criterion in criteria:
        values = _steps(choices, criterion)
        if values is None:
            raise ValueError(f"Not every option has a figure for {criterion}; leave it out of the order.")
        for option, value in values[0].items():
            keys[option].append(value)
    return tuple(sorted(keys, key=lambda option: keys[option]))


def _steps(choices: Sequence[Choice], criterion: Criterion) -> tuple[dict[str, float], float] | None:
    """Return each option's figure in whole steps, less being better, and the step; None where one has no figure."""
    read, low, step = CRITERIA[criterion]
    having = [(one, read(one.figures)) for one in choices if one.figures is not None]
    if any(value is None for _, value in having):
        return None
    if criterion == "cost_present_gbp":
        step = max((one.plan.proof.objective - one.plan.proof.bound for one, _ in having if one.plan), default=0.0)
        step = max(step, 1.0)
    sign = 1.0 if low else -1.0
    least = min((sign * value for _, value in having if value is not None), default=0.0)
    return {
        one.option: float(floor((sign * value - least) / step + 1e-9)) for one, value in having if value is not None
    }, step
