"""The optimum of `visits` against every possible day in steps of five minutes, on small days with every feature."""

from __future__ import annotations

import pytest

from capplan.formulations import visits
from capplan.solve import Profile, Status, run
from rounds.evaluate import evaluate
from rounds.small_days import least_cost, small_day

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)


@pytest.mark.parametrize("seed", range(30))
def test_the_optimum_is_the_best_of_all_days(seed: int) -> None:
    inputs = small_day(seed, num_visits=4 + seed % 3)
    model = visits.build(inputs)
    result = run(model, EXACT)
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(least_cost(inputs), abs=1e-6)
    cost, faults = evaluate(inputs, visits.extract(model))
    assert faults == []
    assert cost == pytest.approx(result.objective, abs=1e-6)
