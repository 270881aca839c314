"""Small random cases that always have a plan: spot beds within everybody's reach take whoever must be met.

One or two cohorts, two or three localities, two to four sites, three to six periods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from hypothesis import strategies as st

from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod
from capplan.units import add_months

START = "2024-04"
AGES: dict[str, Any] = {"age_65_74": 0.5, "age_75_84": 0.5, "age_85_plus": 0.0}
WhenFull = Literal["wait", "divert", "never"]
KINDS: tuple[WhenFull, ...] = ("wait", "divert", "never")
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def cases(
    draw: Draw,
    *,
    kinds: tuple[WhenFull, ...] = KINDS,
    share_limits: bool = True,
    even_months: bool = False,
    pace_limits: bool = True,
) -> Case:
    """Draw a case.

    Parameters
    ----------
    kinds
        What its cohorts may do when there is no bed.
    share_limits, pace_limits
        May it limit the shares of settings, and the beds opened and closed a month?
    even_months
        Are all dates and durations whole periods of two months, with no ramp-up and a steady demand?
    """
    months = draw(st.sampled_from([6, 4] if even_months else [6, 5, 4, 3]))
    localities = tuple(f"place-{number}" for number in range(draw(st.integers(2, 3))))
    cohorts = tuple(_cohort(draw, f"cohort-{number}", kinds) for number in range(draw(st.integers(1, 2))))
    sites = tuple(_site(draw, f"site-{number}", even_months) for number in range(draw(st.integers(1, 3))))
    spot = _made_site("spot", "nursing-home", today="spot")
    return Case(
        identity=Identity(id="random", title="Random case"),
        horizon=Horizon(start=START, months=months, standard_from=_date(draw, even_months)),
        travel=TravelMethod(method="matrix"),
        parameters=Parameters(
            acute_delayed_day_gbp=draw(st.sampled_from([300, 30])),
            acute_admission_day_gbp=draw(st.sampled_from([400, 100])),
            access_gbp_per_hour=draw(st.sampled_from([0, 10])),
            change_gbp_per_bed=draw(st.sampled_from([0, 50])),
            max_beds_opened_per_month=draw(st.sampled_from([None, 6])) if pace_limits else None,
            max_beds_closed_per_month=draw(st.sampled_from([None, 6])) if pace_limits else None,
        ),
        localities=tuple(t.Locality(locality=name, title=name) for name in localities),
        areas=tuple(
            t.Area(
                area=f"{name}-area",
                title=name,
                locality=name,
                lat=52,
                lon=-1,
                age_65_74=draw(st.integers(1, 5)) * 100,
                age_75_84=draw(st.integers(1, 5)) * 100,
                age_85_plus=0,
            )
            for name in localities
        ),
        settings=(
            _setting("hospital", "bed", 0.75),
            _setting("home", "place", 0.5),
            _setting("nursing-home", "bed", 0.0),
        ),
        cohorts=cohorts,
        stays=tuple(stay for cohort in cohorts for stay in _stays(draw, cohort.cohort, share_limits)),
        growth=(t.Growth(year="2024/25", age_65_74=1, age_75_84=1, age_85_plus=1),),
        seasons=tuple(
            t.Season(month=month, index=1 if even_months else draw(st.sampled_from([0.8, 1, 1.25])))
            for month in range(1, 13)
        ),
        sites=(*sites, spot),
        configurations=tuple(row for site in (*sites, spot) for row in _configurations(draw, site)),
        funders=(t.Funder(funder="nhs", title="NHS", pooled=True),),
        funding=tuple(
            t.Funding(setting=name, funder="nhs", share=1) for name in ("hospital", "home", "nursing-home", "acute")
        ),
        area_travel_min={
            # Somebody can reach each site: the first locality always.
            (f"{name}-area", site.site): 10.0
            if site is spot
            else draw(st.sampled_from([5.0, 20.0, 25.0] if name == localities[0] else [5.0, 20.0, 25.0, 60.0]))
            for name in localities
            for site in (*sites, spot)
        },
        contracts=tuple(
            t.Contract(
                contract=f"contract-{site.site}",
                title="Contract",
                notice_months=draw(_months(even_months, min(4, months))),
            )
            for site in sites
        ),
        transitions=tuple(
            t.Transition(
                site=site.site,
                from_configuration=left,
                to_configuration=entered,
                capital_gbp=draw(st.sampled_from([0, 1_000])),
                revenue_gbp=draw(st.sampled_from([0, 500])),
            )
            for site in sites
            for left, entered in (("none", "five"), ("five", "ten"), ("ten", "five"), ("five", "none"))
        ),
    )


def _months(even: bool, most: int) -> st.SearchStrategy[int]:
    return st.sampled_from(range(0, most + 1, 2 if even else 1))


def _date(draw: Draw, even: bool) -> str:
    return add_months(START, draw(_months(even, 2)))


def _cohort(draw: Draw, name: str, kinds: tuple[WhenFull, ...]) -> t.Cohort:
    rule, target = draw(st.sampled_from([("occupancy", 0.85), ("refusal", 0.1), ("wait", 0.25)]))
    return t.Cohort(
        cohort=name,
        title=name,
        admissions_per_year=draw(st.integers(1, 12)) * 15,
        when_full=draw(st.sampled_from(kinds)),
        rule=rule,
        rule_target=target,
        max_travel_min=30,
        acute_stay_days=draw(st.sampled_from([20, 5])),
        delayed_in_acute=draw(st.integers(0, 6)),
        **AGES,
    )


def _stays(draw: Draw, cohort: str, share_limits: bool) -> list[t.Stay]:
    """Spot beds have no largest share and a smallest one below 1, so that they can always take everybody."""
    shares = st.sampled_from([0.0, 0.25]) if share_limits else st.just(0.0)
    most = st.sampled_from([0.5, 1.0]) if share_limits else st.just(1.0)
    return [
        t.Stay(cohort=cohort, setting="nursing-home", stay_days=30, min_share=draw(shares)),
        t.Stay(cohort=cohort, setting="hospital", stay_days=draw(st.sampled_from([15, 30])), max_share=draw(most)),
        t.Stay(cohort=cohort, setting="home", stay_days=draw(st.sampled_from([20, 30])), max_share=draw(most)),
    ]


def _setting(name: str, unit: Literal["bed", "place"], fixed_share: float) -> t.Setting:
    return t.Setting(
        setting=name,
        title=name,
        unit=unit,
        unit_cost_gbp_per_occupied_day=120,
        reference_occupancy=0.85,
        fixed_share=fixed_share,
    )


def _made_site(name: str, setting: str, today: str, **terms: Any) -> t.Site:
    travels: Literal["person", "staff"] = "staff" if setting == "home" else "person"
    return t.Site(site=name, title=name, setting=setting, lat=52, lon=-1, travels=travels, today=today, **terms)


def _site(draw: Draw, name: str, even: bool) -> t.Site:
    ramp_months = 0 if even else draw(st.integers(0, 2))
    double_running_months = draw(_months(even, 2))
    return _made_site(
        name,
        draw(st.sampled_from(["hospital", "home"])),
        today=draw(st.sampled_from(["ten", "none", "five"])),
        contract=f"contract-{name}",
        lead_months=draw(_months(even, 2)),
        double_running_months=double_running_months,
        ramp_months=ramp_months,
        # Sites grow and shrink, so new beds must stay until they are open and may begin to leave.
        min_commitment_months=max(draw(_months(even, 4)), ramp_months, double_running_months),
        reopens=draw(st.booleans()),
        stranded_share=draw(st.sampled_from([0, 0.25])),
        stranded_months=draw(_months(even, 4)),
    )


def _configurations(draw: Draw, site: t.Site) -> list[t.Configuration]:
    if site.site == "spot":
        return [
            t.Configuration(
                site="spot",
                configuration="spot",
                kind="spot",
                beds_staffed=500,
                fixed_gbp_per_year=0,
                variable_gbp_per_occupied_day=draw(st.sampled_from([300, 90])),
            )
        ]
    kind: Literal["ward", "place"] = "place" if site.setting == "home" else "ward"
    return [
        t.Configuration(site=site.site, configuration=name, kind=kind, beds_staffed=beds)
        for name, beds in (("none", 0), ("five", 5), ("ten", 10))
    ]
