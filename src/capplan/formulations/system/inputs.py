"""What the `system` model is built from: the inputs of its two blocks, and the figures that link them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.tables import Site
from capplan.decisions import OptionId
from capplan.formulations import beds, workforce
from capplan.formulations.beds.arcs import Arc
from capplan.formulations.beds.inputs import Budget
from capplan.formulations.workforce.beds_given import start_weights
from capplan.formulations.workforce.places import (
    Territory,
    bases_in_use,
    nearest_territory,
    serves,
    staffed_sites,
)
from capplan.formulations.workforce.work import lever_share


@dataclass(frozen=True)
class Inputs:
    """Numbers of one option on one scenario; symbols and sources stand in ``formulations/system/symbols.csv``.

    Attributes
    ----------
    territory : mapping of area to base
    home_site : mapping of base to site
        Bases in use that run home places.
    start_weights : mapping of (work, cohort, home site) to units
        Units of work that one start counts.
    kept : mapping of (work, period id) to share
        What less-work levers leave of bed-driven work.
    drivers : mapping of work to driver
        Of bed-driven work.
    bed_hours : mapping of (staffed site, skill, period id) to hours
        Hours of a skill that staffed-days work takes for one bed for a day.
    replaces : tuple of (site, workplace)
        Workplaces that may replace a site's beds.
    test_skills : tuple of skill
        Skills that bed-driven work needs.
    most_hours, most_agency : mappings of (workplace, period id) to hours
        Largest need of those skills, and largest agency of roles that may do them.
    budgets : tuple of Budget
        Limits on revenue, beds and staff together.
    role_shares : mapping of (funder of the budget, role) to share
        1 where the funder, or the pool it belongs to, pays the role.
    base_gbp : mapping of setting to GBP/year
        Cost of the bases by the setting whose funders pay it.
    """

    beds: beds.Inputs
    workforce: workforce.Inputs
    territory: Territory
    staffed: tuple[str, ...]
    home_site: Mapping[str, str]
    start_weights: Mapping[tuple[str, str, str], float]
    kept: Mapping[tuple[str, str], float]
    drivers: Mapping[str, str]
    bed_hours: Mapping[tuple[str, str, str], float]
    replaces: tuple[tuple[str, str], ...]
    test_skills: tuple[str, ...]
    most_hours: Mapping[tuple[str, str], float]
    most_agency: Mapping[tuple[str, str], float]
    budgets: tuple[Budget, ...]
    role_shares: Mapping[tuple[str, str], float]
    base_gbp: Mapping[str, float]

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods of the plan."""
        return self.beds.periods

    @property
    def sites(self) -> Mapping[str, Site]:
        """Sites by id."""
        return self.beds.sites

    @property
    def arcs(self) -> tuple[Arc, ...]:
        """Permitted changes of configurations."""
        return self.beds.arcs

    def coarse(self, months: int, *, pooled: bool = True) -> Inputs:
        """Return a relaxation: people and hours summed over spans, localities pooled or not, steps as fractions."""
        return replace(self, beds=self.beds.coarse(months, pooled=pooled), workforce=self.workforce.coarse(months))


def inputs_of(case: Case, option: OptionId, territory: Territory | None = None) -> Inputs:
    """Derive the numbers of one option from a case, in the scenario the case is set to.

    Parameters
    ----------
    territory
        Base of every area; the nearest base in use if None.
    """
    territory = territory or nearest_territory(case)
    homes = {base.base: base.home_site for base in bases_in_use(case) if base.home_site is not None}
    whole = beds.inputs_of(case, option)
    own = _at_own_base(case, territory, whole)
    staff = workforce.inputs_of(case, option, territory)
    drivers = {row.work: row.driver for row in case.work_types if row.driver.endswith(("starts", "days"))}
    skills = tuple(dict.fromkeys(row.skill for row in case.recipes if row.work in drivers))
    weights = start_weights(case)
    kept = {
        (work, period.id): 1.0 - lever_share(case, "less-work", work, period)
        for work in drivers
        for period in case.periods
    }
    volumes = _most_volumes(own, homes, weights, kept, drivers, staff)
    return Inputs(
        beds=replace(own, revenue_budgets=()),
        workforce=staff,
        territory=territory,
        staffed=tuple(site.site for site in staffed_sites(case)),
        home_site=homes,
        start_weights=weights,
        kept=kept,
        drivers=drivers,
        bed_hours=_bed_hours(staff, drivers, kept),
        replaces=tuple(_replaces(case, own, homes)),
        test_skills=skills,
        most_hours=_most_hours(staff, skills, volumes),
        most_agency=_most_agency(staff, skills),
        budgets=whole.revenue_budgets,
        role_shares=_role_shares(case, whole.revenue_budgets),
        base_gbp=_base_gbp(case),
    )


def beds_alone(case: Case, option: OptionId, territory: Territory) -> beds.Inputs:
    """Return the inputs of `beds` with full prices, home places held to the territories as in `system`."""
    return _at_own_base(case, territory, beds.inputs_of(case.without_staff(), option))


