"""Tables that are right in themselves but not together: the example with one thing changed."""

import inspect

import pytest
from example_folder import assert_repair, faults_of, place, replace_text

from capplan.case import crosscheck
from capplan.case.crosscheck import (
    bases,
    cohorts,
    documents,
    estate,
    grid,
    hub,
    options,
    places,
    programme,
    references,
    rota,
    shares,
    simulation,
    staffing,
    times,
    uncertainty,
    visit_week,
    visits,
    work,
)

# What is changed; then file, row, column of the repair and a piece of its text.
CASES = {
    # times
    "year that spans two years": (
        [("growth.csv", "2026/27,1,1,1", "2026/27,1,1,1\n2027/29,1,1,1")],
        ("growth.csv", 3, "year"),
        '"2027/29" is not a financial year that begins in month 4. Write 2027/28, or the year that is meant.',
    ),
    "gap in the years of growth": (
        [("case.toml", "months = 12", "months = 36"), ("growth.csv", "2026/27,1,1,1", "2026/27,1,1,1\n2028/29,1,1,1")],
        ("growth.csv", None, "year"),
        "has no row for 2027/28. Add it: every year of the horizon needs one.",
    ),
    "growth of the first year is not 1": (
        [("growth.csv", "2026/27,1,1,1", "2026/27,1,1.02,1")],
        ("growth.csv", 2, "age_75_84"),
        '"1.02" is not 1 in the first year. ',
    ),
    "season without a month": (
        [("seasons.csv", "8,0.9\n", "")],
        ("seasons.csv", None, "month"),
        "has no row for month 8. Add it; write index 1 where nothing is known.",
    ),
    "budget of another year": (
        [("budgets.csv", "2026/27", "2027/28")],
        ("budgets.csv", 2, "year"),
        '"2027/28" lies outside the horizon. Write a year from 2026/27 to 2026/27, or remove the row.',
    ),
    "standard after the end": (
        # The plan runs April 2026 to March 2027; 2027-04 would still say "never".
        [("case.toml", 'standard_from = "2026-04"', 'standard_from = "2027-05"')],
        ("case.toml", None, "horizon.standard_from"),
        '"2027-05" comes after the plan has ended (its last month is 2027-03). ',
    ),
    "gate passed before it begins": (
        [("gates.csv", "2026-04,2026-06", "2026-07,2026-06")],
        ("gates.csv", 2, "passed"),
        '"2026-06" is before the gate begins (2026-07). ',
    ),
    "notice longer than the plan": (
        [("contracts.csv", ",3,ward-consultation", ",13,ward-consultation")],
        ("contracts.csv", 2, "notice_months"),
        '"13" is longer than the plan (12 months). ',
    ),
    "duration that ends inside a period": (
        # Lead times are 0, 2 and 1 months, commitments 0, 3 and 3, double running of the ward 1: of these 1, 1, 3 and 3
        # are no multiple of 2, as is the stranded cost's 3.
        [("case.toml", "# months_per_period = 1", "months_per_period = 2")],
        ("sites.csv", 4, "lead_months"),
        '"1" is no multiple of months_per_period (2): its date would fall between two periods. Write 0 or 2, or set '
        "months_per_period = 1 in case.toml.",
    ),
    # cohorts
    "standard that nobody can miss by refusals": (
        [("cohorts.csv", "divert,refusal,0.1", "divert,refusal,1")],
        ("cohorts.csv", 3, "rule_target"),
        '"1" allows everybody to be refused, so that no load is too much for any number of beds. Write a share below 1',
    ),
    "standard that nobody can miss by waits": (
        [("cohorts.csv", "wait,wait,0.1", "wait,wait,1")],
        ("cohorts.csv", 2, "rule_target"),
        '"1" allows everybody to be kept waiting, ',
    ),
    "people delayed of a cohort without admissions": (
        [("cohorts.csv", "hospital stay,240", "hospital stay,0")],
        ("cohorts.csv", 2, "delayed_in_acute"),
        '"3" is above 0, but admissions_per_year is 0, ',
    ),
    "people delayed of a cohort without admissions in a scenario": (
        [("scenarios.csv", "step-down,1.1", "step-down,0")],
        ("scenarios.csv", 2, "demand_factor"),
        '"0" leaves no admissions to step-down, of which 3 people are delayed. Write a factor above 0.',
    ),
    # shares
    "ages that do not sum to 1": (
        [("cohorts.csv", "240,0.2,0.4,0.4", "240,0.2,0.4,0.5")],
        ("cohorts.csv", 2, "age_65_74 + age_75_84 + age_85_plus"),
        "sum to 1.1, not to 1. ",
    ),
    "smallest share above largest": (
        [("stays.csv", "step-down,nursing-home,24,0,0.4", "step-down,nursing-home,24,0.5,0.4")],
        ("stays.csv", 3, "min_share"),
        '"0.5" is above max_share (0.4). Write at most 0.4.',
    ),
    "smallest shares above the whole": (
        # 0.6 + 0 + 0.5 = 1.1
        [("stays.csv", ",21,0,1", ",21,0.6,1"), ("stays.csv", "28,0.1,0.7", "28,0.5,0.7")],
        ("stays.csv", 4, "min_share"),
        "sums to 1.1 over the settings of step-down, above 1. ",
    ),
    "largest shares below the whole": (
        # 0.1 + 0.8 = 0.9
        [("stays.csv", "community-hospital,10,0,1", "community-hospital,10,0,0.1")],
        ("stays.csv", 6, "max_share"),
        "sums to 0.9 over the settings of step-up, below 1. ",
    ),
    "funding that does not sum to 1": (
        [("funding.csv", "home,council,0.4", "home,council,0.3")],
        ("funding.csv", 6, "share"),
        "shares of setting home sum to 0.9, not to 1. Say who pays all of its cost.",
    ),
    "acute days that nobody pays": (
        [("funding.csv", "acute,health,1\n", "")],
        ("funding.csv", None, "share"),
        "shares of setting acute sum to 0, not to 1. ",
    ),
    "pool without funders": (
        [("funders.csv", "er,yes", "er,no"), ("funders.csv", "council,yes", "council,no")],
        ("budgets.csv", 2, "funder"),
        '"pool" has no funder in it. ',
    ),
    "ages that nobody has": (
        [
            ("areas.csv", "1500,600,1", "1500,0,1"),
            ("areas.csv", "2300,900", "2300,0"),
            ("areas.csv", "2000,800", "2000,0"),
        ],
        ("cohorts.csv", 2, "age_85_plus"),
        '"0.4" is above 0, but no area has people of that age. ',
    ),
    "cohort without a stay": (
        [("stays.csv", "step-up,community-hospital,10,0,1\nstep-up,home,9,0,0.8\n", "")],
        ("cohorts.csv", 3, "cohort"),
        '"step-up" has no stay in any setting. ',
    ),
    # estate
    "today is no configuration": (
        [("sites.csv", "ward-lease,ward-24", "ward-lease,ward-25")],
        ("sites.csv", 2, "today"),
        '"ward-25" is not a configuration of site hillside. ',
    ),
    "site without configurations": (
        [("configurations.csv", "meadow-view,none,block,0,0,20\nmeadow-view,block-8,block,8,430000,20\n", "")],
        ("sites.csv", 3, "today"),
        '"none" is not a configuration of site meadow-view. Add the site\'s rows to configurations.csv.',
    ),
    "site without beds": (
        [("configurations.csv", "block-8,block,8", "block-8,block,0")],
        ("sites.csv", 3, "site"),
        '"meadow-view" has no configuration with beds. ',
    ),
    "closure without a closed configuration": (
        [
            ("sites.csv", "lead_months", "closes_by,lead_months"),
            ("sites.csv", "ward-24,,0", "ward-24,,,0"),
            ("sites.csv", "none,step-down,2", "none,step-down,,2"),
            ("sites.csv", "places-12,,1", "places-12,,2027-01,1"),
        ],
        ("sites.csv", 4, "closes_by"),
        '"2027-01" asks for closure, but the site has no configuration with 0 beds. ',
    ),
    "closure before reductions are allowed": (
        [
            ("sites.csv", "lead_months", "closes_from,closes_by,lead_months"),
            ("sites.csv", "ward-24,,0", "ward-24,,2026-12,2026-11,0"),
            ("sites.csv", "none,step-down,2", "none,step-down,,,2"),
            ("sites.csv", "places-12,,1", "places-12,,,,1"),
        ],
        ("sites.csv", 2, "closes_by"),
        '"2026-11" is before closes_from (2026-12). ',
    ),
    "setting open to nobody": (
        [("stays.csv", "step-down,nursing-home,24,0,0.4\n", ""), ("sites.csv", "none,step-down,", "none,,")],
        ("sites.csv", 3, "setting"),
        '"nursing-home" is a setting that no cohort may use. ',
    ),
    "transition to itself": (
        [("transitions.csv", "hillside,ward-12,closed", "hillside,ward-12,ward-12")],
        ("transitions.csv", 3, "to_configuration"),
        '"ward-12" is the configuration that is left. ',
    ),
    "commitment shorter than the ramp-up": (
        # The team's new places are fully usable after 2 months.
        [("sites.csv", "places-12,,1,0,2,3,", "places-12,,1,0,2,1,")],
        ("sites.csv", 4, "min_commitment_months"),
        '"1" is less than ramp_months (2): the site could shrink again before new beds are fully open. '
        "Write at least 2.",
    ),
    "commitment shorter than double running": (
        [("sites.csv", "step-down,2,0,1,3,", "step-down,2,4,1,3,")],
        ("sites.csv", 3, "min_commitment_months"),
        '"3" is less than double_running_months (4): ',
    ),
    "spot beds that cost something empty": (
        [("configurations.csv", "block-8,block,8,430000", "block-8,spot,8,430000")],
        ("configurations.csv", 6, "fixed_gbp_per_year"),
        '"430000" is not 0, but a spot bed is paid for only when it is used. Write 0; ',
    ),
    "spot beds whose fixed cost is left to the setting": (
        [("configurations.csv", "block-8,block,8,430000", "block-8,spot,8,")],
        ("configurations.csv", 6, "fixed_gbp_per_year"),
        '"" is not 0, but ',
    ),
    "spot beds without a price": (
        [
            ("configurations.csv", "block-8,block,8,430000,20", "block-8,spot,8,0,"),
            ("settings.csv", "160,0.95,0.9", "200,0.95,0.9"),
        ],
        ("configurations.csv", 6, "variable_gbp_per_occupied_day"),
        '"" is no price, but a spot bed is paid for by the day. Write the price of an occupied day, above 0.',
    ),
    "two variable costs in a site": (
        # The setting's cost a day is 300 x (1 - 0.8) = 60.
        [("configurations.csv", "ward-12,ward,12,,", "ward-12,ward,12,,61")],
        ("configurations.csv", 3, "variable_gbp_per_occupied_day"),
        '"61" differs from 60 GBP/day, the same site\'s first configuration with beds. ',
    ),
    "two variable costs in a site, both all staff": (
        # The checks read the cells as they stand: a staff share of 1 must not make 61 and 60 the same 0.
        [("configurations.csv", "ward-12,ward,12,,", "ward-12,ward,12,,61"), ("settings.csv", "0.8,0.5", "0.8,1")],
        ("configurations.csv", 3, "variable_gbp_per_occupied_day"),
        '"61" differs from 60 GBP/day, ',
    ),
    # places
    "locality without an area": (
        [("localities.csv", "south,South", "south,South\nwest,West")],
        ("localities.csv", 4, "locality"),
        '"west" has no area. Add its areas to areas.csv.',
    ),
    "locality without older people": (
        [("areas.csv", "3000,2000,800", "0,0,0")],
        ("localities.csv", 3, "locality"),
        '"south" has no people aged 65 or over in any of its areas. ',
    ),
    "latitude and longitude swapped": (
        [("sites.csv", "52.05,0.56", "0.56,52.05")],
        ("sites.csv", 4, "lat + lon"),
        '"0.56, 52.05" is 7,',
    ),
    "site that nobody can reach": (
        # 2.2 degrees of latitude are 245 km; x 1.3 at 40 km/h that is 8 hours, the limit is 1.
        [("sites.csv", "nursing-home,52.00", "nursing-home,54.20")],
        ("sites.csv", 3, "site"),
        '"meadow-view" is within reach of no locality (nearest: ',
    ),
    "people who must be placed but cannot be": (
        [
            ("cohorts.csv", ",divert,refusal,0.1,,45", ",never,refusal,0.1,,12"),
            ("sites.csv", "staff,,places-12,", "staff,,places-12,step-down"),
        ],
        ("cohorts.csv", 3, "max_travel_min"),
        '"12" leaves locality south without any site that admits step-up. ',
    ),
}
# What else is truly wrong then: the same ages of the other cohort, the other durations.
NUM_FURTHER = {"ages that nobody has": 1, "duration that ends inside a period": 4}


