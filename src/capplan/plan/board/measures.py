"""What a frontier sets against cost: travel, people far from a bed, and days in acute beds; each linear in people.

`Limit` is a row of the model that keeps the measure: the ε of the ε-constraint method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from capplan.case.case import Case
from capplan.decisions import BedDecisions
from capplan.decisions.board import Against
from capplan.formulations.beds.linear import Term, linear
from capplan.plan.access import area_shares
from capplan.plan.flows import Flows
from capplan.plan.held import estate
from capplan.units import minutes_to_hours

UNITS: dict[Against, str] = {"travel": "hours", "far": "people", "risk": "days"}
TITLES: dict[Against, str] = {
    "travel": "Travel to beds, one way, over the whole plan",
    "far": "People placed beyond the near travel time, over the whole plan",
    "risk": "Acute bed-days of people waiting or diverted, over the whole plan",
}


@dataclass(frozen=True)
class Limit:
    """The measure may not exceed a value.

    Attributes
    ----------
    against : str
        travel, far or risk.
    most : float
        Limit in the measure's unit.
    """

    against: Against
    most: float

    def add(self, model: Any, case: Case) -> None:
        """Add the limit to a model of beds, or of beds and staff, exact or coarse.

        In a coarse model a pool counts as its best locality, so that the row stays a relaxation.
        """
        terms, constant = terms_of(model, case, self.against)
        estate(model).measure_limit = pyo.Constraint(expr=(None, linear(terms), self.most - constant))


def terms_of(model: Any, case: Case, against: Against) -> tuple[list[Term], float]:
    """Return a measure as terms of a model's people, and what is no matter of choice."""
    beds = estate(model)
    if against == "risk":
        return _acute_days(beds)
    weight = _per_start(case, against)
    terms = []
    for index, variable in beds.starts.items():
        pool, site = beds.inputs.pools[index[1]], index[2]
        if case.site[site].travels == "person":
            reached = [weight[place, site] for place in pool if _may_go(case, index[0], place, site)]
            terms.append((min(reached), variable))
    return terms, 0.0


def measured(case: Case, decisions: BedDecisions, against: Against) -> float:
    """Return the measure of a plan."""
    if against == "risk":
        flows = Flows(case, decisions)
        waited = sum(sum(days) for days in flows.waiting_days.values())
        stays = {row.cohort: row.acute_stay_days for row in case.cohorts}
        return waited + sum(stays[row.cohort] * row.people for row in decisions.diverted)
    weight = _per_start(case, against)
    return sum(
        weight[row.locality, row.site] * row.people
        for row in decisions.starts
        if case.site[row.site].travels == "person"
    )


def _may_go(case: Case, cohort: str, locality: str, site: str) -> bool:
    return case.locality_travel_min[locality, site] <= case.cohort[cohort].max_travel_min


def _per_start(case: Case, against: Against) -> dict[tuple[str, str], float]:
    """Return what one start from a locality at a site adds to the measure."""
    if against == "travel":
        return {key: minutes_to_hours(minutes) for key, minutes in case.locality_travel_min.items()}
    near = case.parameters.near_min
    return {
        (locality, site.site): sum(share for area, share in shares if case.area_travel_min[area, site.site] > near)
        for locality, shares in area_shares(case).items()
        for site in case.sites
    }


def _acute_days(beds: Any) -> tuple[list[Term], float]:
    """Return waiting days (mean of the beginning and the end of each period) and the stays of people diverted."""
    terms: list[Term] = []
    constant = 0.0
    for index, variable in beds.waiting.items():
        span = beds.span_of[index[2]]
        terms.append((0.5 * span.last.days, variable))
        begins = 0.5 * span.periods[0].days
        if index[2] in beds.span_before:
            terms.append((begins, beds.waiting[index[0], index[1], beds.span_before[index[2]]]))
        else:
            constant += begins * beds.inputs.opening_waiting[index[0], index[1]]
    for index, variable in beds.diverted.items():
        terms.append((beds.inputs.cohorts[index[0]].acute_stay_days, variable))
    return terms, constant
