"""Work of the staff and people on duty that disagree with the other tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changed_staff import Change, assert_begin, more, row, without

from capplan.case import staff_tables as staff

# What is changed, in order; then how each message about it begins.
CASES: dict[str, tuple[list[Change], list[str]]] = {
    # work
    "starts at home of an unknown cohort": (
        [row("work_types", "reablement-visits", of="step-down step-in")],
        ['work_types.csv row 4 column of: "step-in" is not in cohorts.csv, from which driver home-starts takes its '],
    ),
    "bed-days of an unknown setting": (
        [row("work_types", "ward-care", of="hospital hospice")],
        ['work_types.csv row 3 column of: "hospice" is not in settings.csv, from which driver staffed-days takes its '],
    ),
    "fixed work of an unknown workplace": (
        [row("work_types", "management", of="base-west")],
        ['work_types.csv row 7 column of: "base-west" is not in bases.csv or sites.csv, from which driver fixed '],
    ),
    "referrals of some cohort": (
        [row("work_types", "rapid-response", of="step-up")],
        ['work_types.csv row 5 column of: "step-up" is filled, but referrals come from the whole county. Leave the '],
    ),
    "starts at home of people who never are at home": (
        [without("stays", cohort="step-up", setting="home")],
        [
            'work_types.csv row 4 column of: "step-up" has no stay in a setting with a site of travels = staff, so it '
            "never starts at home. "
        ],
    ),
    "volume of starts at home": (
        [row("work_types", "reablement-visits", volume_per_year=100.0)],
        ['work_types.csv row 4 column volume_per_year: "100" is filled, but the volume of home-starts follows from '],
    ),
    "referrals without a volume": (
        [row("work_types", "rapid-response", volume_per_year=None)],
        ["work_types.csv row 5 column volume_per_year: is blank, but the driver is referrals. "],
    ),
    "work at beds that travels": (
        [row("work_types", "ward-care", travels=True)],
        ['work_types.csv row 3 column travels: "yes" is for work away from the workplace; staffed-days are worked '],
    ),
    "work without a recipe": (
        [without("recipes", work="management")],
        ['work_types.csv row 7 column work: "management" has no row in recipes.csv. '],
    ),
    "visits left to a taper that is not there": (
        [lambda case: replace(case, tapers=())],
        ["recipes.csv row 4 column visits: is blank, and tapers.csv has no row for this work. "],
    ),
    "visits of a referral left to a taper": (
        [row("recipes", "rapid-response/nursing", visits=None)],
        ["recipes.csv row 5 column visits: is blank, but only home-starts have a taper, not referrals. "],
    ),
    "taper of work with its visits stated": (
        [row("recipes", "reablement-visits/reablement", visits=28.0)],
        ['tapers.csv row 2 column work: "reablement-visits" has its visits in recipes.csv, so its taper would not '],
    ),
    "taper with a gap": (
        [row("tapers", "reablement-visits/2", week=5), row("tapers", "reablement-visits/3", week=4)],
        [
            "tapers.csv column week: has no row for week 2 of reablement-visits. Add it, with 0 visits if "
            "nobody comes.",
            "tapers.csv column week: has no row for week 3 of reablement-visits. ",
        ],
    ),
    "taper that does not begin in week 1": (
        [row("tapers", "reablement-visits/1", week=4)],
        ["tapers.csv column week: has no row for week 1 of reablement-visits. "],
    ),
    # duty cover
    "duty cover of work that is not rapid": (
        [row("work_types", "rapid-response", response="fast")],
        [
            f'duty_cover.csv row {number} column work: "rapid-response" makes no rapid calls (driver referrals, '
            "response fast). "
            for number in (2, 3)
        ],
    ),
    "duty cover of rapid work that is no referral": (
        [row("work_types", "rapid-response", driver="older-people")],
        [
            f'duty_cover.csv row {number} column work: "rapid-response" makes no rapid calls (driver older-people, '
            for number in (2, 3)
        ],
    ),
    "duty cover by a skill that the work does not take": (
        [row("duty_cover", "day", skill="care", share=1.0), row("duty_cover", "night", skill="care", share=0.0)],
        [
            f'duty_cover.csv row {number} column skill: "care" is not in the recipe of rapid-response. Write one of: '
            "nursing."
            for number in (2, 3)
        ],
    ),
    "band of hours without length": (
        [row("duty_cover", "day", from_hour=8.0, to_hour=8.0)],
        [
            'duty_cover.csv row 2 column to_hour: "8" is also the start of the band. Write another hour; the whole day '
            "is from 0 to 24."
        ],
    ),
    "calls that nobody on duty answers": (
        # 0.75 + 0.2 = 0.95 at each of the two bases.
        [row("duty_cover", "night", share=0.2)],
        [
            "duty_cover.csv row 3 column share: sums to 0.95 for the calls of rapid-response to nursing at "
            f"{base}, not to 1. "
            for base in ("base-north", "base-south")
        ],
    ),
    "calls of one base answered twice": (
        # Calls by night are answered at every base, and at base-south once more: 0.75 + 0.25 + 0.25.
        [
            more("duty_cover", staff.DutyCover(
                cover="south", title="South", skill="nursing", base="base-south", work="rapid-response",
                serves="territory", from_hour=20.0, to_hour=8.0, share=0.25,
            )),
        ],
        ["duty_cover.csv row 4 column share: sums to 1.25 for the calls of rapid-response to nursing at base-south, "],
    ),
    "share of calls of no work": (
        [
            more("duty_cover", staff.DutyCover(
                cover="sitting", title="Sitting", skill="care", base="base-north", serves="territory", from_hour=20.0,
                to_hour=8.0, share=0.25,
            )),
        ],
        ['duty_cover.csv row 4 column share: "0.25" is above 0, but the cover answers no work. '],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_work_and_duty_that_disagree_give_a_repair_at_the_cause(name):
    assert_begin(*CASES[name])
