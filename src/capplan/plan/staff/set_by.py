"""What sets a number of posts: the first reason that applies (`docs/figures.md`, Staff plan)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capplan.decisions import SetBy
from capplan.formulations.workforce.inputs import Post
from capplan.plan.flows import TINY
from capplan.plan.staff.ledger import Ledger
from capplan.plan.staff.need import KINDS, Kind, Need

FULLY_USED = 0.98
_TINY_HOURS = 1e-6


@dataclass(frozen=True)
class Reasons:
    """What is needed to say what sets a number of posts.

    Attributes
    ----------
    supervises : mapping of (role, workplace) to ((role supervised, FTE at most for one FTE), ...)
    """

    ledger: Ledger
    need: Need
    supervises: Mapping[Post, tuple[tuple[str, float], ...]]

    def of(self, post: Post, period: str, utilisation: float | None) -> SetBy:
        """Return what sets the people in post of a role at a workplace in a period."""
        ledger, key = self.ledger, (*post, period)
        people, step = ledger.in_post[key], ledger.inputs.fte_step
        if any(hours > _TINY_HOURS for hours in ledger.undone_of_main.get(key, {}).values()):
            return "recruitment limit"
        least = ledger.inputs.min_fte.get(post, 0.0)
        if least > 0 and people <= least + step + TINY:
            return "team minimum"
        for role, most in self.supervises.get(post, ()):
            if ledger.in_post[role, post.workplace, period] >= most * (people - step) - TINY:
                return "supervision"
        if utilisation is not None and utilisation >= FULLY_USED - TINY:
            return self._busiest(post, period) or "people in post"
        return "people in post"

    def _busiest(self, post: Post, period: str) -> Kind | None:
        """Return the kind of work with the most hours among the skills that the role works on; the first of equals."""
        hours = dict.fromkeys(KINDS, 0.0)
        for skill in self.ledger.worked.get((*post, period), ()):
            for kind, needed in self.need.by_kind.get((post.workplace, skill, period), {}).items():
                hours[kind] += needed
        most = max(hours.values())
        return next((kind for kind in KINDS if hours[kind] >= most - TINY), None) if most > TINY else None


def reasons(ledger: Ledger, need: Need) -> Reasons:
    """Prepare the reasons of an option."""
    supervises: dict[Post, tuple[tuple[str, float], ...]] = {}
    for row in ledger.inputs.supervised:
        post = Post(row.supervisor, row.workplace)
        supervises[post] = (*supervises.get(post, ()), (row.role, row.max_fte))
    return Reasons(ledger, need, supervises)
