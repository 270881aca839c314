"""Relaxations and the duals of what is left once the integers are set."""

import pyomo.environ as pyo
import pytest

from capplan.solve import Label, Profile, Status, fixed_lp, lp_relaxation, run


def ward(sense: int = pyo.minimize) -> pyo.ConcreteModel:
    """A module of 10 beds costs 50, an agency bed 8; 25 beds are needed."""
    sign = 1 if sense == pyo.minimize else -1
    model = pyo.ConcreteModel()
    model.modules = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    model.agency = pyo.Var(bounds=(0, 20))
    model.need = pyo.Constraint(expr=10 * model.modules + model.agency >= 25)
    model.money = pyo.Objective(expr=sign * (50 * model.modules + 8 * model.agency), sense=sense)
    return model


def test_relaxation_and_its_dual() -> None:
    # Fractional modules at 5 a bed beat agency at 8: 2.5 modules cost 125, each further bed 5.
    result = lp_relaxation(ward())
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(125.0)
    assert result.duals[Label("need", None)] == pytest.approx(5.0)
    assert result.reduced_costs[Label("agency", None)] == pytest.approx(3.0)


def test_duals_after_the_whole_numbers_are_set() -> None:
    # Two modules and 5 agency beds cost 140 (three modules 150): one bed more costs an agency bed, 8.
    model = ward()
    assert run(model, Profile(mip_rel_gap=0.0)).objective == 140.0
    result = fixed_lp(model)
    assert result.objective == pytest.approx(140.0)
    assert result.duals[Label("need", None)] == pytest.approx(8.0)


def test_duals_of_a_maximised_model_are_changes_of_its_own_objective() -> None:
    # The same money counted as a loss: one bed more lowers the objective by 8.
    model = ward(pyo.maximize)
    assert run(model, Profile(mip_rel_gap=0.0)).objective == -140.0
    assert fixed_lp(model).duals[Label("need", None)] == pytest.approx(-8.0)
    assert lp_relaxation(model).objective == pytest.approx(-125.0)


def test_the_model_keeps_its_values() -> None:
    model = ward()
    run(model, Profile(mip_rel_gap=0.0))
    lp_relaxation(model)
    assert (model.modules.value, model.agency.value) == (2.0, pytest.approx(5.0))


def test_range_row_has_one_dual() -> None:
    # 3 <= x <= 6 at cost 2x rests on its lower side: one more costs 2.
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    model.band = pyo.Constraint(expr=pyo.inequality(3, model.x, 6))
    model.cost = pyo.Objective(expr=2 * model.x)
    assert dict(lp_relaxation(model).duals) == {Label("band", None): pytest.approx(2.0)}


def test_infeasible_and_unbounded_are_told_apart() -> None:
    model = ward()
    model.cap = pyo.Constraint(expr=10 * model.modules + model.agency <= 24)
    assert lp_relaxation(model).status is Status.INFEASIBLE
    free = pyo.ConcreteModel()
    free.x = pyo.Var()
    free.y = pyo.Var(bounds=(0, None))
    free.row = pyo.Constraint(expr=free.x + free.y <= 3)
    free.cost = pyo.Objective(expr=free.x)
    result = lp_relaxation(free)
    assert (result.status, result.objective, dict(result.duals)) == (Status.UNBOUNDED, None, {})


def test_integers_without_values_are_an_error() -> None:
    with pytest.raises(ValueError, match="modules has no value"):
        fixed_lp(ward())
