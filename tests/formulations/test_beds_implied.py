"""B19 and B20 of `beds` are implied: they may not change an optimum, only lift the bound."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from capplan.case.case import Case
from capplan.formulations import beds
from capplan.plan.beds import solve_beds
from capplan.solve import Profile, run
from capplan.solve.relaxation import lp_relaxation
from golden_lp import Formulation
from random_cases import cases
from small import small_case

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
few = settings(max_examples=20, derandomize=True, deadline=None)


@few
@given(cases(kinds=("never",)))
def test_the_cover_row_does_not_change_the_optimum(case: Case) -> None:
    """Who must be met is met by what runs: the sum of B3 over all sites, each person at their shortest stay."""
    model = beds.build(beds.inputs_of(case, "plan"))
    assert len(model.cover) == len(case.periods)
    stated = run(model, EXACT).require_solution()
    relaxed = lp_relaxation(model, EXACT).objective
    model.cover.deactivate()
    assert run(model, EXACT).require_solution() == pytest.approx(stated, rel=1e-6)
    weaker = lp_relaxation(model, EXACT).objective
    assert relaxed is not None
    assert weaker is not None
    assert weaker <= relaxed * (1 + 1e-9)


@few
@given(cases(kinds=("never",)))
def test_strong_links_do_not_change_the_optimum(case: Case) -> None:
    """Nobody starts where nothing with room runs, and no more than arrive or than the largest configuration takes."""
    with_links, without = (solve_beds(case, "plan", EXACT, strong=strong).result for strong in (True, False))
    assert with_links.require_solution() == pytest.approx(without.require_solution(), rel=1e-6)


@few
@given(cases(kinds=("never",)))
def test_every_strong_link_holds_in_the_optimum(case: Case) -> None:
    model = beds.build(beds.inputs_of(case, "plan"))
    run(model, EXACT).require_solution()
    links = beds.strong_links(model, model.inputs)
    assert len(links) == len(model.starts)
    for starts, most, running in links:
        assert starts.value <= most * sum(one.value for one in running) + 1e-6, starts.name


def test_both_are_left_out_where_people_may_wait_or_be_diverted() -> None:
    for case in (small_case(), Formulation("beds").case()):
        inputs = beds.inputs_of(case, "plan")
        assert not inputs.all_must_be_met
        assert len(beds.build(inputs).cover) == 0
