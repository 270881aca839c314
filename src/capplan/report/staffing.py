"""Sums and names about staff that tables, charts, page and summary share; the figures are those of the plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from capplan.case.case import Case
from capplan.decisions import (
    BedPlan,
    CalendarRow,
    ClosureRow,
    Response,
    SetBy,
    StaffFigures,
    StaffPlanRow,
)

Key = TypeVar("Key")
MEASURABLE_FTE = 0.005
NEAR_ZERO = 1e-6


@dataclass(frozen=True)
class Posts:
    """Posts of a group of roles in one period, in FTE."""

    budget: float
    in_post: float
    needed: float
    agency: float

    @property
    def gap(self) -> float:
        """People in post and agency less the need: minus is a shortage."""
        return self.in_post + self.agency - self.needed


def gap_fte(row: StaffPlanRow) -> float:
    """Return people in post and agency less the need: minus is a shortage."""
    return row.in_post_fte + row.agency_fte - row.needed_fte


def workplace_title(case: Case, workplace: str) -> str:
    """Return the name of a base or site; '' for none."""
    if workplace in case.base:
        return case.base[workplace].title
    return case.site[workplace].title if workplace else ""


def posts_by(figures: StaffFigures, key: Callable[[StaffPlanRow], Key]) -> dict[Key, Posts]:
    """Add up posts by whatever `key` makes of a row, in the order of the rows."""
    sums: dict[Key, list[float]] = {}
    for row in figures.staff_plan:
        mine = sums.setdefault(key(row), [0.0] * 4)
        for index, value in enumerate((row.budget_fte, row.in_post_fte, row.needed_fte, row.agency_fte)):
            mine[index] += value
    return {name: Posts(*values) for name, values in sums.items()}


def most_agency(figures: StaffFigures) -> tuple[str, float] | None:
    """Return the period with the most agency and its FTE; none where no agency is used."""
    by_period = posts_by(figures, lambda row: row.period)
    most = max(by_period.items(), key=lambda item: item[1].agency, default=None)
    return (most[0], most[1].agency) if most and most[1].agency > NEAR_ZERO else None


def met_shares(
    case: Case, figures: StaffFigures, key: Callable[[str, Response, str], tuple[str, ...]]
) -> dict[tuple[str, ...], float]:
    """Return the share of hours that is done, by whatever `key` makes of workplace, class and financial year."""
    year = {period.id: period.year for period in case.periods}
    needed: dict[tuple[str, ...], float] = defaultdict(float)
    done: dict[tuple[str, ...], float] = defaultdict(float)
    for row in figures.responses:
        if row.met_share is not None:
            name = key(row.workplace, row.response, year[row.period])
            needed[name] += row.needed_hours
            done[name] += row.needed_hours * row.met_share
    return {name: done[name] / hours for name, hours in needed.items() if hours > 0}


def bound_by(figures: StaffFigures) -> list[tuple[SetBy, int]]:
    """Return how often each rule or kind of work sets the number of a post in a period, the most frequent first."""
    counts = Counter(row.set_by for row in figures.staff_plan if row.set_by != "people in post")
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def staff_of_closure(option: BedPlan, closure: ClosureRow) -> list[CalendarRow]:
    """Return the redeployments and redundancies that follow a reduction: from its month to the site's next one."""
    later = [row.closed for row in option.figures.closures if row.site == closure.site and row.closed > closure.closed]
    until = min(later, default="9999-12")
    return [
        row
        for row in (option.staff.figures.calendar if option.staff else ())
        if closure.closed <= row.starts < until
        and closure.site == (row.from_site if row.kind == "redeploy" else row.workplace)
        and row.kind != "recruit"
    ]


def largest(rows: Iterable[tuple[Key, float]], count: int) -> list[Key]:
    """Return the keys with the largest figures, the largest first; equal ones keep their order."""
    return [key for key, _ in sorted(rows, key=lambda item: -item[1])[:count]]
