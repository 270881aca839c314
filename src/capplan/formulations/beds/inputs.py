"""What the `beds` model is built from: plain numbers on sparse index sets, derived from a case and an option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.demand import arrivals, opening_waiting
from capplan.case.rules import configuration_costs
from capplan.case.tables import Cohort, Site
from capplan.decisions import OptionId
from capplan.formulations.beds.arcs import Arc, arcs_of, reachable
from capplan.formulations.beds.safe_load import full_loads, safe_loads
from capplan.formulations.beds.spans import Span, single_spans, spans_of
from capplan.units import minutes_to_hours

POOL = "all"


class Placement(NamedTuple):
    """A cohort of a locality (or of a pool of localities) that may be placed at a site."""

    cohort: str
    locality: str
    site: str


class Budget(NamedTuple):
    """A limit on nominal spending in a year; `shares` is the funder's share of each setting's cost."""

    funder: str
    year: str
    limit_gbp: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Inputs:
    """Numbers of one option on one scenario.

    Attributes
    ----------
    spans : tuple of Span
        Runs of periods over which people are counted together; one period each, but in a coarse model.
    arcs : tuple of Arc
        Permitted changes (stay included), reachable from today's configurations.
    running : tuple of (site, configuration, period id)
        Configurations that can run in a period.
    cap : mapping of (site, configuration, period id) to float
        Largest mean number of people in the beds.
    starts_gbp : mapping of Placement to float
        Weight of travel of one start, GBP.
    pools : mapping of pool to localities
        Localities whose people are placed together; each on its own, but in a coarse model.
    coarse_pools : mapping of locality to pool
        Pools of the coarse model.
    placements : tuple of Placement
        By pool. `catchments` are the same by locality.
    must_close : mapping of site to month
        From when a site may run no beds.
    stay_days, variable_gbp : mappings
        By (cohort, site), and per occupied day by site.
    """

    periods: tuple[Period, ...]
    spans: tuple[Span, ...]
    cohorts: Mapping[str, Cohort]
    localities: tuple[str, ...]
    pools: Mapping[str, tuple[str, ...]]
    coarse_pools: Mapping[str, str]
    sites: Mapping[str, Site]
    must_close: Mapping[str, str]
    unit_of: Mapping[str, str]
    beds: Mapping[tuple[str, str], int]
    fixed_gbp: Mapping[tuple[str, str], float]
    variable_gbp: Mapping[str, float]
    arcs: tuple[Arc, ...]
    running: tuple[tuple[str, str, str], ...]
    cap: Mapping[tuple[str, str, str], float]
    placements: tuple[Placement, ...]
    catchments: tuple[Placement, ...]
    stay_days: Mapping[tuple[str, str], float]
    starts_gbp: Mapping[Placement, float]
    shares: tuple[tuple[str, str, float, float], ...]
    arrivals: Mapping[tuple[str, str, str], float]
    opening_waiting: Mapping[tuple[str, str], float]
    acute_day_gbp: float
    acute_admission_day_gbp: float
    change_gbp_per_bed: float
    max_opened: float | None
    max_closed: float | None
    revenue_budgets: tuple[Budget, ...]
    capital_budgets: tuple[Budget, ...]

    @property
    def all_must_be_met(self) -> bool:
        """Is every cohort of kind `never`? Then strong links and the cover row pay (formulation, B19 and B20)."""
        return all(cohort.when_full == "never" for cohort in self.cohorts.values())

    def arriving(self, cohort: str, locality: str, span: Span) -> float:
        """Return the people arriving over a span."""
        return sum(self.arrivals[cohort, locality, period.id] for period in span.periods)

    def coarse(self, months: int, *, pooled: bool = True) -> Inputs:
        """Return a relaxation: people counted over spans of up to `months` months, localities in pools.

        A pool reaches every site that one of its localities reaches, at the least weight of travel. Not `pooled`,
        each locality stays on its own: for limits that count who travels where.
        """
        pool = self.coarse_pools if pooled else {one: one for one in self.localities}
        weight: dict[Placement, float] = {}
        for place, gbp in self.starts_gbp.items():
            together = place._replace(locality=pool[place.locality])
            weight[together] = min(gbp, weight.get(together, gbp))
        return replace(
            self,
            spans=spans_of(self.periods, months),
            pools={name: tuple(one for one in self.localities if pool[one] == name) for name in pool.values()},
            placements=tuple(weight),
            starts_gbp=weight,
        )


def inputs_of(case: Case, option: OptionId) -> Inputs:
    """Derive the numbers of one option from a case, in the scenario the case is set to."""
    arcs = tuple(arc for site in case.sites for arc in arcs_of(case, site, option))
    running = reachable(case, arcs)
    placements = tuple(_placements(case))
    stays, variable = _stays(case), _variable_costs(case)
    hour_gbp = case.parameters.access_gbp_per_hour
    budgets = () if option == "business-as-usual" else case.budgets
    return Inputs(
        periods=case.periods,
        spans=single_spans(case.periods),
        cohorts=case.cohort,
        localities=tuple(row.locality for row in case.localities),
        sites=case.site,
        must_close={row.site: row.closes_by for row in case.sites if option == "plan" and row.closes_by is not None},
        unit_of={site.site: case.setting[site.setting].unit for site in case.sites},
        beds={(row.site, row.configuration): row.beds_staffed for row in case.configurations},
        fixed_gbp={
            (site.site, configuration): fixed
            for site in case.sites
            for configuration, (fixed, _) in configuration_costs(case, site.site).items()
        },
        variable_gbp=variable,
        arcs=arcs,
        running=running,
        cap=_caps(case, option),
        pools={row.locality: (row.locality,) for row in case.localities},
        coarse_pools=dict.fromkeys((row.locality for row in case.localities), POOL),
        placements=placements,
        catchments=placements,
        stay_days=stays,
        starts_gbp={
            place: hour_gbp * minutes_to_hours(case.locality_travel_min[place.locality, place.site])
            if case.site[place.site].travels == "person"
            else 0.0
            for place in placements
        },
        shares=tuple((row.cohort, row.setting, row.min_share, row.max_share) for row in case.stays),
        arrivals=arrivals(case),
        opening_waiting=opening_waiting(case),
        acute_day_gbp=case.parameters.acute_delayed_day_gbp,
        acute_admission_day_gbp=case.parameters.acute_admission_day_gbp,
        change_gbp_per_bed=case.parameters.change_gbp_per_bed,
        max_opened=case.parameters.max_beds_opened_per_month,
        max_closed=case.parameters.max_beds_closed_per_month,
        revenue_budgets=tuple(
            Budget(row.funder, row.year, row.revenue_gbp, _funder_shares(case, row.funder))
            for row in budgets
            if row.revenue_gbp is not None
        ),
        capital_budgets=tuple(
            Budget(row.funder, row.year, row.capital_gbp, _funder_shares(case, row.funder))
            for row in budgets
            if row.capital_gbp is not None
        ),
    )


def _placements(case: Case) -> list[Placement]:
    return [
        Placement(cohort.cohort, place.locality, site.site)
        for site in case.sites
        for cohort in case.admitted(site)
        for place in case.localities
        if case.locality_travel_min[place.locality, site.site] <= cohort.max_travel_min
    ]


def _stays(case: Case) -> dict[tuple[str, str], float]:
    return {
        (cohort.cohort, site.site): case.stay[cohort.cohort, site.setting].stay_days * case.factor(cohort.cohort)[1]
        for site in case.sites
        for cohort in case.admitted(site)
    }


def _variable_costs(case: Case) -> dict[str, float]:
    """Return the one variable cost of each site; its configurations with beds agree on it (checked on reading)."""
    costs = {}
    for site in case.sites:
        by_configuration = configuration_costs(case, site.site)
        with_beds = [
            by_configuration[row.configuration][1] for row in case.configurations_of[site.site] if row.beds_staffed > 0
        ]
        costs[site.site] = with_beds[0] if with_beds else 0.0
    return costs


def _caps(case: Case, option: OptionId) -> dict[tuple[str, str, str], float]:
    safe, full = safe_loads(case), full_loads(case)
    keeps_standard = option != "business-as-usual"
    return {
        (site, configuration, period.id): load
        if keeps_standard and period.id >= case.horizon.standard_from
        else max(load, full[site, configuration])
        for (site, configuration), load in safe.items()
        for period in case.periods
    }


def _funder_shares(case: Case, funder: str) -> dict[str, float]:
    pooled = {row.funder for row in case.funders if row.pooled}
    members = pooled if funder == "pool" else {funder}
    shares: dict[str, float] = {}
    for row in case.funding:
        if row.funder in members:
            shares[row.setting] = shares.get(row.setting, 0.0) + row.share
    return shares
