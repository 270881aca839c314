"""Decisions looked up by site, period, cohort and locality, with the loads and changes that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.demand import opening_waiting
from capplan.case.rules import configuration_costs
from capplan.case.tables import Configuration, Site, Transition
from capplan.decisions import BedDecisions, Starts

TINY = 1e-9


@dataclass(frozen=True)
class Change:
    """A site's configuration changes at the start of a period."""

    site: Site
    period: Period
    before: Configuration
    after: Configuration
    transition: Transition

    @property
    def beds(self) -> int:
        """Beds added; negative for a reduction."""
        return self.after.beds_staffed - self.before.beds_staffed


@dataclass(frozen=True)
class Flows:
    """One option's decisions beside their case.

    Attributes
    ----------
    territory : mapping of area to base, or None
        Base of every area where staff are planned: home places of a base are for its territory alone.
    """

    case: Case
    decisions: BedDecisions
    territory: Mapping[str, str] | None = None

    @cached_property
    def configuration(self) -> Mapping[tuple[str, str], Configuration]:
        """What runs, by (site, period id)."""
        rows = {(row.site, row.configuration): row for row in self.case.configurations}
        return {(row.site, row.period): rows[row.site, row.configuration] for row in self.decisions.configurations}

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, by period and then site."""
        today = {
            site.site: next(row for row in self.case.configurations_of[site.site] if row.configuration == site.today)
            for site in self.case.sites
        }
        transitions = {(row.site, row.from_configuration, row.to_configuration): row for row in self.case.transitions}
        changes = []
        for period in self.case.periods:
            for site in self.case.sites:
                before, after = today[site.site], self.configuration[site.site, period.id]
                if before.configuration != after.configuration:
                    listed = transitions[site.site, before.configuration, after.configuration]
                    changes.append(Change(site, period, before, after, listed))
                today[site.site] = after
        return tuple(changes)

    @cached_property
    def costs(self) -> Mapping[tuple[str, str], tuple[float, float]]:
        """(fixed GBP a year, variable GBP per occupied day) by (site, configuration)."""
        return {
            (site.site, configuration): cost
            for site in self.case.sites
            for configuration, cost in configuration_costs(self.case, site.site).items()
        }

    @cached_property
    def variable_gbp(self) -> Mapping[str, float]:
        """Cost of an occupied day by site: that of its first configuration with beds, 0 if none has any."""
        return {
            site.site: next(
                (
                    self.costs[site.site, row.configuration][1]
                    for row in self.case.configurations_of[site.site]
                    if row.beds_staffed > 0
                ),
                0.0,
            )
            for site in self.case.sites
        }

    @cached_property
    def starts(self) -> Mapping[tuple[str, str], tuple[Starts, ...]]:
        """Starts by (site, period id)."""
        grouped: dict[tuple[str, str], list[Starts]] = {}
        for row in self.decisions.starts:
            grouped.setdefault((row.site, row.period), []).append(row)
        return {key: tuple(rows) for key, rows in grouped.items()}

    def stay_days(self, cohort: str, setting: str) -> float:
        """Return a cohort's stay in a setting in the case's scenario."""
        return self.case.stay[cohort, setting].stay_days * self.case.factor(cohort)[1]

    def bed_days(self, row: Starts) -> float:
        """Return the bed-days that a row of starts occupies."""
        return row.people * self.stay_days(row.cohort, self.case.site[row.site].setting)

    @cached_property
    def load(self) -> Mapping[tuple[str, str], float]:
        """Beds occupied on average, by (site, period id)."""
        return {
            (site.site, period.id): sum(self.bed_days(row) for row in self.starts.get((site.site, period.id), ()))
            / period.days
            for site in self.case.sites
            for period in self.case.periods
        }

    @cached_property
    def waiting(self) -> Mapping[tuple[str, str], tuple[float, ...]]:
        """People waiting by (cohort, locality): as the plan starts, then at the end of each period."""
        ends = {(row.cohort, row.locality, row.period): row.people for row in self.decisions.waiting}
        return {
            (cohort, locality): (
                people,
                *(ends.get((cohort, locality, period.id), 0.0) for period in self.case.periods),
            )
            for (cohort, locality), people in opening_waiting(self.case).items()
        }

    @cached_property
    def waiting_days(self) -> Mapping[tuple[str, str], tuple[float, ...]]:
        """Days spent waiting by (cohort, locality), period by period: mean of both ends times days."""
        return {
            key: tuple(
                period.days * (before + after) / 2
                for period, before, after in zip(self.case.periods, people, people[1:], strict=False)
            )
            for key, people in self.waiting.items()
        }

    @cached_property
    def diverted(self) -> Mapping[tuple[str, str], tuple[float, ...]]:
        """People diverted by (cohort, locality), period by period."""
        rows = {(row.cohort, row.locality, row.period): row.people for row in self.decisions.diverted}
        return {
            (cohort.cohort, place.locality): tuple(
                rows.get((cohort.cohort, place.locality, period.id), 0.0) for period in self.case.periods
            )
            for cohort in self.case.cohorts
            for place in self.case.localities
        }

    def catchment(self, site: Site) -> tuple[tuple[str, str], ...]:
        """Return the (cohort, locality) pairs that may use a site."""
        served = self._served(site)
        return tuple(
            (cohort.cohort, place.locality)
            for cohort in self.case.admitted(site)
            for place in self.case.localities
            if (served is None or place.locality in served)
            and self.case.locality_travel_min[place.locality, site.site] <= cohort.max_travel_min
        )

    def _served(self, site: Site) -> set[str] | None:
        """Return the localities that the base of a home site serves; None where no base limits the site."""
        bases = {base.base for base in self.case.bases if base.home_site == site.site}
        if self.territory is None or not bases:
            return None
        return {area.locality for area in self.case.areas if self.territory[area.area] in bases}
