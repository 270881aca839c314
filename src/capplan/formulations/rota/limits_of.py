"""The rules of one rule set as limits of one person over one rota."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from capplan.case.case import Case
from capplan.case.rota_tables import Person
from capplan.formulations.rota.days import Days
from capplan.formulations.rota.inputs import Rolling
from capplan.units import DAYS_PER_WEEK, hours_to_minutes

# Limits on nights and weekends are stated for so many weeks, and scaled to the weeks of the rota.
WEEKS_OF_LIMITS = 4
# The average of night hours is counted on a week of six days (one day's rest a week is left out).
NIGHT_DAYS_PER_WEEK = 6


def contract_min(case: Case, person: Person) -> float:
    """Return the contract minutes of a person over the rota."""
    return hours_to_minutes(person.fte * case.role[person.role].hours_per_week * case.rotas[0].weeks)


def limits_of(
    person: Person, rules: Mapping[str, float], days: Days, contract: float, credited: float, counted: float
) -> dict[str, Any]:
    """Return the fields of `inputs.Person` that the person's rule set decides.

    Parameters
    ----------
    rules : mapping of rule to value
        The person's rule set.
    contract, credited : float
        Minutes of the rota by contract, and those credited for absence.
    counted : float
        Minutes of leave and training, which count in the average week; sickness is left out of it.
    """
    weeks = days.num_days // DAYS_PER_WEEK
    target = max(0, round(contract - credited))
    most = _most_minutes(person, rules, weeks, target, counted)
    least = rules.get("under-contract")
    rolling = []
    if "max-nights-in-row" in rules:
        row = int(rules["max-nights-in-row"])
        rolling.append(Rolling(days=row + 1, tag="night", max_shifts=row))
    if "week-hours" in rules:
        minutes = math.floor(hours_to_minutes(rules["week-hours"]))
        rolling.append(Rolling(days=DAYS_PER_WEEK, max_paid_min=minutes, every=DAYS_PER_WEEK))
    return {
        "min_paid_min": None if least is None else max(0, math.ceil(target - hours_to_minutes(least))),
        "max_paid_min": most,
        "target_paid_min": target,
        "under_gbp_per_min": rules.get("hours-under", 0.0) / 60,
        "over_gbp_per_min": rules.get("hours-over", 0.0) / 60,
        "min_run": int(rules.get("min-run", 1)),
        "max_run": int(rules["max-run"]) if "max-run" in rules else None,
        "min_off_run": int(rules.get("min-off-run", 1)),
        "max_weekends": _scaled(rules.get("max-weekends"), weeks),
        "max_of": {} if "max-nights" not in rules else {"night": _scaled(rules["max-nights"], weeks)},
        "rolling": tuple(rolling),
    }


def _scaled(limit: float | None, weeks: int) -> int | None:
    """Return a limit for four weeks as one for the rota, rounded down."""
    return None if limit is None else math.floor(limit * weeks / WEEKS_OF_LIMITS)


def _most_minutes(person: Person, rules: Mapping[str, float], weeks: int, target: int, counted: float) -> int | None:
    """Return the most minutes by contract, by the average week, and by the average night worker's day."""
    limits = []
    if "over-contract" in rules:
        limits.append(target + hours_to_minutes(rules["over-contract"]))
    before = hours_to_minutes(person.history_hours)
    in_all = person.history_weeks + weeks
    if "average-week" in rules:
        limits.append(hours_to_minutes(rules["average-week"]) * in_all - before - counted)
    if "night-day" in rules and person.night_worker:
        limits.append(hours_to_minutes(rules["night-day"]) * NIGHT_DAYS_PER_WEEK * in_all - before - counted)
    return max(0, math.floor(min(limits))) if limits else None
