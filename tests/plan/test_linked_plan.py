"""Initiatives that are changes of sites, in a whole plan: one calendar, or words on why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capplan.case.programme_tables import ProgrammeSite
from capplan.errors import Infeasible
from capplan.plan.linked import start_months
from capplan.plan.option import solve_option
from capplan.solve import Profile
from golden_lp import Formulation
from small import with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
TINY = Formulation("linked")


def causes(case) -> str:
    with pytest.raises(Infeasible) as caught:
        solve_option(case, "plan", EXACT)
    return " ".join(caught.value.cause)


def test_no_calendar_in_common_is_said_in_months():
    """The clinic must open on paper in a month in which no period begins."""
    said = causes(with_row(TINY.case(), "initiatives", "open-b", earliest="2025-05", latest="2025-06"))
    assert "no calendar in common" in said
    assert "Clinic for cohort b may start from 2025-05 to 2025-06, what it waits for apart; " in said
    assert "Clinic that is to open can open from 2024-04 to 2026-04" in said


def test_a_programme_that_clashes_by_itself_is_said_to():
    said = causes(with_row(TINY.case(), "initiatives", "close-a", latest="2025-04"))
    assert said.startswith("programme: Closure of ward a must start by 2025-04, before what it waits for: Team that")


def test_sites_that_clash_by_themselves_are_said_to():
    said = causes(with_row(TINY.case(), "sites", "ward-a", closes_by="2024-04"))
    assert "must run no beds from 2024-04, but cannot be closed by 2024-04" in said
    assert "calendar" not in said


def test_one_unit_may_be_the_change_of_two_sites():
    case = TINY.case()
    both = replace(
        with_row(case, "initiatives", "open-b", earliest="2025-04", latest="2026-04"),
        programme_sites=(*case.programme_sites, ProgrammeSite(initiative="close-a", site="clinic-b", change="opens")),
    )
    plan = solve_option(both, "plan", EXACT).plan
    assert start_months(both, plan) == {"close-a": "2026-04", "open-b": "2026-04", "fewer-c": None}
