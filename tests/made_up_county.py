"""A made-up case with sites in four settings, for the tests of the report; nothing in it is real."""

from __future__ import annotations

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod

START = "2015-04"
SETTINGS = ("community-hospital", "nursing-home", "council-facility", "home")
SETTING_TITLES = ("Community hospital", "Nursing home", "Council facility", "Care at home")
NAMES = ("Amberley", "Brookfield", "Chesham Road", "Downs View", "Elmhurst", "Fairmile", "Grange Park", "Home")
BEDS = (24, 20, 32, 12, 18, 16, 30, 40)
KINDS = ("ward", "block", "ward", "place")


def made_up_case(num_sites: int = 8, months: int = 60, title: str = "Made-up county") -> Case:
    """Return a case of `num_sites` sites in four settings over `months` months."""
    sites, configurations, transitions = [], [], []
    for index in range(num_sites):
        site = f"site-{index + 1}"
        setting = SETTINGS[index % 4]
        home = setting == "home"
        name = NAMES[index % 8] + (f" {index // 8 + 1}" if index >= 8 else "")
        sites.append(
            t.Site(
                site=site,
                title=f"{name} {'team' if home else 'unit'}",
                setting=setting,
                lat=51.8,
                lon=-0.8,
                travels="staff" if home else "person",
                contract=f"contract-{index + 1}" if index % 4 == 1 else None,
                today="open" if index % 8 != 6 else "closed",
                double_running_months=2,
                ramp_months=3,
                lead_months=6,
                status="assumed" if index % 3 == 0 else "stated",
                source="made up",
            )
        )
        for configuration, beds in (("open", BEDS[index % 8]), ("half", BEDS[index % 8] // 2), ("closed", 0)):
            configurations.append(
                t.Configuration(site=site, configuration=configuration, kind=KINDS[index % 4], beds_staffed=beds)
            )
        transitions.append(
            t.Transition(site=site, from_configuration="open", to_configuration="closed", capital_gbp=-50_000)
        )
    return Case(
        identity=Identity(id="made-up", title=title, source="made up for tests", price_base="2014/15"),
        horizon=Horizon(start=START, months=months, standard_from="2016-04"),
        travel=TravelMethod(),
        parameters=Parameters(acute_delayed_day_gbp=300.0, acute_admission_day_gbp=400.0),
        localities=(
            t.Locality(locality="north", title="North"),
            t.Locality(locality="south", title="South"),
        ),
        areas=(
            _area("n1", "north"),
            _area("s1", "south"),
        ),
        settings=tuple(
            t.Setting(
                setting=setting,
                title=name,
                unit="place" if setting == "home" else "bed",
                unit_cost_gbp_per_occupied_day=200.0,
                reference_occupancy=0.85,
                fixed_share=0.8,
            )
            for setting, name in zip(SETTINGS, SETTING_TITLES, strict=True)
        ),
        cohorts=(
            _cohort("step-down", "Step-down rehabilitation", "wait"),
            _cohort("step-up", "Step-up", "divert"),
        ),
        stays=tuple(
            t.Stay(cohort=cohort, setting=setting, stay_days=21)
            for cohort in ("step-down", "step-up")
            for setting in SETTINGS
        ),
        growth=tuple(
            t.Growth(year=year, age_65_74=1, age_75_84=1, age_85_plus=1, status="derived") for year in years(months)
        ),
        seasons=tuple(t.Season(month=month, index=1.0) for month in range(1, 13)),
        sites=tuple(sites),
        configurations=tuple(configurations),
        funders=(
            t.Funder(funder="nhs", title="NHS commissioners", pooled=True),
            t.Funder(funder="council", title="County council", pooled=False),
        ),
        funding=tuple(t.Funding(setting=setting, funder="nhs", share=1.0) for setting in (*SETTINGS, "acute")),
        area_travel_min={},
        gates=(
            t.Gate(
                gate="consult", title="Public consultation", kind="consultation", starts="2015-09", passed="2016-01"
            ),
        ),
        contracts=tuple(
            t.Contract(
                contract=f"contract-{index + 1}",
                title=f"Block contract {index + 1}",
                notice_months=6,
                gate="consult",
            )
            for index in range(1, num_sites, 4)
        ),
        transitions=tuple(transitions),
        budgets=tuple(
            t.Budget(funder="pool", year=year, revenue_gbp=9_000_000.0, capital_gbp=400_000.0) for year in years(months)
        ),
        scenarios=(
            t.Scenario(scenario="more-demand", title="Ten per cent more demand", cohort="step-down", demand_factor=1.1),
        ),
        digest="0123456789abcdef" * 4,
    )


def years(months: int) -> list[str]:
    """Return the financial years of so many months."""
    first = int(START[:4])
    return [f"{first + year}/{(first + year + 1) % 100:02d}" for year in range(-(-months // 12))]


def _area(area: str, locality: str) -> t.Area:
    return t.Area(area=area, title=area, locality=locality, lat=51.8, lon=-0.8, age_65_74=1, age_75_84=1, age_85_plus=1)


def _cohort(cohort: str, title: str, when_full: str) -> t.Cohort:
    return t.Cohort(
        cohort=cohort,
        title=title,
        admissions_per_year=1000,
        age_65_74=0.2,
        age_75_84=0.4,
        age_85_plus=0.4,
        when_full=when_full,  # type: ignore[arg-type]
        rule="wait",
        rule_target=0.05,
        max_travel_min=45,
        status="assumed",
        could_supply="the trust's bed managers",
        reason="no count published",
    )
