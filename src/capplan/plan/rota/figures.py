"""Figures of a rota, from the numbers of the model: cover, hours and fair shares of everybody, and the totals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from capplan.case.case import Case
from capplan.case.rota_tables import Person as PersonRowOfCase
from capplan.decisions.rota import CoverRow, PersonRow, RotaDecisions, RotaFigures, RotaRow, RotaTotals
from capplan.formulations.rota import Inputs
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.from_case import credited_min, shift_id
from capplan.formulations.rota.limits_of import contract_min
from capplan.formulations.rota.pay import hourly_gbp, unsocial_gbp
from capplan.units import minutes_to_hours

Assignment = Mapping[tuple[str, int], str]


def decisions_of(case: Case, assignment: Assignment) -> RotaDecisions:
    """Return the decisions that an assignment of the model's shifts stands for."""
    days = Days.of(case.rotas[0])
    order = {row.person: number for number, row in enumerate(case.people)}
    rows = sorted(assignment.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    return RotaDecisions(
        duties=tuple(
            RotaRow(person=person, day=days.date(day).isoformat(), shift=shift_id(shift))
            for (person, day), shift in rows
        )
    )


def assignment_of(case: Case, inputs: Inputs, decisions: RotaDecisions) -> dict[tuple[str, int], str]:
    """Return the model's shifts that decisions stand for."""
    days = Days.of(case.rotas[0])
    people = {person.id: person for person in inputs.people}
    found = {}
    for row in decisions.duties:
        day = days.number(row.day)
        found[row.person, day] = next(
            (one for one in sorted(people[row.person].may_work(day)) if shift_id(one) == row.shift), row.shift
        )
    return found


def rota_figures(case: Case, inputs: Inputs, assignment: Assignment, changes_gbp: float = 0.0) -> RotaFigures:
    """Return the figures of a rota; `changes_gbp` is the price of what differs from a published one."""
    days = Days.of(case.rotas[0])
    cover = _cover(case, days, inputs, assignment)
    fair = _fair(inputs, assignment)
    of_person: dict[str, dict[int, str]] = defaultdict(dict)
    for (person, day), shift in assignment.items():
        of_person[person][day] = shift
    people = tuple(_person(case, days, inputs, row, of_person[row.person], fair) for row in case.people)
    gap_gbp = sum(row.cost_gbp for row in cover if row.gap)
    surplus_gbp = sum(row.cost_gbp for row in cover if not row.gap)
    hours, unsocial, fairness, requests = (
        sum(getattr(row, name) for row in people)
        for name in ("hours_gbp", "unsocial_gbp", "fairness_gbp", "requests_gbp")
    )
    totals = RotaTotals(
        need=sum(row.need for row in cover),
        gap=sum(row.gap for row in cover),
        gap_gbp=gap_gbp,
        surplus_gbp=surplus_gbp,
        hours_gbp=hours,
        unsocial_gbp=unsocial,
        fairness_gbp=fairness,
        requests_gbp=requests,
        changes_gbp=changes_gbp,
        objective_gbp=gap_gbp + surplus_gbp + hours + unsocial + fairness + requests + changes_gbp,
    )
    return RotaFigures(cover=cover, people=people, totals=totals)


def _cover(case: Case, days: Days, inputs: Inputs, assignment: Assignment) -> tuple[CoverRow, ...]:
    on_shift = Counter((day, shift) for (_, day), shift in assignment.items())
    filled_by = {row.cover: row.gap_filled_by for row in case.rota_cover}
    rows = []
    for one in inputs.cover:
        cover = one.id.rpartition(".")[0]
        at_work = sum(on_shift[one.day, shift] for shift in one.shifts)
        gap = max(0, one.need - at_work)
        cost = gap * one.under_gbp if gap else (at_work - one.need) * (one.over_gbp or 0.0)
        rows.append(
            CoverRow(
                cover=cover,
                day=days.date(one.day).isoformat(),
                need=one.need,
                at_work=at_work,
                gap=gap,
                gap_filled_by=filled_by[cover] if gap else "",
                cost_gbp=cost,
            )
        )
    return tuple(rows)


def _fair(inputs: Inputs, assignment: Assignment) -> dict[tuple[str, str], tuple[float, float]]:
    """Return (share, price of what lies above it) by rule and person."""
    shift_of = inputs.shift
    found = {}
    for fair in inputs.fairness:
        worked = Counter(
            person
            for (person, day), shift in assignment.items()
            if (fair.days is None or day in fair.days) and shift_of[shift].is_of(fair.tag)
        )
        for person, share in fair.share.items():
            rule = fair.id.partition(".")[0]
            found[rule, person] = (share, fair.unit_gbp * max(0.0, worked[person] - share))
    return found


def _person(
    case: Case,
    days: Days,
    inputs: Inputs,
    row: PersonRowOfCase,
    worked: Mapping[int, str],
    fair: Mapping[tuple[str, str], tuple[float, float]],
) -> PersonRow:
    shift_of = inputs.shift
    shifts = {day: shift_of[shift] for day, shift in worked.items()}
    limits = next(person for person in inputs.people if person.id == row.person)
    minutes = sum(shift.paid_min for shift in shifts.values())
    contract, credited = contract_min(case, row), credited_min(case, days, row)
    counted = credited_min(case, days, row, ("leave", "training"))
    weeks = row.history_weeks + case.rotas[0].weeks
    short = (limits.target_paid_min or 0) - minutes
    weekend = {day for pair in days.weekends for day in pair}
    rate = next((one for one in case.unsocial_rates if one.unsocial == row.unsocial), None)
    hour = hourly_gbp(case.role[row.role])
    rows = {one.shift: one for one in case.rota_shifts}
    share = {kind: fair.get((kind, row.person)) for kind in ("fair-nights", "fair-weekends", "fair-unsocial")}
    made = [one for one in case.requests if one.person == row.person and 0 <= days.number(one.day) < days.num_days]
    missed = [one for one in made if one.wants != shift_id(worked.get(days.number(one.day), "off"))]
    return PersonRow(
        person=row.person,
        contract_hours=minutes_to_hours(contract),
        credited_hours=minutes_to_hours(credited),
        worked_hours=minutes_to_hours(minutes),
        over_hours=minutes_to_hours(minutes + credited - contract),
        average_week_hours=(minutes_to_hours(minutes + counted) + row.history_hours) / weeks,
        shifts=len(shifts),
        nights=sum(shift.night for shift in shifts.values()),
        weekends=sum(any(day in worked for day in pair) for pair in days.weekends),
        weekend_shifts=len(weekend & set(worked)),
        unsocial_shifts=sum("unsocial" in shift.tags for shift in shifts.values()),
        fair_nights=_share(share["fair-nights"]),
        fair_weekend_shifts=_share(share["fair-weekends"]),
        fair_unsocial_shifts=_share(share["fair-unsocial"]),
        requests=len(made),
        requests_met=len(made) - len(missed),
        hours_gbp=max(0, short) * limits.under_gbp_per_min + max(0, -short) * limits.over_gbp_per_min,
        unsocial_gbp=sum(unsocial_gbp(days, day, rows[shift_id(one)], rate, hour) for day, one in worked.items()),
        fairness_gbp=sum(gbp for one in share.values() if one for gbp in one[1:]),
        requests_gbp=sum(one.weight_gbp for one in missed),
    )


def _share(found: tuple[float, float] | None) -> float | None:
    return None if found is None else found[0]
