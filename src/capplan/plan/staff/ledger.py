"""Staff decisions looked up by role, workplace and period, with the people in post that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from capplan.case.case import Case
from capplan.decisions import BedDecisions, StaffDecisions
from capplan.formulations import workforce
from capplan.formulations.workforce.beds_given import BedsGiven
from capplan.formulations.workforce.inputs import MoveTerms, Post
from capplan.units import months_between

Key = tuple[str, str, str]
"""(role, workplace, period id), or (workplace, skill, period id)."""


@dataclass(frozen=True)
class Ledger:
    """The staff of one option beside its beds and their case.

    Attributes
    ----------
    case : Case
        In the scenario the option was solved for.
    beds : BedDecisions
    staff : StaffDecisions
    """

    case: Case
    beds: BedDecisions
    staff: StaffDecisions

    @cached_property
    def territory(self) -> Mapping[str, str]:
        """Base of every area."""
        return {row.area: row.base for row in self.staff.territory}

    @cached_property
    def given(self) -> BedsGiven:
        """What the beds of the option give."""
        return workforce.beds_of_plan(self.case, self.beds)

    @cached_property
    def inputs(self) -> workforce.Inputs:
        """Posts, hours, permissions and prices of the case, in these territories."""
        return workforce.inputs_of(self.case, "plan", self.territory, self.given)

    @cached_property
    def recruited(self) -> Mapping[Key, float]:
        """FTE that join, by (role, workplace, period id)."""
        return _sums(((row.role, row.workplace, row.period), row.fte) for row in self.staff.recruited)

    @cached_property
    def moved_in(self) -> Mapping[Key, float]:
        """FTE that take up a role at a base, by (role, base, period id)."""
        return _sums(((row.to_role, row.base, row.period), row.fte) for row in self.staff.redeployed)

    @cached_property
    def moved_out(self) -> Mapping[Key, float]:
        """FTE that leave a closing site for a base, by (role, site, period id)."""
        return _sums(((row.role, row.site, row.period), row.fte) for row in self.staff.redeployed)

    @cached_property
    def redundant(self) -> Mapping[Key, float]:
        """FTE made redundant, by (role, workplace, period id)."""
        return _sums(((row.role, row.workplace, row.period), row.fte) for row in self.staff.redundant)

    @cached_property
    def _path(self) -> tuple[dict[Key, float], dict[Key, float]]:
        in_post: dict[Key, float] = {}
        leavers: dict[Key, float] = {}
        for role, place in self.inputs.posts:
            people, stays = self.inputs.actual_fte[Post(role, place)], 1.0
            for period in self.case.periods:
                key = (role, place, period.id)
                leavers[key] = people * (1.0 - stays)
                people = (
                    people * stays
                    + self.recruited.get(key, 0.0)
                    + self.moved_in.get(key, 0.0)
                    - self.moved_out.get(key, 0.0)
                    - self.redundant.get(key, 0.0)
                )
                in_post[key] = people
                stays = self.inputs.stays[role, period.id]
        return in_post, leavers

    @property
    def in_post(self) -> Mapping[Key, float]:
        """FTE in post after the moves at a period's start, by (role, workplace, period id)."""
        return self._path[0]

    @property
    def leavers(self) -> Mapping[Key, float]:
        """FTE that have left since the period before, by (role, workplace, period id)."""
        return self._path[1]

    @cached_property
    def retraining(self) -> Mapping[Key, float]:
        """FTE in post that still retrain, by (role, base, period id)."""
        return _sums(
            ((row.to_role, row.base, period.id), row.fte)
            for row in self.staff.redeployed
            for period in self.case.periods
            if 0 <= months_between(row.period, period.id) < self.terms(row.role, row.to_role).retrain_months
        )

    @cached_property
    def worked(self) -> Mapping[Key, Mapping[str, float]]:
        """Hours of people in post by skill, by (role, workplace, period id)."""
        return _by_skill(((row.role, row.workplace, row.period), row.skill, row.hours) for row in self.staff.worked)

    @cached_property
    def agency(self) -> Mapping[Key, Mapping[str, float]]:
        """Agency hours by skill, by (role, workplace, period id)."""
        return _by_skill(((row.role, row.workplace, row.period), row.skill, row.hours) for row in self.staff.agency)

    @cached_property
    def shortfall(self) -> Mapping[Key, float]:
        """Hours left undone, all response classes, by (workplace, skill, period id)."""
        return _sums(((row.workplace, row.skill, row.period), row.hours) for row in self.staff.shortfall)

    def terms(self, from_role: str, to_role: str) -> MoveTerms:
        """Return the terms of a redeployment."""
        return self.inputs.move_terms[from_role, to_role]

    @cached_property
    def undone_of_main(self) -> Mapping[Key, Mapping[str, float]]:
        """Hours left undone by skill, by (main role of the skill, workplace, period id).

        The main role is the first in the file that may do the skill, is not overskilled for it and has a post there;
        if there is none, the first that may do it and has a post there.
        """
        rows: dict[str, list[tuple[bool, str]]] = {}
        for may in self.case.may_do:
            rows.setdefault(may.skill, []).append((may.overskilled, may.role))
        posts, found = set(self.inputs.posts), []
        for (place, skill, period), hours in self.shortfall.items():
            may_work = [
                (overskilled, role)
                for overskilled, role in rows.get(skill, ())
                if (role, skill, period) in self.inputs.may_do and Post(role, place) in posts
            ]
            if may_work:
                # The sort key is the flag alone, so that roles keep the order of the file.
                main = min(may_work, key=lambda one: one[0])[1]
                found.append(((main, place, period), skill, hours))
        return _by_skill(found)


def _sums(rows: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    sums: dict[Key, float] = {}
    for key, amount in rows:
        sums[key] = sums.get(key, 0.0) + amount
    return sums


def _by_skill(rows: Iterable[tuple[Key, str, float]]) -> dict[Key, dict[str, float]]:
    grouped: dict[Key, dict[str, float]] = {}
    for key, skill, hours in rows:
        skills = grouped.setdefault(key, {})
        skills[skill] = skills.get(skill, 0.0) + hours
    return grouped
