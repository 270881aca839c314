"""The workforce test of a closure: what the people of its replacement left undone or bought (`docs/figures.md`)."""

from __future__ import annotations

from capplan.formulations.workforce.places import bases_in_use, staffed_sites
from capplan.plan.flows import Change, Flows
from capplan.plan.staff.ledger import Ledger

_BED_WORK = frozenset({"home-starts", "occupied-days", "staffed-days"})


def replacing_workplaces(flows: Flows, change: Change) -> tuple[str, ...]:
    """Return the workplaces that may replace a site: somebody may be placed both there and at the site."""
    case, people = flows.case, set(flows.catchment(change.site))
    homes = [(base.home_site, base.base) for base in bases_in_use(case) if base.home_site is not None]
    return tuple(
        place
        for site, place in (*homes, *((site.site, site.site) for site in staffed_sites(case)))
        if site != change.site.site and people & set(flows.catchment(case.site[site]))
    )


def worst_shortfall_hours(ledger: Ledger, flows: Flows, change: Change, since: str) -> float:
    """Return the most hours that a replacement's work lacked people in post in a period.

    Work left undone counts from the month `since` on; agency counts from then until the beds have left.
    """
    case, places = ledger.case, set(replacing_workplaces(flows, change))
    works = {row.work for row in case.work_types if row.driver in _BED_WORK}
    skills = {row.skill for row in case.recipes if row.work in works}
    lacking: dict[tuple[str, str], float] = {}
    for (place, skill, period), hours in ledger.shortfall.items():
        if place in places and skill in skills and period >= since:
            lacking[place, period] = lacking.get((place, period), 0.0) + hours
    for (_, place, period), bought in ledger.agency.items():
        if place in places and since <= period <= change.period.id:
            hours = sum(hours for skill, hours in bought.items() if skill in skills)
            lacking[place, period] = lacking.get((place, period), 0.0) + hours
    return max(lacking.values(), default=0.0)
