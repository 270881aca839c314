"""The staffed case of :mod:`small_staff` with a rota of two weeks in figures that can be reckoned by hand.

23 March to 5 April 2026: the clocks go forward in the night to Sunday 29 March; Good Friday is 3 April. Shifts:

============  ===============  ==========  ===================================
shift         time             paid        who
============  ===============  ==========  ===================================
early         07:00 to 15:00   7.5 h       assistants of base-north
late          14:00 to 22:00   7.5 h       assistants of base-north
night         22:00 to 07:00   8 h         the same, with skill nights
late-start    08:59 to 16:59   7.5 h       assistants of base-north
south         08:00 to 16:00   7.5 h       assistants of both bases; at base-south
============  ===============  ==========  ===================================

An assistant has 37.5 h a week. Pay is 30,000 / (365/7 x 37.5) = 15.342 GBP an hour.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from capplan.case import rota_tables as rota
from capplan.case.case import Case
from capplan.decisions.rota import RotaDecisions, RotaRow
from small import with_row
from small_staff import staffed_case

MONDAY = date(2026, 3, 23)
RULES = {
    "daily-rest": (11, "hours", "WTR reg 10"),
    "weekly-rest": (35, "hours", "WTR reg 11"),
    "max-run": (6, "days", "WTR reg 11"),
    "min-off-run": (2, "days", "own"),
    "max-weekends": (2, "weekends", "own"),
    "max-nights": (8, "shifts", "own"),
    "max-nights-in-row": (4, "shifts", "own"),
    "week-hours": (60, "hours", "own"),
    "average-week": (48, "hours", "WTR reg 4"),
    "over-contract": (15, "hours", "own"),
    "hours-under": (10, "GBP/hour", "own"),
    "hours-over": (20, "GBP/hour", "own"),
}


def rota_case(rules: dict[str, float] | None = None, **changes: Any) -> Case:
    """Return the case; `rules` replaces the set of rules (by value), other arguments replace fields of `Case`."""
    case = with_row(staffed_case(), "roles", "assistant", pay_gbp_per_year=30000.0)
    own = {rule: value for rule, (value, _, _) in RULES.items()} if rules is None else rules
    tables = {
        "rotas": (rota.RotaPeriod(rota="spring", title="Spring", first_day=MONDAY.isoformat(), weeks=2),),
        "rule_sets": tuple(rule(name, value) for name, value in own.items()),
        "unsocial_rates": (rota.UnsocialRate(unsocial="band-3", night_share=0.35, sunday_share=0.69),),
        "people": (person("p001", skills="nights"), person("p002")),
        "rota_shifts": (
            shift("early", "07:00"),
            shift("late", "14:00"),
            shift("night", "22:00", length_min=540, break_min=60, needs="nights"),
            shift("late-start", "08:59"),
            shift("south", "08:00", base="base-south", bases="base-north base-south"),
        ),
        "rota_cover": (cover("early", on="mon tue wed thu fri"),),
    }
    return replace(case, **{**tables, **changes})


def rule(name: str, value: float) -> rota.RuleSet:
    """Return a rule with its unit, kind and source."""
    from capplan.case.rota_rules import RULES as KINDS

    kind, unit = KINDS[name]
    source = RULES[name][2] if name in RULES else "own"
    return rota.RuleSet.model_validate(
        {"rule_set": "nhs", "rule": name, "value": value, "unit": unit, "kind": kind, "source": source}
    )


def person(key: str, **changes: Any) -> rota.Person:
    """Return an assistant of base-north, full time."""
    values = {"person": key, "role": "assistant", "base": "base-north", "fte": 1.0, "rule_set": "nhs"}
    return rota.Person.model_validate({**values, "unsocial": "band-3", **changes})


def shift(name: str, start: str, **changes: Any) -> rota.RotaShift:
    """Return a shift of eight hours with half an hour of break."""
    values = {"shift": name, "title": name.title(), "letter": name[0].upper(), "base": "base-north"}
    own = {"roles": "assistant", "start": start, "length_min": 480, "break_min": 30}
    return rota.RotaShift.model_validate({**values, **own, **changes})


def cover(name: str, **changes: Any) -> rota.RotaCover:
    """Return cover of one person at a shift of the same name, with a gap at 200 GBP."""
    values = {"cover": name, "title": name.title(), "shifts": name, "on": "mon tue wed thu fri sat sun hol"}
    return rota.RotaCover.model_validate({**values, "need": 1, "gap_gbp": 200.0, "gap_filled_by": "bank", **changes})


def on(day: int) -> str:
    """Return a day of the rota, 0 = Monday 23 March."""
    return (MONDAY + timedelta(days=day)).isoformat()


def worked(**by_person: dict[int, str]) -> RotaDecisions:
    """Return decisions from shifts by day: ``worked(p001={0: "early"})``."""
    return RotaDecisions(
        duties=tuple(
            RotaRow(person=key, day=on(day), shift=name)
            for key, days in by_person.items()
            for day, name in sorted(days.items())
        )
    )
