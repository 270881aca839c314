"""A small case and decisions whose every figure can be worked out on paper.

Four half-years of 183, 183, 183 and 182 days; year 0 is 2015/16, and a pound of 2016/17 is worth 1/1.2. A ward
of ten beds closes in April 2016, a nursing home opens twelve beds in October 2015; spot beds and a home team run
throughout. The decisions are made up for the arithmetic, not solved.
"""

from __future__ import annotations

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod
from capplan.decisions import (
    BedDecisions,
    BedPlan,
    Diverted,
    OptionId,
    Plan,
    Proof,
    Provenance,
    Regret,
    SiteConfiguration,
    Starts,
    Waiting,
)
from capplan.plan.figures import bed_figures
from capplan.plan.findings import find
from capplan.plan.sizes import setting_sizes

PERIODS = ("2015-04", "2015-10", "2016-04", "2016-10")
# Fills the nursing home in the last half-year: 12 beds x 182 days / 36.6 days.
LAST_PEOPLE = 12 * 182 / 36.6
TRAVEL_MIN = {
    ("n1", "ward"): 10.0, ("n2", "ward"): 40.0, ("s1", "ward"): 50.0,
    ("n1", "nursing"): 20.0, ("n2", "nursing"): 20.0, ("s1", "nursing"): 30.0,
    ("n1", "spot"): 15.0, ("n2", "spot"): 15.0, ("s1", "spot"): 25.0,
    ("n1", "team"): 0.0, ("n2", "team"): 0.0, ("s1", "team"): 0.0,
}  # fmt: skip


def worked_case() -> Case:
    """Return the case."""
    return Case(
        identity=Identity(id="worked", title="Worked case"),
        horizon=Horizon(start="2015-04", months=24, months_per_period=6, standard_from="2015-04"),
        travel=TravelMethod(),
        parameters=Parameters(
            discount_rate=0.2,
            acute_delayed_day_gbp=300,
            acute_admission_day_gbp=400,
            capacity_share=0.5,
            access_gbp_per_hour=6,
            change_gbp_per_bed=10,
        ),
        localities=(t.Locality(locality="north", title="North"), t.Locality(locality="south", title="South")),
        areas=(_area("n1", "north", 60), _area("n2", "north", 40), _area("s1", "south", 100)),
        settings=(_setting("hospital"), _setting("nursing"), _setting("home", "place")),
        cohorts=(
            t.Cohort(
                cohort="down", title="Step-down", admissions_per_year=400, age_65_74=1, age_75_84=0,
                age_85_plus=0, when_full="wait", rule="wait", rule_target=0.1, wait_days=2, max_travel_min=60,
                delayed_in_acute=10,
            ),
            t.Cohort(
                cohort="up", title="Step-up", admissions_per_year=100, age_65_74=1, age_75_84=0, age_85_plus=0,
                when_full="divert", rule="refusal", rule_target=0.05, max_travel_min=30, acute_stay_days=10,
            ),
        ),
        stays=(
            t.Stay(cohort="down", setting="hospital", stay_days=18.3),
            t.Stay(cohort="down", setting="nursing", stay_days=36.6),
            t.Stay(cohort="down", setting="home", stay_days=9.15),
            t.Stay(cohort="up", setting="hospital", stay_days=6.1),
        ),
        growth=tuple(
            t.Growth(year=year, age_65_74=1, age_75_84=1, age_85_plus=1) for year in ("2015/16", "2016/17")
        ),
        seasons=tuple(t.Season(month=month, index=1) for month in range(1, 13)),
        gates=(
            t.Gate(
                gate="talks", title="Consultation", kind="consultation", starts="2015-04", passed="2015-10"
            ),
        ),
        contracts=(t.Contract(contract="trust", title="Inpatient care", notice_months=6, gate="talks"),),
        sites=(
            t.Site(
                site="ward", title="Hill ward", setting="hospital", lat=51.8, lon=-0.8, travels="person",
                contract="trust", today="ten", double_running_months=6, stranded_share=0.5, stranded_months=6,
            ),
            t.Site(
                site="nursing", title="Lake home", setting="nursing", lat=51.8, lon=-0.8, travels="person",
                today="none", lead_months=3, ramp_months=6,
            ),
            t.Site(
                site="spot", title="Spot beds", setting="nursing", lat=51.8, lon=-0.8, travels="person",
                today="five",
            ),
            t.Site(
                site="team", title="Home team", setting="home", lat=51.8, lon=-0.8, travels="staff",
                today="twenty",
            ),
        ),
        configurations=(
            _runs("ward", "ten", "ward", 10, 365_000, 50),
            _runs("ward", "closed", "ward", 0, 0, 50),
            _runs("nursing", "none", "block", 0, 0, 40),
            _runs("nursing", "twelve", "block", 12, 240_000, 40),
            _runs("spot", "five", "spot", 5, 0, 150),
            _runs("team", "twenty", "place", 20, 50_000, 30),
        ),
        transitions=(
            t.Transition(
                site="ward", from_configuration="ten", to_configuration="closed", capital_gbp=-100_000,
                revenue_gbp=30_000,
            ),
            t.Transition(
                site="nursing", from_configuration="none", to_configuration="twelve", capital_gbp=5_000,
                revenue_gbp=1_000,
            ),
        ),
        funders=(
            t.Funder(funder="nhs", title="NHS", pooled=False),
            t.Funder(funder="council", title="Council", pooled=True),
        ),
        funding=(
            t.Funding(setting="hospital", funder="nhs", share=1),
            t.Funding(setting="nursing", funder="nhs", share=0.25),
            t.Funding(setting="nursing", funder="council", share=0.75),
            t.Funding(setting="home", funder="council", share=1),
            t.Funding(setting="acute", funder="nhs", share=1),
        ),
        area_travel_min=TRAVEL_MIN,
        staff_per_bed=(t.StaffPerBed(setting="hospital", role="nurse", fte_per_bed=1.2),),
    )  # fmt: skip


