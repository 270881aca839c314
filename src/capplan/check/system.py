"""Check what ties beds and staff together: moves after beds have gone, staffed beds, staff before a closure (S4 to S8).

Specification: `formulations/system/formulation.md`. S1 to S3, the volumes that follow from the beds, are worked out
anew in `staffing`; S9, the budgets with pay, is with the other budgets in `money`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.tables import Site
from capplan.check.answer import Change
from capplan.check.staffing import FROM_BEDS, Staffing
from capplan.check.violation import (
    FTE_TOLERANCE,
    HOURS_TOLERANCE,
    PEOPLE_TOLERANCE,
    ZERO,
    Violation,
    exceeds,
    hours_exceed,
)
from capplan.units import add_months, minutes_to_hours


def check_system(staffing: Staffing) -> Iterator[Violation]:
    """Yield what breaks W11 (with S4), S5, S6, S7 and S8."""
    yield from _move_after_release(staffing)
    yield from _unstaffed(staffing)
    for site in staffing.facts.case.sites:
        yield from _workforce_test(staffing, site)


def released(staffing: Staffing, site: Site, number: int) -> float:
    """Return the share of today's beds of a site that has gone by a period (S4); 0 where there are none today."""
    today = staffing.beds.ran(site, -1).beds_staffed
    gone = [
        -change.beds_added
        for change in staffing.beds.changes
        if change.site.site == site.site and change.beds_added < 0 and change.number <= number
    ]
    return math.fsum(gone) / today if today > 0 else 0.0


def _move_after_release(staffing: Staffing) -> Iterator[Violation]:
    answer, case = staffing.answer, staffing.facts.case
    for role, site_id in dict.fromkeys((role, site) for role, site, _ in answer.moved_out):
        row = staffing.facts.establishment.get((role, site_id))
        actual_fte = 0.0 if row is None else row.actual_fte
        left = 0.0
        for number, period in enumerate(case.periods):
            left += answer.moved_out.get((role, site_id, number), 0.0)
            limit = actual_fte * released(staffing, case.site[site_id], number)
            if left > limit + FTE_TOLERANCE:
                message = f"{left:g} FTE have moved away; the beds gone release {limit:g} FTE."
                where = f"role {role}, site {site_id}, period {period.id}"
                yield Violation("W11 move_after_release", where, message, left - limit)
                break


def _unstaffed(staffing: Staffing) -> Iterator[Violation]:
    beds, facts = staffing.beds, staffing.facts
    staffed = {site.site for site in facts.staffed_sites}
    for (site_id, number), unstaffed in staffing.answer.unstaffed.items():
        site, where = facts.case.site[site_id], f"site {site_id}, period {facts.case.periods[number].id}"
        if site_id not in staffed and abs(unstaffed) > ZERO:
            message = f"{unstaffed:g} beds lack staff; the site is not staffed from here."
            yield Violation("S6 unstaffed_beds", where, message, unstaffed)
            continue
        load, limit = (
            beds.load[site_id, number],
            facts.facts.cap(site, beds.ran(site, number), number) - unstaffed,
        )
        # Without unstaffed beds this is the load limit of the beds, which is reported there.
        if unstaffed > PEOPLE_TOLERANCE and exceeds(load, limit):
            message = f"the load is {load:.6f} beds; the staffed beds carry {limit:.6f} beds."
            yield Violation("S5 staffed_load", where, message, load - limit)
    for site_id in sorted(staffed):
        for skill, number, bed_hours in hours_of_a_bed(staffing, site_id):
            undone = staffing.answer.shortfall_of.get((site_id, skill, number), 0.0)
            unstaffed = max(0.0, staffing.answer.unstaffed.get((site_id, number), 0.0))
            if hours_exceed(undone, bed_hours * unstaffed):
                where = f"site {site_id}, skill {skill}, period {facts.case.periods[number].id}"
                message = f"{undone:.4f} hours of bed care are left undone; {unstaffed:g} beds are declared unstaffed."
                yield Violation("S6 unstaffed_beds", where, message, undone - bed_hours * unstaffed)


