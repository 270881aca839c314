"""Rules on what a site may run, month after month: arcs (B2), turns, reopening, commitment, ramps, closing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from capplan.case.tables import Site
from capplan.check.answer import Answer, Change
from capplan.check.violation import PEOPLE_TOLERANCE, Violation, counted
from capplan.units import add_months, months_between

_BOUGHT = ("block", "spot", "place")


def check_paths(answer: Answer) -> Iterator[Violation]:
    """Yield what breaks B2 and B10 to B16."""
    for change in answer.changes:
        yield from _arc(answer, change)
    for site in answer.facts.case.sites:
        changes = [change for change in answer.changes if change.site.site == site.site]
        yield from _turns(answer, site, changes)
        yield from _reopening(answer, site, changes)
        yield from _commitment(answer, site, changes)
        if answer.facts.option == "plan":
            yield from _closes_by(answer, site)
    yield from _ramp(answer, "B14 opening_ramp", answer.facts.case.parameters.max_beds_opened_per_month, 1)
    yield from _ramp(answer, "B15 closing_ramp", answer.facts.case.parameters.max_beds_closed_per_month, -1)


def _where(answer: Answer, site: Site, number: int) -> str:
    return f"site {site.site}, period {answer.facts.case.periods[number].id}"


def _arc(answer: Answer, change: Change) -> Iterator[Violation]:
    facts, site = answer.facts, change.site
    month = facts.case.periods[change.number].id
    where = _where(answer, site, change.number)
    left, entered = change.before.configuration, change.after.configuration
    if (site.site, left, entered) not in facts.transition:
        message = f"the change from {left} to {entered} is not listed in the transitions."
        yield Violation("B2 leave (not listed)", where, message)
    every = facts.case.parameters.change_every_months
    if (off := months_between(facts.case.horizon.start, month) % every) > 0:
        message = f"{left} changes to {entered} in {month}, but changes take effect every {every} months only."
        yield Violation("B2 leave (between changes)", where, message, float(off))
    if facts.option == "business-as-usual":
        message = f"{left} changes to {entered}, but business as usual changes nothing."
        yield Violation("B2 leave (option)", where, message)
    if facts.option == "do-minimum" and change.beds_added < 0:
        message = f"{counted(-change.beds_added, 'bed')} fewer, but do-minimum reduces nothing."
        yield Violation("B2 leave (option)", where, message, float(-change.beds_added))
    if facts.option == "do-minimum" and change.beds_added > 0 and change.after.kind not in _BOUGHT:
        message = f"{counted(change.beds_added, 'bed')} more in a {change.after.kind}, but do-minimum builds nothing."
        yield Violation("B2 leave (option)", where, message, float(change.beds_added))
    if change.beds_added > 0:
        yield from _too_early("B2 leave (increase too early)", where, month, facts.earliest_increase(site))
    if change.beds_added < 0:
        yield from _too_early("B2 leave (reduction too early)", where, month, facts.earliest_reduction(site))


def _too_early(rule: str, where: str, month: str, earliest: str) -> Iterator[Violation]:
    if month < earliest:
        short = months_between(month, earliest)
        yield Violation(
            rule, where, f"it takes effect in {month}, {counted(short, 'month')} before {earliest}.", float(short)
        )


def _turns(answer: Answer, site: Site, changes: list[Change]) -> Iterator[Violation]:
    """At most one change of direction: all increases before all reductions, or the reverse."""
    directions = [change for change in changes if change.beds_added != 0]
    turns = [later for earlier, later in pairwise(directions) if (earlier.beds_added > 0) != (later.beds_added > 0)]
    if len(turns) > 1:
        message = f"beds change direction {counted(len(turns), 'time')}; at most 1 time is allowed."
        yield Violation("B10 one_turn", _where(answer, site, turns[1].number), message, len(turns) - 1.0)


def _reopening(answer: Answer, site: Site, changes: list[Change]) -> Iterator[Violation]:
    reduced = False
    for change in changes:
        if change.beds_added > 0 and reduced and not site.reopens:
            message = f"{counted(change.beds_added, 'bed')} more after a reduction; the site may not reopen."
            yield Violation("B12 no_reopening", _where(answer, site, change.number), message, float(change.beds_added))
        reduced = reduced or change.beds_added < 0


def _commitment(answer: Answer, site: Site, changes: list[Change]) -> Iterator[Violation]:
    """Yield reductions that follow an increase too soon.

    The other half of B13, never more increases within a commitment than configurations allow, follows:
    more of them need a reduction between two, and that one comes too soon itself.
    """
    periods = answer.facts.case.periods
    for place, change in enumerate(changes):
        month = periods[change.number].id
        since = add_months(month, -site.min_commitment_months)
        recent = [one for one in changes[:place] if one.beds_added > 0 and periods[one.number].id > since]
        if change.beds_added < 0 and recent:
            ran = months_between(periods[recent[-1].number].id, month)
            message = (
                f"beds added {counted(ran, 'month')} ago are reduced; "
                f"they must run {counted(site.min_commitment_months, 'month')}."
            )
            amount = float(site.min_commitment_months - ran)
            yield Violation("B13 commitment", _where(answer, site, change.number), message, amount)


def _closes_by(answer: Answer, site: Site) -> Iterator[Violation]:
    for number, period in enumerate(answer.facts.case.periods):
        beds = answer.ran(site, number).beds_staffed
        if site.closes_by is not None and period.id >= site.closes_by and beds > 0:
            message = f"{counted(beds, 'bed')} run; 0 beds may from {site.closes_by}."
            yield Violation("B16 closes_by", _where(answer, site, number), message, float(beds))


def _ramp(answer: Answer, rule: str, max_beds_per_month: float | None, sign: int) -> Iterator[Violation]:
    if max_beds_per_month is None:
        return
    case = answer.facts.case
    for number, period in enumerate(case.periods):
        beds = math.fsum(
            max(0, sign * change.beds_added)
            for change in answer.changes
            if change.number == number and case.setting[change.site.setting].unit == "bed"
        )
        limit = max_beds_per_month * period.months
        if beds > limit + PEOPLE_TOLERANCE:
            message = f"{counted(beds, 'bed')} change at bed sites; at most {counted(limit, 'bed')} may."
            yield Violation(rule, f"period {period.id}", message, beds - limit)
