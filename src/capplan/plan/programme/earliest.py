"""The first month in which each unit could start if money and capacity were no object: the longest path of waits."""

from __future__ import annotations

from capplan.formulations.programme.inputs import Inputs
from capplan.units import months_between


def earliest_starts(inputs: Inputs) -> dict[str, str | None]:
    """Return by unit the first month that dates, gates, meetings, notice and everything it waits for allow.

    None where there is no such month in the plan.
    """
    waits: dict[str, list[tuple[str, int]]] = {}
    for lags in (inputs.precedence_lag, inputs.benefit_lag, inputs.roll_out_lag):
        for (unit, other), lag in lags.items():
            waits.setdefault(unit, []).append((other, lag))
    found: dict[str, str | None] = {}

    def first(unit: str) -> str | None:
        if unit not in found:
            others = [(first(other), lag) for other, lag in waits.get(unit, [])]
            possible = (
                month
                for month in inputs.starts_in.get(unit, ())
                if all(begun is not None and months_between(begun, month) >= lag for begun, lag in others)
            )
            found[unit] = next(possible, None)
        return found[unit]

    for unit in inputs.starts_in:
        first(unit)
    return found