def worked_decisions() -> BedDecisions:
    """Return the plan: the nursing home opens, half a year later the ward is gone."""
    return decisions(
        {
            "ward": ("ten", "ten", "closed", "closed"),
            "nursing": ("none", "twelve", "twelve", "twelve"),
            "spot": ("five",) * 4,
            "team": ("twenty",) * 4,
        },
        starts=(
            ("down", "north", "ward", "2015-04", 80),  # 80 x 18.3 / 183 = 8 beds
            ("up", "north", "ward", "2015-04", 30),  # 30 x 6.1 / 183 = 1 bed
            ("down", "south", "team", "2015-04", 100),  # 100 x 9.15 / 183 = 5 places
            ("down", "north", "ward", "2015-10", 40),  # 4 beds
            ("down", "north", "nursing", "2015-10", 30),  # 30 x 36.6 / 183 = 6 beds
            ("down", "north", "nursing", "2016-04", 50),  # 10 beds
            ("down", "south", "spot", "2016-04", 10),  # 2 beds
            ("down", "south", "team", "2016-04", 100),  # 5 places
            ("down", "north", "nursing", "2016-10", LAST_PEOPLE),  # 12 beds
        ),
        waiting=(4, 4, 2, 6),
        diverted=(0, 3, 0, 0),
    )


def unchanged_decisions() -> BedDecisions:
    """Return business as usual: nothing changes, and more people wait every half-year."""
    return decisions(
        {"ward": ("ten",) * 4, "nursing": ("none",) * 4, "spot": ("five",) * 4, "team": ("twenty",) * 4},
        starts=(
            ("down", "north", "ward", "2015-04", 97),  # 9.7 beds: the full load of ten
            ("down", "north", "ward", "2015-10", 97),
            ("down", "north", "ward", "2016-04", 97),
            ("down", "north", "ward", "2016-10", 60),
        ),
        waiting=(20, 40, 60, 80),
        diverted=(0, 0, 0, 0),
    )


