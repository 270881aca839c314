"""A small case that can be reckoned by hand, shared by the tests of every part.

Two years of 365 days; one step-down person arrives a day and one step-up person every five days, three in
four from the north. From 2014-04 on there are 1.1 times as many. Where the standard is an occupancy (as here), the
safe load is 0.75 x beds.

=============  =============  =====================================  ==========================
site           setting        configurations (beds)                  what it is there for
=============  =============  =====================================  ==========================
ward-north     hospital       full 24 (today), half 12, closed 0     closes behind gate and notice
block-south    nursing-home   none 0 (today), sixteen, thirty-two    opens with lead time and ramp
spot-county    nursing-home   eight 8 (today)                        always there, dear
home-county    home           ten 10 (today), twenty                 places; staff travel
=============  =============  =====================================  ==========================

Vary it with :func:`dataclasses.replace` or ``small_case(parameters=...)``; :func:`with_row` changes one row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.fields import Row
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod

AGES = {"age_65_74": 0.25, "age_75_84": 0.25, "age_85_plus": 0.5}


def small_case(**changes: Any) -> Case:
    """Return the small case; keyword arguments replace fields of `Case`."""
    case = Case(
        identity=Identity(id="small", title="Small county", price_base="2013/14"),
        horizon=Horizon(start="2013-04", months=18, standard_from="2013-06"),
        travel=TravelMethod(method="matrix"),
        parameters=Parameters(
            discount_rate=0.035,
            acute_delayed_day_gbp=300.0,
            acute_admission_day_gbp=400.0,
            capacity_share=0.5,
            full_occupancy=0.95,
            reading_occupancy=0.85,
            access_gbp_per_hour=12.0,
            change_gbp_per_bed=100.0,
            near_min=15.0,
            max_beds_opened_per_month=20.0,
            max_beds_closed_per_month=12.0,
        ),
        localities=(t.Locality(locality="north", title="North"), t.Locality(locality="south", title="South")),
        areas=(
            _area("n1", "north", 1800.0),
            _area("n2", "north", 1200.0),
            _area("s1", "south", 1000.0),
        ),
        settings=(
            _setting("hospital", "bed", 300.0, 0.9, 0.8),
            _setting("nursing-home", "bed", 150.0, 1.0, 0.8),
            _setting("home", "place", 100.0, 0.8, 0.5),
        ),
        cohorts=(
            t.Cohort(
                cohort="step-down",
                title="Step down",
                admissions_per_year=365.0,
                when_full="wait",
                rule="occupancy",
                rule_target=0.75,
                max_travel_min=45.0,
                delayed_in_acute=10.0,
                **AGES,
            ),
            t.Cohort(
                cohort="step-up",
                title="Step up",
                admissions_per_year=73.0,
                when_full="divert",
                rule="occupancy",
                rule_target=0.8,
                max_travel_min=30.0,
                acute_stay_days=8.0,
                **AGES,
            ),
        ),
        stays=(
            t.Stay(cohort="step-down", setting="hospital", stay_days=20.0),
            t.Stay(cohort="step-down", setting="nursing-home", stay_days=30.0),
            t.Stay(cohort="step-down", setting="home", stay_days=20.0, min_share=0.2, max_share=0.3),
            t.Stay(cohort="step-up", setting="hospital", stay_days=10.0),
            t.Stay(cohort="step-up", setting="home", stay_days=20.0),
        ),
        growth=(
            t.Growth(year="2013/14", age_65_74=1.0, age_75_84=1.0, age_85_plus=1.0),
            t.Growth(year="2014/15", age_65_74=1.1, age_75_84=1.1, age_85_plus=1.1),
        ),
        seasons=tuple(t.Season(month=month, index=1.0) for month in range(1, 13)),
        sites=_sites(),
        configurations=_configurations(),
        funders=(
            t.Funder(funder="health", title="Health", pooled=True),
            t.Funder(funder="council", title="Council", pooled=True),
            t.Funder(funder="hospital-trust", title="Hospital trust", pooled=False),
        ),
        funding=(
            t.Funding(setting="hospital", funder="health", share=1.0),
            t.Funding(setting="nursing-home", funder="health", share=0.5),
            t.Funding(setting="nursing-home", funder="council", share=0.5),
            t.Funding(setting="home", funder="council", share=1.0),
            t.Funding(setting="acute", funder="hospital-trust", share=1.0),
        ),
        area_travel_min=_travel(),
        gates=(t.Gate(gate="consult", title="Consultation", kind="consultation", starts="2013-05", passed="2013-07"),),
        contracts=(t.Contract(contract="ward-lease", title="Ward lease", notice_months=3, gate="consult"),),
        transitions=_transitions(),
        budgets=(
            t.Budget(funder="pool", year="2013/14", revenue_gbp=3_500_000.0, capital_gbp=120_000.0),
            t.Budget(funder="health", year="2014/15", revenue_gbp=1_500_000.0, capital_gbp=0.0),
        ),
        staff_per_bed=(
            t.StaffPerBed(setting="hospital", role="nurse", fte_per_bed=0.5),
            t.StaffPerBed(setting="hospital", role="assistant", fte_per_bed=0.75),
        ),
        scenarios=(
            t.Scenario(scenario="longer", title="Longer stays", cohort="step-down", demand_factor=1.1, stay_factor=1.2),
        ),
        digest="0" * 64,
    )
    return replace(case, **changes)


def with_row(case: Case, table: str, key: str, **changes: Any) -> Case:
    """Return the case with one row changed: the row of `table` whose first column (or columns, a/b) is `key`."""
    rows: tuple[Row, ...] = getattr(case, table)
    names = t.TABLES[table].key

    def named(row: Row) -> bool:
        return "/".join(str(getattr(row, name)) for name in names) == key

    if not any(named(row) for row in rows):
        raise KeyError(f"{table}: {key}")
    changed = tuple(type(row)(**{**row.model_dump(), **changes}) if named(row) else row for row in rows)
    return replace(case, **{table: changed})


def _area(area: str, locality: str, people: float) -> t.Area:
    return t.Area(
        area=area,
        title=area.upper(),
        locality=locality,
        lat=52.0,
        lon=1.0,
        **{band: share * people for band, share in AGES.items()},
    )


def _setting(setting: str, unit: str, cost_gbp: float, occupancy: float, fixed_share: float) -> t.Setting:
    return t.Setting(
        setting=setting,
        title=setting,
        unit=unit,
        unit_cost_gbp_per_occupied_day=cost_gbp,
        reference_occupancy=occupancy,
        fixed_share=fixed_share,
    )


def _sites() -> tuple[t.Site, ...]:
    place = {"lat": 52.0, "lon": 1.0}
    return (
        t.Site(
            site="ward-north",
            title="Ward",
            setting="hospital",
            travels="person",
            contract="ward-lease",
            today="full",
            double_running_months=1,
            min_commitment_months=1,
            stranded_share=0.2,
            stranded_months=6,
            **place,
        ),
        t.Site(
            site="block-south",
            title="Block",
            setting="nursing-home",
            travels="person",
            today="none",
            admits="step-down",
            lead_months=3,
            ramp_months=1,
            min_commitment_months=6,
            **place,
        ),
        t.Site(
            site="spot-county",
            title="Spot",
            setting="nursing-home",
            travels="person",
            today="eight",
            **place,
        ),
        t.Site(
            site="home-county",
            title="Home",
            setting="home",
            travels="staff",
            today="ten",
            lead_months=1,
            **place,
        ),
    )


def _configurations() -> tuple[t.Configuration, ...]:
    rows = [
        t.Configuration(site="ward-north", configuration=name, kind="ward", beds_staffed=beds)
        for name, beds in (("full", 24), ("half", 12), ("closed", 0))
    ]
    rows += [
        t.Configuration(
            site="block-south",
            configuration=name,
            kind="block",
            beds_staffed=beds,
            fixed_gbp_per_year=40_000.0 * beds,
        )
        for name, beds in (("none", 0), ("sixteen", 16), ("thirty-two", 32))
    ]
    rows.append(
        t.Configuration(
            site="spot-county",
            configuration="eight",
            kind="spot",
            beds_staffed=8,
            fixed_gbp_per_year=0.0,
            variable_gbp_per_occupied_day=180.0,
        )
    )
    rows += [
        t.Configuration(site="home-county", configuration=name, kind="place", beds_staffed=places)
        for name, places in (("ten", 10), ("twenty", 20))
    ]
    return tuple(rows)


def _transitions() -> tuple[t.Transition, ...]:
    rows = (
        ("ward-north", "full", "half", 0.0, 50_000.0),
        ("ward-north", "half", "closed", -200_000.0, 100_000.0),
        ("ward-north", "half", "full", 0.0, 0.0),
        ("block-south", "none", "sixteen", 80_000.0, 20_000.0),
        ("block-south", "sixteen", "thirty-two", 40_000.0, 10_000.0),
        ("block-south", "thirty-two", "sixteen", 0.0, 5_000.0),
        ("block-south", "sixteen", "none", 0.0, 5_000.0),
        ("home-county", "ten", "twenty", 0.0, 15_000.0),
        ("home-county", "twenty", "ten", 0.0, 0.0),
    )
    return tuple(
        t.Transition(
            site=site, from_configuration=left, to_configuration=entered, capital_gbp=capital, revenue_gbp=once
        )
        for site, left, entered, capital, once in rows
    )


def _travel() -> dict[tuple[str, str], float]:
    """Locality means: ward 14 and 40 minutes, block 36 and 10, spot 20 and 20, home 25 and 15."""
    minutes = {
        "ward-north": (10.0, 20.0, 40.0),
        "block-south": (30.0, 45.0, 10.0),
        "spot-county": (20.0, 20.0, 20.0),
        "home-county": (25.0, 25.0, 15.0),
    }
    return {
        (area, site): each for site, row in minutes.items() for area, each in zip(("n1", "n2", "s1"), row, strict=True)
    }
