"""Every rule on one person's duties, tested on moments and days; each violation names key, day, rule and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from capplan.case.rota_tables import Person, RuleSet
from capplan.check.rota_facts import Duty, RotaFacts
from capplan.check.violation import MOMENT_TOLERANCE_H, Violation, counted

SIX_DAY_WEEK = 6


def person_violations(facts: RotaFacts, person: Person, duties: Sequence[Duty]) -> Iterator[Violation]:
    """Yield every rule that a person's duties break."""
    duties = sorted(duties, key=lambda duty: duty.begins)
    rules = facts.rules(person)
    yield from _settled(facts, person, duties)
    yield from _one_at_a_time(person, duties)
    yield from _rest(facts, person, duties, rules)
    yield from _runs(facts, person, duties, rules)
    yield from _counts(facts, person, duties, rules)
    yield from _hours(facts, person, duties, rules)


def _broken(rule: RuleSet, person: Person, day: date | None, message: str, amount: float) -> Violation:
    where = person.person if day is None else f"{person.person}, {day.isoformat()}"
    source = f" ({rule.source})" if rule.source else ""
    return Violation(f"{rule.rule}{source}", where, message, amount)


def _settled(facts: RotaFacts, person: Person, duties: Sequence[Duty]) -> Iterator[Violation]:
    """Shifts that are not the person's to work, days of absence, and fixed patterns."""
    for duty in duties:
        where = f"{person.person}, {duty.day.isoformat()}"
        if why := facts.may_work(person, duty.shift):
            yield Violation("skills and base", where, f"{duty.shift.shift} is worked, but {why}.")
        for absence in (facts.absent(person.person, duty.day), facts.runs_into_absence(person.person, duty)):
            if absence is not None:
                message = f"{duty.shift.shift} is worked, but there is {absence.kind} from {absence.from_day}."
                yield Violation("absence", where, message)
    worked = {duty.day: duty.shift.shift for duty in duties}
    for row in facts.case.fixed_patterns:
        if row.person != person.person:
            continue
        for day in facts.dates:
            on_it = f"{day:%a}".lower() == row.weekday and (person.person, day) not in facts.away
            if on_it and worked.get(day, "off") != row.shift:
                message = f"{worked.get(day, 'off')} instead of {row.shift}, settled for every {row.weekday}."
                yield Violation("fixed pattern", f"{person.person}, {day.isoformat()}", message)


def _one_at_a_time(person: Person, duties: Sequence[Duty]) -> Iterator[Violation]:
    for first, second in pairwise(duties):
        where = f"{person.person}, {second.day.isoformat()}"
        if second.begins < first.ends:
            minutes = (first.ends - second.begins).total_seconds() / 60
            message = (
                f"{second.shift.shift} at {second.shift.base} begins {minutes:g} minutes before {first.shift.shift} at "
                f"{first.shift.base} ends."
            )
            yield Violation("overlap", where, message, minutes)
        if second.day == first.day:
            yield Violation("one shift a day", where, "two shifts begin on the day.")


def _rest(facts: RotaFacts, person: Person, duties: Sequence[Duty], rules: dict[str, RuleSet]) -> Iterator[Violation]:
    worked = list(duties)
    if person.last_shift is not None and person.run_days != 0:
        ago = 1 if person.run_days > 0 else 1 - person.run_days
        worked.insert(0, facts.duty_on(facts.first - timedelta(days=ago), facts.shift[person.last_shift]))
    for first, second in pairwise(worked):
        hours = (second.begins - first.ends).total_seconds() / 3600
        days_off = (second.day - first.day).days - 1
        for name, between in (("daily-rest", 0), ("weekly-rest", 1)):
            rule = rules.get(name)
            if rule is not None and days_off == between and hours < rule.value - MOMENT_TOLERANCE_H:
                minutes = round(60 * hours)
                message = (
                    f"{minutes // 60} h {minutes % 60:02d} between {first.shift.shift} and {second.shift.shift}; "
                    f"{rule.value:g} h are needed."
                )
                yield _broken(rule, person, second.day, message, rule.value - hours)


