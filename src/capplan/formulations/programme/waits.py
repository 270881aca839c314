"""Who waits for whom, and how long: precedence, benefits that must have shown, and the order of localities."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.programme_tables import Initiative
from capplan.formulations.programme.money import ramp
from capplan.formulations.programme.units_of import Unit

Waits = dict[tuple[str, str], int]
NEVER = 10_000
"""Months of a wait for something that never happens in a plan."""


def precedence_lag(case: Case, units: tuple[Unit, ...]) -> Waits:
    """Return by (waiting unit, other unit) the months between their starts, from precedence.csv."""
    lags: Waits = {}
    for row in case.precedence:
        for waiting, other in _pairs(units, row.initiative, row.after):
            ran = other.initiative.duration_months or 0 if row.counts_from == "end" else 0
            lags[waiting.id, other.id] = row.lag_months + ran
    return lags


def benefit_lag(case: Case, units: tuple[Unit, ...]) -> Waits:
    """Return by (waiting unit, other unit) the months between their starts, until the other's benefit has shown."""
    lags: Waits = {}
    for row in case.benefit_gates:
        for waiting, other in _pairs(units, row.initiative, row.benefit_of):
            begins = first_benefit(case, other.initiative, row.min_share)
            lags[waiting.id, other.id] = begins + row.shown_months
    return lags


def first_benefit(case: Case, row: Initiative, min_share: float) -> int:
    """Return the months from a start until one of its benefits begins and stands at a share of its whole."""
    begins = [line.from_months for line in case.initiative_money if _shows(line.initiative, line.side, row)]
    offset = min(begins, default=NEVER)
    while offset < NEVER and ramp(row, offset) < min_share - 1e-9:
        offset += 1
    return offset


def roll_out_lag(units: tuple[Unit, ...]) -> Waits:
    """Return by (waiting unit, other unit) the months between their starts, from the order of localities."""
    by_place = {(unit.initiative.initiative, unit.place.locality): unit for unit in units if unit.place}
    return {
        (unit.id, by_place[unit.initiative.initiative, unit.place.after].id): unit.place.lag_months
        for unit in units
        if unit.place and unit.place.after
    }


def _shows(initiative: str, side: str, row: Initiative) -> bool:
    return initiative == row.initiative and side == "benefit"


def _pairs(units: tuple[Unit, ...], initiative: str, after: str) -> Iterator[tuple[Unit, Unit]]:
    """Yield who waits for whom: in the same locality where both go by locality, else everybody for all."""
    for waiting in units:
        for other in units:
            if (waiting.initiative.initiative, other.initiative.initiative) == (initiative, after):
                same = waiting.place is None or other.place is None or waiting.place.locality == other.place.locality
                if same:
                    yield waiting, other
