"""Synthetic counties with beds and staff, of any number of localities, bed sites, roles and months.

Of every 12 bed sites 4 are wards of a community hospital, 5 are blocks in nursing homes and 3 are home places, each run
from a base of its own. Of every 3 roles one works on wards and two (a senior and an assistant) at bases; they share one
skill and help out in the next ones.

==============  ===================================================================================
more of         what it does
==============  ===================================================================================
localities      the same people and the same work, split over more places
sites           people, work, beds and bases grow with the sites, on the same map
roles           the same work, split over more skills and roles
months          a longer plan; older people grow by 1.5 % a year
==============  ===================================================================================

The same size and seed give the same case. Figures are made up, of the order of those of a county of 60,000 people
aged 65 and over for every 12 sites. There are no budgets: a limit drawn at random could not be kept.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.case import Case
from capplan.case.header import Horizon, Identity, Parameters, TravelMethod
from capplan.travel import CoordinateTravel, Point
from families import county_staff
from families.county_size import (
    BEDS,
    HOME_PER_YEAR,
    STEP_DOWN_AT_HOME,
    STEP_DOWN_PER_YEAR,
    STEP_UP_PER_YEAR,
    TRAVEL_MIN_PER_VISIT,
    Size,
)

START_YEAR = 2015
SIDE_DEGREES = 0.32  # about 36 km from north to south
DETOUR, SPEED_KMH = 1.3, 40.0
AGES = {"age_65_74": 0.5, "age_75_84": 0.35, "age_85_plus": 0.15}
ADMITTED = {"age_65_74": 0.16, "age_75_84": 0.42, "age_85_plus": 0.42}


def county_case(size: Size, seed: int = 0) -> Case:
    """Return a synthetic staffed case of a size."""
    rng = Random(f"{size}/{seed}")
    towns = _scatter(max(size.localities, size.kinds["place"]), 0, rng)
    areas = _areas(size, towns, rng)
    bases = tuple(
        staff.Base(
            base=f"base-{number}",
            title=f"Base {number}",
            kind="health-team",
            lat=lat,
            lon=lon,
            use="must",
            cost_gbp_per_year=60_000.0,
            home_site=f"place-{number}",
            travel_min_per_visit=TRAVEL_MIN_PER_VISIT,
        )
        for number, (lat, lon) in enumerate(towns[: size.kinds["place"]])
    )
    sites = _sites(size, towns, rng)
    travel = _travel(
        areas, [*((one.site, one.lat, one.lon) for one in sites), *((b.base, b.lat, b.lon) for b in bases)]
    )
    roles = county_staff.roles(size, rng)
    years = range(START_YEAR, START_YEAR + (size.months + 11) // 12)
    return Case(
        identity=Identity(id="made-county", title=f"Made county {size}", price_base="2014/15"),
        horizon=Horizon(start=f"{START_YEAR}-04", months=size.months, standard_from=f"{START_YEAR}-10"),
        travel=TravelMethod(),
        parameters=_parameters(),
        localities=tuple(t.Locality(locality=f"l{n}", title=f"Locality {n}") for n in range(size.localities)),
        areas=areas,
        settings=(
            _setting("hospital", "bed", 263.0, 0.85, 0.7),
            _setting("nursing-home", "bed", 186.0, 1.0, 0.0),
            _setting("home", "place", 79.0, 0.6, 0.7),
        ),
        cohorts=_cohorts(size.scale),
        stays=(
            t.Stay(cohort="step-down", setting="hospital", stay_days=26.0),
            t.Stay(cohort="step-down", setting="nursing-home", stay_days=28.0, max_share=0.6),
            t.Stay(cohort="step-down", setting="home", stay_days=35.0, max_share=STEP_DOWN_AT_HOME),
            t.Stay(cohort="step-up", setting="hospital", stay_days=14.0),
            t.Stay(cohort="step-up", setting="home", stay_days=21.0, max_share=0.3),
            t.Stay(cohort="home", setting="home", stay_days=28.0),
        ),
        growth=tuple(
            t.Growth(year=f"{year}/{(year + 1) % 100:02d}", **dict.fromkeys(AGES, 1.015 ** (year - START_YEAR)))
            for year in years
        ),
        seasons=tuple(t.Season(month=n, index=1.05 if n in (12, 1, 2, 3) else 0.975) for n in range(1, 13)),
        sites=sites,
        configurations=_configurations(size, rng),
        transitions=_transitions(size, rng),
        contracts=(
            t.Contract(contract="wards", title="Wards", notice_months=6, gate="consultation"),
            t.Contract(contract="blocks", title="Blocks", notice_months=3),
        ),
        gates=(
            t.Gate(
                gate="consultation",
                title="Consultation",
                kind="consultation",
                starts=f"{START_YEAR}-04",
                passed=f"{START_YEAR}-07",
            ),
        ),
        funders=(
            t.Funder(funder="health", title="Health", pooled=True),
            t.Funder(funder="council", title="Council", pooled=True),
        ),
        funding=tuple(
            t.Funding(setting=setting, funder=funder, share=1.0)
            for setting, funder in (
                ("hospital", "health"), ("nursing-home", "council"), ("home", "council"), ("acute", "health"),
            )
        ),
        area_travel_min=travel,
        bases=bases,
        roles=roles,
        establishment=county_staff.establishment(size, areas, bases, travel, roles),
        skills=tuple(staff.Skill(skill=f"skill-{k}", title=f"Skill {k}") for k in range(size.skills)),
        may_do=county_staff.may_do(size),
        work_types=county_staff.work_types(size.scale),
        recipes=county_staff.recipes(size.skills),
        duty_cover=(
            staff.DutyCover(
                cover="day", title="Day", skill="skill-0", base="each", work="rapid", serves="territory",
                from_hour=0.0, to_hour=24.0, share=1.0, min_on_duty=1, wait_hours=2.0, max_wait_share=0.1,
            ),
        ),
        moves=county_staff.moves(size),
        supervision=tuple(
            staff.Supervision(supervisor=f"senior-{k}", role=f"assistant-{k}", max_fte_per_supervisor=4.0)
            for k in range(size.skills)
            if 3 * k + 2 < size.roles
        ),
        digest="0" * 64,
    )  # fmt: skip


def _scatter(count: int, offset: int, rng: Random) -> list[tuple[float, float]]:
    """Return points spread evenly over the county, whatever their number (the R2 sequence), moved a little."""
    return [
        (
            51.7 + SIDE_DEGREES * ((0.5 + 0.7548776662466927 * number) % 1 + rng.uniform(-0.03, 0.03)),
            -0.8 + 1.6 * SIDE_DEGREES * ((0.5 + 0.5698402909980532 * number) % 1 + rng.uniform(-0.03, 0.03)),
        )
        for number in range(offset, offset + count)
    ]


def _areas(size: Size, towns: list[tuple[float, float]], rng: Random) -> tuple[t.Area, ...]:
    """Return one area a locality; where there are more bases than localities, one a base, each in the nearest."""
    weights = [rng.uniform(0.8, 1.2) for _ in towns]
    people = 60_000.0 * size.scale / sum(weights)
    centres = towns[: size.localities]

    def nearest(town: tuple[float, float]) -> int:
        return min(
            range(len(centres)), key=lambda n: (centres[n][0] - town[0]) ** 2 + ((centres[n][1] - town[1]) / 1.6) ** 2
        )

    return tuple(
        t.Area(
            area=f"a{number}",
            title=f"Area {number}",
            locality=f"l{number if number < size.localities else nearest(town)}",
            lat=town[0],
            lon=town[1],
            **{band: share * people * weight for band, share in AGES.items()},
        )
        for number, (town, weight) in enumerate(zip(towns, weights, strict=True))
    )


def _sites(size: Size, towns: list[tuple[float, float]], rng: Random) -> tuple[t.Site, ...]:
    kinds = size.kinds
    away = _scatter(kinds["ward"] + kinds["block"], 1_000, rng)
    wards = (
        t.Site(
            site=f"ward-{n}", title=f"Ward {n}", setting="hospital", lat=lat, lon=lon, travels="person",
            contract="wards", today="beds-24", lead_months=6, double_running_months=2, ramp_months=1,
            min_commitment_months=12, stranded_share=0.2, stranded_months=12,
        )
        for n, (lat, lon) in enumerate(away[: kinds["ward"]])
    )  # fmt: skip
    blocks = (
        t.Site(
            site=f"block-{n}", title=f"Block {n}", setting="nursing-home", lat=lat, lon=lon, travels="person",
            contract="blocks", today=f"beds-{0 if n % 2 else 8}", lead_months=3, double_running_months=1,
            ramp_months=1, min_commitment_months=6,
        )
        for n, (lat, lon) in enumerate(away[kinds["ward"] :])
    )  # fmt: skip
    places = (
        t.Site(
            site=f"place-{n}", title=f"Home places {n}", setting="home", lat=lat, lon=lon, travels="staff",
            today="beds-20", lead_months=2, ramp_months=1, min_commitment_months=3,
        )
        for n, (lat, lon) in enumerate(towns[: kinds["place"]])
    )  # fmt: skip
    return (*wards, *blocks, *places)


def _configurations(size: Size, rng: Random) -> tuple[t.Configuration, ...]:
    rows: list[t.Configuration] = []
    for kind, count in size.kinds.items():
        for number in range(count):
            dearer = rng.uniform(0.9, 1.1)
            # GBP a year of a bed or place, occupied or not; of a ward and of home places without those planned by role.
            a_bed = {"ward": 70_000.0, "block": 62_000.0, "place": 15_000.0}[kind] * dearer
            rows += [
                t.Configuration(
                    site=f"{kind}-{number}",
                    configuration=f"beds-{beds}",
                    kind="block" if kind == "block" else "ward" if kind == "ward" else "place",
                    beds_staffed=beds,
                    fixed_gbp_per_year=a_bed * beds,
                )
                for beds in BEDS[kind]
            ]
    return tuple(rows)


def _transitions(size: Size, rng: Random) -> tuple[t.Transition, ...]:
    """Wards halve and close; blocks and home places go a step up or down."""
    once = {"ward": 60_000.0, "block": 20_000.0, "place": 15_000.0}
    rows: list[t.Transition] = []
    for kind, count in size.kinds.items():
        steps = list(pairwise(BEDS[kind]))
        if kind != "ward":
            steps += [(after, before) for before, after in steps]
        rows += [
            t.Transition(
                site=f"{kind}-{number}",
                from_configuration=f"beds-{before}",
                to_configuration=f"beds-{after}",
                revenue_gbp=once[kind] * rng.uniform(0.8, 1.2),
            )
            for number in range(count)
            for before, after in steps
        ]
    return tuple(rows)


def _travel(areas: tuple[t.Area, ...], places: list[tuple[str, float, float]]) -> dict[tuple[str, str], float]:
    minutes = CoordinateTravel(DETOUR, SPEED_KMH, 0.0).minutes(
        [Point(one.area, one.lat, one.lon) for one in areas], [Point(*one) for one in places]
    )
    return {
        (area.area, place[0]): float(minutes[row, column])
        for row, area in enumerate(areas)
        for column, place in enumerate(places)
    }


def _parameters() -> Parameters:
    return Parameters(
        acute_delayed_day_gbp=346.0,
        acute_admission_day_gbp=436.0,
        full_occupancy=0.97,
        access_gbp_per_hour=50.0,
        change_gbp_per_bed=500.0,
        change_every_months=3,
        detour_factor=DETOUR,
        speed_kmh=SPEED_KMH,
        overskill_gbp_per_hour=5.0,
    )


def _setting(setting: str, unit: str, cost_gbp: float, fixed_share: float, staff_share: float) -> t.Setting:
    return t.Setting(
        setting=setting,
        title=setting.capitalize(),
        unit=unit,
        unit_cost_gbp_per_occupied_day=cost_gbp,
        reference_occupancy=0.85,
        fixed_share=fixed_share,
        staff_share=staff_share,
    )


def _cohorts(scale: float) -> tuple[t.Cohort, ...]:
    waits = {"when_full": "wait", "rule": "wait", "rule_target": 0.1, "wait_days": 2.0}
    diverts = {"when_full": "divert", "rule": "refusal", "rule_target": 0.05, "acute_stay_days": 20.0}
    rows = (
        ("step-down", STEP_DOWN_PER_YEAR, 60.0, {**waits, "delayed_in_acute": 8.0 * scale}),
        ("step-up", STEP_UP_PER_YEAR, 45.0, diverts),
        ("home", HOME_PER_YEAR, 60.0, waits),
    )
    return tuple(
        t.Cohort(
            cohort=cohort, title=cohort.capitalize(), admissions_per_year=scale * number, max_travel_min=furthest,
            **ADMITTED, **how,
        )
        for cohort, number, furthest, how in rows
    )  # fmt: skip
