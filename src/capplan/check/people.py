"""Rules on people: where they may go, load limits (B3), nobody lost (B4), shares (B5, B6), closure test (B9)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.tables import Site
from capplan.check.answer import Answer
from capplan.check.violation import PEOPLE_TOLERANCE, ZERO, Violation, exceeds
from capplan.units import add_months, months_between


def check_people(answer: Answer) -> Iterator[Violation]:
    """Yield what breaks the placements, B3 to B6, and B9, and negative people."""
    yield from _non_negative(answer)
    yield from _placements(answer)
    for site in answer.facts.case.sites:
        for number in range(len(answer.facts.case.periods)):
            yield from _load_limit(answer, site, number)
    yield from _demand(answer)
    yield from _shares(answer)
    for site in answer.facts.case.sites:
        yield from _closure_test(answer, site)


def _non_negative(answer: Answer) -> Iterator[Violation]:
    rows = [
        *((f"starts, site {s}", c, j, t, people) for (c, j, s, t), people in answer.starts.items()),
        *(("waiting", c, j, t, people) for (c, j, t), people in answer.waiting.items()),
        *(("diverted", c, j, t, people) for (c, j, t), people in answer.diverted.items()),
    ]
    for table, cohort, locality, number, people in rows:
        if people < -ZERO:
            where = f"{table}, {_period(answer, number)}, cohort {cohort}, locality {locality}"
            yield Violation("decisions non-negative", where, f"{people:g} people; at least 0 people.", -people)


def _period(answer: Answer, number: int) -> str:
    return f"period {answer.facts.case.periods[number].id}"


def _placements(answer: Answer) -> Iterator[Violation]:
    facts = answer.facts
    for (cohort, locality, site_id, number), people in answer.starts.items():
        if abs(people) <= ZERO:
            continue
        site = facts.case.site[site_id]
        where = f"site {site_id}, {_period(answer, number)}, cohort {cohort}, locality {locality}"
        if (cohort, site.setting) not in facts.stay_days:
            message = f"{people:g} people start in {site.setting}, for which the cohort has no stay."
            yield Violation("placement stay", where, message, people)
        elif cohort not in facts.admits[site_id]:
            message = f"{people:g} people start; the site does not admit the cohort."
            yield Violation("placement admits", where, message, people)
        elif not facts.within_territory(locality, site_id):
            message = f"{people:g} people start at home; its base serves 0 areas of the locality."
            yield Violation("placement territory", where, message, people)
        elif not facts.within_reach(cohort, locality, site_id):
            minutes, limit = facts.travel_min[locality, site_id], facts.case.cohort[cohort].max_travel_min
            message = f"{people:g} people travel {minutes:g} minutes; the limit is {limit:g} minutes."
            yield Violation("placement travel", where, message, minutes - limit)
    for table, rows, kind in (
        ("waiting", answer.waiting, "wait"),
        ("diverted", answer.diverted, "divert"),
    ):
        for (cohort, locality, number), people in rows.items():
            when_full = facts.case.cohort[cohort].when_full
            if when_full != kind and abs(people) > ZERO:
                where = f"{_period(answer, number)}, cohort {cohort}, locality {locality}"
                message = f"{people:g} people {table}; when full, the cohort's rule is {when_full!r}."
                yield Violation(f"placement {table}", where, message, people)


def _load_limit(answer: Answer, site: Site, number: int) -> Iterator[Violation]:
    facts = answer.facts
    month = facts.case.periods[number].id
    limit = facts.cap(site, answer.ran(site, number), number)
    parts = []
    for change in answer.changes:
        if change.site.site != site.site:
            continue
        gained = facts.cap(site, change.after, number) - facts.cap(site, change.before, number)
        changed = facts.case.periods[change.number].id
        doubles_from = add_months(changed, -site.double_running_months)
        if change.beds_added < 0 and doubles_from <= month < changed:
            limit += gained
            parts.append(f"{-gained:g} beds are in double running")
        if change.beds_added > 0 and changed <= month:
            usable = min(1.0, (months_between(changed, month) + 1) / (site.ramp_months + 1))
            limit -= gained * (1.0 - usable)
            if usable < 1.0:
                parts.append(f"{gained * (1.0 - usable):g} beds are not usable yet")
    load = answer.load[site.site, number]
    if exceeds(load, limit):
        detail = f" ({'; '.join(parts)})" if parts else ""
        message = f"the load is {load:.6f} beds; the limit is {limit:.6f} beds{detail}."
        yield Violation("B3 load_limit", f"site {site.site}, period {month}", message, load - limit)


def _demand(answer: Answer) -> Iterator[Violation]:
    started: dict[tuple[str, str, int], list[float]] = {}
    for (cohort, locality, _, number), people in answer.starts.items():
        started.setdefault((cohort, locality, number), []).append(people)
    for (cohort, locality, number), arrivals in answer.facts.arrivals.items():
        key = (cohort, locality, number)
        waiting = answer.waited(cohort, locality, number) - answer.waited(cohort, locality, number - 1)
        placed = math.fsum([*started.get(key, []), waiting, answer.diverted.get(key, 0.0)])
        if abs(placed - arrivals) > PEOPLE_TOLERANCE * max(1.0, arrivals):
            message = f"{arrivals:.6f} people arrive, but {placed:.6f} people start, wait more or are diverted."
            where = f"{_period(answer, number)}, cohort {cohort}, locality {locality}"
            yield Violation("B4 demand", where, message, abs(placed - arrivals))


def _shares(answer: Answer) -> Iterator[Violation]:
    case = answer.facts.case
    people: dict[tuple[str, str, int], list[float]] = {}
    for (cohort, _, site, number), starts in answer.starts.items():
        people.setdefault((cohort, case.site[site].setting, number), []).append(starts)
    for row in case.stays:
        for number in range(len(case.periods)):
            here = math.fsum(people.get((row.cohort, row.setting, number), []))
            everywhere = math.fsum(
                starts for setting in case.settings for starts in people.get((row.cohort, setting.setting, number), [])
            )
            where = f"{_period(answer, number)}, cohort {row.cohort}, setting {row.setting}"
            most, least = row.max_share * everywhere, row.min_share * everywhere
            if exceeds(here, most):
                message = f"{here:.6f} people start in the setting; at most {most:.6f} people may."
                yield Violation("B5 max_share", where, message, here - most)
            if exceeds(least, here):
                message = f"{here:.6f} people start in the setting; at least {least:.6f} people must."
                yield Violation("B6 min_share", where, message, least - here)


def _closure_test(answer: Answer, site: Site) -> Iterator[Violation]:
    """Yield growth of waiting or diversion in the catchment from the start of double running on."""
    reductions = [c for c in answer.changes if c.site.site == site.site and c.beds_added < 0]
    if not reductions:
        return
    case = answer.facts.case
    first = case.periods[min(change.number for change in reductions)].id
    for number, period in enumerate(case.periods):
        if add_months(period.id, site.double_running_months) < first:
            continue
        for cohort, locality in answer.facts.catchment[site.site]:
            growth = growth_of_unmet(answer, cohort, locality, number)
            if growth > unmet_tolerance(answer, cohort, locality, number):
                where = f"site {site.site}, period {period.id}, cohort {cohort}, locality {locality}"
                message = (
                    f"{growth:.6f} more people wait or are diverted; "
                    f"0 people may be once its beds leave (from {first})."
                )
                yield Violation("B9 closure_test", where, message, growth)


def growth_of_unmet(answer: Answer, cohort: str, locality: str, number: int) -> float:
    """Return how many more people wait at the end of a period, or are diverted in it."""
    when_full = answer.facts.case.cohort[cohort].when_full
    if when_full == "wait":
        return answer.waited(cohort, locality, number) - answer.waited(cohort, locality, number - 1)
    return answer.diverted.get((cohort, locality, number), 0.0) if when_full == "divert" else 0.0


def unmet_tolerance(answer: Answer, cohort: str, locality: str, number: int) -> float:
    """Return how many people such growth may show without meaning: the closure test's tolerance."""
    return PEOPLE_TOLERANCE * max(1.0, answer.facts.arrivals[cohort, locality, number])
