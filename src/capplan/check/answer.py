"""The decisions of a plan as lookups, and the rules that any list of decisions must keep to be read at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from capplan.case.tables import Configuration, Site
from capplan.check.facts import Facts
from capplan.check.staff_answer import StaffAnswer
from capplan.check.violation import Violation
from capplan.decisions import BedDecisions, Diverted, Starts, Waiting

_Row = TypeVar("_Row")
_PeopleRow = Starts | Waiting | Diverted


@dataclass(frozen=True)
class Change:
    """A site whose configuration in period `number` differs from the one before."""

    site: Site
    number: int
    before: Configuration
    after: Configuration

    @property
    def beds_added(self) -> int:
        """Beds added; negative for a reduction."""
        return self.after.beds_staffed - self.before.beds_staffed


@dataclass(frozen=True)
class Answer:
    """Decisions by the numbers of their periods (from 0). Only made from decisions without structural faults."""

    facts: Facts
    configuration: Mapping[tuple[str, int], Configuration]
    starts: Mapping[tuple[str, str, str, int], float]
    waiting: Mapping[tuple[str, str, int], float]
    diverted: Mapping[tuple[str, str, int], float]
    staff: StaffAnswer | None = None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, by period and then site."""
        found = []
        for number in range(len(self.facts.case.periods)):
            for site in self.facts.case.sites:
                before, after = self.ran(site, number - 1), self.ran(site, number)
                if before.configuration != after.configuration:
                    found.append(Change(site, number, before, after))
        return tuple(found)

    @cached_property
    def load(self) -> dict[tuple[str, int], float]:
        """Beds occupied on average by site and period."""
        return {
            (site.site, number): self.load_of(site, number)
            for site in self.facts.case.sites
            for number in range(len(self.facts.case.periods))
        }

    @cached_property
    def _starts_at(self) -> dict[tuple[str, int], list[tuple[str, str, float]]]:
        rows: dict[tuple[str, int], list[tuple[str, str, float]]] = {}
        for (cohort, locality, site, number), people in self.starts.items():
            rows.setdefault((site, number), []).append((cohort, locality, people))
        return rows

    def load_of(self, site: Site, number: int, pairs: Iterable[tuple[str, str]] | None = None) -> float:
        """Return the beds that everybody, or only these (cohort, locality) pairs, occupy.

        A cohort without a stay in the setting has no load; the placement rules report it.
        """
        only = None if pairs is None else set(pairs)
        stay_days = self.facts.stay_days
        return math.fsum(
            stay_days[cohort, site.setting] * people / self.facts.case.periods[number].days
            for cohort, locality, people in self._starts_at.get((site.site, number), ())
            if (cohort, site.setting) in stay_days and (only is None or (cohort, locality) in only)
        )

    def ran(self, site: Site, number: int) -> Configuration:
        """Return the configuration of a period; today's for period -1."""
        if number >= 0:
            return self.configuration[site.site, number]
        rows = self.facts.case.configurations_of[site.site]
        return next(row for row in rows if row.configuration == site.today)

    def waited(self, cohort: str, locality: str, number: int) -> float:
        """Return people waiting at the end of a period; the opening list for period -1."""
        if number < 0:
            return self.facts.opening.get((cohort, locality), 0.0)
        return self.waiting.get((cohort, locality, number), 0.0)


def read_answer(facts: Facts, decisions: BedDecisions) -> tuple[Answer | None, tuple[Violation, ...]]:
    """Turn decisions into lookups.

    Returns
    -------
    tuple
        The answer and no violations, or no answer and what is wrong with the lists: unknown ids,
        rows twice, sites without a configuration, figures that are not finite numbers.
    """
    faults = tuple(_structural_faults(facts, decisions))
    if faults:
        return None, faults
    numbers = {period.id: number for number, period in enumerate(facts.case.periods)}
    rows = {(row.site, row.configuration): row for row in facts.case.configurations}
    return Answer(
        facts,
        {(r.site, numbers[r.period]): rows[r.site, r.configuration] for r in decisions.configurations},
        {(r.cohort, r.locality, r.site, numbers[r.period]): r.people for r in decisions.starts},
        {(r.cohort, r.locality, numbers[r.period]): r.people for r in decisions.waiting},
        {(r.cohort, r.locality, numbers[r.period]): r.people for r in decisions.diverted},
    ), ()


def _structural_faults(facts: Facts, decisions: BedDecisions) -> Iterator[Violation]:
    case = facts.case
    known = {
        "site": {row.site for row in case.sites},
        "cohort": {row.cohort for row in case.cohorts},
        "locality": {row.locality for row in case.localities},
        "period": {row.id for row in case.periods},
    }
    configurations = {(row.site, row.configuration) for row in case.configurations}
    people_rows: list[tuple[str, _PeopleRow]] = [
        *(("starts", row) for row in decisions.starts),
        *(("waiting", row) for row in decisions.waiting),
        *(("diverted", row) for row in decisions.diverted),
    ]
    for table, row in [*people_rows, *(("configurations", row) for row in decisions.configurations)]:
        for kind, ids in known.items():
            named = getattr(row, kind, None)
            if named is not None and named not in ids:
                yield Violation("decisions ids", table, f"{named!r} is no {kind} of the case.")
    for table, row in people_rows:
        if not math.isfinite(row.people):
            yield Violation("decisions finite", table, f"{row.people} is no number of people: {row}.")
    for choice in decisions.configurations:
        if choice.site in known["site"] and (choice.site, choice.configuration) not in configurations:
            message = f"{choice.configuration!r} is no configuration of the site."
            yield Violation("decisions ids", f"site {choice.site}", message)
    yield from _twice("starts", decisions.starts, lambda r: (r.cohort, r.locality, r.site, r.period))
    yield from _twice("waiting", decisions.waiting, lambda r: (r.cohort, r.locality, r.period))
    yield from _twice("diverted", decisions.diverted, lambda r: (r.cohort, r.locality, r.period))
    given: dict[tuple[str, str], int] = {}
    for choice in decisions.configurations:
        given[choice.site, choice.period] = given.get((choice.site, choice.period), 0) + 1
    for site in case.sites:
        for period in case.periods:
            count = given.get((site.site, period.id), 0)
            if count != 1:
                message = f"{count} configurations run in the period; exactly 1 must."
                where = f"site {site.site}, period {period.id}"
                yield Violation("B1 enter", where, message, abs(count - 1.0))


def _twice(table: str, rows: Iterable[_Row], key: Callable[[_Row], Hashable]) -> Iterator[Violation]:
    seen: set[Hashable] = set()
    for row in rows:
        if key(row) in seen:
            yield Violation("decisions duplicates", table, f"the row stands twice: {row}.")
        seen.add(key(row))
