"""All figures that follow from an option's decisions and its case; `docs/figures.md` says what each one is."""

from __future__ import annotations

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.case.tables import Site
from capplan.decisions import BedDecisions, BedFigures, BedPlanRow, NodeRow, StaffDecisions, Totals
from capplan.formulations.beds.safe_load import safe_loads
from capplan.plan.access import access_rows
from capplan.plan.closures import closure_rows, opening_rows
from capplan.plan.flows import TINY, Flows
from capplan.plan.money import Amount, amounts, money_rows
from capplan.plan.staff.ledger import Ledger
from capplan.plan.staff.money import Weights, staff_amounts, weights
from capplan.queueing import erlang_b, wait_exceeds
from capplan.units import MONTHS_PER_YEAR, add_months, minutes_to_hours

_TINY_WAITING = 1e-6


def bed_figures(case: Case, decisions: BedDecisions, staff: StaffDecisions | None = None) -> BedFigures:
    """Compute every figure of one option but those about its staff alone.

    Parameters
    ----------
    case : Case
        In the scenario the option was solved for.
    decisions : BedDecisions
        A configuration for every site and period; changes only along listed transitions.
    staff : StaffDecisions, optional
        The option's staff, whose money and weights are then counted with those of the beds.

    Raises
    ------
    KeyError
        If the decisions name what the case does not hold, leave a site without a configuration, or
        change it along no transition.
    """
    ledger = Ledger(case, decisions, staff) if staff is not None else None
    flows = Flows(case, decisions, ledger.territory if ledger else None)
    spent = [*amounts(flows), *(staff_amounts(ledger) if ledger else ())]
    return BedFigures(
        totals=_totals(flows, spent, weights(ledger) if ledger else Weights(0.0, 0.0, 0.0, 0.0)),
        bed_plan=_bed_plan(flows),
        money=money_rows(case, spent),
        access=access_rows(flows),
        nodes=_nodes(flows),
        closures=closure_rows(flows, ledger),
        openings=opening_rows(flows),
    )


def _totals(flows: Flows, spent: list[Amount], staff: Weights) -> Totals:
    case = flows.case
    nominal = sum(amount.gbp for amount in spent)
    present = sum(amount.gbp * amount.period.discount for amount in spent)
    capital = sum(amount.gbp for amount in spent if amount.kind == "capital")
    access = _access_weight_gbp(flows)
    changed = case.parameters.change_gbp_per_bed * sum(
        abs(change.beds) * change.period.discount for change in flows.changes
    )
    today = {site.site: site.today for site in case.sites}
    last = {site.site: flows.configuration[site.site, case.periods[-1].id] for site in case.sites}
    return Totals(
        cost_nominal_gbp=nominal,
        cost_present_gbp=present,
        access_weight_gbp=access,
        change_weight_gbp=changed,
        shortfall_weight_gbp=staff.shortfall_gbp,
        overskill_weight_gbp=staff.overskill_gbp,
        objective_gbp=present + access + changed + staff.shortfall_gbp + staff.overskill_gbp,
        revenue_nominal_gbp=nominal - capital,
        capital_nominal_gbp=capital,
        beds_changed=sum(abs(change.beds) for change in flows.changes),
        beds_at_start=_standing_beds(case, today),
        beds_at_end=_standing_beds(case, {site: row.configuration for site, row in last.items()}),
        waiting_bed_days=sum(sum(days) for days in flows.waiting_days.values()),
        diverted_people=sum(sum(people) for people in flows.diverted.values()),
    )


def _access_weight_gbp(flows: Flows) -> float:
    case = flows.case
    discount = {period.id: period.discount for period in case.periods}
    return case.parameters.access_gbp_per_hour * sum(
        discount[row.period] * minutes_to_hours(case.locality_travel_min[row.locality, row.site]) * row.people
        for row in flows.decisions.starts
        if case.site[row.site].travels == "person"
    )


def _standing_beds(case: Case, runs: dict[str, str]) -> int:
    """Return the beds of what runs at each site, without home places and spot purchase."""
    return sum(
        row.beds_staffed
        for row in case.configurations
        if runs[row.site] == row.configuration
        and row.kind != "spot"
        and case.setting[case.site[row.site].setting].unit == "bed"
    )


def _bed_plan(flows: Flows) -> tuple[BedPlanRow, ...]:
    safe = safe_loads(flows.case)
    return tuple(_bed_plan_row(flows, site, period, safe) for site in flows.case.sites for period in flows.case.periods)


def _bed_plan_row(flows: Flows, site: Site, period: Period, safe: dict[tuple[str, str], float]) -> BedPlanRow:
    parameters = flows.case.parameters
    runs = flows.configuration[site.site, period.id]
    beds, load = runs.beds_staffed, flows.load[site.site, period.id]
    queues = beds > 0 and runs.kind != "spot"
    overloaded = queues and load >= min(beds, parameters.full_occupancy * beds) - TINY
    steady = queues and not overloaded
    return BedPlanRow(
        site=site.site,
        setting=site.setting,
        period=period.id,
        configuration=runs.configuration,
        kind=runs.kind,
        beds_staffed=beds,
        load=load,
        safe_load=safe[site.site, runs.configuration],
        occupancy=load / beds if beds > 0 else None,
        beds_at_reading=load / parameters.reading_occupancy,
        refused=erlang_b(beds, load) if steady else None,
        waits_too_long=_waits_too_long(flows, site, beds, load) if steady else None,
        state="no-steady-state" if overloaded else "steady",
    )


def _waits_too_long(flows: Flows, site: Site, beds: int, load: float) -> float | None:
    """Return the share that waits longer than its standard's days, for the longest stay of those who wait."""
    waiting = [
        (-flows.stay_days(cohort.cohort, site.setting), cohort.wait_days)
        for cohort in flows.case.admitted(site)
        if cohort.when_full == "wait"
    ]
    if not waiting:
        return None
    negative_stay, wait_days = min(waiting)
    return wait_exceeds(beds, load, -negative_stay, wait_days)


def _nodes(flows: Flows) -> tuple[NodeRow, ...]:
    year_earlier = _ends_before_last_year(flows.case)
    rows = []
    for cohort in flows.case.cohorts:
        if cohort.when_full == "never":
            continue
        for place in flows.case.localities:
            key = (cohort.cohort, place.locality)
            waiting = flows.waiting[key]
            grows = waiting[-1] > waiting[year_earlier] + _TINY_WAITING
            rows.append(
                NodeRow(
                    cohort=cohort.cohort,
                    locality=place.locality,
                    waiting_at_start=waiting[0],
                    waiting_at_end=waiting[-1],
                    largest_waiting=max(waiting),
                    waiting_bed_days=sum(flows.waiting_days[key]),
                    diverted_people=sum(flows.diverted[key]),
                    state="no-steady-state" if grows else "steady",
                )
            )
    return tuple(rows)


def _ends_before_last_year(case: Case) -> int:
    """Return how many periods end at least twelve months before the end of the plan."""
    last_year = add_months(case.horizon.start, case.horizon.months - MONTHS_PER_YEAR)
    return sum(add_months(period.id, period.months) <= last_year for period in case.periods)
