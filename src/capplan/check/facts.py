"""What the case says, worked out once per option for the checker: stays, loads, dates, costs, catchments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from capplan.case.case import Case
from capplan.case.tables import Configuration, Site, Transition
from capplan.check.demand import arrivals, opening_waiting
from capplan.check.erlang import safe_load
from capplan.check.violation import TRAVEL_TOLERANCE_MIN
from capplan.decisions import OptionId
from capplan.units import add_months

_DAYS_PER_COST_YEAR = 365


@dataclass(frozen=True)
class Facts:
    """The parameters of the formulation for one option, each from the tables alone.

    Attributes
    ----------
    case : Case
        The case, set to the scenario of the plan that is checked.
    option : str
        Business as usual is held to the full load only; the others to the standard once it applies.
    territory : mapping of area id to base id
        Where staff are planned: home places of a base are for its territory alone.
    """

    case: Case
    option: OptionId
    territory: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def arrivals(self) -> dict[tuple[str, str, int], float]:
        """People by cohort, locality and number of the period."""
        return arrivals(self.case)

    @cached_property
    def opening(self) -> dict[tuple[str, str], float]:
        """People waiting at the start by cohort and locality."""
        return opening_waiting(self.case)

    @cached_property
    def stay_days(self) -> dict[tuple[str, str], float]:
        """Stay by cohort and setting, in the scenario."""
        return {(row.cohort, row.setting): row.stay_days * self.case.factor(row.cohort)[1] for row in self.case.stays}

    @cached_property
    def admits(self) -> dict[str, tuple[str, ...]]:
        """Cohorts with a stay in the site's setting that the site admits."""
        named = {site.site: site.admits.split() for site in self.case.sites}
        return {
            site.site: tuple(
                cohort.cohort
                for cohort in self.case.cohorts
                if (cohort.cohort, site.setting) in self.stay_days
                and (not named[site.site] or cohort.cohort in named[site.site])
            )
            for site in self.case.sites
        }

    @cached_property
    def area_weights(self) -> dict[str, dict[str, float]]:
        """Share of each area in its locality's people aged 65 and over; areas without any left out."""
        older = {area.area: math.fsum((area.age_65_74, area.age_75_84, area.age_85_plus)) for area in self.case.areas}
        weights: dict[str, dict[str, float]] = {}
        for locality in self.case.localities:
            own = [area.area for area in self.case.areas if area.locality == locality.locality]
            whole = math.fsum(older[area] for area in own)
            weights[locality.locality] = {area: older[area] / whole for area in own if older[area] > 0.0}
        return weights

    @cached_property
    def travel_min(self) -> dict[tuple[str, str], float]:
        """Minutes from locality to site."""
        minutes = self.case.area_travel_min
        return {
            (locality, site.site): math.fsum(share * minutes[area, site.site] for area, share in weights.items())
            for locality, weights in self.area_weights.items()
            for site in self.case.sites
        }

    @cached_property
    def catchment(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Pairs (cohort, locality) that may use each site: stay, admission, travel limit and territory."""
        return {
            site.site: tuple(
                (cohort, locality.locality)
                for cohort in self.admits[site.site]
                for locality in self.case.localities
                if self.within_reach(cohort, locality.locality, site.site)
                and self.within_territory(locality.locality, site.site)
            )
            for site in self.case.sites
        }

    def within_reach(self, cohort: str, locality: str, site: str) -> bool:
        """Say whether a locality lies within a cohort's travel limit of a site."""
        return self.travel_min[locality, site] <= self.case.cohort[cohort].max_travel_min + TRAVEL_TOLERANCE_MIN

    def within_territory(self, locality: str, site: str) -> bool:
        """Say whether the base that runs a home site serves some area of a locality; true of all other sites."""
        runs_it = {base.base for base in self.case.bases if base.home_site == site}
        if not self.territory or not runs_it:
            return True
        areas = (area.area for area in self.case.areas if area.locality == locality)
        return any(self.territory.get(area) in runs_it for area in areas)

    @cached_property
    def transition(self) -> dict[tuple[str, str, str], Transition]:
        """Permitted changes by site, configuration left and configuration entered."""
        return {(row.site, row.from_configuration, row.to_configuration): row for row in self.case.transitions}

    def safe(self, site: Site, configuration: Configuration) -> float:
        """Return the safe load of a configuration, beds."""
        beds = configuration.beds_staffed
        cohorts = self.admits[site.site]
        if configuration.kind == "spot" or beds == 0 or not cohorts:
            return float(beds)
        return min(self.safe_for(cohort, site.setting, beds) for cohort in cohorts)

    def safe_for(self, cohort_id: str, setting: str, num_beds: int) -> float:
        """Return the largest load that keeps one cohort's standard, beds."""
        cohort = self.case.cohort[cohort_id]
        stay_days = self.stay_days[cohort_id, setting]
        return safe_load(cohort.rule, cohort.rule_target, cohort.wait_days, stay_days, num_beds)

    def full(self, configuration: Configuration) -> float:
        """Return the load of a configuration that is physically full, beds."""
        if configuration.kind == "spot":
            return float(configuration.beds_staffed)
        return self.case.parameters.full_occupancy * configuration.beds_staffed

    def cap(self, site: Site, configuration: Configuration, number: int) -> float:
        """Return the load limit of a configuration in a period, beds."""
        safe = self.safe(site, configuration)
        standard_applies = self.case.periods[number].id >= self.case.horizon.standard_from
        if standard_applies and self.option != "business-as-usual":
            return safe
        return max(safe, self.full(configuration))

    def fixed_gbp_per_year(self, site: Site, configuration: Configuration) -> float:
        """Return what a configuration costs a year, occupied or not, without the staff who are planned apart."""
        setting = self.case.setting[site.setting]
        yearly = configuration.fixed_gbp_per_year
        if yearly is None:
            day = setting.unit_cost_gbp_per_occupied_day * setting.reference_occupancy * setting.fixed_share
            yearly = day * _DAYS_PER_COST_YEAR * configuration.beds_staffed
        return yearly * self._share_without_staff(site)

    def variable_gbp_per_day(self, site: Site) -> float:
        """Return what an occupied day at a site costs on top; one figure for all its configurations."""
        for configuration in self.case.configurations_of[site.site]:
            if configuration.beds_staffed > 0:
                daily = configuration.variable_gbp_per_occupied_day
                if daily is None:
                    setting = self.case.setting[site.setting]
                    daily = setting.unit_cost_gbp_per_occupied_day * (1.0 - setting.fixed_share)
                return daily * self._share_without_staff(site)
        return 0.0

    def _share_without_staff(self, site: Site) -> float:
        """Return the share of a bed's cost that stays in its price: all, unless staff are planned by role."""
        return 1.0 - self.case.setting[site.setting].staff_share if self.case.roles else 1.0

    def earliest_increase(self, site: Site) -> str:
        """Return the first month in which more beds may run."""
        ready = add_months(self.case.horizon.start, site.lead_months)
        return max(ready, site.opens_from or ready)

    def earliest_reduction(self, site: Site) -> str:
        """Return the first month in which fewer beds may run: notice, term, gate, double running."""
        start = self.case.horizon.start
        months = [add_months(start, site.double_running_months)]
        if site.contract is not None:
            contract = self.case.contract[site.contract]
            served = start if contract.gate is None else max(start, self.case.gate[contract.gate].passed)
            months.append(add_months(served, contract.notice_months))
            if contract.ends is not None:
                months.append(contract.ends)
        if site.closes_from is not None:
            months.append(site.closes_from)
        return max(months)
