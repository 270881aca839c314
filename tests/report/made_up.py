"""A made-up plan of a made-up case with every kind of row, for the tests of the report.

Nothing here was solved: the figures are plausible and simple, and only have to agree with each other
where a test says so.
"""

from __future__ import annotations

from itertools import pairwise

from capplan import decisions as d
from capplan.case.case import Case
from capplan.decisions import simulation as s
from capplan.units import add_months, days_in_month, month_start
from made_up_county import KINDS, SETTINGS, START, years


def made_up_simulation(case: Case) -> s.Simulation:
    """Return a simulation in which the first group's promise is broken and the others are kept."""
    last = case.periods[-1].id
    promises = [
        s.SimulatedPromise(
            cohort=cohort.cohort,
            setting=setting,
            site="all",
            fails="waits-too-long",
            promised_share=0.1,
            planned_share=0.08 if setting == "all" else None,
            share=0.05 if place else 0.2,
            low=0.01,
            high=0.3,
            error=0.02,
            kept_share=0.25,
            verdict="kept" if place else "broken",
            worst_period=last,
            worst_share=0.4,
            why="" if place else f"{last}, {case.sites[0].title}: too few beds",
        )
        for place, cohort in enumerate(case.cohorts)
        for setting in ("all", *(row.setting for row in case.settings if (cohort.cohort, row.setting) in case.stay))
    ]
    return s.Simulation(
        option="plan",
        replications=30,
        seed=0,
        judged_from=case.periods[0].id,
        promises=tuple(promises),
        loads=tuple(
            s.SimulatedLoad(
                site=case.sites[0].site,
                period=period.id,
                beds_usable=24.0,
                planned_load=18.0,
                load=18.5,
                load_low=15.0,
                load_high=21.0,
                waiting=0.4,
                above_beds=0.0,
            )
            for period in case.periods
        ),
        waiting=tuple(
            s.SimulatedWaiting(
                cohort=case.cohorts[0].cohort,
                period=period.id,
                planned_waiting=2.0,
                waiting=3.0,
                waiting_low=0.0,
                waiting_high=7.5,
            )
            for period in case.periods
        ),
        months=(),
        counts=(),
    )


def made_up_plan(case: Case) -> d.Plan:
    """Return a plan of three options for a made-up case."""
    plan = _option(case, "plan", saved=0.10)
    options = (_option(case, "business-as-usual", 0.0), _option(case, "do-minimum", 0.02), plan)
    closed = plan.figures.closures[0] if plan.figures.closures else None
    return d.Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario="base",
        options=options,
        regrets=(
            d.Regret(site=closed.site, closed=closed.closed, closed_later="2018-01", cost_gbp=321_000.0),
            d.Regret(
                site="site-1", closed="2019-10", closed_later=None, cost_gbp=None, reason="its lease ends in 2020"
            ),
        )
        if closed
        else (),
        sizes=tuple(
            d.SettingSize(
                setting=setting,
                load=41.5,
                beds=56,
                beds_at_reading=49,
                beds_for_standard_pooled=None if setting == "nursing-home" else 51,
                units=2,
            )
            for setting in SETTINGS
        ),
        scenarios=(
            d.ScenarioSummary(
                scenario="more-demand",
                title="Ten per cent more demand",
                proof=plan.proof,
                totals=plan.figures.totals,
                business_as_usual=options[0].figures.totals,
                beds_at_end={"community-hospital": 30, "nursing-home": 38},
                closures=("site-1",),
            ),
        ),
        simulation=made_up_simulation(case),
        findings=(
            d.Finding(
                id="closure-before-consultation",
                topic="dates",
                severity="conflict",
                text="The programme closes Brookfield unit in March 2016, but notice cannot end before July 2016.",
                figures={"months_late": 4.0},
                sources=("milestones 3.5", "contracts contract-2"),
            ),
            d.Finding(
                id="overloaded-start",
                topic="load",
                severity="warning",
                text="Step-down load exceeds the beds of the North at the start.",
                figures={"load": 41.0, "beds": 38.0},
                sources=("cohorts step-down",),
            ),
            d.Finding(
                id="benchmark", topic="benchmark", severity="note", text="Stated beds agree.", figures={}, sources=()
            ),
        ),
    )


