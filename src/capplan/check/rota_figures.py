"""Figures of a rota from its decisions and the case alone; definitions: `docs/figures.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capplan.case.rota_tables import Person
from capplan.check.rota_facts import Duty, RotaFacts
from capplan.decisions.rota import CoverRow, PersonRow, RotaFigures, RotaTotals


def recompute_rota_figures(
    facts: RotaFacts, duties: Mapping[str, Sequence[Duty]], changes_gbp: float = 0.0
) -> RotaFigures:
    """Return every figure of a rota; `duties` holds those of each person."""
    cover = tuple(_cover(facts, duties))
    shares = fair_shares(facts)
    people = tuple(person_row(facts, person, duties.get(person.person, ()), shares) for person in facts.case.people)
    gap_gbp = sum(row.cost_gbp for row in cover if row.gap > 0)
    surplus_gbp = sum(row.cost_gbp for row in cover if row.gap == 0)
    sums = {
        name: sum(getattr(row, name) for row in people)
        for name in ("hours_gbp", "unsocial_gbp", "fairness_gbp", "requests_gbp")
    }
    return RotaFigures(
        cover=cover,
        people=people,
        totals=RotaTotals(
            need=sum(row.need for row in cover),
            gap=sum(row.gap for row in cover),
            gap_gbp=gap_gbp,
            surplus_gbp=surplus_gbp,
            changes_gbp=changes_gbp,
            objective_gbp=gap_gbp + surplus_gbp + sum(sums.values()) + changes_gbp,
            **sums,
        ),
    )


def fair_shares(facts: RotaFacts) -> dict[str, dict[str, float]]:
    """Return the fair shares of everybody by rule."""
    return {kind: facts.fair_shares(kind) for kind in ("fair-nights", "fair-weekends", "fair-unsocial")}


def _cover(facts: RotaFacts, duties: Mapping[str, Sequence[Duty]]) -> list[CoverRow]:
    rows = []
    for cover, day in facts.needs():
        counted = cover.shifts.split()
        at_work = sum(duty.day == day and duty.shift.shift in counted for found in duties.values() for duty in found)
        gap = max(0, cover.need - at_work)
        cost = gap * cover.gap_gbp + max(0, at_work - cover.need) * (cover.surplus_gbp or 0.0)
        rows.append(
            CoverRow(
                cover=cover.cover,
                day=day.isoformat(),
                need=cover.need,
                at_work=at_work,
                gap=gap,
                gap_filled_by=cover.gap_filled_by if gap else "",
                cost_gbp=cost,
            )
        )
    return rows


def person_row(
    facts: RotaFacts, person: Person, duties: Sequence[Duty], shares: Mapping[str, Mapping[str, float]]
) -> PersonRow:
    """Return the figures of one person."""
    rules = {rule: row.value for rule, row in facts.rules(person).items()}
    contract, credited = facts.contract_hours(person), facts.credited_hours(person)
    worked = sum(duty.worked_hours for duty in duties)
    # The target is a whole number of minutes, as payroll has it.
    short = max(0, round(60 * (contract - credited))) / 60 - worked
    weekend = [duty for duty in duties if duty.day.weekday() >= 5]
    counts = {
        "fair-nights": sum(duty.is_night for duty in duties),
        "fair-weekends": len(weekend),
        "fair-unsocial": sum(duty.evening_hours > 0 for duty in duties),
    }
    fair = {kind: share.get(person.person) if kind in rules and rules[kind] > 0 else None
            for kind, share in shares.items()}  # fmt: skip
    above = sum(
        rules[kind] * max(0.0, counts[kind] - share) for kind, share in fair.items() if share is not None
    )  # fmt: skip
    made, met, missed_gbp = _requests(facts, person, duties)
    counted = facts.credited_hours(person, ("leave", "training"))
    return PersonRow(
        person=person.person,
        contract_hours=contract,
        credited_hours=credited,
        worked_hours=worked,
        over_hours=worked + credited - contract,
        average_week_hours=(worked + counted + person.history_hours) / (facts.period.weeks + person.history_weeks),
        shifts=len(duties),
        nights=counts["fair-nights"],
        weekends=len({duty.day.isocalendar()[:2] for duty in weekend}),
        weekend_shifts=len(weekend),
        unsocial_shifts=counts["fair-unsocial"],
        fair_nights=fair["fair-nights"],
        fair_weekend_shifts=fair["fair-weekends"],
        fair_unsocial_shifts=fair["fair-unsocial"],
        requests=made,
        requests_met=met,
        hours_gbp=max(0.0, short) * rules.get("hours-under", 0.0) + max(0.0, -short) * rules.get("hours-over", 0.0),
        unsocial_gbp=sum(facts.unsocial_gbp(person, duty) for duty in duties),
        fairness_gbp=above,
        requests_gbp=missed_gbp,
    )


def _requests(facts: RotaFacts, person: Person, duties: Sequence[Duty]) -> tuple[int, int, float]:
    """Return requests made, requests met, and the price of those not met."""
    worked = {duty.day.isoformat(): duty.shift.shift for duty in duties}
    inside = {day.isoformat() for day in facts.dates}
    made = [row for row in facts.case.requests if row.person == person.person and row.day in inside]
    missed = [row for row in made if worked.get(row.day, "off") != row.wants]
    return len(made), len(made) - len(missed), sum(row.weight_gbp for row in missed)
