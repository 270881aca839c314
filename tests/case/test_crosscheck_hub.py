"""Tables of the hub, right in themselves but not together: the tiny hub with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from test_crosscheck_staff import faults

from capplan.case.case import Case
from capplan.case.hub_tables import HubVolume
from golden_lp import Formulation

Change = Callable[[Case], Case]


def row(table: str, place: int, **changes: Any) -> Change:
    def change(case: Case) -> Case:
        rows = list(getattr(case, table))
        rows[place] = rows[place].model_copy(update=changes)
        return replace(case, **{table: tuple(rows)})

    return change


def empty(table: str) -> Change:
    return lambda case: replace(case, **{table: ()})


FAULTS: dict[str, tuple[Change, str]] = {
    "month of electronic work": (
        lambda case: replace(case, hub_volumes=(HubVolume(month="2015-04", contact="mail", contacts=9),)),
        "only calls are counted by month",
    ),
    "no hours": (empty("hub_hours"), "hub_hours.csv: has no rows"),
    "no promise": (row("hub_contacts", 0, answer_s=None), "answer_s"),
    "no deadline": (row("hub_contacts", 3, deadline_hours=None), "deadline_hours"),
    "deadline in minutes": (row("hub_contacts", 3, deadline_hours=0.7), "is not a number of half hours"),
    "limit without patience": (row("hub_contacts", 0, max_abandon_share=0.1), "nobody gives up"),
    "bands twice": (row("hub_profile", 1, days="monday"), "speaks of Monday 08:00, as row 2 does"),
    "no weight": (row("hub_profile", 16, weight=0), "every weight of its profile is 0"),
    "calls at night": (row("hub_profile", 0, from_hour=3, to_hour=4), "has calls at Monday 03:00, when nobody answers"),
    "calls when only the team answers": (row("hub_contacts", 0, hours="hub"), "has calls at Sunday 08:00"),
    "the team for nothing": (row("hub_hours", 2, shared_gbp_per_hour=None), "shared_gbp_per_hour"),
    "nobody may": (row("hub_may_answer", 4, contact="call"), "is dealt with by no role"),
    "no contract": (row("hub_contracts", 1, role="clerk"), "has no row in hub_contracts.csv"),
    "no shift": (row("hub_shifts", 6, role="clerk"), "has no row in hub_shifts.csv"),
    "posts order": (row("hub_contracts", 0, min_posts=3), "is above max_posts (1)"),
    "starts order": (row("hub_shifts", 0, last_start_hour=7), "is before first_start_hour (8)"),
    "break outside": (row("hub_shifts", 4, break_to_hours=2), "leaves no room for the break"),
    "break as long as the shift": (row("hub_shifts", 0, break_min=30, break_to_hours=0.5), "as long as the shift"),
    "unknown role": (row("hub_roles", 1, role="doctor"), "is not in roles.csv"),
    "unknown contact": (row("hub_profile", 0, contact="fax"), "is not in hub_contacts.csv"),
    "unknown work": (row("hub_roles", 0, work="nothing"), "is not in work_types.csv"),
}


def test_the_tiny_hub_has_no_fault() -> None:
    assert faults(Formulation("hub").case()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    change, words = FAULTS[name]
    assert any(words in fault for fault in faults(change(Formulation("hub").case())))
