"""Travel from an OSRM server: its table service, asked in blocks that the server allows.

The service is documented at https://project-osrm.org/docs/v5.24.0/api/#table-service: coordinates as
``longitude,latitude`` apart by semicolons, positions of sources and destinations, and an answer with seconds and
metres, null where there is no way.
"""

from __future__ import annotations

import json
import math
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from capplan.errors import CapplanError
from capplan.travel.source import FloatArray, Point, same_point
from capplan.units import METRES_PER_KM, SECONDS_PER_MINUTE

MAX_TABLE_SIZE = 100
_SMALLEST_TABLE = 2
_MAX_ANSWER_BYTES = 200_000_000


class OsrmError(CapplanError):
    """The road server cannot be reached, or does not answer as an OSRM server does."""


class _TooBig(Exception):  # noqa: N818 (a signal inside this module)
    """The server allows smaller tables only."""


class OsrmTravel:
    """Minutes and kilometres from a running OSRM server.

    Parameters
    ----------
    address
        Address of the server, e.g. ``http://127.0.0.1:5000``.
    profile
        Name in the path; the server's data decide what it means (car, bike, foot).
    max_table_size
        Coordinates of one request at most; the server's own limit is 100 unless it was started with another
        (``--max-table-size``). Where the server refuses a table as too big, smaller ones are asked for.
    timeout_s
        Seconds to wait for an answer.

    Raises
    ------
    ValueError
        If the address is none, or a limit is too small.
    """

    def __init__(
        self, address: str, profile: str = "driving", max_table_size: int = MAX_TABLE_SIZE, timeout_s: float = 30.0
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"A road server's address begins with http:// or https://, not {address!r}.")
        if max_table_size < _SMALLEST_TABLE:
            raise ValueError(f"max_table_size must be at least {_SMALLEST_TABLE}, not {max_table_size}.")
        self._table = f"{address.rstrip('/')}/table/v1/{profile}/"
        self._address = address
        self._timeout_s = timeout_s
        self._size = max_table_size

    def minutes(self, origins: Sequence[Point], destinations: Sequence[Point]) -> FloatArray:
        """Return minutes from each origin to each destination; see :class:`TravelSource`.

        Raises
        ------
        OsrmError
            If the server cannot be reached or answers with an error.
        """
        return self.minutes_and_km(origins, destinations)[0]

    def minutes_and_km(self, origins: Sequence[Point], destinations: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
        """Return minutes and kilometres, infinite where there is no way, shape (origins, destinations)."""
        minutes = np.zeros((len(origins), len(destinations)))
        km = np.zeros_like(minutes)
        row = 0
        while row < len(origins):
            column = 0
            # Half of a table's coordinates are origins; a retry after TooBig begins the row of blocks anew.
            half = self._size // 2
            rows = slice(row, row + half)
            try:
                while column < len(destinations):
                    columns = slice(column, column + self._size - half)
                    minutes[rows, columns], km[rows, columns] = self._block(origins[rows], destinations[columns])
                    column = columns.stop
            except _TooBig as refusal:
                if self._size <= _SMALLEST_TABLE:
                    raise OsrmError(f"The road server {self._address} refuses even a table of 2 places.") from refusal
                self._size = max(_SMALLEST_TABLE, self._size // 2)
                continue
            row = rows.stop
        same = same_point(origins, destinations)
        return np.where(same, 0.0, minutes), np.where(same, 0.0, km)

    def _block(self, origins: Sequence[Point], destinations: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
        points = [*origins, *destinations]
        places = ";".join(f"{point.lon:.6f},{point.lat:.6f}" for point in points)
        sources = ";".join(str(place) for place in range(len(origins)))
        targets = ";".join(str(place) for place in range(len(origins), len(points)))
        query = f"{places}?sources={sources}&destinations={targets}&annotations=duration,distance"
        answer = self._ask(query)
        shape = (len(origins), len(destinations))
        seconds, metres = (self._table_of(answer, name, shape) for name in ("durations", "distances"))
        return seconds / SECONDS_PER_MINUTE, metres / METRES_PER_KM

    def _ask(self, query: str) -> dict[str, Any]:
        """Return the answer of the table service.

        Raises
        ------
        OsrmError
            If there is none, or it is an error.
        _TooBig
            If the server allows smaller tables only.
        """
        try:
            with urllib.request.urlopen(self._table + query, timeout=self._timeout_s) as response:
                text = response.read(_MAX_ANSWER_BYTES)
        except urllib.error.HTTPError as error:
            text = error.read()
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise OsrmError(
                f"The road server {self._address} does not answer ({reason}). Start it, or check the address; without "
                "it, give travel in visit_travel.csv or use coordinates."
            ) from error
        try:
            answer = json.loads(text)
            code = answer["code"]
        except (ValueError, KeyError, TypeError) as error:
            raise OsrmError(
                f"{self._address} answers, but not as an OSRM server does (no JSON with a code). Check the address."
            ) from error
        if code == "TooBig":
            raise _TooBig
        if code != "Ok":
            raise OsrmError(f"The road server {self._address} answers {code}: {answer.get('message', 'no message')}.")
        return dict(answer)

    def _table_of(self, answer: dict[str, Any], name: str, shape: tuple[int, int]) -> FloatArray:
        """Return a table of an answer, infinite for null."""
        try:
            rows = [[math.inf if cell is None else float(cell) for cell in row] for row in answer[name]]
            table = np.array(rows, dtype=np.float64).reshape(shape)
        except (KeyError, TypeError, ValueError) as error:
            raise OsrmError(
                f"The answer of the road server {self._address} has no {name} for {shape[0]} x {shape[1]} places."
            ) from error
        if np.isnan(table).any() or (table < 0).any():
            raise OsrmError(f"The answer of the road server {self._address} has {name} below 0 or not a number.")
        return table
