"""Who could fill a gap: everybody with role, base and skills, what blocks them, and what they would cost.

The rules are tested by the independent checker on the rota with the one shift added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from capplan.case.case import Case
from capplan.case.rota_tables import Person
from capplan.check.rota import duties_of
from capplan.check.rota_facts import Duty, RotaFacts
from capplan.check.rota_figures import fair_shares, person_row
from capplan.check.rota_rules import person_violations
from capplan.decisions.rota import Candidate, CoverRow, PersonRow, RotaDecisions, RotaPlan, ShortCover

PRICES = ("hours_gbp", "unsocial_gbp", "fairness_gbp", "requests_gbp")


def short_cover(case: Case, plan: RotaPlan) -> tuple[ShortCover, ...]:
    """Return every gap of a rota with its candidates."""
    return gaps_explained(case, plan.decisions, (row for row in plan.figures.cover if row.gap))


def gaps_explained(case: Case, decisions: RotaDecisions, gaps: Iterable[CoverRow]) -> tuple[ShortCover, ...]:
    """Return gaps of a rota, each with the people who might fill it, the cheapest first, then those blocked."""
    ground = _Ground(case, decisions)
    return tuple(ground.explained(row) for row in gaps)


class _Ground:
    """A rota as it stands, against which one more shift is tried."""

    def __init__(self, case: Case, decisions: RotaDecisions) -> None:
        self.facts = RotaFacts(case)
        self.cover = {row.cover: row for row in case.rota_cover}
        self.duties = duties_of(self.facts, decisions)
        self.rows: dict[str, PersonRow] = {}
        self.broken: dict[str, Counter[str]] = {}

    @cached_property
    def shares(self) -> dict[str, dict[str, float]]:
        return fair_shares(self.facts)

    def explained(self, gap: CoverRow) -> ShortCover:
        """Return one gap with its candidates."""
        day = date.fromisoformat(gap.day)
        shifts = [self.facts.shift[name] for name in self.cover[gap.cover].shifts.split()]
        found = []
        for person in self.facts.case.people:
            tries = [
                self._tried(person, self.facts.duty_on(day, shift))
                for shift in shifts
                if self.facts.may_work(person, shift) is None
            ]
            if tries:
                found.append(min(tries, key=lambda one: (len(one.blocked_by), one.cost_gbp or 0.0)))
        found.sort(key=lambda one: (len(one.blocked_by), one.cost_gbp or 0.0, one.person))
        blocks = Counter(block for one in found for block in one.blocked_by)
        rules = tuple(f"{rule}: {number} of {len(found)}" for rule, number in blocks.most_common())
        return ShortCover(cover=gap.cover, day=gap.day, gap=gap.gap, rules=rules, candidates=tuple(found))

    def _tried(self, person: Person, duty: Duty) -> Candidate:
        key, mine = person.person, self.duties[person.person]
        if same := [one for one in mine if one.day == duty.day]:
            block = f"works {same[0].shift.shift} that day"
            return Candidate(person=key, blocked_by=("works that day",), cost_gbp=None, reason=block)
        if key not in self.rows:
            self.rows[key] = person_row(self.facts, person, mine, self.shares)
            self.broken[key] = Counter(one.rule for one in person_violations(self.facts, person, mine))
        now = [*mine, duty]
        violations = list(person_violations(self.facts, person, now))
        new = Counter(one.rule for one in violations) - self.broken[key]
        if new:
            first = next(one for one in violations if one.rule in new)
            blocked = tuple(sorted(rule.partition(" (")[0] for rule in new))
            return Candidate(person=key, blocked_by=blocked, cost_gbp=None, reason=f"{first.rule}: {first.message}")
        before, after = self.rows[key], person_row(self.facts, person, now, self.shares)
        cost = sum(getattr(after, name) - getattr(before, name) for name in PRICES)
        hours = before.over_hours
        where = (
            f"{abs(hours):.1f} h {'above' if hours > 0 else 'below'} contract" if abs(hours) > 0.05 else "at contract"
        )
        words = f"{where}, {before.weekends} weekends and {before.nights} nights so far"
        return Candidate(person=key, blocked_by=(), cost_gbp=cost, reason=words)
