"""Units: what has a start of its own, an initiative as a whole or an initiative in one locality."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.programme_tables import Initiative, RollOut


@dataclass(frozen=True)
class Unit:
    """An initiative as a whole (no place), or in the locality of a row of roll_out.csv."""

    initiative: Initiative
    place: RollOut | None

    @property
    def id(self) -> str:
        """Return the initiative's id, with its locality after an underscore where it has one."""
        return self.initiative.initiative + (f"_{self.place.locality}" if self.place else "")

    @property
    def must(self) -> bool:
        """Say whether it has to start."""
        return self.initiative.use == "must" and (self.place is None or self.place.use == "must")


def units_of(case: Case) -> tuple[Unit, ...]:
    """Return everything that may start, in file order; initiatives that are left out are not among them."""
    found: list[Unit] = []
    for row in case.initiatives:
        if row.use == "never":
            continue
        places = [place for place in case.roll_out if place.initiative == row.initiative]
        found += [Unit(row, place) for place in places] if row.per == "locality" else [Unit(row, None)]
    return tuple(found)
