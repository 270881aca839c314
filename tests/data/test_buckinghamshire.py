"""The county case is complete, labelled, and adds up to the figures that its source states."""

import csv
from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest

from capplan.case.case import Case
from capplan.case.demand import annual_arrivals, opening_waiting, season_shares
from capplan.case.fields import Row
from capplan.case.read import read_case
from capplan.case.rules import configuration_costs, earliest_reduction
from capplan.case.tables import AGE_BANDS, TABLES
from capplan.formulations.beds import inputs_of
from capplan.queueing import safe_load
from capplan.units import DAYS_PER_WEEK, add_months, months_between

FOLDER = Path(__file__).parents[2] / "data" / "buckinghamshire"
BED_COHORTS = ("step-up", "step-down-rehabilitation", "step-down-complex")

# People aged 65-74, 75-84 and 85+ of the wards nearest to each of the seven health team towns.
PEOPLE = {
    "amersham": (6659, 4774, 2069),
    "aylesbury": (14150, 8646, 3639),
    "buckingham": (4967, 2797, 1046),
    "marlow": (6055, 4416, 1852),
    "southern": (8602, 6111, 3215),
    "thame": (1338, 936, 322),
    "wycombe": (11673, 7674, 3171),
}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


def rows() -> Iterator[tuple[str, int, Row]]:
    """Yield every row of every table by its row model, without the reader."""
    for path in sorted(FOLDER.glob("*.csv")):
        model = TABLES[path.stem].row
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(csv.DictReader(file), start=2):
                yield path.stem, number, model.model_validate({k: v for k, v in cells.items() if v})


def today(case: Case) -> dict[str, int]:
    """Return the beds that run today by setting; spot beds, bought one by one, apart."""
    beds: Counter[str] = Counter()
    for site in case.sites:
        row = next(row for row in case.configurations_of[site.site] if row.configuration == site.today)
        beds[site.setting] += row.beds_staffed if row.kind != "spot" else 0
    return dict(beds)


def spot_sites(case: Case) -> set[str]:
    return {row.site for row in case.configurations if row.kind == "spot"}


def safe(case: Case, site: str, configuration: str) -> float:
    row = next(row for row in case.configurations_of[site] if row.configuration == configuration)
    setting = case.site[site].setting
    return min(
        safe_load(
            row.beds_staffed,
            cohort.rule,
            cohort.rule_target,
            case.stay[cohort.cohort, setting].stay_days,
            cohort.wait_days,
        )
        for cohort in case.admitted(case.site[site])
    )


def test_reader_takes_the_case_in_the_stated_scenario(case: Case) -> None:
    assert (case.identity.id, case.scenario) == ("buckinghamshire", "admissions-1185")
    assert case.scenario_ids == ("base", "admissions-1185", "admissions-1385")
    assert len(case.periods) == 60
    assert (case.periods[0].id, case.periods[-1].id) == ("2015-04", "2020-03")


def test_every_row_names_its_source_and_its_status() -> None:
    assert [(table, number) for table, number, row in rows() if not (row.source and row.status)] == []


def test_every_assumed_row_says_why_and_who_could_supply_better() -> None:
    assumed = [(table, number, row) for table, number, row in rows() if row.status == "assumed"]
    assert len(assumed) > 100
    assert [(table, number) for table, number, row in assumed if not (row.reason and row.could_supply)] == []


