"""A case of two roles and one base, its beds and its staff, from which every figure on staff is reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

from capplan import decisions as d
from capplan.case import staff_tables as staff
from capplan.case.case import Case
from capplan.case.header import Horizon
from small import small_case

MONTHS = ("2013-04", "2013-05", "2013-06", "2013-07")
APRIL, MAY, JUNE, JULY = MONTHS


def hand_case() -> Case:
    """Four months, nurses at the ward and the base, workers at the base.

    A post gives 35 h a week, 5 h a day: 150 h in April and June, 155 h in May and July. Each visit takes 45 minutes
    and 15 of travel. Nursing at the base: 10 hours a day in the localities, and one nurse on duty for 12 hours a day.
    Care at the base: 10 hours for each person who starts at home. Nursing at the ward: an hour an occupied day.
    """
    case = small_case(horizon=Horizon(start="2013-04", months=4, standard_from="2013-06"))
    figures = case.parameters.model_copy(update={"fte_step": 0.5, "overskill_gbp_per_hour": 5.0})
    return replace(
        case,
        parameters=figures,
        area_travel_min={**case.area_travel_min, **{(area, "base-north"): 10.0 for area in ("n1", "n2", "s1")}},
        bases=(
            staff.Base(
                base="base-north",
                title="Base",
                kind="health-team",
                lat=52.0,
                lon=1.0,
                use="must",
                cost_gbp_per_year=12_000.0,
                home_site="home-county",
                travel_min_per_visit=15.0,
            ),
        ),
        roles=(
            _role(
                "nurse",
                funder="health",
                pay_gbp_per_year=48_000.0,
                turnover_per_year=1.0 - 0.99**12,
                recruit_lead_months=1,
                recruit_gbp_per_fte=1_000.0,
                agency_gbp_per_hour=50.0,
                max_agency_share=0.5,
            ),
            _role(
                "worker",
                funder="council",
                pay_gbp_per_year=24_000.0,
                recruit_lead_months=2,
                redundancy_gbp_per_fte=10_000.0,
            ),
        ),
        establishment=(
            staff.Establishment(role="nurse", workplace="base-north", budget_fte=5.0, actual_fte=4.0),
            staff.Establishment(role="nurse", workplace="ward-north", budget_fte=2.0, actual_fte=2.0, min_fte=0.5),
            staff.Establishment(role="worker", workplace="base-north", budget_fte=2.0, actual_fte=1.0),
        ),
        skills=(staff.Skill(skill="nursing", title="Nursing"), staff.Skill(skill="care", title="Care")),
        may_do=(
            staff.MayDo(role="nurse", skill="care", efficiency=0.8, overskilled=True),
            staff.MayDo(role="nurse", skill="nursing"),
            staff.MayDo(role="worker", skill="care"),
        ),
        work_types=(
            _work("visits", "home-starts", "", None, "normal", 60.0),
            _work("locality", "older-people", "", 3_650.0, "planned", 40.0),
            _work("rapid", "referrals", "", 365.0, "rapid", 100.0),
            _work("ward-work", "occupied-days", "hospital", None, "fast", 80.0),
        ),
        recipes=(
            staff.Recipe(work="visits", skill="care", visits=10.0, contact_min=30.0, other_min=15.0),
            staff.Recipe(work="locality", skill="nursing", visits=1.0, contact_min=45.0),
            staff.Recipe(work="rapid", skill="nursing", visits=1.0, contact_min=45.0),
            staff.Recipe(work="ward-work", skill="nursing", visits=1.0, contact_min=60.0),
        ),
        duty_cover=(
            staff.DutyCover(
                cover="day",
                title="Day",
                skill="nursing",
                base="each",
                work="rapid",
                serves="territory",
                from_hour=8.0,
                to_hour=20.0,
                share=1.0,
                min_on_duty=1,
                wait_hours=0.5,
                max_wait_share=0.1,
            ),
        ),
        moves=(
            staff.Move(
                from_role="nurse", to_role="worker", retrain_months=1, protected_months=2, max_travel_min=30.0
            ),
        ),
        supervision=(staff.Supervision(supervisor="nurse", role="worker", max_fte_per_supervisor=0.4),),
    )  # fmt: skip


def _role(role: str, **fields: object) -> staff.Role:
    shares = {"leave_share": 0.0, "sickness_share": 0.0, "training_share": 0.0, "headroom": "paid-hours"}
    named = {"role": role, "title": role, "organisation": "Trust", "team": "Team", "hours_per_week": 35.0}
    return staff.Role(**{**named, **shares, **fields})


def _work(work: str, driver: str, of: str, volume: float | None, response: str, weight: float) -> staff.WorkType:
    return staff.WorkType(
        work=work,
        title=work,
        driver=driver,
        of=of,
        volume_per_year=volume,
        response=response,
        travels=driver != "occupied-days",
        shortfall_gbp_per_hour=weight,
    )


def hand_beds() -> d.BedDecisions:
    """The ward halves in June; 15 people a month start there, 6 at home."""
    runs = {"ward-north": "full", "block-south": "none", "spot-county": "eight", "home-county": "ten"}
    halved = {(month, "ward-north"): "half" for month in (JUNE, JULY)}
    return d.BedDecisions(
        configurations=tuple(
            d.SiteConfiguration(site=site, period=month, configuration=halved.get((month, site), today))
            for month in MONTHS
            for site, today in runs.items()
        ),
        starts=tuple(
            d.Starts(cohort="step-down", locality="north", site=site, period=month, people=people)
            for month in MONTHS
            for site, people in (("ward-north", 15.0), ("home-county", 6.0))
        ),
        waiting=(),
        diverted=(),
    )


def hand_staff() -> d.StaffDecisions:
    base, nurse = {"workplace": "base-north"}, {"role": "nurse", "workplace": "base-north"}
    return d.StaffDecisions(
        territory=tuple(d.TerritoryRow(area=area, base="base-north") for area in ("n1", "n2", "s1")),
        recruited=(d.Recruited(**nurse, period=MAY, fte=0.5),),
        redeployed=(
            d.Redeployed(role="nurse", site="ward-north", to_role="worker", base="base-north", period=JUNE, fte=1.0),
        ),
        redundant=(d.Redundant(role="worker", **base, period=JULY, fte=0.5),),
        worked=(
            d.Worked(**nurse, skill="nursing", period=APRIL, hours=590.0),
            d.Worked(**nurse, skill="care", period=APRIL, hours=10.0),
            d.Worked(role="worker", **base, skill="care", period=APRIL, hours=50.0),
            # 155 h x 4.46 FTE: all that they can give.
            d.Worked(**nurse, skill="nursing", period=MAY, hours=691.3),
            d.Worked(role="worker", **base, skill="care", period=MAY, hours=155.0),
        ),
        agency=tuple(
            d.AgencyWorked(**nurse, skill="nursing", period=month, hours=hours)
            for month, hours in zip(MONTHS, (40.0, 3.0, 7.0, 9.0), strict=True)
        ),
        shortfall=(
            d.Shortfall(**base, skill="nursing", response="planned", period=APRIL, hours=30.0),
            d.Shortfall(**base, skill="care", response="normal", period=APRIL, hours=2.0),
            d.Shortfall(**base, skill="care", response="normal", period=JULY, hours=0.5),
        ),
        unstaffed=(),
    )
