"""Recompute every figure of a bed plan from decisions and case alone; ``docs/figures.md`` defines each."""

from __future__ import annotations

import math

from capplan.case.tables import Configuration, Site
from capplan.check.access import access_rows
from capplan.check.answer import Answer
from capplan.check.changes import closure_rows, opening_rows
from capplan.check.erlang import refused_share, waits_too_long_share
from capplan.check.money import amounts, present_value_gbp, spending, waiting_days
from capplan.check.staff_figures import staff_totals
from capplan.check.staffing import Staffing
from capplan.check.violation import PEOPLE_TOLERANCE, ZERO
from capplan.decisions import BedFigures, BedPlanRow, MoneyRow, NodeRow, Totals
from capplan.units import MONTHS_PER_YEAR, add_months, minutes_to_hours


def recompute_figures(answer: Answer) -> BedFigures:
    """Return all figures that follow from the decisions."""
    return BedFigures(
        totals=recompute_totals(answer),
        bed_plan=tuple(
            _bed_plan_row(answer, site, number)
            for site in answer.facts.case.sites
            for number in range(len(answer.facts.case.periods))
        ),
        money=_money_rows(answer),
        access=access_rows(answer),
        nodes=_node_rows(answer),
        closures=closure_rows(answer),
        openings=opening_rows(answer),
    )


def recompute_totals(answer: Answer) -> Totals:
    """Return money and beds that follow from the decisions."""
    facts, case = answer.facts, answer.facts.case
    money = amounts(answer)
    capital_gbp = math.fsum(amount.gbp for amount in money if amount.kind == "capital")
    revenue_gbp = math.fsum(amount.gbp for amount in money if amount.kind != "capital")
    cost_gbp = present_value_gbp(answer, [(amount.number, amount.gbp) for amount in money])
    hour_gbp = case.parameters.access_gbp_per_hour
    access_gbp = present_value_gbp(
        answer,
        [
            (number, hour_gbp * minutes_to_hours(facts.travel_min[locality, site]) * people)
            for (_, locality, site, number), people in answer.starts.items()
            if case.site[site].travels == "person"
        ],
    )
    bed_gbp = case.parameters.change_gbp_per_bed
    change_gbp = present_value_gbp(
        answer, [(change.number, bed_gbp * abs(change.beds_added)) for change in answer.changes]
    )
    staff = None if answer.staff is None else staff_totals(Staffing(answer, answer.staff))
    shortfall_gbp = 0.0 if staff is None else staff.shortfall_weight_gbp
    overskill_gbp = 0.0 if staff is None else staff.overskill_weight_gbp
    last = len(case.periods) - 1
    return Totals(
        cost_nominal_gbp=capital_gbp + revenue_gbp,
        cost_present_gbp=cost_gbp,
        access_weight_gbp=access_gbp,
        change_weight_gbp=change_gbp,
        shortfall_weight_gbp=shortfall_gbp,
        overskill_weight_gbp=overskill_gbp,
        objective_gbp=math.fsum((cost_gbp, access_gbp, change_gbp, shortfall_gbp, overskill_gbp)),
        revenue_nominal_gbp=revenue_gbp,
        capital_nominal_gbp=capital_gbp,
        beds_changed=sum(abs(change.beds_added) for change in answer.changes),
        beds_at_start=_beds_at(answer, -1),
        beds_at_end=_beds_at(answer, last),
        waiting_bed_days=math.fsum(
            waiting_days(answer, cohort, locality, number)
            for cohort, locality in facts.opening
            for number in range(last + 1)
        ),
        diverted_people=math.fsum(answer.diverted.values()),
    )


def _beds_at(answer: Answer, number: int) -> int:
    """Count beds that stand ready: home places and spot beds left out."""
    case = answer.facts.case
    ran = (answer.ran(site, number) for site in case.sites if case.setting[site.setting].unit == "bed")
    return sum(row.beds_staffed for row in ran if row.kind != "spot")


def _bed_plan_row(answer: Answer, site: Site, number: int) -> BedPlanRow:
    facts = answer.facts
    configuration = answer.ran(site, number)
    beds, load = configuration.beds_staffed, answer.load[site.site, number]
    queues = configuration.kind != "spot" and beds > 0
    steady = not queues or load < min(beds, facts.full(configuration)) - ZERO
    return BedPlanRow(
        site=site.site,
        setting=site.setting,
        period=facts.case.periods[number].id,
        configuration=configuration.configuration,
        kind=configuration.kind,
        beds_staffed=beds,
        load=load,
        safe_load=facts.safe(site, configuration),
        occupancy=load / beds if beds > 0 else None,
        beds_at_reading=load / facts.case.parameters.reading_occupancy,
        refused=refused_share(beds, load) if queues and steady else None,
        waits_too_long=_waits_too_long(answer, site, configuration, load) if queues and steady else None,
        state="steady" if steady else "no-steady-state",
    )


def _waits_too_long(answer: Answer, site: Site, configuration: Configuration, load: float) -> float | None:
    facts = answer.facts
    stays = [
        (facts.stay_days[cohort, site.setting], -facts.case.cohort[cohort].wait_days)
        for cohort in facts.admits[site.site]
        if facts.case.cohort[cohort].when_full == "wait"
    ]
    if not stays:
        return None
    stay_days, minus_wait_days = max(stays)
    return waits_too_long_share(configuration.beds_staffed, load, -minus_wait_days, stay_days)


def _money_rows(answer: Answer) -> tuple[MoneyRow, ...]:
    periods = answer.facts.case.periods
    first_of = {period.year: number for number, period in reversed(list(enumerate(periods)))}
    return tuple(
        MoneyRow(
            year=year,
            funder=funder,
            kind=kind,
            nominal_gbp=gbp,
            present_gbp=present_value_gbp(answer, [(first_of[year], gbp)]),
        )
        for (year, funder, kind), gbp in sorted(spending(answer).items())
        if abs(gbp) > ZERO
    )


def _node_rows(answer: Answer) -> tuple[NodeRow, ...]:
    case = answer.facts.case
    rows = []
    for cohort in case.cohorts:
        if cohort.when_full == "never":
            continue
        for row in case.localities:
            pair = (cohort.cohort, row.locality)
            ends = [answer.waited(*pair, number) for number in range(-1, len(case.periods))]
            grows = ends[-1] > ends[_a_year_before_end(answer) + 1] + PEOPLE_TOLERANCE
            diverted = [answer.diverted.get((*pair, number), 0.0) for number in range(len(case.periods))]
            waited = [waiting_days(answer, *pair, number) for number in range(len(case.periods))]
            rows.append(
                NodeRow(
                    cohort=cohort.cohort,
                    locality=row.locality,
                    waiting_at_start=ends[0],
                    waiting_at_end=ends[-1],
                    largest_waiting=max(ends),
                    waiting_bed_days=math.fsum(waited),
                    diverted_people=math.fsum(diverted),
                    state="no-steady-state" if grows else "steady",
                )
            )
    return tuple(rows)


def _a_year_before_end(answer: Answer) -> int:
    """Return the last period that ends twelve months or more before the plan does; -1 if there is none."""
    case = answer.facts.case
    limit = add_months(case.horizon.start, case.horizon.months - MONTHS_PER_YEAR)
    ended = [number for number, period in enumerate(case.periods) if add_months(period.id, period.months) <= limit]
    return ended[-1] if ended else -1
