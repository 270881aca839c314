"""A right case, read: what it holds, its travel minutes, its digest, its assumptions."""

import shutil

import pytest
from example_folder import faults_of, place, replace_text

from capplan.case.assumptions import Assumption, assumptions, row_counts, status_counts
from capplan.case.read import read_case
from capplan.case.tables import TABLES

MATRIX = "area,site,travel_min\n" + "".join(
    f"{area},{site},{minutes}\n"
    for area, times in {
        "hill": (5, 30, 10, 5, 30),
        "market": (10, 20, 15, 10, 20),
        "quay": (25, 5, 20, 25, 5),
    }.items()
    for site, minutes in zip(("hillside", "meadow-view", "home-team", "hill-base", "quay-office"), times, strict=True)
)


def use(folder, method):
    replace_text(folder / "case.toml", '# method = "coordinates"', f'method = "{method}"')


def test_the_example_is_read_with_units_dates_and_defaults(folder):
    case = read_case(folder)
    assert [period.id for period in case.periods][::11] == ["2026-04", "2027-03"]
    assert case.parameters.acute_delayed_day_gbp == 400
    assert case.parameters.discount_rate == 0.035
    assert case.site["hillside"].lead_months == 0
    assert case.site["meadow-view"].reopens is True
    assert case.configurations[0].fixed_gbp_per_year is None
    assert case.folder == folder


def test_the_case_is_set_to_the_scenario_of_case_toml(folder):
    replace_text(folder / "case.toml", '# scenario = "base"', 'scenario = "high"')
    assert read_case(folder).factor("step-up") == (1.1, 1.0)


def test_coordinates_give_great_circle_minutes(folder):
    # Market to Hillside: 0.01 degrees north = 1.112 km and 0.03 degrees west x cos 52.09 = 2.049 km, together
    # 2.332 km; x 1.3 detour = 3.031 km; at 40 km/h 4.55 minutes.
    assert read_case(folder).area_travel_min["market", "hillside"] == pytest.approx(4.55, abs=0.01)


def test_a_matrix_gives_its_own_minutes(folder):
    use(folder, "matrix")
    (folder / "travel_times.csv").write_text(MATRIX, encoding="utf-8")
    case = read_case(folder)
    assert case.area_travel_min["quay", "meadow-view"] == 5
    # North to Hillside: 4,500 people of Hill at 5 minutes, 6,800 of Market at 10.
    assert case.locality_travel_min["north", "hillside"] == pytest.approx((4500 * 5 + 6800 * 10) / 11300)


def test_a_matrix_without_a_pair_names_it(folder):
    use(folder, "matrix")
    (folder / "travel_times.csv").write_text(MATRIX.replace("quay,hillside,25\n", ""), encoding="utf-8")
    assert [str(fault) for fault in faults_of(folder)] == [
        "travel_times.csv column area + site: has no time from area quay to site hillside. "
        "Add the row with its minutes, or choose another travel method in case.toml."
    ]


def test_a_matrix_without_the_time_to_a_base_says_it_is_a_base(folder):
    use(folder, "matrix")
    (folder / "travel_times.csv").write_text(MATRIX.replace("hill,quay-office,30\n", ""), encoding="utf-8")
    (fault,) = faults_of(folder)
    assert fault.problem == "has no time from area hill to base quay-office"


def test_bases_are_places_to_travel_to(folder):
    case = read_case(folder)
    # Hill base has the coordinates of Hillside.
    assert case.area_travel_min["market", "hill-base"] == case.area_travel_min["market", "hillside"]


def test_a_matrix_of_unknown_places_names_them(folder):
    (folder / "travel_times.csv").write_text("area,site,travel_min\nquai,hill-side,5\n", encoding="utf-8")
    faults = faults_of(folder)
    assert [place(fault) for fault in faults] == [
        ("travel_times.csv", 2, "area"),
        ("travel_times.csv", 2, "site"),
    ]
    assert faults[1].problem == "is not in sites.csv or bases.csv"
    assert faults[1].repair == 'Add it there, or write "hillside" (the nearest of 5).'


def roads(folder, rows):
    use(folder, "roads")
    (folder / "road_nodes.csv").write_text("node,lat,lon\nn,52.09,0.55\ns,52.00,0.59\n", encoding="utf-8")
    (folder / "roads.csv").write_text(f"from_node,to_node,travel_min\n{rows}", encoding="utf-8")


