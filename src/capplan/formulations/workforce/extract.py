"""From a solved staff model to frozen decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyomo.environ as pyo

from capplan.decisions import (
    AgencyWorked,
    Recruited,
    Redeployed,
    Redundant,
    Shortfall,
    StaffDecisions,
    TerritoryRow,
    Worked,
)
from capplan.formulations.workforce.inputs import Inputs

DIGITS = 6


def extract(
    model: pyo.ConcreteModel,
    territory: Mapping[str, str],
) -> StaffDecisions:
    """Read the decisions of a solved model whose spans are single periods.

    Hours are rounded to six decimals.

    Parameters
    ----------
    territory
        Base of every area, as the model's inputs were derived with.
    """
    inputs: Inputs = model.inputs
    step = inputs.fte_step
    return StaffDecisions(
        territory=tuple(TerritoryRow(area=area, base=base) for area, base in territory.items()),
        recruited=tuple(
            Recruited(role=r, workplace=p, period=t, fte=steps * step)
            for (r, p, t), one in model.recruited.items()
            if (steps := round(one.value or 0.0)) > 0
        ),
        redeployed=tuple(
            Redeployed(role=r, site=s, to_role=to, base=b, period=t, fte=steps * step)
            for (r, s, to, b, t), one in model.redeployed.items()
            if (steps := round(one.value or 0.0)) > 0
        ),
        redundant=tuple(
            Redundant(role=r, workplace=p, period=t, fte=fte)
            for (r, p, t), one in model.redundant.items()
            if (fte := _amount(one)) > 0
        ),
        worked=tuple(
            Worked(role=r, workplace=p, skill=k, period=t, hours=hours)
            for (r, p, k, t), one in model.worked.items()
            if (hours := _amount(one)) > 0
        ),
        agency=tuple(
            AgencyWorked(role=r, workplace=p, skill=k, period=t, hours=hours)
            for (r, p, k, t), one in model.agency.items()
            if (hours := _amount(one)) > 0
        ),
        shortfall=tuple(
            Shortfall(workplace=p, skill=k, response=c, period=t, hours=hours)
            for (p, k, c, t), one in model.shortfall.items()
            if (hours := _amount(one)) > 0
        ),
        unstaffed=(),
    )


def _amount(variable: Any) -> float:
    return max(0.0, round(variable.value or 0.0, DIGITS))
