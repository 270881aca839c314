"""Checks between the tables of a case: one function per rule, every fault of every rule at once.

A check runs only where the tables it reads are right in themselves, so that one wrong cell is not
reported again as three unknown ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from capplan.case.case import Case
from capplan.case.crosscheck import cohorts, estate, places, references, shares, times
from capplan.case.draft import Draft
from capplan.case.faults import MAX_FAULTS_PER_FILE, Fault

Check = Callable[[Draft], Iterator[Fault]]

CHECKS: tuple[tuple[Check, str], ...] = (
    (references.unknown_cohort_admitted, "sites cohorts stays"),
    (references.unknown_configuration, "transitions sites configurations"),
    (references.unknown_scenario, "case.toml scenarios"),
    (references.reserved_id, "scenarios settings funders"),
    (times.year_label, "case.toml growth"),
    (times.growth_gap, "case.toml growth"),
    (times.growth_base, "growth"),
    (times.season_months, "seasons"),
    (times.budget_year, "case.toml budgets"),
    (times.standard_month, "case.toml"),
    (times.gate_order, "gates"),
    (times.notice_beyond_horizon, "case.toml contracts sites"),
    (times.months_between_periods, "case.toml sites"),
    (cohorts.standard_never_missed, "cohorts"),
    (cohorts.delayed_without_admissions, "cohorts"),
    (cohorts.delayed_without_demand, "cohorts scenarios"),
    (shares.age_shares, "cohorts"),
    (shares.people_of_age, "cohorts areas"),
    (shares.share_order, "stays"),
    (shares.share_room, "stays cohorts"),
    (shares.stay_for_cohort, "cohorts stays"),
    (shares.funding_shares, "funding sites settings"),
    (shares.pool_without_funders, "funders budgets"),
    (estate.configuration_today, "sites configurations"),
    (estate.site_without_beds, "sites configurations"),
    (estate.site_without_closed, "sites configurations"),
    (estate.closing_months, "sites"),
    (estate.site_without_cohort, "sites stays settings"),
    (estate.transition_to_itself, "transitions"),
    (estate.short_commitment, "sites configurations transitions"),
    (estate.spot_costs, "configurations"),
    (places.locality_without_people, "localities areas"),
    (places.far_from_the_rest, "areas sites road_nodes"),
    (places.road_twice, "roads"),
)
CASE_CHECKS: tuple[Callable[[Draft, Case], Iterator[Fault]], ...] = (
    estate.one_variable_cost,
    places.site_within_reach,
    places.place_within_reach,
)


def table_faults(draft: Draft, faulty: Collection[str]) -> Iterator[Fault]:
    """Yield the faults between tables that can be seen from their rows.

    Parameters
    ----------
    draft
        The rows read.
    faulty
        Tables (and `case.toml`) that have faults of their own; checks that read them are left out.
    """
    for reference in references.REFERENCES:
        if reference.target not in faulty:
            yield from islice(references.unknown_id(draft, reference), MAX_FAULTS_PER_FILE + 1)
    for check, needs in CHECKS:
        if not any(name in faulty for name in needs.split()):
            yield from islice(check(draft), MAX_FAULTS_PER_FILE + 1)


def case_faults(draft: Draft, case: Case) -> Iterator[Fault]:
    """Yield the faults that need travel times and costs, so all ids resolved."""
    for check in CASE_CHECKS:
        yield from check(draft, case)
