"""Tables about bases and staff, right in themselves but not together: the staffed case with one thing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changed_staff import Change, assert_begin, figures, more, nowhere, row, without
from example_folder import faults_of, place, replace_text

from capplan.case import hub_tables, week_tables
from capplan.case import rota_tables as rota
from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case import visit_tables as day
from capplan.case.tables import TABLES
from made_case_faults import faults
from small import small_case
from small_staff import staffed_case, two_base_case

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
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_staff_tables_that_disagree_give_a_repair_at_the_cause(name):
    assert_begin(*CASES[name])


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
