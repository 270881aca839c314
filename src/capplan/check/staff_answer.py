"""The staff decisions of an option as lookups, who is in post because of them, and whether they can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from capplan.check.facts import Facts
from capplan.check.staff_facts import StaffFacts
from capplan.check.violation import Violation
from capplan.decisions import Response, StaffDecisions
from capplan.units import MONTHS_PER_YEAR, months_between

_KEYS = {
    "recruited": ("role", "workplace", "period"),
    "redeployed": ("role", "site", "to_role", "base", "period"),
    "redundant": ("role", "workplace", "period"),
    "worked": ("role", "workplace", "skill", "period"),
    "agency": ("role", "workplace", "skill", "period"),
    "shortfall": ("workplace", "skill", "response", "period"),
    "unstaffed": ("site", "period"),
}
_AMOUNTS = ("fte", "hours", "beds")


@dataclass(frozen=True)
class StaffAnswer:
    """Decisions by the numbers of their periods (from 0). Only made from decisions without structural faults."""

    facts: StaffFacts
    recruited: Mapping[tuple[str, str, int], float]
    redeployed: Mapping[tuple[str, str, str, str, int], float]
    redundant: Mapping[tuple[str, str, int], float]
    worked: Mapping[tuple[str, str, str, int], float]
    agency: Mapping[tuple[str, str, str, int], float]
    shortfall: Mapping[tuple[str, str, Response, int], float]
    unstaffed: Mapping[tuple[str, int], float]

    @cached_property
    def moved_in(self) -> dict[tuple[str, str, int], float]:
        """FTE redeployed into a role at a base, by role, base and period."""
        terms: dict[tuple[str, str, int], list[float]] = {}
        for (_, _, to_role, base, number), fte in self.redeployed.items():
            terms.setdefault((to_role, base, number), []).append(fte)
        return {key: math.fsum(parts) for key, parts in terms.items()}

    @cached_property
    def moved_out(self) -> dict[tuple[str, str, int], float]:
        """FTE redeployed out of a role at a site, by role, site and period."""
        terms: dict[tuple[str, str, int], list[float]] = {}
        for (role, site, _, _, number), fte in self.redeployed.items():
            terms.setdefault((role, site, number), []).append(fte)
        return {key: math.fsum(parts) for key, parts in terms.items()}

    @cached_property
    def in_post(self) -> dict[tuple[str, str, int], float]:
        """FTE in post during each period, by role, workplace and period: who was there stays, leaves, joins, moves."""
        found: dict[tuple[str, str, int], float] = {}
        for role, workplace in self.facts.posts:
            row = self.facts.establishment.get((role, workplace))
            fte = 0.0 if row is None else row.actual_fte
            for number in range(len(self.facts.case.periods)):
                key = (role, workplace, number)
                fte -= self._leave(role, fte, number)
                fte += self.recruited.get(key, 0.0) + self.moved_in.get(key, 0.0)
                fte -= self.moved_out.get(key, 0.0) + self.redundant.get(key, 0.0)
                found[key] = fte
        return found

    def leavers(self, role: str, workplace: str, number: int) -> float:
        """Return FTE that left during the period before."""
        return self._leave(role, self.in_post.get((role, workplace, number - 1), 0.0), number)

    def _leave(self, role: str, fte_before: float, number: int) -> float:
        if number == 0:
            return 0.0
        years = self.facts.case.periods[number - 1].months / MONTHS_PER_YEAR
        return float(fte_before * (1.0 - (1.0 - self.facts.case.role[role].turnover_per_year) ** years))

    @cached_property
    def retraining(self) -> dict[tuple[str, str, int], float]:
        """FTE in post but still retraining, by role, base and period."""
        terms: dict[tuple[str, str, int], list[float]] = {}
        periods = self.facts.case.periods
        for (role, site, to_role, base, began), fte in self.redeployed.items():
            move = self.facts.moves.get((role, site, to_role, base))
            for number in range(began, len(periods)):
                if move is not None and months_between(periods[began].id, periods[number].id) < move.retrain_months:
                    terms.setdefault((to_role, base, number), []).append(fte)
        return {key: math.fsum(parts) for key, parts in terms.items()}

    def productive(self, role: str, workplace: str, number: int) -> float:
        """Return FTE in post that count: without those who retrain."""
        key = (role, workplace, number)
        return self.in_post.get(key, 0.0) - self.retraining.get(key, 0.0)

    @cached_property
    def shortfall_of(self) -> dict[tuple[str, str, int], float]:
        """Hours left undone by workplace, skill and period, all response classes."""
        terms: dict[tuple[str, str, int], list[float]] = {}
        for (workplace, skill, _, number), hours in self.shortfall.items():
            terms.setdefault((workplace, skill, number), []).append(hours)
        return {key: math.fsum(parts) for key, parts in terms.items()}

    @cached_property
    def agency_of(self) -> dict[tuple[str, str, int], float]:
        """Agency hours by workplace, skill and period, all roles."""
        terms: dict[tuple[str, str, int], list[float]] = {}
        for (_, workplace, skill, number), hours in self.agency.items():
            terms.setdefault((workplace, skill, number), []).append(hours)
        return {key: math.fsum(parts) for key, parts in terms.items()}


def read_staff(facts: Facts, decisions: StaffDecisions) -> tuple[StaffAnswer | None, tuple[Violation, ...]]:
    """Turn staff decisions into lookups.

    Returns
    -------
    tuple
        The answer and no violations, or no answer and what is wrong with the lists: areas that are not served from
        exactly one base, unknown ids, rows twice, amounts that are not finite numbers.
    """
    faults = tuple(_structural_faults(facts, decisions))
    if faults:
        return None, faults
    number = {period.id: number for number, period in enumerate(facts.case.periods)}
    return StaffAnswer(
        StaffFacts(facts),
        {(r.role, r.workplace, number[r.period]): r.fte for r in decisions.recruited},
        {(r.role, r.site, r.to_role, r.base, number[r.period]): r.fte for r in decisions.redeployed},
        {(r.role, r.workplace, number[r.period]): r.fte for r in decisions.redundant},
        {(r.role, r.workplace, r.skill, number[r.period]): r.hours for r in decisions.worked},
        {(r.role, r.workplace, r.skill, number[r.period]): r.hours for r in decisions.agency},
        {(r.workplace, r.skill, r.response, number[r.period]): r.hours for r in decisions.shortfall},
        {(r.site, number[r.period]): r.beds for r in decisions.unstaffed},
    ), ()


def _named(row: BaseModel, key: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, getattr(row, name)) for name in key]


def _amount(row: BaseModel) -> float:
    return next(float(getattr(row, name)) for name in _AMOUNTS if hasattr(row, name))


def _structural_faults(facts: Facts, decisions: StaffDecisions) -> Iterator[Violation]:
    case = facts.case
    yield from _territory_faults(facts, decisions)
    bases = {row.base for row in case.bases}
    known = {
        "role": set(case.role),
        "to_role": set(case.role),
        "site": set(case.site),
        "base": bases,
        "workplace": bases | set(case.site),
        "skill": {row.skill for row in case.skills},
        "period": {row.id for row in case.periods},
    }
    for table, key in _KEYS.items():
        seen: set[tuple[str, ...]] = set()
        for row in getattr(decisions, table):
            for name, value in _named(row, key):
                if name in known and value not in known[name]:
                    yield Violation("decisions ids", table, f"{value!r} is no {name} of the case.")
            values = tuple(value for _, value in _named(row, key))
            if values in seen:
                yield Violation("decisions duplicates", table, f"the row stands twice: {row}.")
            seen.add(values)
            if not math.isfinite(_amount(row)):
                yield Violation("decisions finite", table, f"{_amount(row)} is no amount: {row}.")


def _territory_faults(facts: Facts, decisions: StaffDecisions) -> Iterator[Violation]:
    case = facts.case
    use = {row.base: row.use for row in case.bases}
    areas = {row.area for row in case.areas}
    served: dict[str, int] = {}
    for row in decisions.territory:
        served[row.area] = served.get(row.area, 0) + 1
        if row.area not in areas:
            yield Violation("decisions ids", "territory", f"{row.area!r} is no area of the case.")
        if row.base not in use:
            yield Violation("decisions ids", "territory", f"{row.base!r} is no base of the case.")
        elif use[row.base] == "never":
            message = f"base {row.base} must not be used, but serves the area."
            yield Violation("territory", f"area {row.area}", message)
    for area in case.areas:
        count = served.get(area.area, 0)
        if count != 1:
            message = f"{count} bases serve the area; exactly 1 must."
            yield Violation("territory", f"area {area.area}", message, abs(count - 1.0))
