"""What each efficiency gives: the staff solved anew without it, beds as planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from capplan.case.case import Case
from capplan.case.staff_tables import Lever
from capplan.decisions import BedDecisions, LeverRow
from capplan.formulations import workforce
from capplan.formulations.workforce.places import Territory
from capplan.solve import Profile, paused_gc, run
from capplan.units import MONTHS_PER_YEAR


def lever_worth(case: Case, territory: Territory, beds: BedDecisions, profile: Profile) -> Iterator[LeverRow]:
    """Yield every lever with what it is worth: the cost of the staff with it off, less the cost with it on.

    Beds and people stay as planned; recruits are fractions of steps (a linear programme for each lever).
    """
    present, nominal = _cost(case, territory, beds, profile)
    years = case.horizon.months / MONTHS_PER_YEAR
    for row in case.levers:
        other = _turned(case, row)
        other_present, other_nominal = _cost(other, territory, beds, profile)
        sign = 1.0 if row.on else -1.0
        yield LeverRow(
            lever=row.lever,
            title=row.title,
            on=row.on,
            stated_saving_gbp_per_year=row.stated_saving_gbp,
            worth_present_gbp=sign * (other_present - present),
            worth_gbp_per_year=sign * (other_nominal - nominal) / years,
        )


def _turned(case: Case, lever: Lever) -> Case:
    rows = (row.model_copy(update={"on": not row.on}) if row is lever else row for row in case.levers)
    return replace(case, levers=tuple(rows))


def _cost(case: Case, territory: Territory, beds: BedDecisions, profile: Profile) -> tuple[float, float]:
    """Return the objective of the staff of a bed plan, present and nominal, in GBP over the plan."""
    given = workforce.beds_of_plan(case, beds)
    inputs = workforce.inputs_of(case, territory=territory, beds=given).in_fractions()
    with paused_gc():
        model = workforce.build(inputs)
    present = run(model, profile).require_solution()
    return present, workforce.nominal_objective(model)
