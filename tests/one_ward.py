"""A case with one ward and one group of people, for which the exact queue is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.demand import arrivals
from capplan.decisions import BedDecisions, BedPlan, Diverted, Proof, SiteConfiguration, Starts
from capplan.plan.figures import bed_figures
from small import small_case

DAYS_PER_YEAR = 365


def one_ward(beds: int, load: float, stay_days: float, months: int = 24, **cohort: Any) -> Case:
    """Return a ward of so many beds with this offered load, the same in every month of two years of 365 days."""
    case = small_case()
    ward = case.site["ward-north"].model_copy(update={"contract": None})
    people = case.cohort["step-down"].model_copy(
        update={
            "admissions_per_year": load / stay_days * DAYS_PER_YEAR,
            "delayed_in_acute": 0.0,
            "rule": "wait",
            "rule_target": 0.1,
            **cohort,
        }
    )
    rows = [row for row in case.configurations if row.site == "ward-north"]
    stay = next(row for row in case.stays if row.setting == "hospital" and row.cohort == "step-down")
    return replace(
        case,
        horizon=case.horizon.model_copy(update={"months": months, "standard_from": "2013-04"}),
        cohorts=(people,),
        stays=(stay.model_copy(update={"stay_days": stay_days}),),
        growth=tuple(
            row.model_copy(update=dict.fromkeys(("age_65_74", "age_75_84", "age_85_plus"), 1.0)) for row in case.growth
        ),
        sites=(ward,),
        configurations=tuple(
            row.model_copy(update={"beds_staffed": beds}) if row.configuration == "full" else row for row in rows
        ),
        transitions=(
            *case.transitions,
            t.Transition(site="ward-north", from_configuration="full", to_configuration="closed"),
        ),
        scenarios=(),
        contracts=(),
        gates=(),
    )


def planned(case: Case, runs: dict[str, str] | None = None, diverted: bool = False) -> BedPlan:
    """Return the plan that sends everybody to the ward, or nowhere; `runs` changes its configuration by period."""
    coming = {key: people for key, people in arrivals(case).items() if people > 0}
    decisions = BedDecisions(
        configurations=tuple(
            SiteConfiguration(site="ward-north", period=period.id, configuration=(runs or {}).get(period.id, "full"))
            for period in case.periods
        ),
        starts=()
        if diverted
        else tuple(
            Starts(cohort=cohort, locality=locality, site="ward-north", period=period, people=people)
            for (cohort, locality, period), people in coming.items()
        ),
        waiting=(),
        diverted=tuple(
            Diverted(cohort=cohort, locality=locality, period=period, people=people)
            for (cohort, locality, period), people in coming.items()
        )
        if diverted
        else (),
    )
    figures = bed_figures(case, decisions)
    cost = figures.totals.objective_gbp
    proof = Proof(status="optimal", objective=cost, bound=cost, gap=0.0, asked_gap=0.0)
    return BedPlan(option="plan", scenario="base", proof=proof, decisions=decisions, figures=figures)
