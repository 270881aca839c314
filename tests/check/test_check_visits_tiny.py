"""The optimum of the tiny day, read from its model, passes the checker that knows nothing of the model."""

from __future__ import annotations

from capplan.check.visits import check_visits
from capplan.plan.visits.timing import decisions_of
from capplan.solve import Profile, run
from golden_lp import Formulation
from visit_plans import plan_of


def test_the_tiny_optimum_passes_the_checker_at_its_price() -> None:
    tiny = Formulation("visits")
    model = tiny.build()
    run(model, Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0))
    case = tiny.case()
    plan = plan_of(case, decisions_of(tiny.module.inputs_of(case), tiny.module.extract(model)))
    assert check_visits(case, plan) == ()
    assert round(plan.figures.totals.objective_gbp, 6) == 1600
