"""Travel times from coordinates."""

import math

import numpy as np
import pytest

from capplan.travel import CoordinateTravel, Point, TravelSource

AYLESBURY = Point("aylesbury", 51.816, -0.812)
HIGH_WYCOMBE = Point("high-wycombe", 51.629, -0.749)


def test_aylesbury_to_high_wycombe_by_hand() -> None:
    # 21.241 km x 1.3 = 27.614 km; at 40 km/h 1.5 min per km = 41.42 min; 5 min to reach the car and to park.
    source: TravelSource = CoordinateTravel(detour_factor=1.3, speed_kmh=40, access_min=5)
    assert source.minutes([AYLESBURY], [HIGH_WYCOMBE])[0, 0] == pytest.approx(46.42, abs=0.01)


def test_there_takes_as_long_as_back_and_itself_takes_nothing() -> None:
    minutes = CoordinateTravel(1.3, 40, access_min=5).minutes([AYLESBURY, HIGH_WYCOMBE], [AYLESBURY, HIGH_WYCOMBE])
    assert minutes[0, 1] == pytest.approx(minutes[1, 0], rel=1e-12)
    assert minutes[0, 0] == minutes[1, 1] == 0.0


def test_another_door_at_the_same_place_still_takes_access_time() -> None:
    neighbour = Point("neighbour", AYLESBURY.lat, AYLESBURY.lon)
    assert CoordinateTravel(1.3, 40, access_min=5).minutes([AYLESBURY], [neighbour])[0, 0] == 5.0


def test_no_places_give_an_empty_matrix() -> None:
    source = CoordinateTravel(1.3, 40)
    assert source.minutes([], [AYLESBURY]).shape == (0, 1)
    assert source.minutes([AYLESBURY, HIGH_WYCOMBE], []).shape == (2, 0)


def test_twice_the_speed_halves_the_minutes() -> None:
    slow = CoordinateTravel(1.3, 30).minutes([AYLESBURY], [HIGH_WYCOMBE])
    fast = CoordinateTravel(1.3, 60).minutes([AYLESBURY], [HIGH_WYCOMBE])
    assert np.allclose(slow, 2 * fast, rtol=1e-12)


@pytest.mark.parametrize(
    ("detour_factor", "speed_kmh", "access_min", "named"),
    [
        (0.9, 40, 0, "detour_factor"),
        (math.nan, 40, 0, "detour_factor"),
        (1.3, 0, 0, "speed_kmh"),
        (1.3, math.inf, 0, "speed_kmh"),
        (1.3, 40, -1, "access_min"),
        (1.3, 40, math.nan, "access_min"),
    ],
)
def test_wrong_parameters_are_named(detour_factor: float, speed_kmh: float, access_min: float, named: str) -> None:
    with pytest.raises(ValueError, match=f"{named} must be finite"):
        CoordinateTravel(detour_factor, speed_kmh, access_min)
