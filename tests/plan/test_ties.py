"""Among plans of the same objective the one that changes fewer beds is kept, and its people are placed cleanly."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from capplan.case.case import Case
from capplan.formulations import beds
from capplan.plan import search as search_module
from capplan.plan.figures import bed_figures
from capplan.plan.held import chosen, held
from capplan.plan.search import Found, search
from capplan.plan.ties import TOLERANCE, break_ties
from capplan.solve import Profile, run
from golden_lp import Formulation
from random_cases import cases
from small import small_case, with_row

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
PROFILE = Profile(name="test", mip_rel_gap=0.005, time_limit_s=60.0)
few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def beds_changed(model: Any) -> int:
    return round(model.tie_break())


def assert_clean(case: Case, found: Found) -> None:
    """The figures of the decisions cost what the model says, and every yes or no is one."""
    objective = bed_figures(case, beds.extract(found.model)).totals.objective_gbp
    assert found.model.objective() == pytest.approx(objective, rel=1e-6, abs=1e-6)
    for one in found.model.configuration.values():
        assert one.value == pytest.approx(round(one.value), abs=1e-9)
    for one in found.model.transition.values():
        assert one.value == pytest.approx(round(one.value), abs=1e-6)


def assert_no_worse(case: Case, found: Found, profile: Profile) -> None:
    best, before = found.result.require_solution(), beds_changed(found.model)
    break_ties(found, profile)
    assert found.model.objective() <= best + 1.1 * TOLERANCE * max(1.0, abs(best))
    assert beds_changed(found.model) <= before
    assert_clean(case, found)


@few
@given(cases())
def test_no_case_gets_dearer_or_changes_more_beds(case: Case) -> None:
    assert_no_worse(case, search(beds.inputs_of(case, "plan"), EXACT), EXACT)


def test_the_only_optimum_of_the_tiny_case_stays() -> None:
    case = Formulation("beds").case()
    found = search(beds.inputs_of(case, "plan"), EXACT)
    before = chosen(found.model)
    assert_no_worse(case, found, EXACT)
    assert chosen(found.model) == before
    assert beds_changed(found.model) == 57


@cache
def idle_home() -> Case:
    """The small case where nobody may use the home team, which costs nothing whether it has ten places or twenty."""
    case = small_case()
    for cohort in ("step-down", "step-up"):
        case = with_row(case, "stays", f"{cohort}/home", min_share=0.0, max_share=0.0)
    for places in ("ten", "twenty"):
        case = with_row(
            case, "configurations", f"home-county/{places}", fixed_gbp_per_year=0.0, variable_gbp_per_occupied_day=50.0
        )
    for key in ("home-county/ten/twenty", "home-county/twenty/ten"):
        case = with_row(case, "transitions", key, capital_gbp=0.0, revenue_gbp=0.0)
    return replace(case, parameters=case.parameters.model_copy(update={"change_gbp_per_bed": 0.0}))


def with_idle_change(found: Found) -> Found:
    """Make the home team grow for nothing in the last month, at the same objective."""
    last = found.model.inputs.periods[-1].id
    plan = chosen(found.model)
    plan |= {("home-county", name, last): int(name == "twenty") for name in ("ten", "twenty")}
    with held(found.model, plan):
        result = run(found.model, PROFILE)
    assert result.require_solution() == pytest.approx(found.result.require_solution(), rel=1e-6)
    return replace(found, result=result)


@pytest.mark.parametrize("long_from", [24, 6], ids=["searched directly", "searched coarse first"])
def test_a_change_that_saves_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch, long_from: int) -> None:
    monkeypatch.setattr(search_module, "LONG_PERIODS", long_from)
    monkeypatch.setattr(search_module, "WINDOW_MONTHS", 4)
    # A gap that the refined search meets, so that the whole model is not searched after it.
    found = search(beds.inputs_of(idle_home(), "plan"), replace(PROFILE, mip_rel_gap=0.05))
    assert bool(found.settled) == (long_from == 6)
    idle = with_idle_change(found)
    before = beds_changed(idle.model)
    assert before >= 10
    assert_no_worse(idle_home(), idle, PROFILE)
    last = idle.model.inputs.periods[-1].id
    assert beds_changed(idle.model) <= before - 10
    assert chosen(idle.model)["home-county", "ten", last] == 1


def test_without_changes_nothing_is_searched() -> None:
    found = search(beds.inputs_of(small_case(), "business-as-usual"), EXACT)
    before = {one.name: one.value for one in found.model.starts.values()}
    break_ties(found, EXACT)
    assert {one.name: one.value for one in found.model.starts.values()} == before
