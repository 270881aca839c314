"""Check a day of visits: every rule of the formulation, every figure, and the proof.

Specification: `formulations/visits/formulation.md`; definitions of the figures: `docs/figures.md`.
Works from the case and the decisions alone and shares no code with the search that made them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.compare import compare_row, compare_rows
from capplan.check.proof import check_objective, check_proof
from capplan.check.violation import DURATION_TOLERANCE_S, GAP_TOLERANCE, MONEY_TOLERANCE_GBP, Violation, counted
from capplan.check.visit_facts import Shift, VisitFacts, clock, holds
from capplan.check.visit_figures import break_inside, recompute_visit_figures
from capplan.check.visit_reasons import check_reasons
from capplan.check.visit_travel import check_measured_travel
from capplan.decisions.visits import VisitDecisions, VisitFigures, VisitPlan

_DAY = "day"


def check_visits(case: Case, plan: VisitPlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a planned day; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case whose day was planned; for a day planned again, the case with those absent and those added.
    plan : VisitPlan
        Decisions, figures, proof and reasons.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof and of the reasons. Where the decisions name
        unknown visits or carers, these faults alone.
    """
    facts = VisitFacts(case)
    unreadable = tuple(_check_ids(facts, plan.decisions))
    if unreadable:
        return unreadable
    found = [*check_rules(facts, plan.decisions)]
    figures = recompute_visit_figures(facts, plan.decisions)
    found += compare_rows("rounds", ("carer", "shift"), plan.figures.rounds, figures.rounds)
    found += compare_rows("carers", ("carer",), plan.figures.carers, figures.carers)
    found += compare_rows("visits", ("visit",), plan.figures.visits, figures.visits)
    found += compare_row("totals", _DAY, plan.figures.totals, figures.totals)
    change_gbp = plan.replanned.change_gbp if plan.replanned else 0.0
    found += check_objective(plan.proof, figures.totals.objective_gbp + change_gbp, "proof of the day")
    found += _check_day_proof(plan, figures)
    found += _check_balance(case, plan)
    found += check_reasons(facts, plan)
    found += check_measured_travel(facts, plan, figures)
    return tuple(found)