@pytest.mark.parametrize("name", CASES)
def test_tables_that_disagree_give_a_repair_at_the_cause(folder, name):
    assert_repair(folder, *CASES[name], further=NUM_FURTHER.get(name, 0))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("sites.csv", "ward-24,,0,1,0,0,", "ward-24,,0,6,0,0,"), "the ward only shrinks"),
        (("transitions.csv", "home-team,places-24,places-12,0,10000\n", ""), "the team only grows"),
    ],
    ids=["only shrinks", "only grows"],
)
def test_no_commitment_is_needed_where_a_site_turns_only_one_way(folder, change, why):
    file, old, new = change
    replace_text(folder / file, old, new)
    if "grows" in why:
        replace_text(folder / "sites.csv", "places-12,,1,0,2,3,", "places-12,,1,0,2,0,")
    assert faults_of(folder) == [], why


def test_whole_quarters_may_be_planned_by_quarter(folder):
    replace_text(folder / "case.toml", "# months_per_period = 1", "months_per_period = 3")
    replace_text(folder / "sites.csv", "ward-24,,0,1,0,0,", "ward-24,,0,3,0,0,")
    replace_text(folder / "sites.csv", "step-down,2,0,1,3,", "step-down,3,0,1,3,")
    replace_text(folder / "sites.csv", "places-12,,1,0,2,3,", "places-12,,6,0,2,3,")
    assert faults_of(folder) == []


