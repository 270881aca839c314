"""From the tables of a case to `Inputs`: who may work what, the rules of each, cover day by day, and prices."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from capplan.case.case import Case
from capplan.case.rota_tables import Absence, Person, RotaShift
from capplan.formulations.rota import inputs as model
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.fair import fairness
from capplan.formulations.rota.limits_of import contract_min, limits_of
from capplan.formulations.rota.pay import hourly_gbp, tags_of, unsocial_gbp
from capplan.units import hours_to_minutes

# A shift on a day around a change of the clocks has an id of its own: early@26 on day 26.
ON_DAY = "@"


def inputs_of(case: Case, option: str = "rota") -> model.Inputs:
    """Return the numbers of the case's rota.

    Parameters
    ----------
    case : Case
        Holds one row in rotas.csv.
    option : str
        `rota`: there is no other.
    """
    days = Days.of(case.rotas[0])
    versions = _versions(case, days)
    settled = _Settled(case, days)
    people = tuple(_person(case, days, versions, settled, row) for row in case.people)
    cover = _cover(case, days, versions)
    return model.Inputs(
        days=days.num_days,
        first_day=days.first_day,
        weekends=days.weekends,
        shifts=tuple(_shift(days, identity, *version) for identity, version in versions.items()),
        people=people,
        cover=cover,
        price=_price(case, days, versions, people),
        off_price=_off_price(case, days),
        forbidden=_forbidden(case, days, versions, gap=1),
        forbidden_over_day_off=_forbidden(case, days, versions, gap=2),
        fairness=fairness(case, days, people, cover, {one: version[0] for one, version in versions.items()}),
    )


def shift_id(name: str) -> str:
    """Return the shift of the case that a shift of the model stands for."""
    return name.split(ON_DAY)[0]


Versions = Mapping[str, tuple[RotaShift, int | None]]


def _versions(case: Case, days: Days) -> Versions:
    """Return the shifts of the model: each shift of the case, and again for each day near a change of the clocks."""
    found: dict[str, tuple[RotaShift, int | None]] = {row.shift: (row, None) for row in case.rota_shifts}
    for day in sorted(days.odd_days):
        found.update({f"{row.shift}{ON_DAY}{day}": (row, day) for row in case.rota_shifts})
    return found


def _shift(days: Days, identity: str, row: RotaShift, day: int | None) -> model.Shift:
    hours, minutes = map(int, row.start.split(":"))
    length = row.length_min if day is None else days.length_min(day, row)
    tags = tags_of(row)
    return model.Shift(
        id=identity,
        base=row.base,
        role=row.roles.split()[0],
        start_min=60 * hours + minutes,
        end_min=60 * hours + minutes + length,
        paid_min=length - row.break_min,
        night="night" in tags,
        tags=tags | {row.shift},
    )


def _forbidden(case: Case, days: Days, versions: Versions, gap: int) -> frozenset[model.Pair]:
    """Return pairs of shifts so many days apart whose rest is shorter than a rule asks, whatever the rule set.

    The model has one list for all people, so the longest rest that any rule set in use asks for holds for all.
    """
    rule = "daily-rest" if gap == 1 else "weekly-rest"
    asked = rest_asked(case, rule)
    if asked == 0:
        return frozenset()
    ordinary = next((day for day in range(days.num_days) if day not in days.odd_days), 0)
    pairs = set()
    for first, (row, day) in versions.items():
        for later, (other, later_day) in versions.items():
            if day is not None and later_day not in (None, day + gap):
                continue
            start = ordinary if day is None else day
            if days.rest_min(start, row, start + gap, other) < asked:
                pairs.add((first, later))
    return frozenset(pairs)


def rest_asked(case: Case, rule: str) -> float:
    """Return the longest rest, in minutes, that a rule set in use asks for."""
    used = {person.rule_set for person in case.people}
    values = [row.value for row in case.rule_sets if row.rule == rule and row.rule_set in used]
    return hours_to_minutes(max(values, default=0.0))


class _Settled:
    """What is settled for people before the rota is made: absence and fixed patterns."""

    def __init__(self, case: Case, days: Days) -> None:
        self.away: dict[str, dict[int, Absence]] = {person.person: {} for person in case.people}
        for row in case.absences:
            self.away[row.person].update(dict.fromkeys(days.inside(row.from_day, row.to_day), row))
        self.pattern: dict[tuple[str, int], str | None] = {}
        for pattern in case.fixed_patterns:
            for day in range(days.num_days):
                weekday = days.date(day).weekday()
                if _WEEKDAY[pattern.weekday] == weekday and day not in self.away[pattern.person]:
                    self.pattern[pattern.person, day] = None if pattern.shift == "off" else pattern.shift


_WEEKDAY = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def may_work(person: Person, shift: RotaShift) -> bool:
    """Return whether role, base and skills let a person work a shift."""
    return (
        person.role in shift.roles.split()
        and person.base in (shift.bases.split() or [shift.base])
        and set(shift.needs.split()) <= set(person.skills.split())
    )


def credited_min(
    case: Case, days: Days, person: Person, kinds: Collection[str] = ("leave", "training", "sickness")
) -> float:
    """Return the contract minutes credited to a person for days of absence inside the rota."""
    usual = contract_min(case, person) / days.num_days
    return sum(
        len(days.inside(row.from_day, row.to_day))
        * (usual if row.hours_per_day is None else hours_to_minutes(row.hours_per_day))
        for row in case.absences
        if row.person == person.person and row.kind in kinds
    )


def _person(case: Case, days: Days, versions: Versions, settled: _Settled, row: Person) -> model.Person:
    shifts = frozenset(identity for identity, (shift, _) in versions.items() if may_work(row, shift))
    away = settled.away[row.person]
    rules: dict[str, float] = {rule.rule: rule.value for rule in case.rule_sets if rule.rule_set == row.rule_set}
    contract = contract_min(case, row)
    credited = credited_min(case, days, row)
    counted = credited_min(case, days, row, ("leave", "training"))
    return model.Person(
        id=row.person,
        shifts=shifts,
        off=frozenset(away),
        barred=_barred(days, versions, shifts, frozenset(away)),
        fixed={
            day: shift if shift is None or day not in days.odd_days else f"{shift}{ON_DAY}{day}"
            for (person, day), shift in settled.pattern.items()
            if person == row.person
        },
        history=model.History(row.run_days, row.last_shift),
        **limits_of(row, rules, days, contract, credited, counted),
    )


def _barred(days: Days, versions: Versions, shifts: frozenset[str], away: frozenset[int]) -> frozenset[tuple[int, str]]:
    """Return shifts barred on single days: versions of other days, and shifts that run into a day of absence."""
    found = set()
    for identity in shifts:
        shift, of_day = versions[identity]
        runs_on = len(list(days.clock_minutes(0, shift))) > 1
        for day in range(days.num_days):
            wrong = (day in days.odd_days) if of_day is None else day != of_day
            if wrong or (runs_on and day + 1 in away):
                found.add((day, identity))
    return frozenset(found)


def _cover(case: Case, days: Days, versions: Versions) -> tuple[model.Cover, ...]:
    return tuple(
        model.Cover(
            id=cover_id(row.cover, day),
            day=day,
            shifts=frozenset(one for one, (shift, _) in versions.items() if shift.shift in row.shifts.split()),
            need=row.need,
            under_gbp=row.gap_gbp,
            over_gbp=row.surplus_gbp,
            max_under=row.max_gap,
            max_over=row.max_surplus,
        )
        for row in case.rota_cover
        for day in range(days.num_days)
        if row.need > 0 and days.word(day) in row.on.split()
    )


def cover_id(cover: str, day: int) -> str:
    """Return the id of a cover row on a day."""
    return f"{cover}.{day}"


def _price(
    case: Case, days: Days, versions: Versions, people: tuple[model.Person, ...]
) -> dict[model.PersonDayShift, float]:
    rates = {rate.unsocial: rate for rate in case.unsocial_rates}
    wishes = {(row.person, days.number(row.day)): row for row in case.requests}
    prices: dict[model.PersonDayShift, float] = {}
    for row, person in zip(case.people, people, strict=True):
        rate, hour = rates.get(row.unsocial or ""), hourly_gbp(case.role[row.role])
        for day in range(days.num_days):
            wish = wishes.get((row.person, day))
            for identity in sorted(person.may_work(day)):
                shift = versions[identity][0]
                gbp = unsocial_gbp(days, day, shift, rate, hour)
                if wish is not None and wish.wants != shift.shift:
                    gbp += wish.weight_gbp
                if gbp:
                    prices[row.person, day, identity] = gbp
    return prices


def _off_price(case: Case, days: Days) -> dict[tuple[str, int], float]:
    return {
        (row.person, days.number(row.day)): row.weight_gbp
        for row in case.requests
        if row.wants != "off" and 0 <= days.number(row.day) < days.num_days
    }
