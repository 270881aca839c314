"""What the rest of the program may ask of any source of travel times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """A place that somebody travels from or to.

    Attributes
    ----------
    id
        Name of the place in the case, for example a base, a locality or a client's opaque key.
    lat
        Latitude in degrees (WGS 84), -90 to 90.
    lon
        Longitude in degrees (WGS 84), -180 to 180, negative west of Greenwich.
    """

    id: str
    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not -90 <= self.lat <= 90:
            raise ValueError(f"Point {self.id}: latitude must be -90 to 90 degrees, not {self.lat}.")
        if not -180 <= self.lon <= 180:
            raise ValueError(f"Point {self.id}: longitude must be -180 to 180 degrees, not {self.lon}.")


class TravelSource(Protocol):
    """Anything that can give travel minutes between places.

    One call takes all origins and all destinations, because a road server answers a whole table far faster
    than pair by pair. An OSRM server fits behind this method unchanged: its ``/table`` service takes lists of
    sources and destinations and returns their durations as such a matrix. Callers must not assume that the
    way back takes as long as the way there.
    """

    def minutes(self, origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
        """Return the minutes of a one-way journey from each origin to each destination.

        Parameters
        ----------
        origins
            Places to start from.
        destinations
            Places to reach.

        Returns
        -------
        numpy.ndarray
            Minutes, shape ``(len(origins), len(destinations))``, in the order given; infinite where the
            destination cannot be reached; 0 from a point to itself.
        """
        ...


def same_point(origins: Sequence[Point], destinations: Sequence[Point]) -> NDArray[np.bool_]:
    """Return where an origin and a destination are the same place, shape (origins, destinations)."""
    same = [[origin == destination for destination in destinations] for origin in origins]
    return np.array(same, dtype=np.bool_).reshape(len(origins), len(destinations))


def check_positive(value: float, name: str) -> None:
    """Raise ValueError unless a value is finite and above 0."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be finite and above 0, not {value}.")


def check_detour_factor(detour_factor: float) -> None:
    """Raise ValueError unless a road is at least as long as the straight line."""
    if not (math.isfinite(detour_factor) and detour_factor >= 1):
        raise ValueError(f"detour_factor must be finite and at least 1, not {detour_factor}.")
