"""Tables about bases and staff, right in themselves but not together: the staffed case with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from example_folder import faults_of, place, replace_text

from capplan.case import hub_tables, week_tables
from capplan.case import rota_tables as rota
from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.case.crosscheck import case_faults, table_faults
from capplan.case.draft import Draft
from capplan.case.fields import Row
from capplan.case.header import CaseToml
from capplan.case.tables import TABLES
from small import small_case, with_row
from small_staff import staffed_case, two_base_case

Change = Callable[[Case], Case]


def faults(case: Case) -> list[str]:
    rows = {name: () if name == "parameters" else getattr(case, name) for name in TABLES}
    draft = Draft(
        toml=CaseToml(case=case.identity, horizon=case.horizon, travel=case.travel),
        parameters=case.parameters,
        rows={name: list(enumerate(table, start=2)) for name, table in rows.items()},
    )
    return [str(fault) for fault in (*table_faults(draft, ()), *case_faults(draft, case))]


def row(table: str, key: str, **changes: Any) -> Change:
    return lambda case: with_row(case, table, key, **changes)


def more(table: str, added: Row) -> Change:
    return lambda case: replace(case, **{table: (*getattr(case, table), added)})


def without(table: str, **named: str) -> Change:
    def change(case: Case) -> Case:
        kept = tuple(
            each
            for each in getattr(case, table)
            if any(getattr(each, column) != value for column, value in named.items())
        )
        assert len(kept) < len(getattr(case, table))
        return replace(case, **{table: kept})

    return change


def figures(**changes: Any) -> Change:
    return lambda case: replace(case, parameters=case.parameters.model_copy(update=changes))


def nowhere(**changes: Any) -> staff.Base:
    values = {"base": "base-west", "title": "West", "kind": "other", "lat": 52.0, "lon": 1.0, "use": "may"}
    return staff.Base.model_validate({**values, "cost_gbp_per_year": 0.0, **changes})


# What is changed, in order; then how each message about it begins.
CASES: dict[str, tuple[list[Change], list[str]]] = {
    # bases
    "base with the id of a site": (
        [more("bases", nowhere(base="ward-north"))],
        ['bases.csv row 4 column base: "ward-north" is also the id of a site. Write another id; '],
    ),
    "base called each": (
        [more("bases", nowhere(base="each"))],
        ['bases.csv row 4 column base: "each" is reserved: it stands for every base in use. '],
    ),
    "base with latitude and longitude swapped": (
        [row("bases", "base-south", lat=1.0, lon=52.0)],
        ['bases.csv row 3 column lat + lon: "1, 52" is 7,'],
    ),
    "home site that people travel to": (
        [row("bases", "base-south", home_site="block-south")],
        [
            'bases.csv row 3 column home_site: "block-south" is a site that people travel to. '
            "Name a site with travels = staff: write one of: home-county, or leave the cell blank."
        ],
    ),
    "home site of two bases": (
        [row("bases", "base-south", home_site="home-county")],
        ['bases.csv row 3 column home_site: "home-county" is the home site of the base in row 2 already. '],
    ),
    "home site that is not there": (
        [row("bases", "base-south", home_site="home-town")],
        ['bases.csv row 3 column home_site: "home-town" is not in sites.csv. '],
    ),
    "home places that no base runs": (
        [row("bases", "base-north", home_site=None)],
        ['sites.csv row 5 column site: "home-county" has travels = staff, but no base runs its home places. '],
    ),
    "base after a site that never leaves": (
        [row("bases", "base-south", after_site="spot-county")],
        ['bases.csv row 3 column after_site: "spot-county" has no configuration with 0 beds, '],
    ),
    "fewer bases than must be used": (
        [row("bases", "base-south", use="must"), figures(num_bases=1)],
        ['parameters.csv column value: "1" is fewer than the bases that must be used (2). Write at least 2, '],
    ),
    "more bases than may be used": (
        [row("bases", "base-south", use="never"), figures(num_bases=2)],
        ['parameters.csv column value: "2" is more than the bases that may be used (1). Write at most 1, '],
    ),
    "no base to be used": (
        [row("bases", "base-north", use="may")],
        ["bases.csv column use: has no base that must be used, and num_bases is blank: no staff would have a base. "],
    ),
    "territories that hang together without borders": (
        [lambda case: replace(case, adjacency=())],
        ['parameters.csv column value: "1" asks for territories that hang together, but adjacency.csv has no rows. '],
    ),
    "area beside itself": (
        [row("adjacency", "n1/n2", neighbour="n1")],
        ['adjacency.csv row 2 column neighbour: "n1" is the area itself. '],
    ),
    "border written twice": (
        [more("adjacency", staff.Adjacency(area="n2", neighbour="n1"))],
        ['adjacency.csv row 4 column area + neighbour: "n2 / n1" is the pair of row 2 the other way round. '],
    ),
    "border of an unknown area": (
        [row("adjacency", "n1/n2", neighbour="n9")],
        ['adjacency.csv row 2 column neighbour: "n9" is not in areas.csv. '],
    ),
    # roles and their posts
    "posts at an unknown workplace": (
        [row("establishment", "manager/base-north", workplace="base-nord")],
        [
            'establishment.csv row 6 column workplace: "base-nord" is not in sites.csv or bases.csv. '
            'Add it there, or write "base-north" (the nearest of 6).'
        ],
    ),
    "posts at a site without work by bed-days": (
        [row("establishment", "assistant/ward-north", workplace="block-south")],
        [
            'establishment.csv row 3 column workplace: "block-south" is a site in setting nursing-home, in which no '
            "work type counts bed-days. Add one to work_types.csv (driver staffed-days or occupied-days), or name a "
            "base."
        ],
    ),
    "team minimum above the room": (
        [row("establishment", "manager/base-north", min_fte=4.0)],
        ['establishment.csv row 6 column min_fte: "4" is above max_fte (3). Write at most 3, '],
    ),
    "people in post above the room": (
        [row("establishment", "reablement-worker/base-north", actual_fte=20.5)],
        ['establishment.csv row 5 column actual_fte: "20.5" is above max_fte (20). '],
    ),
    "role without posts": (
        [without("establishment", role="manager")],
        ['roles.csv row 5 column role: "manager" has no row in establishment.csv. '],
    ),
    "role of an unknown funder": (
        [row("roles", "nurse", funder="helth")],
        ['roles.csv row 2 column funder: "helth" is not in funders.csv. '],
    ),
    "no hour worked": (
        # 0.6 + 0.3 + 0.1 = 1 of the hours paid, though not in binary figures.
        [row("roles", "nurse", leave_share=0.6, sickness_share=0.3, training_share=0.1)],
        ["roles.csv row 2 column leave_share + sickness_share + training_share: sum to 1 of the hours paid. "],
    ),
    "agency without a price": (
        [row("roles", "nurse", agency_gbp_per_hour=None)],
        ['roles.csv row 2 column max_agency_share: "0.1" is above 0, but agency_gbp_per_hour is blank. '],
    ),
    "role that supervises itself": (
        [row("supervision", "manager/reablement-worker", supervisor="reablement-worker")],
        ['supervision.csv row 2 column supervisor: "reablement-worker" is the role supervised. '],
    ),
    "move to an unknown role": (
        [row("moves", "nurse/nurse", to_role="matron")],
        ['moves.csv row 2 column to_role: "matron" is not in roles.csv. '],
    ),
    # levers
    "lever that switches no row on": (
        [row("may_do", "assistant/reablement", lever="shorter-visits")],
        [
            'may_do.csv row 5 column lever: "shorter-visits" is a lever of kind productivity, which switches no row of '
            "this table on. Write one of: assistants-visit, or leave the cell blank."
        ],
    ),
    "lever of an unknown skill": (
        [row("levers", "shorter-visits", of="reablement nursin")],
        ['levers.csv row 2 column of: "nursin" is not in skills.csv. Add it there, or write "nursing" (the near'],
    ),
    "lever of unknown work": (
        [row("levers", "shorter-visits", kind="less-work")],
        ['levers.csv row 2 column of: "reablement" is not in work_types.csv. '],
    ),
    "lever that names nothing": (
        [row("levers", "shorter-visits", of="")],
        ["levers.csv row 2 column of: is blank: the lever would change nothing. Name ids of skills.csv."],
    ),
    "lever that names what it does not change": (
        [row("levers", "assistants-visit", of="care")],
        ['levers.csv row 3 column of: "care" is filled, but a may-do lever changes the rows of may_do.csv that name '],
    ),
    "lever that saves nothing": (
        [row("levers", "shorter-visits", share=0.0)],
        ['levers.csv row 2 column share: "0" is no saving, but the lever is of kind productivity. '],
    ),
    # staff and the price of a bed
    "staff taken out of a price and put back nowhere": (
        [row("settings", "nursing-home", staff_share=0.3)],
        [
            'settings.csv row 3 column staff_share: "0.3" is above 0, but no work type counts bed-days of this '
            "setting, or starts at home in it. "
        ],
    ),
    "statement of a group that no line counts in": (
        [row("staff_statements", "all-posts", takes="comunity")],
        ['staff_statements.csv row 2 column takes: "comunity" is a group of no line in staff_lists.csv. Write "commun'],
    ),
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
def test_staff_tables_that_disagree_give_a_repair_at_the_cause(name):
    changes, beginnings = CASES[name]
    case = staffed_case()
    for change in changes:
        case = change(case)
    # A case made in code has its minutes; a base that was added lies where base-north lies.
    minutes = {(area.area, base.base): 10.0 for area in case.areas for base in case.bases}
    found = faults(replace(case, area_travel_min={**minutes, **case.area_travel_min}))
    assert [text[: len(beginning)] for text, beginning in zip(found, beginnings, strict=True)] == beginnings


def test_the_staffed_case_has_no_fault_with_one_base_or_two():
    assert faults(staffed_case()) == []
    assert faults(two_base_case()) == []


def test_the_staffed_case_without_its_roles_is_planned_by_beds_alone():
    bare = dict.fromkeys(("establishment", "may_do", "moves", "supervision"), ())
    case = replace(row("bases", "base-north", home_site=None, use="may")(staffed_case()), roles=(), **bare)
    assert faults(row("settings", "nursing-home", staff_share=0.3)(case)) == []


@pytest.mark.parametrize("table", ["bases", "establishment", "skills", "may_do", "work_types", "recipes"])
def test_roles_ask_for_the_tables_without_which_nothing_can_be_planned(table):
    wanted = f"{table}.csv: has no rows, but roles.csv has: staff cannot be planned. Add its rows, or remove the roles."
    assert wanted in faults(replace(staffed_case(), **{table: ()}))


def test_roles_alone_name_every_table_that_is_missing():
    case = replace(small_case(), roles=staffed_case().roles)
    files = [text.split(":")[0] for text in faults(case)]
    assert files == ["bases.csv", "establishment.csv", "skills.csv", "may_do.csv", "work_types.csv", "recipes.csv"]


ALLOWED: dict[str, list[Change]] = {
    "rapid work without duty cover: hours only": [lambda case: replace(case, duty_cover=())],
    "uplift above the hours worked": [
        row("roles", "reablement-worker", leave_share=0.5, sickness_share=0.4, training_share=0.3)
    ],
    "cover of the whole county from one base, for every territory": [
        row("duty_cover", "night", base="base-north", serves="county")
    ],
    "cover that only keeps a minimum": [row("duty_cover", name, work=None, share=0.0) for name in ("day", "night")],
    "a base never used needs no cover": [
        row("bases", "base-south", use="never"),
        row("duty_cover", "day", base="base-north"),
        row("duty_cover", "night", base="base-north"),
    ],
    "the whole day": [
        row("duty_cover", "day", from_hour=0.0, to_hour=24.0, share=1.0),
        row("duty_cover", "night", share=0.0),
    ],
    "work of all cohorts, all settings, all bases": [
        row("work_types", name, of="") for name in ("reablement-visits", "ward-care", "management")
    ],
    "fixed work at a site": [row("work_types", "management", of="base-north ward-north")],
    "staff who move to the same role elsewhere": [
        more("moves", staff.Move(from_role="assistant", to_role="assistant", max_travel_min=20.0))
    ],
    "a lever of less work": [row("levers", "shorter-visits", kind="less-work", of="locality-nursing")],
    "a number of bases between those that must and those that may": [figures(num_bases=2)],
    "a number of bases that does without any that must": [row("bases", "base-north", use="may"), figures(num_bases=1)],
    "a base after a ward that can close": [row("bases", "base-south", after_site="ward-north")],
    "a bed price without staff in a setting without sites": [
        more("settings", t.Setting(
            setting="hospice", title="Hospice", unit="bed", unit_cost_gbp_per_occupied_day=1.0,
            reference_occupancy=1.0, fixed_share=1.0, staff_share=0.5,
        )),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_no_fault(name):
    case = staffed_case()
    for change in ALLOWED[name]:
        case = change(case)
    assert faults(case) == []


def test_a_number_of_bases_is_repaired_in_its_row_of_the_parameters(folder):
    replace_text(folder / "parameters.csv", "contiguous", "num_bases,3,bases,stated,,\ncontiguous")
    (fault,) = faults_of(folder)
    assert place(fault) == ("parameters.csv", 5, "value")


def test_an_unknown_workplace_and_its_faulty_table_are_told_once(folder):
    # Quay office loses its latitude: the rows that name it are not told as unknown.
    replace_text(folder / "bases.csv", "51.98", "north")
    assert [place(fault) for fault in faults_of(folder)] == [("bases.csv", 3, "lat")]


def test_a_case_without_bases_tells_unknown_places_as_before(folder):
    for name in TABLES:
        optional = (staff.__name__, rota.__name__, hub_tables.__name__, day.__name__, week_tables.__name__)
        if TABLES[name].row.__module__ in optional and (folder / f"{name}.csv").exists():
            (folder / f"{name}.csv").unlink()
    (folder / "travel_times.csv").write_text("area,site,travel_min\nquay,hill-side,5\n", encoding="utf-8")
    (fault,) = faults_of(folder)
    assert (fault.problem, fault.repair) == (
        "is not in sites.csv",
        'Add it there, or write "hillside" (the nearest of 3).',
    )