def test_provenance_counts_the_rows_as_they_are() -> None:
    counts = Counter(row.status for _, _, row in rows())
    sentence = (
        f"Of {counts.total()} rows {counts['stated']} are stated, {counts['derived']} derived and "
        f"{counts['assumed']} assumed."
    )
    assert sentence in (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert f"{counts['assumed']} of {counts.total()} rows are marked assumed" in readme


def test_localities_hold_49_areas_and_the_stated_people(case: Case) -> None:
    assert len(case.areas) == 49
    assert {row.locality for row in case.localities} == set(PEOPLE)
    for locality, people in PEOPLE.items():
        local = [area for area in case.areas if area.locality == locality]
        assert tuple(sum(getattr(area, band) for area in local) for band in AGE_BANDS) == people


def test_beds_of_today_add_to_125_of_which_65_in_community_hospitals(case: Case) -> None:
    beds = today(case)
    assert beds["community-hospital"] == 65
    # 16 + 28 + 16 = 60 elsewhere = 125 - 65
    assert beds["nursing-home"] + beds["residential-home"] + beds["council-facility"] == 60
    assert case.benchmarks[0].main_share == 65 / 125


def test_admissions_to_beds_add_to_1185(case: Case) -> None:
    admissions = {name: case.cohort[name].admissions_per_year for name in BED_COHORTS}
    assert sum(admissions.values()) == pytest.approx(1185)
    # 1,185 x 0.52 in community hospitals: 15 % of them step-up, 50 % could be in residential or nursing care
    assert admissions["step-up"] == pytest.approx(1185 * 0.52 * 0.15)
    assert admissions["step-down-complex"] == pytest.approx(1185 * 0.52 * 0.50)
    # The other 35 % need a ward: 215.67 of 784.47 people.
    least = case.stay["step-down-rehabilitation", "community-hospital"].min_share
    assert least == pytest.approx(1185 * 0.52 * 0.35 / admissions["step-down-rehabilitation"], abs=5e-4)


def test_bed_days_and_beds_of_the_benchmark(case: Case) -> None:
    stays = {case.stay[name, "community-hospital"].stay_days for name in BED_COHORTS}
    assert stays == {28}
    bed_days = 28 * sum(case.cohort[name].admissions_per_year for name in BED_COHORTS)
    assert bed_days == pytest.approx(33_180)
    # 33,180 / 365 / 0.85 = 106.946
    assert ceil(bed_days / 365 / case.benchmarks[0].occupancy) == 107


def test_second_scenario_fills_125_beds_at_85_percent(case: Case) -> None:
    other = case.in_scenario("admissions-1385")
    admissions = sum(case.cohort[name].admissions_per_year * other.factor(name)[0] for name in BED_COHORTS)
    # 125 x 365 x 0.85 / 28 = 1,385.04
    assert admissions == pytest.approx(1385.04, abs=0.01)
    assert other.factor("home-reablement") == (1.0, 1.0)


def test_first_year_arrivals_are_the_admissions_whatever_the_places(case: Case) -> None:
    annual = annual_arrivals(case)
    for cohort in case.cohorts:
        arrivals = sum(annual[cohort.cohort, place.locality, "2015/16"] for place in case.localities)
        assert arrivals == pytest.approx(cohort.admissions_per_year)


def test_age_shares_sum_to_one_and_their_median_is_83(case: Case) -> None:
    for cohort in case.cohorts:
        assert cohort.age_65_74 + cohort.age_75_84 + cohort.age_85_plus == pytest.approx(1)
        # 75 + 10 x (0.5 - 0.16) / 0.425 = 83.0
        assert 75 + 10 * (0.5 - cohort.age_65_74) / cohort.age_75_84 == pytest.approx(83)


def test_growth_starts_at_one_and_covers_the_years_of_the_plan(case: Case) -> None:
    assert [row.year for row in case.growth] == ["2015/16", "2016/17", "2017/18", "2018/19", "2019/20"]
    first, last = case.growth[0], case.growth[-1]
    assert [getattr(first, band) for band in AGE_BANDS] == [1, 1, 1]
    # 1.1221 / 1.021 = 1.0990; 1.1507 / 1.0944 = 1.0514; 1.1778 / 1.0535 = 1.1180
    assert [getattr(last, band) for band in AGE_BANDS] == [1.099, 1.0514, 1.118]


def test_seasons_repeat_the_stated_months(case: Case) -> None:
    shares = season_shares(case)
    stated = {4: 652, 7: 672, 10: 679, 1: 660}
    for first, rate in stated.items():
        year = 2016 if first < 4 else 2015
        quarter = sum(shares[f"{year}-{first + offset:02d}"] for offset in range(3))
        # A quarter's share of 2015/16: 3 x rate of 7,989 (the months; the stated year is 7,996).
        assert quarter == pytest.approx(3 * rate / 7989, abs=2e-5)


def test_home_load_is_what_the_stated_money_buys(case: Case) -> None:
    cohort, home = case.cohort["home-reablement"], case.setting["home"]
    weeks = cohort.admissions_per_year * case.stay["home-reablement", "home"].stay_days / 7
    # 3,640,000 / 551 = 6,606.2 person-weeks
    assert weeks == pytest.approx(3_640_000 / 551, rel=1e-5)
    assert home.unit_cost_gbp_per_occupied_day == pytest.approx(551 / DAYS_PER_WEEK, abs=5e-4)
    # 126.7 people at home / 0.85 = 149.05 places
    assert today(case)["home"] == ceil(weeks * 7 / 365 / home.reference_occupancy) == 150


def test_home_cost_of_today_is_close_to_the_stated_money(case: Case) -> None:
    # fixed 150 x 78.714 x 365 x 0.85 x 0.6 + variable 78.714 x 0.4 x 46,243 days = 2.198m + 1.456m
    full = case.without_staff()  # the price with its staff in it
    fixed = sum(configuration_costs(full, row.site)[row.today][0] for row in case.sites if row.setting == "home")
    variable = configuration_costs(full, "home-wycombe")["places-50"][1]
    cost = fixed + variable * case.cohort["home-reablement"].admissions_per_year * 28
    assert cost == pytest.approx(3_640_000, rel=0.005)


def test_unit_costs_are_the_stated_ones(case: Case) -> None:
    stated = {"community-hospital": 263, "nursing-home": 186, "residential-home": 103}
    for setting, cost in stated.items():
        assert case.setting[setting].unit_cost_gbp_per_occupied_day == cost
        assert case.setting[setting].reference_occupancy == 0.85
    assert case.setting["council-facility"].unit_cost_gbp_per_occupied_day == (186 + 103) / 2


def test_hospital_and_residential_days_cost_6_18_million(case: Case) -> None:
    row = case.benchmarks[0]
    prices = {key: case.setting[key].unit_cost_gbp_per_occupied_day for key in (row.main_setting, row.other_setting)}
    mean_gbp = row.main_share * prices[row.main_setting] + (1 - row.main_share) * prices[row.other_setting]
    # 33,180 x (0.52 x 263 + 0.48 x 103) = 6,178,116
    assert row.admissions_per_year * row.stay_days * mean_gbp == pytest.approx(6_178_116, abs=1)


def test_delayed_people_are_the_scorecard_read_as_days(case: Case) -> None:
    delayed = {row.cohort: row.delayed_in_acute for row in case.cohorts}
    # 1,869 x 5.2 / 365 = 26.63 people
    assert sum(delayed.values()) == pytest.approx(1869 * 5.2 / 365, abs=0.01)
    assert delayed["step-up"] == delayed["home-reablement"] == 0
    # 26.63 x 0.34 = 9.05 wait for capacity
    assert sum(opening_waiting(case).values()) == pytest.approx(9.05, abs=0.01)


def test_spot_beds_cost_nothing_empty_and_1_41_times_the_price_in_use(case: Case) -> None:
    spot = [row for row in case.configurations if row.kind == "spot"]
    # 6 + 6 in nursing homes and 8 + 8 in residential homes
    assert sorted(row.beds_staffed for row in spot) == [6, 6, 8, 8]
    for row in spot:
        unit_cost = case.setting[case.site[row.site].setting].unit_cost_gbp_per_occupied_day
        assert row.fixed_gbp_per_year == 0
        assert row.variable_gbp_per_occupied_day == pytest.approx(1.41 * unit_cost)


def test_spot_beds_can_be_bought_from_the_start_and_never_change(case: Case) -> None:
    """One configuration, which always runs: nothing is decided but who is placed there."""
    assert len(spot_sites(case)) == 4
    for name in spot_sites(case):
        (row,) = case.configurations_of[name]
        assert case.site[name].today == row.configuration
        assert case.site[name].contract is None
        assert [move for move in case.transitions if move.site == name] == []


def test_changes_take_effect_at_quarter_starts(case: Case) -> None:
    assert case.parameters.change_every_months == 3
    changes = [arc for arc in inputs_of(case, "plan").arcs if arc.source != arc.target]
    assert {arc.period[5:] for arc in changes} == {"04", "07", "10", "01"}
    # The first ward may leave in October 2016, which is one of them.
    wards = {site.site for site in case.sites if site.setting == "community-hospital"}
    assert min(arc.period for arc in changes if arc.beds_change < 0 and arc.site in wards) == "2016-10"


def test_payers_of_each_setting_and_of_acute_care_sum_to_one(case: Case) -> None:
    shares: dict[str, float] = {}
    for row in case.funding:
        shares[row.setting] = shares.get(row.setting, 0) + row.share
    assert shares == pytest.approx(dict.fromkeys([*case.setting, "acute"], 1))


def test_no_ward_may_leave_before_the_consultation_and_a_year_of_notice(case: Case) -> None:
    wards = [site for site in case.sites if site.setting == "community-hospital"]
    assert len(wards) == 5
    # Consultation passed 2015-10, then 12 months.
    assert {earliest_reduction(case, site) for site in wards} == {"2016-10"}
    # Without the consultation, from the plan of June 2015: 2016-06.
    plan = next(row for row in case.milestones if row.role == "closure-plan")
    assert plan.due is not None
    assert add_months(plan.due, case.contract["community-inpatient"].notice_months) == "2016-06"


def test_milestones_are_complete(case: Case) -> None:
    # 9 outside, 8 + 9 + 9 + 8 of the four projects
    projects = Counter(row.project[0] for row in case.milestones)
    assert projects == {"E": 9, "1": 8, "2": 9, "3": 9, "4": 8}
    assert [row.milestone for row in case.milestones if row.due is None] == ["D4", "D5", "D6"]
    roles = {row.role: (row.milestone, row.contract) for row in case.milestones if row.role}
    assert roles == {
        "closure-plan": ("3.5", None),
        "consultation": ("3.6", None),
        "closure": ("3.9", "community-inpatient"),
    }


def test_milestones_keep_the_four_that_come_before_what_they_need(case: Case) -> None:
    due = {row.milestone: row.due for row in case.milestones}
    early, undefined = [], Counter[str]()
    for row in case.milestones:
        for needed in row.depends_on.split():
            if needed not in due:
                undefined[needed] += 1
            elif (before := due[needed]) and row.due and months_between(before, row.due) < 0:
                early.append((row.milestone, needed))
    assert early == [("1.1", "D7"), ("1.2", "D9"), ("1.6", "D9"), ("4.2", "2.9")]
    assert undefined == {"0.1": 3, "0.2": 4}


def test_today_is_overloaded_by_the_standard_and_not_beyond_its_beds(case: Case) -> None:
    load = 28 * sum(case.cohort[name].admissions_per_year for name in BED_COHORTS) / 365
    beds = [site for site in case.sites if site.travels == "person"]
    running = [site for site in beds if "none" != site.today != "closed" and site.site not in spot_sites(case)]
    # Safe: wards 22.8 + 3 x 7.9, nursing 2 x 4.7, residential 2 x 6.3 + 4.7, council 11.3 = 84.7; load 90.9.
    safe_today = sum(safe(case, site.site, site.today) for site in running)
    assert safe_today == pytest.approx(84.65, abs=0.05)
    assert safe_today < load < case.parameters.full_occupancy * 125


def test_places_that_could_run_carry_the_last_year_of_both_scenarios_safely(case: Case) -> None:
    possible = 0.0
    for site in case.sites:
        if site.travels == "person":
            largest = max(case.configurations_of[site.site], key=lambda row: row.beds_staffed)
            # A spot bed is bought for a person, so all of them can be used.
            spot = largest.kind == "spot"
            possible += largest.beds_staffed if spot else safe(case, site.site, largest.configuration)
    annual = annual_arrivals(case.in_scenario("admissions-1385"))
    people = sum(annual[name, place.locality, "2019/20"] for name in BED_COHORTS for place in case.localities)
    # 1,385 x 1.087 x 28 / 366 = 115 people on an average day
    assert people * 28 / 366 == pytest.approx(115.2, abs=0.2)
    assert possible > 1.5 * people * 28 / 366


def test_every_cohort_of_every_locality_has_a_place_within_its_travel_limit(case: Case) -> None:
    for cohort in case.cohorts:
        for place in case.localities:
            near = [
                site.site
                for site in case.sites
                if cohort in case.admitted(site)
                and case.locality_travel_min[place.locality, site.site] <= cohort.max_travel_min
            ]
            assert near, (cohort.cohort, place.locality)


def test_every_configuration_can_be_reached_from_todays(case: Case) -> None:
    for site in case.sites:
        reached = {site.today}
        arcs = [row for row in case.transitions if row.site == site.site]
        for _ in arcs:
            reached |= {row.to_configuration for row in arcs if row.from_configuration in reached}
        assert reached == {row.configuration for row in case.configurations_of[site.site]}


def test_a_closed_ward_costs_no_redundancy_and_brings_no_receipt(case: Case) -> None:
    beds = {(row.site, row.configuration): row.beds_staffed for row in case.configurations}
    for row in case.transitions:
        change = beds[row.site, row.to_configuration] - beds[row.site, row.from_configuration]
        assert change != 0
        assert row.capital_gbp >= 0
        if change < 0:
            assert row.capital_gbp == 0
            assert row.revenue_gbp <= 10_000 * -change
