"""Changes to the small case with staff, and what the checks between tables then say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from capplan.case import staff_tables as staff
from capplan.case.case import Case
from capplan.case.fields import Row
from made_case_faults import faults
from small import with_row
from small_staff import staffed_case

Change = Callable[[Case], Case]


def row(table: str, key: str, **changes: Any) -> Change:
    return lambda case: with_row(case, table, key, **changes)


def more(table: str, added: Row) -> Change:
    return lambda case: replace(case, **{table: (*getattr(case, table), added)})


def without(table: str, **named: str) -> Change:
    def change(case: Case) -> Case:
        kept = tuple(
            each
            for each in getattr(case, table)
            if any(getattr(each, column) != value for column, value in named.items())
        )
        assert len(kept) < len(getattr(case, table))
        return replace(case, **{table: kept})

    return change


def figures(**changes: Any) -> Change:
    return lambda case: replace(case, parameters=case.parameters.model_copy(update=changes))


def nowhere(**changes: Any) -> staff.Base:
    values = {"base": "base-west", "title": "West", "kind": "other", "lat": 52.0, "lon": 1.0, "use": "may"}
    return staff.Base.model_validate({**values, "cost_gbp_per_year": 0.0, **changes})


def assert_begin(changes: list[Change], beginnings: list[str]) -> None:
    """Make changes to the staffed case; its messages must begin so."""
    case = staffed_case()
    for change in changes:
        case = change(case)
    # A case made in code has its minutes; a base that was added lies where base-north lies.
    minutes = {(area.area, base.base): 10.0 for area in case.areas for base in case.bases}
    found = faults(replace(case, area_travel_min={**minutes, **case.area_travel_min}))
    assert [text[: len(beginning)] for text, beginning in zip(found, beginnings, strict=True)] == beginnings
