"""Benefits that two initiatives would both count: where they meet, and what then counts only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from capplan.case.case import Case
from capplan.decisions.programme import End
from capplan.formulations.programme.money import monthly_gbp
from capplan.formulations.programme.units_of import Unit

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Overlaps:
    """Fields of `Inputs` about overlaps, filled together."""

    runs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    twice: dict[Key, tuple[str, str]] = field(default_factory=dict)
    twice_gbp: dict[Key, float] = field(default_factory=dict)
    twice_in: dict[Key, tuple[str, str, str]] = field(default_factory=dict)


def overlaps_of(
    case: Case,
    units: tuple[Unit, ...],
    starts_in: Mapping[str, tuple[str, ...]],
    months: tuple[str, ...],
    year_of: Mapping[str, str],
    end: End,
) -> Overlaps:
    """Return where benefits would be counted twice.

    An overlap is named `line_unit_other`: the line of the unit whose benefit it is, and the other unit that reaches
    the same people. Where the other goes by locality and the unit does not, each locality has its part of the share.
    """
    found = Overlaps()
    lines = {line.line: line for line in case.initiative_money}
    for row in case.benefit_overlaps:
        line = lines[row.line]
        for unit in (one for one in units if one.initiative.initiative == line.initiative):
            others = [one for one in units if one.initiative.initiative == row.initiative]
            if unit.place is not None and any(one.place for one in others):
                others = [one for one in others if one.place and one.place.locality == unit.place.locality]
            for other in others:
                name = f"{line.line}_{unit.id}_{other.id}"
                for start in starts_in[unit.id]:
                    first = months.index(start)
                    for offset, gbp in monthly_gbp(unit.initiative, line, end, len(months) - first):
                        month = months[first + offset]
                        runs = _running(other, starts_in[other.id], months, month)
                        if gbp and runs:
                            found.runs[other.id, month] = runs
                            key = (name, start, month)
                            found.twice[key] = (unit.id, other.id)
                            found.twice_gbp[key] = -gbp * row.share / len(others)
                            found.twice_in[key] = (line.pot, year_of[month], line.money)
    return found


def _running(unit: Unit, window: tuple[str, ...], months: tuple[str, ...], month: str) -> tuple[str, ...]:
    """Return the starts with which a unit runs in a month."""
    at, lasts = months.index(month), unit.initiative.duration_months or len(months)
    return tuple(start for start in window if 0 <= at - months.index(start) < lasts)
