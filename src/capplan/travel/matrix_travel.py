"""Travel times that the case supplies pair by pair."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from capplan.travel.source import FloatArray, Point

_MAX_PAIRS_NAMED = 20


class MissingTravelError(ValueError):
    """Some journeys that are needed have no travel time.

    Attributes
    ----------
    pairs
        Every missing pair (origin id, destination id); the message names the first 20.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)
        named = ", ".join(f"{origin} to {destination}" for origin, destination in pairs[:_MAX_PAIRS_NAMED])
        num_unnamed = len(pairs) - _MAX_PAIRS_NAMED
        more = f", and {num_unnamed} more" if num_unnamed > 0 else ""
        super().__init__(f"No travel time for {len(pairs)} journeys: {named}{more}. Add them in minutes.")


class MatrixTravel:
    """Travel minutes looked up by the ids of the places.

    Parameters
    ----------
    minutes_by_pair
        Minutes by (origin id, destination id), at least 0; infinite where there is no way. Each direction is
        a pair of its own. A point to itself takes 0 minutes unless the pair says otherwise.

    Raises
    ------
    ValueError
        If a time is negative or not a number.
    """

    def __init__(self, minutes_by_pair: Mapping[tuple[str, str], float]) -> None:
        for (origin, destination), minutes in minutes_by_pair.items():
            if math.isnan(minutes) or minutes < 0:
                raise ValueError(f"{origin} to {destination} must take at least 0 minutes, not {minutes}.")
        self._minutes_by_pair = dict(minutes_by_pair)

    def minutes(self, origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
        """Return the minutes of each journey; see :class:`TravelSource`.

        Raises
        ------
        MissingTravelError
            If any pair is missing; it lists all of them.
        """
        minutes = np.empty((len(origins), len(destinations)))
        missing: dict[tuple[str, str], None] = {}
        for row, origin in enumerate(origins):
            for column, destination in enumerate(destinations):
                pair = (origin.id, destination.id)
                default_min = 0.0 if origin == destination else None
                found_min = self._minutes_by_pair.get(pair, default_min)
                if found_min is None:
                    missing[pair] = None
                else:
                    minutes[row, column] = found_min
        if missing:
            raise MissingTravelError(list(missing))
        return minutes
