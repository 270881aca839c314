"""Travel times estimated from coordinates, for want of a road network."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capplan.travel.great_circle import great_circle_km
from capplan.travel.source import FloatArray, Point, check_detour_factor, check_positive, same_point
from capplan.units import speed_kmh_to_min_per_km


@dataclass(frozen=True)
class CoordinateTravel:
    """Great-circle distance times a detour factor, at one speed, plus a fixed time per journey.

    Attributes
    ----------
    detour_factor
        Road length over great-circle length, at least 1.
    speed_kmh
        Mean speed on the road in km/h, above 0.
    access_min
        Minutes added to each journey (to the car, to park, to the door), at least 0.
    """

    detour_factor: float
    speed_kmh: float
    access_min: float = 0.0

    def __post_init__(self) -> None:
        check_detour_factor(self.detour_factor)
        check_positive(self.speed_kmh, "speed_kmh")
        if not (math.isfinite(self.access_min) and self.access_min >= 0):
            raise ValueError(f"access_min must be finite and at least 0, not {self.access_min}.")

    def minutes(self, origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
        """Return estimated minutes from each origin to each destination; see :class:`TravelSource`."""
        road_km = great_circle_km(origins, destinations) * self.detour_factor
        minutes = road_km * speed_kmh_to_min_per_km(self.speed_kmh) + self.access_min
        return np.where(same_point(origins, destinations), 0.0, minutes)