def check_rules(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    """Yield every broken rule of a day whose visits and carers are known."""
    yield from _check_served(facts, decisions)
    yield from _check_together(decisions)
    yield from _check_windows(facts, decisions)
    yield from _check_people(facts, decisions)
    yield from _check_on_duty(facts, decisions)
    for shift in facts.shifts(decisions):
        yield from _check_round(facts, shift)
        yield from _check_break(facts, shift)
    yield from _check_hours(facts, decisions)
    yield from _check_pairs(facts, decisions)


def _check_ids(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    named = {*(stop.visit for stop in decisions.stops), *decisions.unserved}
    for visit in sorted(named - set(facts.visits)):
        yield Violation("decisions ids", f"visit {visit}", "it is not in visits.csv.")
    people = {*(stop.carer for stop in decisions.stops), *(one.carer for one in decisions.breaks)}
    for carer in sorted(people - set(facts.carers)):
        yield Violation("decisions ids", f"carer {carer}", "the carer is not on duty in carers.csv.")


def _check_served(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    """All or nothing: a visit has all its carers or none, and is listed as unserved exactly where it has none."""
    stops = Counter(stop.visit for stop in decisions.stops)
    listed = Counter(decisions.unserved)
    for name, visit in facts.visits.items():
        where = f"visit {name}"
        if stops[name] not in (0, visit.carers):
            message = f"{counted(stops[name], 'carer')} sent; it takes {visit.carers}, or none."
            yield Violation("V1 served", where, message, abs(stops[name] - float(visit.carers)))
        if (stops[name] == 0) != (listed[name] == 1) or listed[name] > 1:
            message = f"{counted(stops[name], 'carer')} sent, and it is listed {listed[name]} times as not made."
            yield Violation("V1 served", where, message)


def _check_together(decisions: VisitDecisions) -> Iterator[Violation]:
    starts: dict[str, list[int]] = {}
    carers: dict[str, list[str]] = {}
    for stop in decisions.stops:
        starts.setdefault(stop.visit, []).append(stop.start_s)
        carers.setdefault(stop.visit, []).append(stop.carer)
    for name, found in starts.items():
        apart = max(found) - min(found)
        if apart > 0:
            message = f"its carers start {counted(apart, 'second')} apart; both start together."
            yield Violation("same start", f"visit {name}", message, float(apart))
        twice = [carer for carer, times in Counter(carers[name]).items() if times > 1]
        if twice:
            yield Violation("different carers", f"visit {name}", f"{twice[0]} makes both halves of it.")


def _check_windows(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    for stop in decisions.stops:
        windows = facts.windows(facts.visits[stop.visit])
        late = min((max(low - stop.start_s, stop.start_s - high) for low, high in windows), default=math.inf)
        if late > 0:
            allowed = " or ".join(f"{clock(low)} to {clock(high)}" for low, high in windows)
            message = f"{stop.carer} starts at {clock(stop.start_s)}; {allowed or 'no time'} is allowed."
            yield Violation("window", f"visit {stop.visit}", message, float(late))


def _check_people(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    """Skills, also two different ones, and carers who must not be sent."""
    sent: dict[str, list[str]] = {}
    for stop in decisions.stops:
        sent.setdefault(stop.visit, []).append(stop.carer)
    for name, people in sent.items():
        visit, where = facts.visits[name], f"visit {name}"
        for carer in people:
            if carer in visit.must_not.split():
                yield Violation("must not", where, f"{carer} must not be sent.")
        other = visit.skills if visit.second_skills is None else visit.second_skills
        needs = [visit.skills, other][: len(people)]
        held = [facts.carers[carer].skills for carer in people]
        orders = [needs, needs[::-1]]
        if not any(all(map(holds, held, order)) for order in orders):
            message = f"{' and '.join(people)} do not hold what it takes ({' / '.join(dict.fromkeys(needs))})."
            yield Violation("skills", where, message)


def _check_on_duty(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    in_shifts = Counter[tuple[str, str, int]]()
    pauses = Counter[tuple[str, int]]()
    for shift in facts.shifts(decisions):
        in_shifts.update((stop.carer, stop.visit, stop.start_s) for stop in shift.stops)
        pauses.update((one.carer, one.start_s) for one in shift.breaks)
    for stop in decisions.stops:
        if not in_shifts[stop.carer, stop.visit, stop.start_s]:
            message = f"starts visit {stop.visit} at {clock(stop.start_s)}, outside {facts.carers[stop.carer].shifts}."
            yield Violation("shift", f"carer {stop.carer}", message)
    for one in decisions.breaks:
        if not pauses[one.carer, one.start_s]:
            message = f"has a break at {clock(one.start_s)}, outside {facts.carers[one.carer].shifts}."
            yield Violation("break", f"carer {one.carer}", message)


def _check_round(facts: VisitFacts, shift: Shift) -> Iterator[Violation]:
    """Travel between stops by the matrix, and the way out and back inside the shift."""
    if not shift.stops:
        return
    where = f"carer {shift.carer.carer}, {shift.hours}"
    ways = [way_s for way_s, _ in facts.ways(shift)]
    breaks = [(one.start_s, one.start_s + 60 * shift.carer.break_min) for one in shift.breaks]
    free_s = float(shift.start_s)
    previous = "the start of the shift"
    for stop, way_s in zip(shift.stops, ways, strict=False):
        pause_s = _pause_between(breaks, free_s, stop.start_s) if previous.startswith("visit") else 0
        over_s = max((end for start, end in breaks if pause_s and free_s <= start and end <= stop.start_s), default=0)
        late = max(free_s + pause_s, over_s) + way_s - stop.start_s
        if late > 0:
            message = (
                f"begins visit {stop.visit} at {clock(stop.start_s)}; from {previous} it takes {_length(way_s)}"
                f"{' and the break ' + _length(pause_s) if pause_s else ''} after {clock(int(free_s))}."
            )
            yield Violation("travel", where, message, late if math.isfinite(late) else 1.0)
        free_s = stop.start_s + facts.duration_s(stop.visit)
        previous = f"visit {stop.visit}"
    back_s = free_s + ways[-1]
    if back_s > shift.end_s:
        message = f"is back {_length(back_s - shift.end_s)} after the end of the shift."
        yield Violation("shift", where, message, back_s - shift.end_s if math.isfinite(back_s) else 1.0)


def _pause_between(breaks: list[tuple[int, int]], low: float, high: float) -> int:
    return sum(end - start for start, end in breaks if low <= start and end <= high)


def _length(length_s: float) -> str:
    return "for ever: no way leads there" if not math.isfinite(length_s) else f"{length_s / 60:.2f} minutes"


def _check_break(facts: VisitFacts, shift: Shift) -> Iterator[Violation]:
    """One break in its hours where the shift is long enough and somebody works in it; it overlaps nothing."""
    where = f"carer {shift.carer.carer}, {shift.hours}"
    wanted = 1 if shift.needs_break and shift.stops else 0
    if len(shift.breaks) != wanted:
        yield Violation("break", where, f"{counted(len(shift.breaks), 'break')}; {wanted} is due.")
    length_s = 60 * shift.carer.break_min
    hours = shift.carer.break_hours or "00:00-00:00"
    low, high = (int(part[:2]) * 3600 + int(part[3:]) * 60 for part in hours.split("-"))
    ways = [way_s for way_s, _ in facts.ways(shift)] if shift.stops else []
    for one in shift.breaks:
        end_s = one.start_s + length_s
        outside = max(low - one.start_s, one.start_s - high, end_s - shift.end_s)
        if outside > 0:
            message = f"the break at {clock(one.start_s)} lies outside {hours} or the shift."
            yield Violation("break", where, message, float(outside))
        for stop in shift.stops:
            if one.start_s < stop.start_s + facts.duration_s(stop.visit) and stop.start_s < end_s:
                message = f"the break at {clock(one.start_s)} falls into visit {stop.visit}."
                yield Violation("break", where, message)
        if shift.stops and one.start_s < shift.stops[0].start_s and end_s > shift.stops[0].start_s - ways[0]:
            yield Violation("break", where, f"the break at {clock(one.start_s)} falls into the way out.")
        if shift.stops:
            back_s = shift.stops[-1].start_s + facts.duration_s(shift.stops[-1].visit) + ways[-1]
            if shift.stops[-1].start_s < one.start_s < back_s:
                yield Violation("break", where, f"the break at {clock(one.start_s)} falls into the way back.")


def _check_hours(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    work_s: dict[str, float] = {}
    for shift in facts.shifts(decisions):
        if shift.stops:
            ways = [way_s for way_s, _ in facts.ways(shift)]
            leaves_s = shift.stops[0].start_s - ways[0]
            back_s = shift.stops[-1].start_s + facts.duration_s(shift.stops[-1].visit) + ways[-1]
            carer = shift.carer.carer
            work_s[carer] = work_s.get(carer, 0.0) + back_s - leaves_s - break_inside(shift)
    for carer, total_s in work_s.items():
        most = facts.carers[carer].max_hours
        if most is not None and total_s > most * 3600 + DURATION_TOLERANCE_S:
            message = f"works {total_s / 3600:.4f} hours; {most:g} at most."
            yield Violation("max hours", f"carer {carer}", message, total_s / 3600 - most)


def _check_pairs(facts: VisitFacts, decisions: VisitDecisions) -> Iterator[Violation]:
    start = {stop.visit: stop.start_s for stop in decisions.stops}
    for pair in facts.case.visit_pairs:
        if pair.first not in start or pair.second not in start:
            continue
        gap_s = start[pair.second] - start[pair.first] - facts.duration_s(pair.first)
        least_s = 60 * pair.min_gap_min
        most_s = math.inf if pair.max_gap_min is None else 60 * pair.max_gap_min
        if not least_s <= gap_s <= most_s:
            most = "" if pair.max_gap_min is None else f", {pair.max_gap_min} at most"
            message = f"{gap_s / 60:.2f} minutes lie between them; {pair.min_gap_min} at least{most}."
            where = f"visits {pair.first} and {pair.second}"
            yield Violation("pair", where, message, max(least_s - gap_s, gap_s - most_s) / 60)


def _check_day_proof(plan: VisitPlan, figures: VisitFigures) -> Iterator[Violation]:
    where = "proof of the day"
    yield from check_proof(plan.proof, where)
    left = figures.totals.visits - figures.totals.made
    if not 0 <= plan.proof.unserved_bound <= left:
        message = f"at least {plan.proof.unserved_bound} visits are said to be left out; the plan leaves {left}."
        yield Violation("proof unserved", where, message)
    net = plan.proof.bound - figures.totals.service_gbp
    gap = (plan.proof.objective - plan.proof.bound) / net if net > MONEY_TOLERANCE_GBP else None
    if gap is None or plan.proof.net_gap is None:
        wrong = 0.0 if gap is plan.proof.net_gap else 1.0
    else:
        wrong = abs(gap - plan.proof.net_gap)
    if wrong > GAP_TOLERANCE:
        stated = "none" if plan.proof.net_gap is None else f"{plan.proof.net_gap:.9g}"
        given = "none" if gap is None else f"{gap:.9g}"
        message = f"the net gap is stated as {stated}; objective, bound and contact give {given} (share)."
        yield Violation("proof net_gap", where, message, wrong)


def _check_balance(case: Case, plan: VisitPlan) -> Iterator[Violation]:
    """Yield money for sharing work evenly that may not be spent, or that lies in no gap above the bound."""
    most = case.parameters.balance_gbp if plan.replanned is None else 0.0
    over = max(plan.balance_gbp - most, -plan.balance_gbp)
    if over > MONEY_TOLERANCE_GBP:
        message = f"£{plan.balance_gbp:,.2f} is said to be spent on sharing work evenly; £0 to £{most:,.2f} is allowed."
        yield Violation("balance", "day", message, over)
    below = plan.proof.bound - (plan.proof.objective - plan.balance_gbp)
    if plan.balance_gbp and below > MONEY_TOLERANCE_GBP:
        message = f"without what sharing work evenly is said to cost, the day lies £{below:,.2f} below its bound."
        yield Violation("balance", "day", message, below)
