"""From a solved model to frozen decisions."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.decisions import BedDecisions, Diverted, SiteConfiguration, Starts, Waiting
from capplan.formulations.beds.inputs import Inputs

DIGITS = 9


def extract(model: pyo.ConcreteModel) -> BedDecisions:
    """Read the decisions of a solved model.

    People are rounded to nine decimals. Waiting is what the demand balance leaves, so that nobody
    is lost to rounding.
    """
    inputs: Inputs = model.inputs
    starts = {key: _people(variable) for key, variable in model.starts.items()}
    diverted = {key: _people(variable) for key, variable in model.diverted.items()}
    return BedDecisions(
        configurations=tuple(
            SiteConfiguration(site=site, period=period, configuration=name)
            for site, name, period in inputs.running
            if round(model.configuration[site, name, period].value) == 1
        ),
        starts=tuple(
            Starts(cohort=g, locality=j, site=s, period=t, people=people)
            for (g, j, s, t), people in starts.items()
            if people > 0
        ),
        waiting=_waiting(model, inputs, starts),
        diverted=tuple(
            Diverted(cohort=g, locality=j, period=t, people=people)
            for (g, j, t), people in diverted.items()
            if people > 0
        ),
    )


def _people(variable: pyo.Var) -> float:
    return max(0.0, round(variable.value or 0.0, DIGITS))


def _waiting(
    model: pyo.ConcreteModel, inputs: Inputs, starts: dict[tuple[str, str, str, str], float]
) -> tuple[Waiting, ...]:
    rows: list[Waiting] = []
    queue = dict(inputs.opening_waiting)
    for cohort, locality, period in model.waiting:
        started = sum(starts[(*place, period)] for place in model.sites_of[cohort, locality])
        left = queue[cohort, locality] + inputs.arrivals[cohort, locality, period] - started
        queue[cohort, locality] = max(0.0, left)
        if (people := round(queue[cohort, locality], DIGITS)) > 0:
            rows.append(Waiting(cohort=cohort, locality=locality, period=period, people=people))
    return tuple(rows)
