"""Check a day that was planned again: what was under way stayed, nobody moves in the past, changes are counted."""

from __future__ import annotations

import math
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.compare import compare_row
from capplan.check.violation import Violation
from capplan.check.visit_facts import VisitFacts, clock
from capplan.decisions.visits import Change, Replanned, Stop, VisitDecisions, VisitPlan

_Told = dict[str, tuple[tuple[str, ...], int]]


def check_replanned(before: Case, today: Case, told: VisitPlan, plan: VisitPlan) -> Iterator[Violation]:
    """Yield what is wrong with a day planned again beyond the rules of any day.

    Parameters
    ----------
    before
        The case that the day was told from.
    today
        The same with absent carers cut short or gone and added visits there.
    told, plan
        The plan before and after.
    """
    again = plan.replanned
    if again is None:
        yield Violation("replan", "day", "nothing is said about what was kept.")
        return
    frozen = _under_way(VisitFacts(before), told.decisions, again)
    was, now = _by_visit(told.decisions), _by_visit(plan.decisions)
    if set(again.frozen) != frozen:
        other = sorted(set(again.frozen) ^ frozen)
        yield Violation("replan frozen", "day", f"{', '.join(other)}: told wrongly to be under way or not.")
    for visit in sorted(frozen):
        if was[visit] != now.get(visit):
            yield Violation("replan frozen", f"visit {visit}", "it is under way, but has been changed.")
    yield from _check_present(VisitFacts(today), plan.decisions, frozen, again)
    yield from _check_absent(told.decisions, plan.decisions, frozen, again)
    yield from _check_changes(today, was, now, frozen, again)


def _under_way(facts: VisitFacts, told: VisitDecisions, again: Replanned) -> set[str]:
    """Return the visits to which somebody has set out by now, but for those that an absent carer has not begun."""
    now_s, found = again.now_s, set()
    lost = {stop.visit for stop in told.stops if stop.carer in again.absent and stop.start_s > now_s}
    for shift in facts.shifts(told):
        for stop, (way_s, _) in zip(shift.stops, facts.ways(shift) if shift.stops else (), strict=False):
            if stop.start_s - way_s <= now_s:
                found.add(stop.visit)
    return found - lost


def _check_present(
    facts: VisitFacts, decisions: VisitDecisions, frozen: set[str], again: Replanned
) -> Iterator[Violation]:
    """No way to a visit that is not under way begins in the past."""
    for shift in facts.shifts(decisions):
        ways = facts.ways(shift) if shift.stops else []
        for stop, (way_s, _) in zip(shift.stops, ways, strict=False):
            early = again.now_s + way_s - stop.start_s
            if stop.visit not in frozen and early > 0:
                message = f"{stop.carer} begins visit {stop.visit} at {clock(stop.start_s)}: the way there would have "
                message += f"to begin before {clock(again.now_s)}."
                yield Violation("replan now", f"carer {stop.carer}", message, early if math.isfinite(early) else 1.0)


def _check_absent(
    told: VisitDecisions, decisions: VisitDecisions, frozen: set[str], again: Replanned
) -> Iterator[Violation]:
    for stop in decisions.stops:
        if stop.carer in again.absent and stop.visit not in frozen:
            yield Violation("replan absent", f"carer {stop.carer}", f"is absent, but makes visit {stop.visit}.")
    before = {(one.carer, one.start_s) for one in told.breaks if one.start_s <= again.now_s}
    after = {(one.carer, one.start_s) for one in decisions.breaks if one.start_s < again.now_s}
    at_work = {stop.carer for stop in told.stops if stop.start_s <= again.now_s}
    for carer, start_s in sorted(after - before):
        if carer not in at_work:
            continue
        message = f"is given a break at {clock(start_s)}, which has passed."
        yield Violation("replan now", f"carer {carer}", message)


def _check_changes(today: Case, was: _Told, now: _Told, frozen: set[str], again: Replanned) -> Iterator[Violation]:
    figures = today.parameters
    rows: dict[str, Change] = {}
    for visit, (carers, start_s) in was.items():
        if visit in frozen or now.get(visit) == (carers, start_s):
            continue
        others, other_s = now.get(visit, ((), None))
        newly = sum(carer not in carers for carer in others)
        away_min = 0.0 if other_s is None else abs(other_s - start_s) / 60
        rows[visit] = Change(
            visit=visit,
            carers_before=carers,
            carers_after=others,
            start_before_s=start_s,
            start_after_s=other_s,
            change_gbp=newly * figures.change_carer_gbp + away_min * figures.change_time_gbp_per_min,
        )
    moved = sum(
        row.carers_before != row.carers_after
        or row.start_after_s is None
        or abs(row.start_after_s - was[visit][1]) > 60 * figures.on_time_min
        for visit, row in rows.items()
    )
    wanted = again.model_copy(
        update={
            "changes": tuple(rows.values()),
            "moved_share": moved / len(was) if was else 0.0,
            "change_gbp": sum(row.change_gbp for row in rows.values()),
        }
    )
    given = {one.visit: one for one in again.changes}
    if list(given) != list(rows):
        other = sorted(set(given) ^ set(rows)) or list(given)
        yield Violation("replan changes", "day", f"{', '.join(other)}: changes missing, extra or out of order.")
        return
    for visit, row in rows.items():
        yield from compare_row("changes", f"visit {visit}", given[visit], row)
    yield from compare_row("replanned", "day", again.model_copy(update={"changes": wanted.changes}), wanted)


def _by_visit(decisions: VisitDecisions) -> _Told:
    stops: dict[str, list[Stop]] = {}
    for stop in decisions.stops:
        stops.setdefault(stop.visit, []).append(stop)
    return {visit: (tuple(sorted(stop.carer for stop in found)), found[0].start_s) for visit, found in stops.items()}