def _runs(facts: RotaFacts, person: Person, duties: Sequence[Duty], rules: dict[str, RuleSet]) -> Iterator[Violation]:
    """Yield runs of days at work and off that break a rule; one that touches an end may be part of a longer one."""
    worked = {duty.day for duty in duties}
    days = [(day, day in worked) for day in facts.dates]
    before = [(facts.first - timedelta(days=abs(person.run_days) - one), person.run_days > 0)
              for one in range(abs(person.run_days))]  # fmt: skip
    runs = [(at_work, [day for day, _ in group]) for at_work, group in groupby(before + days, key=lambda one: one[1])]
    for number, (at_work, run) in enumerate(runs):
        # A run of work that ended before the rota is past; days off that ended then are held to their minimum.
        if run[-1] < facts.first and at_work:
            continue
        last = run[-1] == facts.dates[-1]
        # What came before the first day known may have been part of the run.
        cut = number == 0 and not before
        short = rules.get("min-run" if at_work else "min-off-run")
        if short is not None and not (last or cut) and len(run) < short.value:
            message = f"{counted(len(run), 'day')} {'at work' if at_work else 'off'} in a row; {short.value:g} needed."
            yield _broken(short, person, max(run[0], facts.first), message, short.value - len(run))
        long = rules.get("max-run")
        if at_work and long is not None and len(run) > long.value:
            message = f"{len(run)} days at work in a row; {long.value:g} at most."
            yield _broken(long, person, run[-1], message, len(run) - long.value)


def _counts(facts: RotaFacts, person: Person, duties: Sequence[Duty], rules: dict[str, RuleSet]) -> Iterator[Violation]:
    nights = [duty for duty in duties if duty.is_night]
    saturdays = {duty.day - timedelta(days=duty.day.weekday() - 5) for duty in duties if duty.day.weekday() >= 5}
    for name, number, noun in (("max-nights", len(nights), "night"), ("max-weekends", len(saturdays), "weekend")):
        rule = rules.get(name)
        most = int(rule.value * facts.period.weeks / 4 + MOMENT_TOLERANCE_H) if rule is not None else number
        if rule is not None and number > most:
            day = max(duty.day for duty in (nights if noun == "night" else duties))
            yield _broken(rule, person, day, f"{counted(number, noun)} in the rota; {most} at most.", number - most)
    rule = rules.get("max-nights-in-row")
    if rule is not None:
        of_nights = {duty.day for duty in nights}
        for day in sorted(of_nights):
            run = 0
            while day - timedelta(days=run) in of_nights:
                run += 1
            if run > rule.value:
                yield _broken(rule, person, day, f"{run} nights in a row; {rule.value:g} at most.", run - rule.value)


def _hours(facts: RotaFacts, person: Person, duties: Sequence[Duty], rules: dict[str, RuleSet]) -> Iterator[Violation]:
    worked = sum(duty.worked_hours for duty in duties)
    target = max(0.0, facts.contract_hours(person) - facts.credited_hours(person))
    weeks = person.history_weeks + facts.period.weeks
    average = (worked + person.history_hours + facts.credited_hours(person, ("leave", "training"))) / weeks
    # Contract minutes are rounded to whole ones.
    slack = 1 / 60 + MOMENT_TOLERANCE_H
    limits = [
        ("over-contract", worked - target, "hours above contract"),
        ("average-week", average, "hours a week with the weeks before"),
    ]
    if person.night_worker:
        limits.append(("night-day", average / SIX_DAY_WEEK, "hours a day of a six-day week"))
    for name, found, words in limits:
        rule = rules.get(name)
        if rule is not None and found > rule.value + slack:
            message = f"{found:.2f} {words}; {rule.value:g} at most."
            yield _broken(rule, person, None, message, found - rule.value)
    least = rules.get("under-contract")
    if least is not None and target - worked > least.value + slack:
        message = f"{target - worked:.2f} hours below contract; {least.value:g} at most."
        yield _broken(least, person, None, message, target - worked - least.value)
    most = rules.get("week-hours")
    for week in range(facts.period.weeks) if most is not None else ():
        monday = facts.first + timedelta(days=7 * week)
        hours = sum(duty.worked_hours for duty in duties if 0 <= (duty.day - monday).days < 7)
        if most is not None and hours > most.value + MOMENT_TOLERANCE_H:
            message = f"{hours:.2f} hours in the week; {most.value:g} at most."
            yield _broken(most, person, monday, message, hours - most.value)
