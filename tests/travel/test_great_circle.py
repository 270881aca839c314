"""Great-circle distances."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.travel import Point, great_circle_km

AYLESBURY = Point("aylesbury", 51.816, -0.812)
HIGH_WYCOMBE = Point("high-wycombe", 51.629, -0.749)

some_point = st.builds(Point, st.just("p"), st.floats(-90, 90), st.floats(-180, 180))


def one_distance(origin: Point, destination: Point) -> float:
    return float(great_circle_km([origin], [destination])[0, 0])


def test_quarter_of_a_meridian() -> None:
    # Equator to pole is a quarter of 2 pi 6371.0088 km = 10,007.557 km.
    assert one_distance(Point("equator", 0, 0), Point("pole", 90, 0)) == pytest.approx(10007.557, abs=0.001)


def test_one_degree_of_longitude_halves_at_60_degrees_north() -> None:
    # On the equator 2 pi 6371.0088 / 360 = 111.195 km; at latitude 60 degrees its half, as cos 60 = 1/2.
    assert one_distance(Point("a", 0, 0), Point("b", 0, 1)) == pytest.approx(111.195, abs=0.001)
    assert one_distance(Point("a", 60, 0), Point("b", 60, 1)) == pytest.approx(111.195 / 2, abs=0.002)


def test_aylesbury_to_high_wycombe() -> None:
    # North-south 0.187 x 111.195 = 20.793 km; east-west 0.063 x 111.195 x cos 51.7225 = 4.340 km;
    # sqrt(20.793^2 + 4.340^2) = 21.241 km.
    assert one_distance(AYLESBURY, HIGH_WYCOMBE) == pytest.approx(21.241, abs=0.002)


def test_antipodes_are_half_the_circumference() -> None:
    half_circumference_km = math.pi * 6371.0088
    assert one_distance(Point("a", 0, 0), Point("b", 0, 180)) == pytest.approx(half_circumference_km, rel=1e-12)
    # Here the haversine is rounded to just above 1, which has no arcsine.
    far = one_distance(Point("a", 8, -49), Point("b", -8, 131))
    assert far == pytest.approx(half_circumference_km, rel=1e-12)


def test_places_across_the_date_line_are_near() -> None:
    assert one_distance(Point("a", 0, 179.5), Point("b", 0, -179.5)) == pytest.approx(111.195, abs=0.001)


@given(some_point, some_point)
def test_distance_is_symmetric_and_zero_to_itself(first: Point, second: Point) -> None:
    distances = great_circle_km([first, second], [first, second])
    assert distances[0, 1] == pytest.approx(distances[1, 0], abs=1e-9)
    assert distances[0, 0] == distances[1, 1] == 0.0


def test_rows_are_origins_and_columns_are_destinations() -> None:
    distances = great_circle_km([AYLESBURY, HIGH_WYCOMBE], [HIGH_WYCOMBE, AYLESBURY, HIGH_WYCOMBE])
    assert distances.shape == (2, 3)
    assert np.array_equal(distances == 0.0, [[False, True, False], [True, False, True]])


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.nan)])
def test_point_must_lie_on_the_earth(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match=r"Point base-a: (latitude|longitude) must be"):
        Point("base-a", lat, lon)