def made_up_provenance(case: Case) -> d.Provenance:
    """Return a provenance record."""
    return d.Provenance(
        capplan="0.1.0",
        case=case.identity.id,
        case_digest=case.digest,
        scenario="base",
        profile="default",
        profile_options={"mip_rel_gap": 0.001, "threads": 1},
        seed=7,
        versions={"highspy": "1.15", "python": "3.11"},
        command="capplan run data/made-up",
        created="2026-01-02T03:04:05Z",
        seconds={"solve": 12.5, "check": 0.75},
    )


def _changes(case: Case, option: d.OptionId) -> dict[str, list[tuple[str, str]]]:
    """Return (month, configuration) steps of each site; every fourth group of sites changes."""
    steps: dict[str, list[tuple[str, str]]] = {}
    for index, site in enumerate(case.sites):
        path = [(START, site.today)]
        later = 4 * (index // 8)
        if option == "plan" and index % 8 == 1:
            path += [(add_months("2016-10", later), "half"), (add_months("2017-10", later), "closed")]
        if option == "plan" and index % 8 == 4:
            path.append((add_months("2017-04", later), "closed"))
        if option != "business-as-usual" and index % 8 == 6:
            path.append((add_months("2016-01", later), "open"))
        steps[site.site] = [step for step in path if step[0] <= case.periods[-1].id]
    return steps


def _option(case: Case, option: d.OptionId, saved: float) -> d.BedPlan:
    steps = _changes(case, option)
    beds_of = {(row.site, row.configuration): row.beds_staffed for row in case.configurations}
    rows, chosen = [], []
    for index, site in enumerate(case.sites):
        for number, period in enumerate(case.periods):
            configuration = [name for month, name in steps[site.site] if month <= period.id][-1]
            beds = beds_of[site.site, configuration]
            load = round(beds * (0.74 + 0.04 * ((number + index) % 12 in (8, 9, 10))), 3)
            unsteady = option == "business-as-usual" and index == 2 and number > 30
            if unsteady:
                load = float(beds)
            known = beds > 0 and not unsteady
            chosen.append(d.SiteConfiguration(site=site.site, period=period.id, configuration=configuration))
            rows.append(
                d.BedPlanRow(
                    site=site.site,
                    setting=site.setting,
                    period=period.id,
                    configuration=configuration,
                    kind=KINDS[index % 4],
                    beds_staffed=beds,
                    load=load,
                    safe_load=round(0.8 * beds, 3),
                    occupancy=load / beds if beds else None,
                    beds_at_reading=load / 0.85,
                    refused=0.02 if known else None,
                    waits_too_long=0.04 if known else None,
                    state="no-steady-state" if unsteady else "steady",
                )
            )
    money = tuple(_money(case, saved))
    nominal, present = sum(row.nominal_gbp for row in money), sum(row.present_gbp for row in money)
    capital = sum(row.nominal_gbp for row in money if row.kind == "capital")
    first, last = case.periods[0].id, case.periods[-1].id
    weight = 100_000.0
    closures, openings = _closures(case, steps, beds_of), _openings(case, steps, beds_of)
    return d.BedPlan(
        option=option,
        scenario="base",
        proof=d.Proof(
            status="optimal",
            objective=present + 2 * weight,
            bound=(present + 2 * weight) * 0.9995,
            gap=0.0005,
            asked_gap=0.001,
        ),
        decisions=d.BedDecisions(configurations=tuple(chosen), starts=(), waiting=(), diverted=()),
        figures=d.BedFigures(
            totals=d.Totals(
                cost_nominal_gbp=nominal,
                cost_present_gbp=present,
                access_weight_gbp=weight,
                change_weight_gbp=weight,
                shortfall_weight_gbp=0.0,
                overskill_weight_gbp=0.0,
                objective_gbp=present + 2 * weight,
                revenue_nominal_gbp=nominal - capital,
                capital_nominal_gbp=capital,
                beds_changed=sum(row.beds_removed for row in closures) + sum(row.beds_added for row in openings),
                beds_at_start=sum(row.beds_staffed for row in rows if row.period == first),
                beds_at_end=sum(row.beds_staffed for row in rows if row.period == last),
                waiting_bed_days=9000.0 * (1 - 8 * saved),
                diverted_people=120.0 * (1 - 8 * saved),
            ),
            bed_plan=tuple(rows),
            money=money,
            access=tuple(
                d.AccessRow(locality=place, people=2500.0, mean_min=21.4, p90_min=38.0, near_share=0.81)
                for place in ("north", "south", "all")
            ),
            nodes=tuple(
                d.NodeRow(
                    cohort=cohort,
                    locality=place,
                    waiting_at_start=4.0,
                    waiting_at_end=40.0 if bad else 0.5,
                    largest_waiting=40.0 if bad else 5.0,
                    waiting_bed_days=4200.0 if bad else 300.0,
                    diverted_people=0.0,
                    state="no-steady-state" if bad else "steady",
                )
                for cohort in ("step-down", "step-up")
                for place in ("north", "south")
                for bad in (option == "business-as-usual" and (cohort, place) == ("step-down", "north"),)
            ),
            closures=closures,
            openings=openings,
        ),
    )


def _money(case: Case, saved: float) -> list[d.MoneyRow]:
    yearly: dict[d.MoneyKind, float] = {
        "fixed": 6_000_000 * (1 - saved),
        "variable": 1_500_000 * (1 - saved / 2),
        "acute-waiting": 540_000 * (1 - 8 * saved),
        "acute-diverted": 200_000 * (1 - 8 * saved),
    }
    if saved:
        yearly |= {"one-off-revenue": 60_000, "stranded": 90_000 * saved, "capital": -40_000}
    rows = []
    for index, year in enumerate(years(case.horizon.months)):
        for kind, amount in yearly.items():
            for funder, part in (("nhs", 0.7), ("council", 0.3)):
                nominal = amount * part * (1 + 0.01 * index)
                rows.append(
                    d.MoneyRow(
                        year=year,
                        funder=funder,
                        kind=kind,
                        nominal_gbp=nominal,
                        present_gbp=nominal * 1.035**-index,
                    )
                )
    return rows


def _closures(
    case: Case, steps: dict[str, list[tuple[str, str]]], beds_of: dict[tuple[str, str], int]
) -> tuple[d.ClosureRow, ...]:
    rows = []
    for site in case.sites:
        path = steps[site.site]
        for (_, before), (when, after) in pairwise(path):
            removed = beds_of[site.site, before] - beds_of[site.site, after]
            if removed <= 0:
                continue
            gated = site.contract is not None
            eve = add_months(when, -1)
            rows.append(
                d.ClosureRow(
                    site=site.site,
                    from_configuration=before,
                    to_configuration=after,
                    beds_removed=removed,
                    closed=when,
                    last_discharge=month_start(eve).replace(day=days_in_month(eve)).isoformat(),
                    admissions_stop=add_months(when, -2),
                    notice_served=add_months(when, -6) if gated else add_months(when, -2),
                    notice_months=6 if gated else 0,
                    gate="consult" if gated else None,
                    gate_passed="2016-01" if gated else None,
                    gate_starts="2015-09" if gated else None,
                    decision=add_months(when, -6 if gated else -2),
                    earliest="2016-07" if gated else "2015-06",
                    load_released=15.2,
                    replacements=(
                        d.Replacement(site="site-7", beds_before=0, beds_after=30, load_before=0.0, load_after=22.2),
                    ),
                    test_passed=True,
                    worst_waiting_growth=0.0,
                    staff_released=(
                        d.StaffReleased(role="registered-nurse", fte=9.6),
                        d.StaffReleased(role="healthcare-assistant", fte=12.0),
                    ),
                    saving_gbp_per_year=812_345.0,
                    stranded_gbp=81_000.0,
                    one_off_revenue_gbp=60_000.0,
                    capital_gbp=-50_000.0,
                )
            )
    return tuple(rows)


def _openings(
    case: Case, steps: dict[str, list[tuple[str, str]]], beds_of: dict[tuple[str, str], int]
) -> tuple[d.OpeningRow, ...]:
    rows = []
    for index, site in enumerate(case.sites):
        path = steps[site.site]
        for (_, before), (when, after) in pairwise(path):
            added = beds_of[site.site, after] - beds_of[site.site, before]
            if added > 0:
                rows.append(
                    d.OpeningRow(
                        site=site.site,
                        from_configuration=before,
                        to_configuration=after,
                        kind=KINDS[index % 4],
                        beds_added=added,
                        opens=when,
                        fully_usable=add_months(when, 3),
                        decide_by=add_months(when, -6),
                        capital_gbp=250_000.0,
                        one_off_revenue_gbp=40_000.0,
                        fixed_gbp_per_year=640_000.0,
                    )
                )
    return tuple(rows)