def hours_of_a_bed(staffing: Staffing, site_id: str) -> Iterator[tuple[str, int, float]]:
    """Yield (skill, number of the period, hours) that one staffed bed takes through each period."""
    case, work_facts = staffing.facts.case, staffing.work
    setting = case.site[site_id].setting
    works = {
        work.work: work
        for work in case.work_types
        if work.driver == "staffed-days" and (not work.of or setting in work.of.split())
    }
    recipes = [recipe for recipe in case.recipes if recipe.work in works]
    for skill in dict.fromkeys(recipe.skill for recipe in recipes):
        for number, period in enumerate(case.periods):
            minutes = math.fsum(
                work_facts.kept_share(works[recipe.work], number)
                * work_facts.unit_min(works[recipe.work], recipe, site_id, number)[0]
                for recipe in recipes
                if recipe.skill == skill
            )
            yield skill, number, minutes_to_hours(minutes * period.days)


def skills_of_beds(staffing: Staffing) -> frozenset[str]:
    """Return the skills of work that follows from the beds: starts at home and bed-days."""
    works = {work.work for work in staffing.facts.case.work_types if work.driver in FROM_BEDS}
    return frozenset(recipe.skill for recipe in staffing.facts.case.recipes if recipe.work in works)


def replacing(staffing: Staffing, site: Site) -> tuple[str, ...]:
    """Return the workplaces that may replace a site: somebody may be placed both there and at the site.

    A base places people at its home site; it does not replace its own home places.
    """
    catchment = staffing.facts.facts.catchment
    own = set(catchment[site.site])
    places = {base.base: base.home_site for base in staffing.facts.bases}
    places |= {staffed.site: staffed.site for staffed in staffing.facts.staffed_sites}
    return tuple(
        workplace
        for workplace, place in places.items()
        if place is not None and place != site.site and own & set(catchment[place])
    )


def _workforce_test(staffing: Staffing, site: Site) -> Iterator[Violation]:
    """Yield shortfall from double running on (S7), and agency while beds leave (S8), where the beds are replaced."""
    case, answer = staffing.facts.case, staffing.answer
    reductions = [change for change in staffing.beds.changes if change.site.site == site.site and change.beds_added < 0]
    if not reductions:
        return
    first = case.periods[min(change.number for change in reductions)].id
    skills = skills_of_beds(staffing)
    for workplace in replacing(staffing, site):
        for number, period in enumerate(case.periods):
            undone = math.fsum(answer.shortfall_of.get((workplace, skill, number), 0.0) for skill in skills)
            agency = math.fsum(answer.agency_of.get((workplace, skill, number), 0.0) for skill in skills)
            where = f"site {site.site}, workplace {workplace}, period {period.id}"
            test_applies = add_months(period.id, site.double_running_months) >= first
            if test_applies and undone > HOURS_TOLERANCE:
                message = f"{undone:.4f} hours are left undone; 0 hours may be once its beds leave (from {first})."
                yield Violation("S7 workforce_test", where, message, undone)
            if agency > HOURS_TOLERANCE and any(beds_leave(staffing, one, number) for one in reductions):
                message = f"{agency:.4f} hours of agency; 0 hours may be while its beds leave."
                yield Violation("S8 staff_in_post", where, message, agency)


def beds_leave(staffing: Staffing, change: Change, number: int) -> bool:
    """Say whether a period lies between the start of double running and the month of a reduction."""
    periods = staffing.facts.case.periods
    closed = periods[change.number].id
    return add_months(closed, -change.site.double_running_months) <= periods[number].id <= closed


def worst_shortfall_hours(staffing: Staffing, change: Change) -> float:
    """Return the largest shortfall, plus agency while the beds leave, in a period at a workplace that replaces them."""
    case, answer = staffing.facts.case, staffing.answer
    stop = add_months(case.periods[change.number].id, -change.site.double_running_months)
    skills = skills_of_beds(staffing)
    worst = 0.0
    for workplace in replacing(staffing, change.site):
        for number, period in enumerate(case.periods):
            if period.id < stop:
                continue
            keys = [(workplace, skill, number) for skill in skills]
            terms = [answer.shortfall_of.get(key, 0.0) for key in keys]
            if beds_leave(staffing, change, number):
                terms += [answer.agency_of.get(key, 0.0) for key in keys]
            worst = max(worst, math.fsum(terms))
    return worst