def decisions(
    runs: dict[str, tuple[str, ...]],
    starts: tuple[tuple[str, str, str, str, float], ...],
    waiting: tuple[float, ...],
    diverted: tuple[float, ...],
) -> BedDecisions:
    """Return decisions; those who wait are of `down`, those diverted of `up`, all in the north."""
    return BedDecisions(
        configurations=tuple(
            SiteConfiguration(site=site, period=period, configuration=configuration)
            for site, configurations in runs.items()
            for period, configuration in zip(PERIODS, configurations, strict=True)
        ),
        starts=tuple(
            Starts(cohort=cohort, locality=locality, site=site, period=period, people=people)
            for cohort, locality, site, period, people in starts
        ),
        waiting=tuple(
            Waiting(cohort="down", locality="north", period=period, people=people)
            for period, people in zip(PERIODS, waiting, strict=True)
            if people
        ),
        diverted=tuple(
            Diverted(cohort="up", locality="north", period=period, people=people)
            for period, people in zip(PERIODS, diverted, strict=True)
            if people
        ),
    )


def worked_plan(case: Case | None = None) -> BedPlan:
    """Return the plan with its figures."""
    return as_option("plan", worked_decisions(), case)


def unchanged_plan(case: Case | None = None) -> BedPlan:
    """Return business as usual with its figures."""
    return as_option("business-as-usual", unchanged_decisions(), case)


def as_option(option: OptionId, chosen: BedDecisions, case: Case | None = None) -> BedPlan:
    """Return decisions as an option of a case (the worked case by default)."""
    figures = bed_figures(case or worked_case(), chosen)
    objective = figures.totals.objective_gbp
    proof = Proof(status="optimal", objective=objective, bound=objective, gap=0, asked_gap=0.001)
    return BedPlan(option=option, scenario="base", proof=proof, decisions=chosen, figures=figures)


def _area(area: str, locality: str, people: float) -> t.Area:
    return t.Area(
        area=area, title=area, locality=locality, lat=51.8, lon=-0.8, age_65_74=people, age_75_84=0, age_85_plus=0
    )  # fmt: skip


def _setting(setting: str, unit: str = "bed") -> t.Setting:
    return t.Setting.model_validate(
        {
            "setting": setting,
            "title": f"{setting.capitalize()} care",
            "unit": unit,
            "unit_cost_gbp_per_occupied_day": 200,
            "reference_occupancy": 0.85,
            "fixed_share": 0.8,
        }
    )


def _runs(site: str, configuration: str, kind: str, beds: int, fixed: float, variable: float) -> t.Configuration:
    return t.Configuration.model_validate(
        {
            "site": site,
            "configuration": configuration,
            "kind": kind,
            "beds_staffed": beds,
            "fixed_gbp_per_year": fixed,
            "variable_gbp_per_occupied_day": variable,
        }
    )


def whole_plan() -> Plan:
    """Return business as usual and the plan, with a regret, sizes and findings."""
    case = worked_case()
    options = {"business-as-usual": unchanged_plan(), "plan": worked_plan()}
    regrets = (Regret(site="ward", closed="2016-04", closed_later=None, cost_gbp=120_400.126),)
    return Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest="0" * 64,
        scenario="base",
        options=tuple(options.values()),
        regrets=regrets,
        sizes=setting_sizes(case, options["plan"]),
        scenarios=(),
        findings=find(case, options, regrets),
    )


def provenance() -> Provenance:
    """Return what made the plan."""
    return Provenance(
        capplan="0.1.0",
        case="worked",
        case_digest="0" * 64,
        scenario="base",
        profile="default",
        profile_options={"mip_rel_gap": 0.001, "threads": 1},
        seed=0,
        versions={"highspy": "1.15"},
        command="capplan run worked",
        created="2026-01-01T00:00:00+00:00",
        seconds={"plan": 1.5},
    )