def test_roads_give_the_way_through_the_graph_and_back(folder):
    roads(folder, "n,s,20\n")
    case = read_case(folder)
    # Hillside stands on node n and Meadow View on node s: only the way from the area to its node is added.
    to_north, to_south = case.area_travel_min["hill", "hillside"], case.area_travel_min["hill", "meadow-view"]
    assert to_south - to_north == pytest.approx(20)
    back = case.area_travel_min["quay", "hillside"] - case.area_travel_min["quay", "meadow-view"]
    assert back == pytest.approx(20)


def test_every_road_journey_has_the_access_minutes(folder):
    roads(folder, "n,s,20\n")
    before = read_case(folder).area_travel_min
    replace_text(folder / "parameters.csv", "max_beds", "access_min,7,minutes,stated,,\nmax_beds")
    after = read_case(folder).area_travel_min
    assert [after[pair] - minutes for pair, minutes in before.items()] == pytest.approx([7] * 15)


def test_no_way_is_infinite_and_told_where_a_site_is_cut_off(folder):
    roads(folder, "")
    replace_text(folder / "cohorts.csv", "0.1,2,60", "0.1,2,6000")
    replace_text(folder / "areas.csv", "quay,Quay,south,51.98,0.60", "quay,Quay,south,52.09,0.56")
    assert [str(fault) for fault in faults_of(folder)] == [
        'sites.csv row 3 column site: "meadow-view" is within reach of no locality (nearest: no way there; '
        "limit: 6000 minutes). Check its coordinates, the travel figures and max_travel_min in cohorts.csv."
    ]


def test_roads_need_junctions(folder):
    use(folder, "roads")
    assert "road_nodes.csv column node: has no rows, but the method is roads." in str(faults_of(folder)[0])


def test_unknown_junctions_and_roads_written_twice(folder):
    roads(folder, "n,s,20\ns,n,25\nn,x,1\n")
    assert [place(fault) for fault in faults_of(folder)] == [
        ("roads.csv", 3, "from_node + to_node"),
        ("roads.csv", 4, "to_node"),
    ]


def test_the_digest_follows_the_content_and_not_the_place(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "notes.md").write_text("not read", encoding="utf-8")
    digest = read_case(folder).digest
    assert len(digest) == 64
    assert read_case(tmp_path / "elsewhere").digest == digest
    # Spaces, comments and columns left out say nothing; the digest is over what a case says.
    replace_text(folder / "localities.csv", "North", "North ")
    replace_text(folder / "case.toml", "# ", "#  ")
    replace_text(folder / "seasons.csv", "3,1\n", "3,1.0\n")
    assert read_case(folder).digest == digest
    replace_text(folder / "localities.csv", "North ", "Far north")
    assert read_case(folder).digest != digest


def test_the_digest_follows_the_header_and_the_order_of_rows(folder):
    digest = read_case(folder).digest
    replace_text(folder / "case.toml", "Example: ", "Sample: ")
    other = read_case(folder).digest
    replace_text(folder / "localities.csv", "north,North\nsouth,South", "south,South\nnorth,North")
    assert len({digest, other, read_case(folder).digest}) == 3


def test_reading_changes_nothing_in_the_folder(folder):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    read_case(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_assumptions_list_every_assumed_row_and_count_the_others(folder):
    (folder / "localities.csv").write_text(
        "locality,title,source,status,reason,could_supply\n"
        "north,North,Plan p. 3,stated,,\n"
        "south,South,Map,assumed,boundary read off a map,planning team\n",
        encoding="utf-8",
    )
    case = read_case(folder)
    log = assumptions(case)
    assert Assumption("localities", "south", "Map", "boundary read off a map", "planning team") in log
    of_beds = {table.name for table in TABLES.values() if table.required or table.for_beds} | {"staff_per_bed"}
    assert [(row.table, row.key) for row in log if row.table in of_beds] == [
        ("parameters", "acute_delayed_day_gbp"),
        ("parameters", "acute_admission_day_gbp"),
        ("parameters", "max_beds_closed_per_month"),
        ("parameters", "contiguous_territories"),
        ("localities", "south"),
        ("staff_per_bed", "community-hospital / registered-nurse"),
        ("staff_per_bed", "community-hospital / support-worker"),
    ]
    counts = status_counts(case)
    assert counts == {
        "stated": 1,
        "derived": 0,
        "assumed": len(log),
        "blank": sum(row_counts(case).values()) - len(log) - 1,
    }
