"""The sets and parameters of the `visits` formulation: one day, times in whole seconds, money in GBP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capplan.case.visit_tables import Mode, Priority

Window = tuple[int, int]
"""From when to when, both included, in seconds since midnight."""


@dataclass(frozen=True)
class Visit:
    """A visit to be made, or left out at its price.

    Attributes
    ----------
    place
        Row and column of the travel matrices.
    windows
        When it may START; hard, in order, not overlapping.
    preferred_s, deviation_gbp_per_min
        When it would best start, and the price of each minute before or after; None: no preference.
    late_gbp_per_min
        Price of each minute after the preferred start, where it is another than before it (None: the same).
    skills, second_skills
        Skills of the person sent, and of the second one of a visit by two (None: the same). Both ways round are fine.
    carers
        1, or 2: two different carers who start together, both or none.
    unserved_gbp
        Price of leaving it out.
    must_not
        Carers who may not be sent.
    preferred
        GBP by carer, for each of them sent: below 0 a bonus, above 0 a malus.
    base
        The base whose territory it lies in.
    load
        Room that it takes in the car or bag of each person sent, in any unit.
    under_way
        Done, begun or on the way to: it has one start and its carers; a search need not try to move it.
    """

    id: str
    client: str
    place: int
    duration_s: int
    windows: tuple[Window, ...]
    unserved_gbp: float
    base: str
    preferred_s: int | None = None
    deviation_gbp_per_min: float = 0.0
    late_gbp_per_min: float | None = None
    skills: frozenset[str] = frozenset()
    second_skills: frozenset[str] | None = None
    carers: int = 1
    priority: Priority = "normal"
    response: str = "planned"
    must_not: frozenset[str] = frozenset()
    preferred: Mapping[str, float] = field(default_factory=dict)
    load: float = 0.0
    under_way: bool = False

    @property
    def price_of_late(self) -> float:
        """GBP of each minute after the preferred start."""
        return self.deviation_gbp_per_min if self.late_gbp_per_min is None else self.late_gbp_per_min


@dataclass(frozen=True)
class Pair:
    """Where both visits are made, the second starts so long after the END of the first."""

    first: str
    second: str
    min_gap_s: int
    max_gap_s: int | None = None


@dataclass(frozen=True)
class MealBreak:
    """An unpaid break in each shift that is longer than a limit and in which there is a visit.

    It begins in its hours, lies inside the shift and overlaps no visit. Between two visits it takes room beside the
    way; before the first visit it ends before the way out begins, after the last it begins after the way back.
    """

    earliest_s: int
    latest_s: int
    length_s: int
    only_if_shift_longer_than_s: int = 0


@dataclass(frozen=True)
class Carer:
    """Somebody on duty.

    A round is what the carer does in one shift: from the start place, over visits, to the end place, inside the
    shift. The carer leaves as late as the first visit allows. Work is contact, travel and waiting, from leaving to
    being back, without a break between two visits.

    Attributes
    ----------
    start_place, end_place
        Rows and columns of the travel matrices.
    skills
        Skills held, lower levels included.
    paid_s, overtime_gbp_per_h
        Work on the day beyond paid_s costs so much more an hour, all rounds together.
    max_work_s
        Most work on the day, all rounds together (None: the shifts).
    shift_breaks
        The break of each shift, in their order, where it is another than `meal_break` says (None: none is due); a day
        under way has such shifts.
    help_across_gbp
        Price of each visit outside the own base's territory.
    most_load
        Most room on a round, in the unit of `load` (None: there is always room).
    """

    id: str
    base: str
    start_place: int
    end_place: int
    shifts: tuple[Window, ...]
    skills: frozenset[str] = frozenset()
    mode: Mode = "car"
    paid_s: int = 0
    max_work_s: int | None = None
    overtime_gbp_per_h: float = 0.0
    meal_break: MealBreak | None = None
    shift_breaks: tuple[MealBreak | None, ...] | None = None
    service_gbp_per_h: float = 0.0
    travel_gbp_per_h: float = 0.0
    waiting_gbp_per_h: float = 0.0
    mileage_gbp_per_km: float = 0.0
    help_across_gbp: float = 0.0
    most_load: float | None = None


@dataclass(frozen=True)
class Inputs:
    """One day.

    Attributes
    ----------
    travel_s, km
        By mode, seconds (handover, parking and buffer included) and kilometres from row to column; not symmetric.
        A way that does not exist takes longer than a day.
    balance_gbp
        The plan may cost so much more for work to be shared more evenly.
    """

    visits: tuple[Visit, ...]
    pairs: tuple[Pair, ...]
    carers: tuple[Carer, ...]
    travel_s: Mapping[str, NDArray[np.int64]]
    km: Mapping[str, NDArray[np.float64]]
    balance_gbp: float = 0.0
