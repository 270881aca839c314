"""What each rule of `visits` is worth in the tiny case, as tiny.md derives it."""

from __future__ import annotations

import pytest

from capplan import rounds
from capplan.solve import Profile, Status, run
from golden_lp import Formulation

TINY = Formulation("visits")
EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
OPTIMUM_GBP = 1600.0

WORTH_GBP = {
    "carers_sent": -1225,
    "one_round": -190,
    "different_carers": 0,
    "role_held": -50,
    "one_window": -150,
    "window_opens": -220,
    "window_closes": -180,
    "deviation": -55,
    "follows": -95,
    "shift_begins": -5,
    "shift_ends": -5,
    "paid_work": -20,
    "most_work": -170,
    "gap_least": -60,
    "gap_most": -180,
    "one_break": -15,
    "break_on_way": -45,
    "break_from": -15,
    "break_by": -15,
    "break_after": -15,
    "break_before": -15,
    # The tiny day has no loads; what room is worth is derived in tests/rounds/test_loads.py.
    "room": 0,
}
HOLD_ROUNDS_TOGETHER = ("arrives", "moves_on", "leaves_by", "back_after", "leaves_in_shift")


def test_the_search_by_columns_finds_the_derived_optimum() -> None:
    """Rounds found one by one and the whole model are two ways to the same figure; its own bound lies below."""
    found = rounds.solve(TINY.module.inputs_of(TINY.case()), time_limit_s=60.0, gap=0.0, iterations=1500)
    assert found.objective == pytest.approx(OPTIMUM_GBP)
    assert found.bound <= OPTIMUM_GBP + 1e-6
    assert set(found.unserved) == {"once-1", "window-1", "most-1"}


def optimum_without(rule: str) -> float:
    model = TINY.build()
    model.component(rule).deactivate()
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


@pytest.mark.parametrize("rule", WORTH_GBP)
def test_without_a_rule_the_optimum_changes_as_derived(rule: str) -> None:
    assert optimum_without(rule) - OPTIMUM_GBP == pytest.approx(WORTH_GBP[rule], abs=1e-4)


@pytest.mark.parametrize("rule", HOLD_ROUNDS_TOGETHER)
def test_without_a_rule_that_holds_rounds_together_work_costs_less_than_nothing(rule: str) -> None:
    assert optimum_without(rule) < OPTIMUM_GBP - 1000


def test_every_constraint_has_its_worth() -> None:
    rules = {row["code_name"] for row in TINY.symbols if row["kind"] == "constraint"}
    assert rules == set(WORTH_GBP) | set(HOLD_ROUNDS_TOGETHER)


def test_the_page_states_what_each_rule_is_worth() -> None:
    page = (TINY.folder / "tiny.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| V")}
    for rule, worth in WORTH_GBP.items():
        if worth:
            assert lines[rule].endswith(f"| −{-worth:,} |"), rule


def test_visits_start_when_the_page_says() -> None:
    model = TINY.build()
    assert run(model, EXACT).status is Status.OPTIMAL
    starts = {visit: start for stops in TINY.module.extract(model).values() for visit, start in stops}
    hours = {visit: f"{start // 3600:02d}:{start // 60 % 60:02d}" for visit, start in starts.items()}
    assert hours == {
        "two-1": "08:15", "once-2": "08:00", "window-2": "10:00", "early-1": "08:10", "late-1": "10:20",
        "wait-1": "08:00", "wait-2": "09:00", "over-1": "08:00", "most-2": "08:30", "least-1": "08:00",
        "least-2": "09:30", "gap-1": "09:00", "gap-2": "10:00", "break-1": "10:00", "break-2": "11:40",
        "break-3": "12:20",
    }  # fmt: skip
