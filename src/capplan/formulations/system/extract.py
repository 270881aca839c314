"""From a solved system model to frozen decisions about beds and staff."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.decisions import BedDecisions, StaffDecisions, Unstaffed
from capplan.formulations import beds, workforce
from capplan.formulations.system.inputs import Inputs

DIGITS = 6


def extract(model: pyo.ConcreteModel) -> tuple[BedDecisions, StaffDecisions]:
    """Read the decisions of a solved model whose spans are single periods.

    Beds without staff are the fewest that S6 allows: the hours of bed care left undone, over those of a bed.
    """
    inputs: Inputs = model.inputs
    staff = workforce.extract(model.workforce, inputs.territory)
    undone: dict[tuple[str, str, str], float] = {}
    for row in staff.shortfall:
        key = (row.workplace, row.skill, row.period)
        undone[key] = undone.get(key, 0.0) + row.hours
    days = {period.id: period.days for period in inputs.periods}
    beds_without: dict[tuple[str, str], float] = {}
    for key, hours in undone.items():
        if (a_day := inputs.bed_hours.get(key, 0.0)) > 0:
            site, period = key[0], key[2]
            beds_without[site, period] = max(beds_without.get((site, period), 0.0), hours / (a_day * days[period]))
    unstaffed = tuple(
        Unstaffed(site=site, period=period, beds=round(number, DIGITS))
        for (site, period), number in beds_without.items()
        if round(number, DIGITS) > 0
    )
    return beds.extract(model.beds), staff.model_copy(update={"unstaffed": unstaffed})
