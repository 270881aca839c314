"""Tables of a rota, right in themselves but not together: the small rota with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from test_crosscheck_staff import faults

from capplan.case import rota_tables as rota
from capplan.case.case import Case
from small_rota import on, rota_case

Change = Callable[[Case], Case]


def row(table: str, place: int, **changes: Any) -> Change:
    def change(case: Case) -> Case:
        rows = list(getattr(case, table))
        rows[place] = rows[place].model_copy(update=changes)
        return replace(case, **{table: tuple(rows)})

    return change


def added(table: str, *rows: Any) -> Change:
    return lambda case: replace(case, **{table: (*getattr(case, table), *rows)})


def empty(table: str) -> Change:
    return lambda case: replace(case, **{table: ()})


def away(first: int, last: int) -> rota.Absence:
    return rota.Absence(person="p001", from_day=on(first), to_day=on(last), kind="leave")


def rule_row(name: str) -> int:
    return [one.rule for one in rota_case().rule_sets].index(name)


AUTUMN = rota.RotaPeriod(rota="autumn", title="Autumn", first_day="2026-09-07", weeks=2)
FAULTS: dict[str, tuple[Change, str]] = {
    "no cover": (empty("rota_cover"), "rota_cover.csv: has no rows"),
    "people without a rota": (empty("rotas"), "rotas.csv: has no rows"),
    "two rotas": (added("rotas", AUTUMN), "is a second rota"),
    "no such day": (
        added("absences", away(0, 3).model_copy(update={"to_day": "2026-02-30"})),
        "no day of the calendar",
    ),
    "begins on a Tuesday": (row("rotas", 0, first_day="2026-03-24"), "is a Tuesday"),
    "another unit": (row("rule_sets", rule_row("max-run"), unit="hours"), "does not fit rule max-run"),
    "half a night": (row("rule_sets", rule_row("max-nights"), value=2.5), "is not a whole number of shifts"),
    "runs that clash": (row("rule_sets", rule_row("min-off-run"), rule="min-run", value=7.0), "is above max-run (6)"),
    "all break": (row("rota_shifts", 0, break_min=480), "is not shorter than the shift"),
    "unknown role": (row("rota_shifts", 0, roles="assistent"), '"assistent" is not in roles.csv'),
    "unknown shift": (row("rota_cover", 0, shifts="earyl"), '"earyl" is not in rota_shifts.csv'),
    "unknown weekday": (row("rota_cover", 0, on="mon tues"), '"tues" is not in the days of the week'),
    "no day": (row("rota_cover", 0, on=" "), "nobody would ever be needed"),
    "ends before it begins": (added("absences", away(4, 2)), "is before from_day"),
    "away twice": (added("absences", away(0, 3), away(3, 5)), "is away already by row 2"),
    "pattern without the skill": (
        added("fixed_patterns", rota.FixedPattern(person="p002", weekday="mon", shift="night")),
        "skill nights is asked for",
    ),
}


def test_the_small_rota_has_no_fault() -> None:
    assert faults(rota_case()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    change, words = FAULTS[name]
    assert any(words in fault for fault in faults(change(rota_case()))), faults(change(rota_case()))


def test_a_wish_for_a_shift_at_another_base_is_no_fault_where_the_shift_is_open_to_it() -> None:
    """South is worked from base-south by people of both bases."""
    wish = rota.Request(person="p002", day=on(0), wants="south", weight_gbp=5.0)
    assert faults(added("requests", wish)(rota_case())) == []
