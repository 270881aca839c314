"""Rules and cost of a rota, counted person by person and day by day from the inputs alone, without any model."""

from __future__ import annotations

from collections.abc import Mapping

from capplan.formulations.rota.inputs import Inputs, Person

Assignment = Mapping[tuple[str, int], str]


def evaluate(inputs: Inputs, assignment: Assignment) -> tuple[float, list[str]]:
    """Return the cost in GBP and every broken rule of an assignment (person, day) -> shift."""
    cost, broken = inputs.constant_gbp, []
    for person in inputs.people:
        line = [assignment.get((person.id, day)) for day in range(inputs.days)]
        broken += [f"{person.id}: {fault}" for fault in faults_of(inputs, person, line)]
        cost += cost_of(inputs, person, line)
    for cover in inputs.cover:
        present = sum(assignment.get((person.id, cover.day)) in cover.shifts for person in inputs.people)
        short, many = max(0, cover.need - present), max(0, present - cover.need)
        cost += cover.under_gbp * short + (cover.over_gbp or 0.0) * many
        if cover.max_under is not None and short > cover.max_under:
            broken.append(f"{cover.id}: {short} short")
        if cover.max_over is not None and many > cover.max_over:
            broken.append(f"{cover.id}: {many} too many")
    return cost, broken


def cost_of(inputs: Inputs, person: Person, line: list[str | None]) -> float:
    """Return what one person's line costs by itself."""
    cost = 0.0
    for day, shift in enumerate(line):
        if shift is None:
            cost += inputs.off_price.get((person.id, day), 0.0)
        else:
            cost += inputs.price.get((person.id, day, shift), 0.0)
    minutes = sum(inputs.shift[shift].paid_min for shift in line if shift)
    if person.target_paid_min is not None:
        cost += person.under_gbp_per_min * max(0, person.target_paid_min - minutes)
        cost += person.over_gbp_per_min * max(0, minutes - person.target_paid_min)
    for fair in inputs.fairness:
        if person.id in fair.share:
            days = [day for day in range(inputs.days) if fair.days is None or day in fair.days]
            count = sum(1 for day in days if line[day] and inputs.shift[line[day]].is_of(fair.tag))
            cost += fair.unit_gbp * max(0.0, count - fair.share[person.id])
    return cost


def faults_of(inputs: Inputs, person: Person, line: list[str | None]) -> list[str]:
    """Return the broken rules of one person's line."""
    faults = []
    for day, shift in enumerate(line):
        if day in person.fixed:
            if shift != person.fixed[day]:
                faults.append(f"day {day} is settled")
        elif shift and (shift not in person.shifts or day in person.off):
            faults.append(f"day {day} may not be worked as {shift}")
    past = past_of(person)
    whole = [*past, *line]
    for place in range(len(whole) - 1):
        now, then, later = whole[place], whole[place + 1], whole[place + 2] if place + 2 < len(whole) else None
        if now and then and (now, then) in inputs.forbidden and place + 1 >= len(past):
            faults.append(f"too little rest after place {place}")
        if now and later and then is None and (now, later) in inputs.forbidden_over_day_off:
            faults.append(f"too little rest over the day off after place {place}")
    faults += run_faults(person, whole, len(past))
    weekends = sum(any(line[day] for day in weekend) for weekend in inputs.weekends)
    if person.max_weekends is not None and weekends > person.max_weekends:
        faults.append(f"{weekends} weekends")
    minutes = sum(inputs.shift[shift].paid_min for shift in line if shift)
    if not (person.min_paid_min or 0) <= minutes <= (minutes if person.max_paid_min is None else person.max_paid_min):
        faults.append(f"{minutes} paid minutes")
    for tag, most in person.max_of.items():
        if sum(1 for shift in line if shift and inputs.shift[shift].is_of(tag)) > most:
            faults.append(f"too many of {tag}")
    for limit in person.rolling:
        for first in range(0, inputs.days - limit.days + 1, limit.every):
            found = [inputs.shift[shift] for shift in line[first : first + limit.days] if shift]
            found = [shift for shift in found if shift.is_of(limit.tag)]
            if limit.max_shifts is not None and len(found) > limit.max_shifts:
                faults.append(f"{len(found)} of {limit.tag} from day {first}")
            if limit.max_paid_min is not None and sum(shift.paid_min for shift in found) > limit.max_paid_min:
                faults.append(f"too many minutes from day {first}")
    return faults


def past_of(person: Person) -> list[str | None]:
    """Return the days known before day 0, oldest first: the last shift stands for every day of a run of work."""
    history = person.history
    if history.run_days > 0:
        return [history.last_shift or "?"] * history.run_days
    if history.run_days < 0:
        return [history.last_shift or "?", *[None] * -history.run_days]
    return []


def run_faults(person: Person, whole: list[str | None], past: int) -> list[str]:
    """Return the runs that are too long or too short; those that touch an open end are exempt from the minimum."""
    faults = []
    first = 0
    while first < len(whole):
        last = first
        while last + 1 < len(whole) and (whole[last + 1] is None) == (whole[first] is None):
            last += 1
        length, within = last - first + 1, last >= past
        cut = last == len(whole) - 1 or (first == 0 and past == 0)
        if whole[first] is None:
            if within and not cut and length < person.min_off_run:
                faults.append(f"{length} days off from place {first}")
            # A rota that opens with work just after known days off closes that run at the boundary.
            if last == past - 1 and not cut and length < person.min_off_run:
                faults.append(f"{length} days off up to the first day")
        elif within:
            if person.max_run is not None and length > person.max_run:
                faults.append(f"{length} days worked from place {first}")
            if not cut and length < person.min_run:
                faults.append(f"{length} days worked from place {first}")
        first = last + 1
    return faults
