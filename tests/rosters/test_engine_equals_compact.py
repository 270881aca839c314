"""Column generation with branching and the compact model are two ways to one optimum."""

from __future__ import annotations

import pytest

from capplan.errors import Infeasible
from capplan.formulations.rota import build
from capplan.rosters import solve
from capplan.solve import Profile, Status, run
from rosters.evaluate import evaluate
from rosters.random_rotas import random_rota

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0, threads=1)


def hold_equal(seed: int) -> bool:
    """Compare both ways on one random rota; return whether it has an answer."""
    inputs = random_rota(seed)
    model = build(inputs)
    compact = run(model, EXACT)
    if compact.status is Status.INFEASIBLE:
        with pytest.raises(Infeasible):
            solve(inputs, time_limit_s=60.0)
        return False
    assert compact.status is Status.OPTIMAL
    found = solve(inputs, time_limit_s=60.0)
    assert found.stopped_by == "proof"
    assert found.objective == pytest.approx(compact.objective, abs=1e-4)
    assert found.bound == pytest.approx(compact.objective, abs=1e-4)
    for assignment in (
        found.assignment,
        {(person, day): shift for (person, day, shift), one in model.works.items() if one.value > 0.5},
    ):
        cost, broken = evaluate(inputs, assignment)
        assert broken == []
        assert cost == pytest.approx(compact.objective, abs=1e-4)
    return True


def test_optimum_is_the_compact_models_on_random_rotas() -> None:
    assert sum(hold_equal(seed) for seed in range(16)) >= 8


@pytest.mark.slow
def test_optimum_is_the_compact_models_on_many_random_rotas() -> None:
    assert sum(hold_equal(seed) for seed in range(16, 240)) >= 104
