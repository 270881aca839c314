"""Distances over the surface of the earth, taken as a sphere."""

from collections.abc import Sequence

import numpy as np

from capplan.travel.source import FloatArray, Point

EARTH_RADIUS_KM = 6371.0088


def great_circle_km(origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
    """Return the great-circle distance from each origin to each destination.

    The haversine formula, ``2 R asin(sqrt(sin²(Δlat/2) + cos lat1 cos lat2 sin²(Δlon/2)))`` with the mean
    earth radius ``R = 6371.0088 km``. It is exact for a sphere, also at short distances; the flattened earth
    differs from it by 0.6 % at most.

    Parameters
    ----------
    origins, destinations
        Places with latitude and longitude in degrees.

    Returns
    -------
    numpy.ndarray
        Kilometres, shape ``(len(origins), len(destinations))``.

    References
    ----------
    R. W. Sinnott (1984), "Virtues of the haversine", Sky and Telescope 68(2), 159.
    """
    lat_from, lon_from = (column[:, np.newaxis] for column in _radians(origins))
    lat_to, lon_to = _radians(destinations)
    haversine = (
        np.sin((lat_to - lat_from) / 2) ** 2 + np.cos(lat_from) * np.cos(lat_to) * np.sin((lon_to - lon_from) / 2) ** 2
    )
    # Between antipodes rounding lifts the haversine above 1.
    distance_km: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return distance_km


def unit_vectors(points: Sequence[Point]) -> FloatArray:
    """Return the places as vectors on a unit sphere, shape ``(len(points), 3)``.

    The straight line between two such vectors grows with the great-circle distance, so the nearest vector is
    the nearest place.
    """
    lat, lon = _radians(points)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _radians(points: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
    lat = np.radians(np.array([point.lat for point in points], dtype=np.float64))
    lon = np.radians(np.array([point.lon for point in points], dtype=np.float64))
    return lat, lon
