"""What the `rota` model is built from: shifts, people, cover and prices, in whole minutes and GBP.

Days are numbered from 0. A run of days that touches the first day is exempt from minimum lengths while nothing is
known of the day before (`History.run_days == 0`); one that touches the last day always is. Maxima hold everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PersonDayShift = tuple[str, int, str]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Shift:
    """A stretch of work with a place and a purpose.

    Attributes
    ----------
    start_min, end_min : int
        Minutes from midnight of the shift's day; an end past 1440 lies on the next day.
    paid_min : int
        Minutes paid, without unpaid breaks.
    tags : frozenset of str
        Words that limits and fairness count by, such as "early", "night".
    """

    id: str
    base: str
    role: str
    start_min: int
    end_min: int
    paid_min: int
    night: bool = False
    tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.end_min <= self.start_min or self.paid_min < 0:
            raise ValueError(f"Shift {self.id}: expected end_min > start_min and paid_min >= 0.")

    def is_of(self, tag: str | None) -> bool:
        """Whether a limit on a tag or a shift id counts this shift; None counts every shift."""
        return tag is None or tag == self.id or tag in self.tags


@dataclass(frozen=True)
class History:
    """What a person did up to the day before day 0.

    Attributes
    ----------
    run_days : int
        Days in a row that end at day -1: worked (> 0), off (< 0), not known (0). A run of work that ended there is
        past and not held to a minimum; days off are, over the boundary.
    last_shift : str or None
        Shift worked last before day 0, so that rest is kept over the boundary.
    """

    run_days: int = 0
    last_shift: str | None = None


@dataclass(frozen=True)
class Rolling:
    """A limit on every window of so many days that lies inside the rota.

    Attributes
    ----------
    tag : str or None
        Tag or shift id that is counted; None counts every shift.
    max_shifts, max_paid_min : int or None
        Greatest number of shifts, and of paid minutes, in a window.
    every : int
        Days from the first day of a window to the first day of the next (7 for calendar weeks).
    """

    days: int
    tag: str | None = None
    max_shifts: int | None = None
    max_paid_min: int | None = None
    every: int = 1

    def windows(self, days: int) -> list[range]:
        """Return the windows of a rota of so many days."""
        return [range(first, first + self.days) for first in range(0, days - self.days + 1, self.every)]


@dataclass(frozen=True)
class Person:
    """Who may work what, within which limits.

    Attributes
    ----------
    shifts : frozenset of str
        Shifts the person may work.
    min_paid_min, max_paid_min : int or None
        Hard limits over the whole rota; carried hours are already taken off.
    target_paid_min : int or None
        Contract minutes of the rota; less costs `under_gbp_per_min`, more `over_gbp_per_min`.
    min_run, max_run : int
        Days worked in a row; `max_run` None for no limit.
    min_off_run : int
        Days off in a row.
    max_weekends : int or None
        Weekends with any work.
    max_of : mapping of tag or shift id to int
        At most so many of these shifts in the rota.
    rolling : tuple of Rolling
        Limits on windows of days.
    off : frozenset of day
        Leave and other protected days.
    barred : frozenset of (day, shift)
        Shifts that may not be worked on a day, e.g. one whose length differs by the change of the clocks: only
        `may_work` reads it.
    fixed : mapping of day to shift id or None
        What is settled already; None is a day off. A fixed shift need not be among `shifts`.
    """

    id: str
    shifts: frozenset[str]
    min_paid_min: int | None = None
    max_paid_min: int | None = None
    target_paid_min: int | None = None
    under_gbp_per_min: float = 0.0
    over_gbp_per_min: float = 0.0
    min_run: int = 1
    max_run: int | None = None
    min_off_run: int = 1
    max_weekends: int | None = None
    max_of: Mapping[str, int] = field(default_factory=dict)
    rolling: tuple[Rolling, ...] = ()
    off: frozenset[int] = frozenset()
    barred: frozenset[tuple[int, str]] = frozenset()
    fixed: Mapping[int, str | None] = field(default_factory=dict)
    history: History = History()

    def may_work(self, day: int) -> frozenset[str]:
        """Return the shifts the person may work on a day."""
        if day in self.fixed:
            settled = self.fixed[day]
            return frozenset() if settled is None else frozenset({settled})
        if day in self.off:
            return frozenset()
        return frozenset(shift for shift in self.shifts if (day, shift) not in self.barred)

    def must_work(self, day: int) -> bool:
        """Whether a shift on the day is settled."""
        return self.fixed.get(day) is not None


@dataclass(frozen=True)
class Cover:
    """People needed on a day at some of the shifts.

    Attributes
    ----------
    shifts : frozenset of str
        Every shift that counts.
    need : int
        People.
    under_gbp, over_gbp : float or None
        Price of each person short and each person too many; None for a surplus that costs nothing.
    max_under, max_over : int or None
        Greatest shortage and surplus; None leaves them to their price.
    """

    id: str
    day: int
    shifts: frozenset[str]
    need: int
    under_gbp: float
    over_gbp: float | None = None
    max_under: int | None = None
    max_over: int | None = None


@dataclass(frozen=True)
class Fair:
    """A price for each shift above a person's fair share.

    Attributes
    ----------
    tag : str or None
        Tag or shift id that is counted; None counts every shift.
    unit_gbp : float
        Price of each shift above the share.
    share : mapping of person to float
        Shifts of the rota that are fair for a person, history taken off; people who are not named are not counted.
    days : frozenset of day or None
        Days that count; None for all.
    """

    id: str
    tag: str | None
    unit_gbp: float
    share: Mapping[str, float]
    days: frozenset[int] | None = None


@dataclass(frozen=True)
class Inputs:
    """Numbers of one rota.

    Attributes
    ----------
    days : int
        Days of the rota.
    weekends : tuple of tuple of day
        One or two neighbouring days each; a weekend is worked if any of them is.
    price : mapping of (person, day, shift) to float
        Unsocial pay, requests, bank premium, change from a published rota; missing is 0.
    off_price : mapping of (person, day) to float
        Price of a day off: a request for work, a published day changed; missing is 0.
    forbidden : frozenset of (shift, shift on the next day)
        Pairs that leave too little daily rest.
    forbidden_over_day_off : frozenset of (shift, shift two days later)
        Pairs that leave too little rest over exactly one day off between them.
    constant_gbp : float
        Cost that nothing in the rota changes.
    """

    days: int
    first_day: date
    weekends: tuple[tuple[int, ...], ...]
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    cover: tuple[Cover, ...]
    price: Mapping[PersonDayShift, float] = field(default_factory=dict)
    off_price: Mapping[tuple[str, int], float] = field(default_factory=dict)
    forbidden: frozenset[Pair] = frozenset()
    forbidden_over_day_off: frozenset[Pair] = frozenset()
    fairness: tuple[Fair, ...] = ()
    constant_gbp: float = 0.0

    def __post_init__(self) -> None:
        known = {shift.id for shift in self.shifts}
        named = [
            *((f"person {person.id}", person.shifts) for person in self.people),
            *((f"person {person.id}", {one for one in person.fixed.values() if one}) for person in self.people),
            *((f"cover {cover.id}", cover.shifts) for cover in self.cover),
            *(("forbidden", set(pair)) for pair in self.forbidden | self.forbidden_over_day_off),
        ]
        for where, shifts in named:
            if unknown := sorted(set(shifts) - known):
                raise ValueError(f"{where} names unknown shift {unknown[0]}.")
        if wrong := [cover.id for cover in self.cover if not 0 <= cover.day < self.days]:
            raise ValueError(f"Cover {wrong[0]}: expected a day of the rota.")

    @property
    def shift(self) -> Mapping[str, Shift]:
        """The shifts by id."""
        return {shift.id: shift for shift in self.shifts}
