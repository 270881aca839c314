"""Checks between the tables of a case: one function per rule, every fault of every rule at once.

A check runs only where the tables it reads are right in themselves, so that one wrong cell is not
reported again as three unknown ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from capplan.case.case import Case
from capplan.case.crosscheck import (
    bases,
    cohorts,
    documents,
    estate,
    grid,
    hub,
    options,
    places,
    programme,
    references,
    rota,
    shares,
    simulation,
    staffing,
    times,
    uncertainty,
    visit_week,
    visits,
    work,
)
from capplan.case.draft import Draft
from capplan.case.faults import MAX_FAULTS_PER_FILE, Fault

Check = Callable[[Draft], Iterator[Fault]]

CHECKS: tuple[tuple[Check, str], ...] = (
    (references.unknown_cohort_admitted, "sites cohorts stays"),
    (references.unknown_place, "sites bases"),
    (references.unknown_configuration, "transitions sites configurations"),
    (references.unknown_scenario, "case.toml scenarios"),
    (references.reserved_id, "scenarios settings funders bases rota_shifts"),
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
    (bases.base_called_like_site, "bases sites"),
    (bases.base_far_from_the_rest, "bases areas"),
    (bases.home_site_without_home, "bases sites"),
    (bases.home_site_twice, "bases"),
    (bases.home_site_without_base, "bases sites roles"),
    (bases.base_waits_for_ever, "bases sites configurations"),
    (bases.number_of_bases, "parameters bases roles"),
    (bases.contiguous_without_borders, "parameters bases adjacency"),
    (bases.area_beside_itself, "adjacency"),
    (bases.border_twice, "adjacency"),
    (staffing.missing_staff_tables, "bases roles establishment skills may_do work_types recipes"),
    (staffing.idle_workplace, "establishment sites settings work_types"),
    (staffing.posts_above_room, "establishment"),
    (staffing.role_without_posts, "roles establishment"),
    (staffing.nothing_worked, "roles"),
    (staffing.agency_without_price, "roles"),
    (staffing.supervises_itself, "supervision"),
    (staffing.lever_of_another_kind, "may_do levers"),
    (staffing.lever_of_unknown, "levers skills work_types"),
    (staffing.lever_without_effect, "levers"),
    (staffing.nobody_for_staff_share, "settings roles work_types cohorts stays sites"),
    (staffing.unknown_staff_group, "staff_lists staff_statements"),
    (work.work_of_unknown, "work_types cohorts settings bases sites"),
    (work.nobody_starts_at_home, "work_types cohorts stays sites"),
    (work.volume_of_work, "work_types"),
    (work.bed_work_travels, "work_types"),
    (work.work_without_recipe, "work_types recipes"),
    (work.visits_of_recipe, "work_types recipes tapers"),
    (work.taper_unused, "recipes tapers"),
    (work.taper_gap, "tapers"),
    (work.duty_for_other_work, "work_types recipes duty_cover"),
    (work.duty_without_length, "duty_cover"),
    (work.share_without_calls, "duty_cover"),
    (work.duty_shares, "duty_cover bases"),
    (rota.missing_rota_tables, "rotas rule_sets people rota_shifts rota_cover"),
    (rota.one_rota, "rotas"),
    (rota.no_such_day, "rotas absences requests"),
    (rota.first_day_no_monday, "rotas"),
    (rota.rule_of_another_kind, "rule_sets"),
    (rota.rules_that_clash, "rule_sets"),
    (rota.break_longer_than_shift, "rota_shifts"),
    (rota.unknown_word, "roles bases people rota_shifts rota_cover"),
    (rota.cover_on_no_day, "rota_cover"),
    (rota.absence_order, "absences"),
    (rota.pattern_not_possible, "people rota_shifts fixed_patterns requests"),
    (grid.service_of_other_part, "grid_lines"),
    (grid.line_shares, "grid_lines"),
    (uncertainty.range_order, "uncertainty"),
    (uncertainty.uncertain_of_unknown, "uncertainty cohorts roles"),
    (uncertainty.chance_of_unknown, "scenario_chances scenarios"),
    (uncertainty.chances_sum, "scenario_chances"),
    (hub.missing_hub_tables, "hub_contacts hub_hours hub_roles hub_may_answer hub_contracts hub_shifts"),
    (hub.columns_of_channel, "hub_contacts"),
    (hub.bands_overlap, "hub_profile hub_hours"),
    (hub.contact_never_comes, "hub_contacts hub_profile"),
    (hub.calls_nobody_answers, "hub_contacts hub_profile hub_hours"),
    (hub.shared_without_price, "hub_hours"),
    (hub.contact_without_role, "hub_contacts hub_may_answer"),
    (hub.role_without_contract, "hub_roles hub_contracts hub_shifts"),
    (hub.posts_order, "hub_contracts"),
    (hub.shift_times, "hub_shifts"),
    (hub.volume_of_electronic_work, "hub_contacts hub_volumes"),
    (hub.work_of_other_kind, "hub_roles work_types"),
    (documents.figure_of_two_kinds, "document_figures"),
    (documents.check_called_like_figure, "document_figures document_checks"),
    (documents.unknown_in_document, "document_figures document_checks document_terms"),
    (documents.arithmetic_not_possible, "document_checks document_terms"),
    (documents.nothing_to_hold_against, "document_checks"),
    (documents.check_goes_in_circles, "document_checks document_terms"),
    (documents.day_for_number, "document_figures document_checks document_terms"),
    (simulation.median_above_mean, "stay_spread stays cohorts settings"),
    (simulation.nobody_comes, "weekdays"),
    (visits.missing_visit_tables, "visits visit_places carers bases"),
    (visits.place_too_exact, "visit_places"),
    (visits.place_called_like_base, "visit_places bases"),
    (visits.unknown_day_place, "visit_places bases carers visit_travel"),
    (visits.unknown_carer, "visits carers"),
    (visits.unknown_day_skill, "visits carers skills"),
    (visits.hours_the_wrong_way, "visits carers"),
    (visits.one_break, "carers"),
    (visits.break_beyond_shift, "carers"),
    (visits.rapid_without_call, "visits parameters"),
    (visits.preferred_outside, "visits"),
    (visits.second_without_second, "visits"),
    (visits.pair_of_one, "visit_pairs"),
    (visits.priorities_the_wrong_way, "parameters"),
    (visits.travel_missing, "visit_travel visits carers bases visit_places"),
    (visit_week.unknown_of_week, "visit_weekdays carer_shifts visits carers"),
    (visit_week.no_weekday, "visit_weekdays"),
    (visit_week.shift_the_wrong_way, "carer_shifts"),
    (programme.missing_initiatives, "initiatives pots initiative_money roll_out"),
    (programme.roll_out_of_localities, "initiatives roll_out"),
    (programme.roll_out_order, "roll_out"),
    (programme.months_the_wrong_way, "initiatives roll_out"),
    (programme.end_never_comes, "initiatives precedence"),
    (programme.waits_for_itself, "precedence benefit_gates initiatives"),
    (programme.waits_for_what_is_left_out, "precedence benefit_gates initiatives"),
    (programme.no_benefit_to_show, "benefit_gates initiative_money"),
    (programme.undecided_range, "initiative_money"),
    (programme.contingency_range, "contingencies"),
    (programme.site_that_cannot_change, "programme_sites sites configurations"),
    (programme.tied_unit, "programme_sites initiatives roll_out"),
    (programme.notice_range, "contracts"),
    (programme.overlap_of_benefits, "benefit_overlaps initiative_money"),
    (programme.benefit_shares, "benefit_shares initiative_money"),
    (programme.budget_year, "case.toml programme_budgets"),
    (programme.gap_year, "case.toml"),
    (programme.no_such_meeting, "approvals"),
    (
        options.change_of_nothing,
        "option_changes sites configurations gates contracts cohorts settings levers funders scenarios growth",
    ),
    (options.change_without_value, "option_changes"),
    (options.change_without_effect, "option_changes options"),
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
    if not any(True for _ in table_faults(draft, ())):
        yield from options.broken_case(draft, case, lambda after: table_faults(after, ()))