def _at_own_base(case: Case, territory: Territory, inputs: beds.Inputs) -> beds.Inputs:
    """Return the bed inputs with home places only for localities that their base, in use, serves a part of.

    In the coarse model localities share a pool where the same bases serve them.
    """
    base_of = {base.home_site: base.base for base in case.bases if base.home_site is not None}
    served = serves(case, territory)
    placements = tuple(
        place
        for place in inputs.placements
        if place.site not in base_of or (place.locality, base_of[place.site]) in served
    )
    serving: dict[str, set[str]] = {locality: set() for locality in inputs.localities}
    for place in placements:
        if place.site in base_of:
            serving[place.locality].add(base_of[place.site])
    return replace(
        inputs,
        placements=placements,
        catchments=placements,
        starts_gbp={place: inputs.starts_gbp[place] for place in placements},
        coarse_pools={locality: "+".join(sorted(bases)) for locality, bases in serving.items()},
    )


def _bed_hours(
    staff: workforce.Inputs, drivers: Mapping[str, str], kept: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str, str], float]:
    hours: dict[tuple[str, str, str], float] = {}
    for (name, place, skill, period), taken in staff.unit_hours.items():
        if drivers[name] == "staffed-days":
            key = (place, skill, period)
            hours[key] = hours.get(key, 0.0) + kept[name, period] * taken
    return hours


def _replaces(case: Case, inputs: beds.Inputs, homes: Mapping[str, str]) -> list[tuple[str, str]]:
    reducible = dict.fromkeys(arc.site for arc in inputs.arcs if arc.beds_change < 0)
    people: dict[str, set[tuple[str, str]]] = {}
    for place in inputs.placements:
        people.setdefault(place.site, set()).add((place.cohort, place.locality))
    workplaces = [*homes.items(), *((site.site, site.site) for site in staffed_sites(case))]
    return [
        (site, place)
        for site in reducible
        for place, at in workplaces
        if at != site and people.get(site, set()) & people.get(at, set())
    ]


def _most_volumes(
    inputs: beds.Inputs,
    homes: Mapping[str, str],
    weights: Mapping[tuple[str, str, str], float],
    kept: Mapping[tuple[str, str], float],
    drivers: Mapping[str, str],
    staff: workforce.Inputs,
) -> dict[tuple[str, str, str], float]:
    """Return the largest volume of bed-driven work that can arise, by (work, workplace, period id)."""
    load: dict[tuple[str, str], float] = {}
    most_beds: dict[tuple[str, str], int] = {}
    for running in inputs.running:
        site, configuration, key = running[0], running[1], (running[0], running[2])
        load[key] = max(load.get(key, 0.0), inputs.cap[running])
        most_beds[key] = max(most_beds.get(key, 0), inputs.beds[site, configuration])
    placed = dict.fromkeys((place.cohort, place.site) for place in inputs.placements)
    volumes = {}
    for name, place in dict.fromkeys(key[:2] for key in staff.unit_hours):
        for period in inputs.periods:
            if drivers[name] == "home-starts":
                site = homes[place]
                a_day = max(
                    (
                        weights[name, cohort, site] / inputs.stay_days[cohort, site]
                        for cohort, at in placed
                        if at == site and (name, cohort, site) in weights
                    ),
                    default=0.0,
                )
                units = load.get((site, period.id), 0.0) * period.days * a_day
            else:
                units = float(most_beds.get((place, period.id), 0)) * period.days
            volumes[name, place, period.id] = kept[name, period.id] * units
    return volumes


def _most_hours(
    staff: workforce.Inputs, skills: tuple[str, ...], volumes: Mapping[tuple[str, str, str], float]
) -> dict[tuple[str, str], float]:
    hours: dict[tuple[str, str], float] = {}
    for (place, skill, _, period), fixed in staff.fixed_need.items():
        if skill in skills:
            hours[place, period] = hours.get((place, period), 0.0) + fixed
    for (name, place, skill, period), taken in staff.unit_hours.items():
        if skill in skills:
            hours[place, period] = hours.get((place, period), 0.0) + taken * volumes[name, place, period]
    return hours


def _most_agency(staff: workforce.Inputs, skills: tuple[str, ...]) -> dict[tuple[str, str], float]:
    hours: dict[tuple[str, str], float] = {}
    for (role, place, period), limit in staff.agency_hours.items():
        if any((role, skill, period) in staff.may_do for skill in skills):
            hours[place, period] = hours.get((place, period), 0.0) + limit
    return hours


def _role_shares(case: Case, budgets: tuple[Budget, ...]) -> dict[tuple[str, str], float]:
    pooled = {row.funder for row in case.funders if row.pooled}
    return {
        (budget.funder, role.role): 1.0
        for budget in budgets
        for role in case.roles
        if role.funder in (pooled if budget.funder == "pool" else {budget.funder})
    }


def _base_gbp(case: Case) -> dict[str, float]:
    """Return the cost of the bases in use by setting of their home site (where none, of the first id with one)."""
    in_use = sorted(bases_in_use(case), key=lambda base: base.base)
    settings = [case.site[base.home_site].setting for base in in_use if base.home_site is not None]
    cost: dict[str, float] = {}
    for base in in_use:
        setting = case.site[base.home_site].setting if base.home_site else settings[0] if settings else ""
        cost[setting] = cost.get(setting, 0.0) + base.cost_gbp_per_year
    return cost
