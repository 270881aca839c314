"""Check why visits are said not to be made: each has a reason, and a reason that claims a proof is one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from capplan.case.visit_tables import CarerRow, VisitRow
from capplan.check.violation import Violation
from capplan.check.visit_facts import VisitFacts, break_limit_s, holds, spans
from capplan.decisions.visits import VisitPlan

Interval = tuple[float, float]


def check_reasons(facts: VisitFacts, plan: VisitPlan) -> Iterator[Violation]:
    """Yield visits without exactly one reason, and proofs that prove nothing."""
    times = Counter(row.visit for row in plan.unserved)
    for name in sorted(set(plan.decisions.unserved) | set(times)):
        wanted = int(name in plan.decisions.unserved)
        if times[name] != wanted:
            message = f"{times[name]} reasons are given why it is not made; {wanted} is due."
            yield Violation("reason", f"visit {name}", message)
    now_s = 0 if plan.replanned is None else plan.replanned.now_s
    for row in plan.unserved:
        if row.visit not in facts.visits:
            continue
        visit, where = facts.visits[row.visit], f"visit {row.visit}"
        if row.reason == "nobody-has-the-skills" and _able(facts, visit):
            yield Violation("reason", where, "carers on duty hold what it takes.")
        if row.reason == "nobody-can-be-there" and can_be_made_alone(facts, visit, now_s):
            yield Violation("reason", where, "it could be made on a day without other visits.")


def _able(facts: VisitFacts, visit: VisitRow) -> list[tuple[CarerRow, ...]]:
    """Return the carers, or pairs of carers, who hold the skills and may be sent."""
    may = [carer for carer in facts.case.carers if carer.carer not in visit.must_not.split()]
    if visit.carers == 1:
        return [(carer,) for carer in may if holds(carer.skills, visit.skills)]
    other = visit.skills if visit.second_skills is None else visit.second_skills
    return [
        (one, two)
        for one, two in combinations(may, 2)
        if (holds(one.skills, visit.skills) and holds(two.skills, other))
        or (holds(two.skills, visit.skills) and holds(one.skills, other))
    ]


def can_be_made_alone(facts: VisitFacts, visit: VisitRow, now_s: int = 0) -> bool:
    """Say whether the visit could be made if it were the only one of the day, or of what is left of it from now on."""
    free = {carer.carer: list(_starts(facts, visit, carer, now_s)) for carer in facts.case.carers}
    for people in _able(facts, visit):
        if len(people) == 1 and free[people[0].carer]:
            return True
        if len(people) == 2 and any(
            max(one[0], two[0]) <= min(one[1], two[1]) for one in free[people[0].carer] for two in free[people[1].carer]
        ):
            return True
    return False


def _starts(facts: VisitFacts, visit: VisitRow, carer: CarerRow, now_s: int) -> Iterator[Interval]:
    """Yield the intervals in which one carer, with nothing else to do, could begin the visit."""
    out_s = facts.way_s(carer, facts.start_of(carer), visit.place, visit)
    home_s = facts.way_s(carer, visit.place, facts.end_of(carer), None)
    length_s = facts.duration_s(visit.visit)
    if not (math.isfinite(out_s) and math.isfinite(home_s)):
        return
    if carer.max_hours is not None and out_s + length_s + home_s > carer.max_hours * 3600:
        return
    for start_s, end_s in spans(carer.shifts):
        earliest, latest = max(start_s, now_s) + out_s, end_s - home_s - length_s
        parts: list[Interval] = [(earliest, latest)]
        if carer.break_min > 0 and end_s - start_s > break_limit_s(carer):
            pause_s = 60 * carer.break_min
            low, high = spans(carer.break_hours)[0]
            # The break lies before the way out or after the way back.
            first = max(low, start_s) + pause_s + out_s
            last = min(high, end_s - pause_s) - home_s - length_s
            parts = [(max(earliest, first), latest), (earliest, min(latest, last))]
        for one, other in parts:
            for window_low, window_high in facts.windows(visit):
                begin, end = max(one, window_low), min(other, window_high)
                if begin <= end:
                    yield begin, end
