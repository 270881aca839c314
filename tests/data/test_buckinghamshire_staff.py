"""The county's bases and staff add up to the stated tables, and can work as they stand."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import cos, radians
from pathlib import Path

import networkx as nx
import pytest

from capplan.case import staff_tables as staff
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.rules import configuration_costs
from capplan.case.staff_hours import hours_per_fte
from capplan.case.staff_totals import total
from capplan.case.tables import AGE_BANDS

FOLDER = Path(__file__).parents[2] / "data" / "buckinghamshire"
FIXED = ("base-aylesbury", "base-amersham", "base-wycombe")
WARD_ROLES = ("ward-nurse", "ward-healthcare-assistant", "ward-occupational-therapist", "ward-physiotherapist")
DAYS = 365


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


def posts(case: Case, *roles: str, workplace: str | None = None) -> float:
    rows = [row for row in case.establishment if row.role in roles and workplace in (None, row.workplace)]
    return sum(row.budget_fte for row in rows)


def in_post(case: Case, *roles: str, workplace: str | None = None) -> float:
    rows = [row for row in case.establishment if row.role in roles and workplace in (None, row.workplace)]
    return sum(row.actual_fte for row in rows)


def older_people(case: Case, area: str) -> int:
    row = next(row for row in case.areas if row.area == area)
    return sum(getattr(row, band) for band in AGE_BANDS)


def nearest(case: Case) -> dict[str, str]:
    """Return the nearest of the three fixed bases for each area."""
    minutes = case.area_travel_min
    return {row.area: min(FIXED, key=lambda base: minutes[row.area, base]) for row in case.areas}


def shares(case: Case) -> dict[str, float]:
    """Return the share of the older people nearest to each of the three fixed bases."""
    people = Counter[str]()
    for area, base in nearest(case).items():
        people[base] += older_people(case, area)
    return {base: people[base] / people.total() for base in FIXED}


def travel_min(case: Case) -> dict[str, float]:
    """Minutes a visit: between two visits, and a share of the way out and back."""
    figures = case.parameters
    minutes = {}
    for base in FIXED:
        areas = [area for area, own in nearest(case).items() if own == base]
        people = sum(older_people(case, area) for area in areas)
        way = sum(older_people(case, area) * case.area_travel_min[area, base] for area in areas) / people
        minutes[base] = figures.min_between_visits + 2 * way / figures.visits_per_round
    return minutes


def hours_needed(case: Case, skills: tuple[str, ...]) -> float:
    """Hours of the first year at the three fixed bases: the reckoning of PROVENANCE.md, Calibration."""
    share, travel = shares(case), travel_min(case)
    places = {
        row.home_site: next(c for c in case.configurations_of[row.home_site] if c.configuration == site.today)
        for row in case.bases
        if row.home_site
        for site in [case.site[row.home_site]]
    }
    of_home = {
        base: places[case.base[base].home_site].beds_staffed / sum(c.beds_staffed for c in places.values())
        for base in FIXED
    }
    answered = {(row.work, row.skill) for row in case.duty_cover}
    work = {row.work: row for row in case.work_types}
    hours = 0.0
    for recipe in case.recipes:
        kind = work[recipe.work]
        if recipe.skill not in skills or (recipe.work, recipe.skill) in answered:
            continue
        visits = recipe.visits
        if visits is None:
            visits = 7 * sum(row.visits_per_day for row in case.tapers if row.work == recipe.work)
        for base in FIXED:
            minutes = visits * (recipe.contact_min + recipe.other_min + (travel[base] if kind.travels else 0))
            if kind.driver == "home-starts":
                units = case.cohort["home-reablement"].admissions_per_year * of_home[base]
            elif kind.driver == "fixed":
                named = kind.of.split() or list(FIXED)
                units = (kind.volume_per_year or 0) / len(named) if base in named else 0
            else:
                units = (kind.volume_per_year or 0) * share[base]
            hours += minutes * units / 60
    return hours + sum(hours_on_duty(row) for row in case.duty_cover if row.skill in skills)


def hours_on_duty(row: staff.DutyCover) -> float:
    band = (row.to_hour - row.from_hour) % 24
    return row.min_on_duty * band * DAYS * (len(FIXED) if row.base == "each" else 1)


def hours_in_post(case: Case, *roles: str) -> float:
    return sum(in_post(case, role) * hours_per_fte(case.role[role], DAYS) for role in roles)


@pytest.mark.parametrize(
    ("roles", "line"),
    [
        (("acht-occupational-therapist",), "t1-ot"),
        (("acht-physiotherapist",), "t1-physio"),
        (("acht-nurse",), "t1-nurse"),
        (("acht-healthcare-assistant",), "t1-hca"),
        (("reablement-assessor",), "t1-assessor"),
        (("reablement-worker",), "t1-worker"),
        (("opat-nurse", "social-care-manager", "crr-occupational-therapist"), "t1-other"),
        (("locality-physiotherapist",), "t4-physio"),
        (("locality-nurse",), "t4-nurse"),
        (("locality-healthcare-assistant",), "t4-hca"),
        (("locality-social-worker",), "t4-social-work"),
        (("reablement-coordinator", "reablement-manager"), "a3a-budget-management"),
    ],
)
def test_posts_by_role_are_those_of_the_stated_tables(case: Case, roles: tuple[str, ...], line: str) -> None:
    assert posts(case, *roles) == pytest.approx(total(case.staff_lists, line, "fte"), abs=0.005)


def test_all_posts_of_table_1_but_for_management_in_heads(case: Case) -> None:
    tier_3 = {row.role for row in case.roles if "Tier 3" in row.team} - {"administrator"}
    # 179.66 less the 10 of management, which are heads, plus their 9.6 FTE
    assert posts(case, *tier_3) == pytest.approx(179.66 - 10 + 9.6, abs=0.005)


def test_care_company_in_post_is_that_of_appendix_3a(case: Case) -> None:
    stated = {"assessor": 10, "worker": 38.3}
    for role, fte in stated.items():
        assert in_post(case, f"reablement-{role}") == pytest.approx(fte, abs=0.005)
    assert in_post(case, "reablement-coordinator", "reablement-manager") == pytest.approx(8.6, abs=0.005)  # 5.6 + 3


def test_assistants_in_post_are_those_listed_by_team(case: Case) -> None:
    # Aylesbury 9.78 + Buckingham 11.18 + Thame 11.84; Amersham 5.00 + Southern 6.11; Wycombe 6.80 + Marlow 10.37
    listed = dict(zip(FIXED, (32.80, 11.11, 17.17), strict=True))
    for base, fte in listed.items():
        assert in_post(case, "acht-healthcare-assistant", workplace=base) == pytest.approx(fte)
    assert sum(listed.values()) == pytest.approx(total(case.staff_lists, "a3b-hca", "fte"))


def test_social_workers_sit_where_appendix_3c_has_them(case: Case) -> None:
    offices = zip(FIXED, ("aylesbury", "chiltern", "wycombe"), strict=True)
    for base, office in offices:
        stated = total(case.staff_lists, f"a3c-{office}-office", "fte")
        assert posts(case, "locality-social-worker", workplace=base) == pytest.approx(stated)


def test_nobody_is_in_post_without_a_post(case: Case) -> None:
    assert [(row.role, row.workplace) for row in case.establishment if row.actual_fte > row.budget_fte] == []


def test_three_bases_must_be_used_and_run_the_home_places(case: Case) -> None:
    must = {row.base: row.home_site for row in case.bases if row.use == "must"}
    assert must == {base: base.replace("base-", "home-") for base in FIXED}
    assert Counter(row.kind for row in case.bases) == {"area-office": 3, "health-team": 4, "community-hospital": 5}


def test_a_hospital_becomes_a_base_only_after_its_beds_have_left(case: Case) -> None:
    hospitals = {row.site for row in case.sites if row.setting == "community-hospital"}
    assert {row.after_site for row in case.bases if row.kind == "community-hospital"} == hospitals
    assert [row.base for row in case.bases if row.after_site and row.use != "may"] == []


def test_neighbours_have_no_third_ward_between_them(case: Case) -> None:
    """Two wards are neighbours where the circle over the line between their centres is empty of others."""
    km = {row.area: (row.lon * cos(radians(51.75)) * 111.32, row.lat * 111.19) for row in case.areas}

    def apart(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(km[one], km[other], strict=True))

    found = {frozenset((row.area, row.neighbour)) for row in case.adjacency}
    names = list(km)
    expected = {
        frozenset((one, other))
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if all(
            apart(one, third) + apart(third, other) > apart(one, other) for third in names if third not in (one, other)
        )
    }
    assert len(found) == len(case.adjacency) == 88
    assert found == expected


def test_nearest_bases_keep_reach_balance_and_hang_together(case: Case) -> None:
    figures = case.parameters
    assert figures.max_rapid_min == 60
    assert figures.max_base_imbalance == 0.25
    furthest = max(case.area_travel_min[area, base] for area, base in nearest(case).items())
    assert furthest == pytest.approx(47.6, abs=0.1)  # Buckingham East to Aylesbury
    # Shares 0.363, 0.257 and 0.379 against a mean of a third: +9, -23 and +14 %
    assert [shares(case)[base] for base in FIXED] == pytest.approx([0.3635, 0.2573, 0.3793], abs=5e-5)
    assert max(abs(3 * share - 1) for share in shares(case).values()) < figures.max_base_imbalance
    graph = nx.Graph([(row.area, row.neighbour) for row in case.adjacency])
    assert len(graph) == 49
    for base in FIXED:
        own = [area for area, other in nearest(case).items() if other == base]
        assert nx.is_connected(graph.subgraph(own)), base


def test_a_visit_takes_12_to_14_minutes_of_travel(case: Case) -> None:
    # 8 + 2 x 18.4 / 6 = 14.1; 8 + 2 x 14.6 / 6 = 12.9; 8 + 2 x 11.1 / 6 = 11.7
    assert [travel_min(case)[base] for base in FIXED] == pytest.approx([14.14, 12.87, 11.69], abs=0.01)


def test_nine_classes_of_referral_add_to_13020(case: Case) -> None:
    rows = [row for row in case.work_types if row.driver == "referrals"]
    assert len(rows) == 9
    volumes = {row.work: row.volume_per_year or 0 for row in rows}
    # 24,000 x 0.33 = 7,920 to the health team; 4,500 + 600 = 5,100 to social care
    by_lead = {
        lead: sum(volume for work, volume in volumes.items() if work.startswith(lead))
        for lead in ("nurse", "therapist", "social-care")
    }
    assert by_lead["nurse"] + by_lead["therapist"] == pytest.approx(7920)
    assert by_lead["social-care"] == pytest.approx(5100)
    assert sum(volumes.values()) == pytest.approx(13_020)
    assert {row.response for row in rows} == {"rapid", "fast", "normal"}


def test_visits_fall_from_four_to_one_a_day_over_four_weeks(case: Case) -> None:
    by_week = Counter[int]()
    for row in case.tapers:
        by_week[row.week] += row.visits_per_day
    assert dict(by_week) == {1: 4, 2: 3, 3: 2, 4: 1}
    assert all(later <= earlier for earlier, later in pairwise(by_week[week] for week in sorted(by_week)))


def test_every_rapid_call_falls_in_one_band_of_the_day(case: Case) -> None:
    answered = Counter[str]()
    for row in case.duty_cover:
        if row.work:
            answered[row.work] += row.share
    assert dict(answered) == {"nurse-rapid": 1.0}
    hours = Counter[str]()
    for row in case.duty_cover:
        hours["work" if row.work else "companion"] += (row.to_hour - row.from_hour) % 24
    assert hours == {"work": 24, "companion": 9}


@pytest.mark.parametrize(
    ("skills", "roles"),
    [
        (("nursing", "locality-nursing"), ("acht-nurse", "locality-nurse")),
        (("iv-therapy",), ("opat-nurse",)),
        (("occupational-therapy",), ("acht-occupational-therapist", "crr-occupational-therapist")),
        (("physiotherapy",), ("acht-physiotherapist",)),
        (("care",), ("acht-healthcare-assistant",)),
        (("reablement",), ("reablement-worker",)),
        (("assessment",), ("reablement-assessor",)),
        (("social-care",), ("social-care-manager",)),
        (("coordination",), ("reablement-coordinator",)),
        (("management",), ("reablement-manager",)),
        (("administration",), ("administrator",)),
        (("locality-care",), ("locality-healthcare-assistant",)),
        (("locality-therapy",), ("locality-physiotherapist",)),
        (("locality-social-work",), ("locality-social-worker",)),
    ],
)
def test_people_in_post_are_used_at_about_nine_tenths(
    case: Case, skills: tuple[str, ...], roles: tuple[str, ...]
) -> None:
    """The assumed numbers of visits are chosen so; people from beds come on top of reablement visits."""
    assert 0.84 < hours_needed(case, skills) / hours_in_post(case, *roles) < 0.94


def test_a_nursing_and_a_care_post_for_every_hour_that_a_ward_needs(case: Case) -> None:
    # 3 hours a bed-day x 29 beds x 7 days = 609 hours a week; 37.5 x 0.78 = 29.25 an FTE; 609 / 29.25 = 20.8
    for role in ("ward-nurse", "ward-healthcare-assistant"):
        for site in case.sites:
            if site.setting == "community-hospital":
                today = next(row for row in case.configurations_of[site.site] if row.configuration == site.today)
                needed = 3 * today.beds_staffed * DAYS / hours_per_fte(case.role[role], DAYS)
                assert posts(case, role, workplace=site.site) == pytest.approx(needed, abs=0.051)


def test_pay_of_the_wards_is_the_staff_share_of_their_price(case: Case) -> None:
    pay = sum(posts(case, role) * case.role[role].pay_gbp_per_year for role in WARD_ROLES)
    bare = case.without_staff()
    fixed = variable = 0.0
    for site in case.sites:
        if site.setting == "community-hospital":
            fixed += configuration_costs(bare, site.site)[site.today][0]
            # 1,185 x 0.52 admissions of 28 days = 17,254 occupied days
            variable = configuration_costs(bare, site.site)[site.today][1] * 1185 * 0.52 * 28
    # 3.74m / (4.51m + 0.68m) = 0.72
    assert case.setting["community-hospital"].staff_share == pytest.approx(pay / (fixed + variable), abs=0.005)


def test_pay_of_what_a_person_at_home_takes_is_the_staff_share_of_a_place(case: Case) -> None:
    roles = {
        "care": "acht-healthcare-assistant",
        "reablement": "reablement-worker",
        "occupational-therapy": "acht-occupational-therapist",
        "physiotherapy": "acht-physiotherapist",
        "assessment": "reablement-assessor",
    }
    home = {row.work for row in case.work_types if row.driver == "home-starts"}
    travel = (54 * travel_min(case)[FIXED[0]] + 46 * travel_min(case)[FIXED[1]] + 50 * travel_min(case)[FIXED[2]]) / 150
    pay = 0.0
    for recipe in case.recipes:
        if recipe.work in home:
            visits = recipe.visits or 7 * sum(row.visits_per_day for row in case.tapers if row.work == recipe.work)
            hours = visits * (recipe.contact_min + recipe.other_min + travel) / 60
            role = case.role[roles[recipe.skill]]
            pay += hours * role.pay_gbp_per_year / hours_per_fte(role, DAYS)
    # 33.3 x 17.67 + 27.3 x 18.78 + 3.4 x 33.24 + 2.5 x 32.55 + 2.3 x 24.54 = 1,351
    assert pay == pytest.approx(1351, abs=1)
    # coordinators and managers (6.6 x 32,500 + 3 x 39,000) / 1,651.54 = 201; a place 28 x 78.714 = 2,204
    lead = sum(
        posts(case, role) * case.role[role].pay_gbp_per_year
        for role in ("reablement-coordinator", "reablement-manager")
    )
    cohort, home_setting = case.cohort["home-reablement"], case.setting["home"]
    place = 28 * home_setting.unit_cost_gbp_per_occupied_day
    share = (pay + lead / cohort.admissions_per_year) / place
    assert home_setting.staff_share == pytest.approx(share, abs=0.005)


def test_the_freed_therapists_are_two_posts(case: Case) -> None:
    lever = next(row for row in case.levers if row.lever == "ot-redeployment")
    work = next(row for row in case.work_types if row.work == lever.of)
    own = 2 * hours_per_fte(case.role["crr-occupational-therapist"], DAYS)
    assert work.volume_per_year == pytest.approx(own, rel=0.03)
    assert (lever.kind, lever.share) == ("less-work", 1)


def test_every_planned_lever_is_pulled_after_its_team_goes_live(case: Case) -> None:
    live = {row.milestone: row.due for row in case.milestones}
    assert len(case.levers) == 5
    for lever in case.levers:
        assert lever.on
        assert lever.from_month >= (live["2.9"] or "")  # the team, July 2015


def test_todays_establishment_is_supervised(case: Case) -> None:
    for rule in case.supervision:
        places = {row.workplace for row in case.establishment if row.role == rule.supervisor and row.budget_fte}
        assert places
        for place in places:
            for count in (posts, in_post):
                assert count(case, rule.role, workplace=place) < rule.max_fte_per_supervisor * count(
                    case, rule.supervisor, workplace=place
                )


def test_pay_is_protected_where_a_move_lowers_it(case: Case) -> None:
    for row in case.moves:
        lower = case.role[row.to_role].pay_gbp_per_year < case.role[row.from_role].pay_gbp_per_year
        assert row.protected_months == (24 if lower else 0)


def test_recruitment_can_keep_up_with_turnover(case: Case) -> None:
    """Twice what leaves in a month of the posts; otherwise a team could only shrink."""
    for role in case.roles:
        leaving = posts(case, role.role) * role.turnover_per_year / 12
        assert role.max_recruits_fte_per_month is not None
        assert role.max_recruits_fte_per_month > 2 * leaving


def test_headroom_is_22_percent_of_paid_hours(case: Case) -> None:
    for role in case.roles:
        assert role.headroom == "paid-hours"
        assert role.leave_share + role.sickness_share + role.training_share == pytest.approx(0.22)
