"""What a bed plan gives the staff model: volumes of bed-driven work, and the share of today's beds that has gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.tables import Configuration, Site
from capplan.decisions import BedDecisions
from capplan.formulations.beds.safe_load import safe_loads
from capplan.formulations.workforce.places import BED_DRIVERS, bases_in_use, staffed_sites
from capplan.formulations.workforce.work import episode_weight, lever_share

Key = tuple[str, str, str]


@dataclass(frozen=True)
class BedsGiven:
    """Loads that a bed plan gives, by (site, period id) and (cohort, site, period id).

    Attributes
    ----------
    occupied : mapping of (site, period id) to beds
    staffed : mapping of (site, period id) to beds
    released : mapping of (staffed site, period id) to share
        Share of today's beds that reductions have removed.
    starts : mapping of (cohort, site, period id) to people
        At sites to which staff travel.
    """

    occupied: Mapping[tuple[str, str], float]
    staffed: Mapping[tuple[str, str], float]
    released: Mapping[tuple[str, str], float]
    starts: Mapping[Key, float]


def beds_of_plan(case: Case, decisions: BedDecisions) -> BedsGiven:
    """Return what the decisions of a bed plan give."""
    rows = {(row.site, row.configuration): row for row in case.configurations}
    runs = {(row.site, row.period): rows[row.site, row.configuration] for row in decisions.configurations}
    days = {period.id: period.days for period in case.periods}
    occupied: dict[tuple[str, str], float] = {}
    starts: dict[Key, float] = {}
    for row in decisions.starts:
        site = case.site[row.site]
        stay = case.stay[row.cohort, site.setting].stay_days * case.factor(row.cohort)[1]
        occupied[row.site, row.period] = (
            occupied.get((row.site, row.period), 0.0) + stay * row.people / days[row.period]
        )
        if site.travels == "staff":
            key = (row.cohort, row.site, row.period)
            starts[key] = starts.get(key, 0.0) + row.people
    return BedsGiven(
        occupied=occupied,
        staffed={key: float(row.beds_staffed) for key, row in runs.items()},
        released={key: share for site in staffed_sites(case) for key, share in _released(case, site, runs)},
        starts=starts,
    )


def _released(
    case: Case, site: Site, runs: Mapping[tuple[str, str], Configuration]
) -> Iterable[tuple[tuple[str, str], float]]:
    today = next(row for row in case.configurations_of[site.site] if row.configuration == site.today)
    before, gone = today.beds_staffed, 0
    for period in case.periods:
        beds = runs[site.site, period.id].beds_staffed
        gone += max(0, before - beds)
        before = beds
        yield (site.site, period.id), gone / today.beds_staffed if today.beds_staffed > 0 else 0.0


def beds_of_today(case: Case) -> BedsGiven:
    """Return what today's beds give if each site runs at its safe load, and none from its `closes_by` month on.

    People start in a site in proportion to their cohorts' admissions.
    """
    safe = safe_loads(case)
    occupied, staffed, released = {}, {}, {}
    starts: dict[Key, float] = {}
    for site in case.sites:
        today = next(row for row in case.configurations_of[site.site] if row.configuration == site.today)
        admitted = list(case.admitted(site))
        people = sum(cohort.admissions_per_year * case.factor(cohort.cohort)[0] for cohort in admitted)
        for period in case.periods:
            runs = site.closes_by is None or period.id < site.closes_by
            key = (site.site, period.id)
            occupied[key] = safe[site.site, site.today] if runs else 0.0
            staffed[key] = float(today.beds_staffed) if runs else 0.0
            released[key] = 0.0 if runs else 1.0
            for cohort in admitted if site.travels == "staff" and people > 0 else ():
                demand, longer = case.factor(cohort.cohort)
                part = cohort.admissions_per_year * demand / people
                stay = case.stay[cohort.cohort, site.setting].stay_days * longer
                starts[cohort.cohort, site.site, period.id] = occupied[key] * part * period.days / stay
    keep = {site.site for site in staffed_sites(case)}
    return BedsGiven(occupied, staffed, {key: share for key, share in released.items() if key[0] in keep}, starts)


def driven(case: Case) -> tuple[tuple[str, str], ...]:
    """Return (work, workplace) of all work that decisions about beds drive."""
    pairs = []
    for row in case.work_types:
        if row.driver == "home-starts":
            pairs += [(row.work, base.base) for base in bases_in_use(case) if base.home_site is not None]
        elif row.driver in BED_DRIVERS:
            named = row.of.split() or list(case.setting)
            pairs += [(row.work, site.site) for site in staffed_sites(case) if site.setting in named]
    return tuple(pairs)


def start_weights(case: Case) -> dict[tuple[str, str, str], float]:
    """Return units of work that a start counts, by (work, cohort, home site): `ω`, before levers."""
    weights = {}
    for row in case.work_types:
        if row.driver != "home-starts":
            continue
        for base in bases_in_use(case):
            if base.home_site is None:
                continue
            site = case.site[base.home_site]
            for cohort in case.admitted(site):
                if not row.of or cohort.cohort in row.of.split():
                    stay = case.stay[cohort.cohort, site.setting].stay_days * case.factor(cohort.cohort)[1]
                    weights[row.work, cohort.cohort, site.site] = episode_weight(case, row.work, stay)
    return weights


def driven_volumes(case: Case, given: BedsGiven) -> dict[Key, float]:
    """Return units by (work, workplace, period id) of the work that a bed plan drives."""
    works = {row.work: row for row in case.work_types}
    weights = start_weights(case)
    volumes = {}
    for name, place in driven(case):
        for period in case.periods:
            kept = 1.0 - lever_share(case, "less-work", name, period)
            key = (place, period.id)
            match works[name].driver:
                case "home-starts":
                    site = case.base[place].home_site
                    units = sum(
                        weight * given.starts.get((cohort, home, period.id), 0.0)
                        for (work, cohort, home), weight in weights.items()
                        if work == name and home == site
                    )
                case "occupied-days":
                    units = given.occupied.get(key, 0.0) * period.days
                case _:
                    units = given.staffed.get(key, 0.0) * period.days
            volumes[name, place, period.id] = kept * units
    return volumes
