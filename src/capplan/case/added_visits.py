"""A table of visits to add to a day that is under way: like visits.csv, with coordinates for new places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.case.crosscheck import table_faults
from capplan.case.csvio import decode, read_bytes, records
from capplan.case.day_travel import estimated_travel, modes_of, points_of
from capplan.case.draft import Draft
from capplan.case.faults import BadFileError, Fault
from capplan.case.header import CaseToml
from capplan.case.rows import TableReader
from capplan.case.sources import Records
from capplan.case.tables import TABLES
from capplan.errors import CaseFaults

_PLACE_COLUMNS = ("lat", "lon")


@dataclass(frozen=True)
class Added:
    """Visits to add, the new places they are at, and ways to and from these where the case states every way."""

    visits: tuple[day.VisitRow, ...] = ()
    places: tuple[day.VisitPlace, ...] = ()
    travel: tuple[day.VisitTravel, ...] = ()


def read_added(path: Path, case: Case) -> Added:
    """Read visits to add, and the new places they are at.

    Where visit_travel.csv is used, ways to and from new places are the straight line times the detour.

    Parameters
    ----------
    path
        A table with the columns of visits.csv; lat and lon may be there for places that visit_places.csv lacks.
    case
        The case of the day; what is added must fit it.

    Raises
    ------
    CaseFaults
        With every fault, each as a repair.
    """
    try:
        rows = [cells for _, cells in records(path.name, decode(path.name, read_bytes(path)))]
    except BadFileError as error:
        raise CaseFaults([error.fault]) from error
    heading = rows[0] if rows else []
    points = [position for position, name in enumerate(heading) if name in _PLACE_COLUMNS]
    visits = TableReader(TABLES["visits"], _records([_without(cells, points) for cells in rows]))
    faults = list(visits.faults())
    added = tuple(row for _, row in visits.rows if isinstance(row, day.VisitRow))
    known = {place.place for place in case.visit_places}
    places: tuple[day.VisitPlace, ...] = ()
    if points and not faults:
        columns = ("place", *_PLACE_COLUMNS)
        at = [heading.index(name) for name in columns if name in heading]
        whole = [cells + [""] * (len(heading) - len(cells)) for cells in rows[1:]]
        new = [[cells[position] for position in at] for cells in whole if cells[heading.index("place")] not in known]
        unique = list(dict.fromkeys(map(tuple, new)))
        reader = TableReader(TABLES["visit_places"], _records([[heading[position] for position in at], *unique]))
        faults += reader.faults() if unique else []
        places = tuple(row for _, row in reader.rows if isinstance(row, day.VisitPlace))
    found = Added(added, places, () if faults else _ways(case, places))
    if not faults:
        faults = _faults(case, found)
    if faults:
        raise CaseFaults([replace(fault, file=path.name) for fault in faults])
    return found


def _ways(case: Case, places: Sequence[day.VisitPlace]) -> tuple[day.VisitTravel, ...]:
    """Return the ways between new places and all others, where the case states its ways."""
    if not case.visit_travel or not places:
        return ()
    points, modes = points_of(case.bases, (*case.visit_places, *places)), modes_of(case.carers)
    minutes, km = estimated_travel(points, modes, case.parameters, None)
    new = {place.place for place in places}
    return tuple(
        day.VisitTravel(
            mode=mode, from_place=one.id, to_place=other.id, travel_min=round(float(minutes[mode][row, column]), 4),
            distance_km=round(float(km[mode][row, column]), 4),
        )
        for mode in modes
        for row, one in enumerate(points)
        for column, other in enumerate(points)
        if one is not other and not new.isdisjoint((one.id, other.id))
    )  # fmt: skip


def _faults(case: Case, added: Added) -> list[Fault]:
    """Return the faults that the added rows bring into the tables of the case."""
    together = {
        "visits": (*case.visits, *added.visits),
        "visit_places": (*case.visit_places, *added.places),
        "visit_travel": (*case.visit_travel, *added.travel),
    }
    tables = {name: () if name == "parameters" else together.get(name, getattr(case, name)) for name in TABLES}
    # Rows of the case have no numbers here: what is right already is told of nowhere.
    first = {"visits": len(case.visits), "visit_places": len(case.visit_places)}
    draft = Draft(
        toml=CaseToml(case=case.identity, horizon=case.horizon, travel=case.travel),
        parameters=case.parameters,
        rows={
            name: [(number - first.get(name, 0), row) for number, row in enumerate(rows, start=2)]
            for name, rows in tables.items()
        },
    )
    return [fault for fault in table_faults(draft, ()) if fault.row is None or fault.row >= 2]


def _records(rows: Iterable[Sequence[str]]) -> Records:
    numbered = [(number, list(cells)) for number, cells in enumerate(rows, start=1)]
    return lambda: iter(numbered)


def _without(cells: list[str], left_out: list[int]) -> list[str]:
    return [cell for position, cell in enumerate(cells) if position not in left_out]
