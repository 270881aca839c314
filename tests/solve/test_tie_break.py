"""A second objective chooses among answers that the first holds equal."""

import pyomo.environ as pyo
import pytest

from capplan.solve import Profile, Status, run, tie_break

EXACT = Profile(mip_rel_gap=0.0)


def rounds(sense: int = pyo.minimize) -> pyo.ConcreteModel:
    """Four of eight equal visits are wanted; the second objective prefers low numbers."""
    model = pyo.ConcreteModel()
    model.go = pyo.Var(range(8), domain=pyo.Binary)
    total = sum(model.go[i] for i in range(8))
    sign = 1 if sense == pyo.minimize else -1
    model.count = pyo.Objective(expr=sign * total, sense=sense)
    model.need = pyo.Constraint(expr=total >= 4)
    model.order = pyo.Objective(expr=sum(i * model.go[i] for i in range(8)))
    model.order.deactivate()
    return model


@pytest.mark.parametrize("sense", [pyo.minimize, pyo.maximize])
def test_second_objective_is_best_among_equals(sense: int) -> None:
    # Numbers 0 to 3 sum to 6, the least for four visits.
    model = rounds(sense)
    first = run(model, EXACT)
    assert first.objective is not None
    second = tie_break(model, model.order, primary_cap=first.objective, profile=EXACT)
    assert (second.status, second.objective) == (Status.OPTIMAL, 6.0)
    assert [model.go[i].value for i in range(8)] == [1, 1, 1, 1, 0, 0, 0, 0]
    assert second.start_used


def test_the_model_is_left_as_it_was() -> None:
    model = rounds()
    run(model, EXACT)
    tie_break(model, model.order, primary_cap=4.0, profile=EXACT)
    assert model.count.active
    assert not model.order.active
    assert [row.local_name for row in model.component_objects(pyo.Constraint)] == ["need"]


def test_tolerance_may_be_spent() -> None:
    # Up to 5 of the first objective allowed; going less often never costs the second, so 6 stays best
    # for the least; asked to maximise it instead, five visits 3 to 7 give 25.
    model = rounds()
    run(model, EXACT)
    model.order.sense = pyo.maximize
    assert tie_break(model, model.order, primary_cap=5.0, profile=EXACT).objective == 25.0


def test_a_cap_below_the_incumbent_keeps_the_incumbent_possible() -> None:
    model = rounds()
    run(model, EXACT)
    assert tie_break(model, model.order, primary_cap=3.0, profile=EXACT).objective == 6.0


def test_one_primary_objective_is_needed() -> None:
    model = rounds()
    model.count.deactivate()
    with pytest.raises(ValueError, match="One active primary objective"):
        tie_break(model, model.order, primary_cap=4.0, profile=EXACT)