def test_full_occupancy_may_be_a_standard(folder):
    replace_text(folder / "cohorts.csv", "divert,refusal,0.1", "divert,occupancy,1")
    assert faults_of(folder) == []


def test_people_who_must_be_placed_need_no_site_where_none_of_them_lives(folder):
    # Only people over 85 must be placed; with none of them in the south, the ward beyond 12 minutes is no fault.
    replace_text(folder / "cohorts.csv", ",0.1,0.4,0.5,divert,refusal,0.1,,45", ",0,0,1,never,refusal,0.1,,12")
    replace_text(folder / "sites.csv", "staff,,places-12,", "staff,,places-12,step-down")
    (fault,) = faults_of(folder)
    assert "leaves locality south without any site" in str(fault)
    replace_text(folder / "areas.csv", "3000,2000,800", "3000,2000,0")
    assert faults_of(folder) == []


def test_a_setting_called_acute_is_reserved(folder):
    replace_text(folder / "settings.csv", "home,Care at home", "acute,Acute,bed,1,1,1,0\nhome,Care at home")
    assert ("settings.csv", 4, "setting") in [place(fault) for fault in faults_of(folder)]


def test_a_season_of_zero_all_year(folder):
    text = "month,index\n" + "".join(f"{month},0\n" for month in range(1, 13))
    (folder / "seasons.csv").write_text(text, encoding="utf-8")
    assert [str(fault) for fault in faults_of(folder)] == [
        "seasons.csv column index: is 0 in every month. Write 1 for a month like the mean."
    ]


def test_an_unknown_dependency_of_a_milestone_is_no_fault(folder):
    replace_text(folder / "milestones.csv", "2026-10,1.1,", "2026-10,9.9,")
    assert faults_of(folder) == []


def test_a_wrong_cell_is_not_reported_again_as_unknown_ids(folder):
    replace_text(folder / "localities.csv", "north,North", "North,North")
    assert [place(fault) for fault in faults_of(folder)] == [("localities.csv", 2, "locality")]


def test_every_check_is_registered():
    modules = (
        references,
        times,
        cohorts,
        shares,
        estate,
        grid,
        places,
        bases,
        staffing,
        work,
        rota,
        hub,
        visits,
        visit_week,
        programme,
        documents,
        simulation,
        options,
        uncertainty,
    )
    written = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isgeneratorfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    registered = {check.__name__ for check, _ in crosscheck.CHECKS} | {
        check.__name__ for check in crosscheck.CASE_CHECKS
    }
    assert registered | {"unknown_id", "broken_case"} == written
