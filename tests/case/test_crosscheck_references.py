"""Ids that no table knows, and ids that are reserved: the example with one thing changed."""

import pytest
from example_folder import assert_repair

# What is changed; then file, row, column of the repair and a piece of its text.
CASES = {
    "area in an unknown locality": (
        [("areas.csv", "Market,north", "Market,nort")],
        ("areas.csv", 3, "locality"),
        '"nort" is not in localities.csv. Add it there, or write "north" (the nearest of 2).',
    ),
    "stay of an unknown cohort": (
        [("stays.csv", "step-up,home,9", "stepup,home,9")],
        ("stays.csv", 6, "cohort"),
        '"stepup" is not in cohorts.csv. Add it there, or write "step-up" (the nearest of 2).',
    ),
    "stay in an unknown setting": (
        [("stays.csv", "step-up,home,9", "step-up,hotel,9")],
        ("stays.csv", 6, "setting"),
        '"hotel" is not in settings.csv. ',
    ),
    "contract behind an unknown gate": (
        [("contracts.csv", "3,ward-consultation", "3,consultation")],
        ("contracts.csv", 2, "gate"),
        '"consultation" is not in gates.csv. ',
    ),
    "contract behind a gate where there are none": (
        [("gates.csv", "ward-consultation,Consultation on the ward,consultation,2026-04,2026-06\n", "")],
        ("contracts.csv", 2, "gate"),
        '"ward-consultation" is not in gates.csv, which has no rows. ',
    ),
    "site in an unknown setting": (
        [("sites.csv", "Care at home team,home", "Care at home team,homes")],
        ("sites.csv", 4, "setting"),
        '"homes" is not in settings.csv. ',
    ),
    "site under an unknown contract": (
        [("sites.csv", "staff,,places-12", "staff,lease,places-12")],
        ("sites.csv", 4, "contract"),
        '"lease" is not in contracts.csv. ',
    ),
    "configuration of an unknown site": (
        [("configurations.csv", "home-team,places-24", "hometeam,places-24")],
        ("configurations.csv", 8, "site"),
        '"hometeam" is not in sites.csv. Add it there, or write "home-team" (the nearest of 3).',
    ),
    "transition of an unknown site": (
        [("transitions.csv", "home-team,places-24,places-12", "team,places-24,places-12")],
        ("transitions.csv", 7, "site"),
        '"team" is not in sites.csv. ',
    ),
    "transition from an unknown configuration": (
        [("transitions.csv", "meadow-view,block-8,none", "meadow-view,block-9,none")],
        ("transitions.csv", 5, "from_configuration"),
        '"block-9" is not in configurations.csv for site meadow-view. ',
    ),
    "transition to an unknown configuration": (
        [("transitions.csv", "hillside,ward-12,closed", "hillside,ward-12,shut")],
        ("transitions.csv", 3, "to_configuration"),
        '"shut" is not in configurations.csv for site hillside. ',
    ),
    "funding by an unknown funder": (
        [("funding.csv", "home,council,0.4", "home,counsel,0.4")],
        ("funding.csv", 6, "funder"),
        '"counsel" is not in funders.csv. Add it there, or write "council" (the nearest of 2).',
    ),
    "funding of an unknown setting": (
        [("funding.csv", "home,council,0.4", "house,council,0.4")],
        ("funding.csv", 6, "setting"),
        '"house" is not in settings.csv. ',
    ),
    "budget of an unknown funder": (
        [("budgets.csv", "pool", "pol")],
        ("budgets.csv", 2, "funder"),
        '"pol" is not in funders.csv. Add it there, or write "pool" (the nearest of 3).',
    ),
    "staff in an unknown setting": (
        [("staff_per_bed.csv", "community-hospital,support", "hospital,support")],
        ("staff_per_bed.csv", 3, "setting"),
        '"hospital" is not in settings.csv. ',
    ),
    "scenario of an unknown cohort": (
        [("scenarios.csv", "step-up", "step-in")],
        ("scenarios.csv", 3, "cohort"),
        '"step-in" is not in cohorts.csv. ',
    ),
    "benchmark of unknown settings": (
        [("benchmarks.csv", "0.8,home", "0.8,homes")],
        ("benchmarks.csv", 2, "other_setting"),
        '"homes" is not in settings.csv. ',
    ),
    "milestone of an unknown contract": (
        [("milestones.csv", "closure,ward-lease", "closure,ward-rent")],
        ("milestones.csv", 3, "contract"),
        '"ward-rent" is not in contracts.csv. ',
    ),
    "site that admits an unknown cohort": (
        [("sites.csv", "none,step-down,", "none,step-down step-sideways,")],
        ("sites.csv", 3, "admits"),
        '"step-sideways" is not in cohorts.csv. ',
    ),
    "site that admits a cohort without a stay there": (
        [("sites.csv", "none,step-down,", "none,step-down step-up,")],
        ("sites.csv", 3, "admits"),
        '"step-up" has no stay in setting nursing-home, so this site could not admit it. ',
    ),
    "scenario of case.toml that no row defines": (
        [("case.toml", '# scenario = "base"', 'scenario = "hihg"')],
        ("case.toml", None, "case.scenario"),
        '"hihg" is not in scenarios.csv. Add it there, or write "high" (the nearest of 2).',
    ),
    "scenario called base": (
        [("scenarios.csv", "high,More people,step-up", "base,More people,step-up")],
        ("scenarios.csv", 3, "scenario"),
        '"base" is reserved: it stands for the tables as they are. Write another id.',
    ),
    "funder called pool": (
        [
            ("funders.csv", "council,County", "pool,County"),
            ("pots.csv", "fund,council", "fund,pool"),
            ("benefit_shares.csv", "saved,council", "saved,pool"),
            ("funding.csv", "e,council", "e,health"),
            ("funding.csv", "nursing-home,health,0.5\nnursing-home,health,0.5", "nursing-home,health,1"),
            ("funding.csv", "home,health,0.6\nhome,council,0.4", "home,health,1"),
            ("roles.csv", "Reablement,,council", "Reablement,,health"),
        ],
        ("funders.csv", 3, "funder"),
        '"pool" is reserved: it stands for all pooled funders together. ',
    ),
}
# What else is truly wrong then: transitions of the lost configuration (2 rows), the rest of a setting's funding.
NUM_FURTHER = {"configuration of an unknown site": 3, "funding of an unknown setting": 1}


@pytest.mark.parametrize("name", CASES)
def test_an_unknown_id_gives_a_repair_at_the_cause(folder, name):
    assert_repair(folder, *CASES[name], further=NUM_FURTHER.get(name, 0))
