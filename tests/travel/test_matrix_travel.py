"""Travel times supplied pair by pair."""

import math

import pytest

from capplan.travel import MatrixTravel, MissingTravelError, Point, TravelSource

NORTH, SOUTH, BASE = Point("north", 51.9, -0.8), Point("south", 51.6, -0.8), Point("base", 51.7, -0.8)


def test_minutes_are_looked_up_in_the_order_asked() -> None:
    source: TravelSource = MatrixTravel({("north", "base"): 25, ("south", "base"): 12.5, ("south", "north"): 40})
    assert source.minutes([SOUTH, NORTH], [BASE]).tolist() == [[12.5], [25.0]]
    assert source.minutes([SOUTH], [NORTH, BASE]).tolist() == [[40.0, 12.5]]


def test_the_way_back_may_differ() -> None:
    source = MatrixTravel({("north", "base"): 25, ("base", "north"): 28})
    assert source.minutes([NORTH], [BASE])[0, 0] == 25
    assert source.minutes([BASE], [NORTH])[0, 0] == 28


def test_a_point_to_itself_takes_nothing_unless_the_matrix_says_so() -> None:
    assert MatrixTravel({}).minutes([BASE], [BASE])[0, 0] == 0
    assert MatrixTravel({("base", "base"): 3}).minutes([BASE], [BASE])[0, 0] == 3


def test_no_way_is_infinite() -> None:
    assert MatrixTravel({("north", "base"): math.inf}).minutes([NORTH], [BASE])[0, 0] == math.inf


def test_all_missing_pairs_are_listed_once() -> None:
    source = MatrixTravel({("north", "base"): 25})
    with pytest.raises(MissingTravelError) as raised:
        source.minutes([NORTH, SOUTH, SOUTH], [BASE, NORTH])
    assert raised.value.pairs == (("south", "base"), ("south", "north"))
    expected = "No travel time for 2 journeys: south to base, south to north. Add them in minutes."
    assert str(raised.value) == expected


def test_a_long_list_of_missing_pairs_is_cut_after_twenty() -> None:
    origins = [Point(f"p{number}", 51, 0) for number in range(23)]
    with pytest.raises(MissingTravelError, match=r"for 23 journeys: p0 to base, .*p19 to base, and 3 more\.") as raised:
        MatrixTravel({}).minutes(origins, [BASE])
    assert len(raised.value.pairs) == 23
    assert "p20 to base" not in str(raised.value)


@pytest.mark.parametrize("minutes", [-1, math.nan])
def test_a_time_must_be_a_number_of_at_least_zero(minutes: float) -> None:
    with pytest.raises(ValueError, match="north to base must take at least 0 minutes"):
        MatrixTravel({("north", "base"): minutes})


def test_later_changes_of_the_callers_table_do_not_count() -> None:
    table = {("north", "base"): 25.0}
    source = MatrixTravel(table)
    table["north", "base"] = 1.0
    assert source.minutes([NORTH], [BASE])[0, 0] == 25
