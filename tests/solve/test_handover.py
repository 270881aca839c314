"""The arrays handed to HiGHS say what the Pyomo model says."""

import gc

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from capplan.errors import SolverTrouble
from capplan.solve import Label, Profile, Status, compile_model, load, load_solution, paused_gc, run


def test_range_row_is_one_row_with_two_bounds() -> None:
    # 1 <= x + 2y <= 7.5 comes out of the compiler as two rows; z in no row is not a column.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, None))
    model.y = pyo.Var(bounds=(0, 4))
    model.z = pyo.Var(bounds=(2, 3))
    model.first = pyo.Constraint(expr=model.x <= 9)
    model.both = pyo.Constraint(expr=pyo.inequality(1, model.x + 2 * model.y, 7.5))
    model.last = pyo.Constraint(expr=model.y >= 0.5)
    model.cost = pyo.Objective(expr=model.x + 3 * model.y + 5)
    compiled = compile_model(model)
    assert [str(compiled.row_label(row)) for row in range(3)] == ["first", "both", "last"]
    assert compiled.row_lower.tolist() == [-np.inf, 1.0, 0.5]
    assert compiled.row_upper.tolist() == [9.0, 7.5, np.inf]
    assert compiled.matrix.toarray().tolist() == [[1, 0], [1, 2], [0, 1]]
    assert (compiled.num_columns, compiled.offset) == (2, 5.0)


def test_labels_carry_component_and_index() -> None:
    model = pyo.ConcreteModel()
    model.beds = pyo.Var(["a", "b"], [1], domain=pyo.NonNegativeIntegers)
    model.need = pyo.Constraint(["a", "b"], rule=lambda m, p: m.beds[p, 1] >= 2)
    compiled = compile_model(model)
    assert compiled.row_label(1) == Label("need", "b")
    assert str(compiled.column_label(0)) == "beds[a,1]"
    assert compiled.integer.all()


def test_maximisation_is_negated_and_turned_back() -> None:
    # maximise 2x + 1 with x <= 3: the optimum 7 is stored as -7.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 3))
    model.worth = pyo.Objective(expr=2 * model.x + 1, sense=pyo.maximize)
    compiled = compile_model(model)
    assert compiled.objective_at(np.array([3.0])) == -7.0
    assert compiled.in_model_sense(-7.0) == 7.0
    result = run(model, Profile())
    assert (result.objective, result.bound, model.x.value) == (7.0, 7.0, 3.0)


def test_fixed_variable_moves_to_bounds_and_objective() -> None:
    # x + f >= 10 with f = 4 fixed: x >= 6; cost x + 5f = 6 + 20.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, None))
    model.f = pyo.Var(initialize=4.0)
    model.f.fix()
    model.need = pyo.Constraint(expr=model.x + model.f >= 10)
    model.cost = pyo.Objective(expr=model.x + 5 * model.f)
    result = run(model, Profile())
    assert (result.objective, model.x.value, model.f.value) == (26.0, 6.0, 4.0)


def test_unused_variable_takes_the_allowed_value_nearest_zero() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(1, 2))
    model.low = pyo.Var(bounds=(2.5, 9), domain=pyo.Reals)
    model.high = pyo.Var(bounds=(None, -3), domain=pyo.Integers)
    model.free = pyo.Var()
    model.cost = pyo.Objective(expr=model.x)
    assert run(model, Profile()).objective == 1.0
    assert (model.low.value, model.high.value, model.free.value) == (2.5, -3, 0.0)


def test_load_solution_rounds_integers_exactly() -> None:
    model = pyo.ConcreteModel()
    model.n = pyo.Var(domain=pyo.Integers, bounds=(0, 9))
    model.x = pyo.Var(bounds=(0, 9))
    model.cost = pyo.Objective(expr=model.n + model.x)
    compiled = compile_model(model)
    load_solution(compiled, np.array([2.9999999, 2.9999999]))
    assert (model.n.value, model.x.value) == (3.0, 2.9999999)


def test_row_that_can_never_hold_is_named() -> None:
    # Both variables are fixed: 2*3 = 6 < 7 is short by 1 whatever is decided.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 5))
    model.f = pyo.Var(["ward"], initialize=3.0)
    model.f.fix()
    model.least = pyo.Constraint(["ward"], rule=lambda m, w: 2 * m.f[w] >= 7)
    model.most = pyo.Constraint(["ward"], rule=lambda m, w: m.f[w] <= 1)
    model.cost = pyo.Objective(expr=model.x)
    compiled = compile_model(model)
    short, over = compiled.contradictions
    assert (short.label, short.amount, short.direction) == (Label("least", "ward"), 1.0, "short")
    assert (over.label, over.amount, over.direction) == (Label("most", "ward"), 2.0, "over")
    result = run(model, Profile())
    assert result.status is Status.INFEASIBLE
    assert result.cause[0] == "least[ward] needs at least 7, but nothing can change its value of 6."
    assert model.least["ward"].active, "the model is left as it was"


def test_constant_row_missed_by_rounding_alone_holds() -> None:
    # 0.1 + 0.2 exceeds 0.3 by 5.6e-17 in binary arithmetic.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(2, 5))
    model.f = pyo.Var([1, 2], initialize={1: 0.1, 2: 0.2})
    model.f.fix()
    model.row = pyo.Constraint(expr=model.f[1] + model.f[2] <= 0.3)
    model.cost = pyo.Objective(expr=model.x)
    assert run(model, Profile()).objective == 2.0


def test_crossed_bounds_are_named() -> None:
    # No whole number lies in [2.2, 2.8].
    model = pyo.ConcreteModel()
    model.n = pyo.Var(domain=pyo.Integers, bounds=(2.2, 2.8))
    model.cost = pyo.Objective(expr=model.n)
    result = run(model, Profile())
    assert result.status is Status.INFEASIBLE
    assert "n must be at least 2.2 and at most 2.8" in result.cause[0]


def test_several_objectives_are_refused() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.one = pyo.Objective(expr=model.x)
    model.two = pyo.Objective(expr=-model.x)
    with pytest.raises(ValueError, match="2 active"):
        compile_model(model)


def test_model_without_objective_asks_for_any_answer() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.row = pyo.Constraint(expr=model.x >= 0.5)
    result = run(model, Profile())
    assert (result.status, result.objective) == (Status.OPTIMAL, 0.0)
    assert model.x.value >= 0.5


def test_model_without_columns_costs_its_constant() -> None:
    model = pyo.ConcreteModel()
    model.cost = pyo.Objective(expr=3.0)
    result = run(model, Profile())
    assert (result.status, result.objective, result.bound) == (Status.OPTIMAL, 3.0, 3.0)


def test_figure_that_is_no_number_is_named() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([7], bounds=(0, 1))
    model.cost = pyo.Objective(expr=float("inf") * model.x[7])
    with pytest.raises(SolverTrouble, match=r"x\[7\] has a figure"):
        compile_model(model)


def test_load_hands_over_the_whole_model() -> None:
    model = pyo.ConcreteModel()
    model.n = pyo.Var(domain=pyo.Integers, bounds=(0, 9))
    model.row = pyo.Constraint(expr=2 * model.n >= 5)
    model.cost = pyo.Objective(expr=model.n + 1)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    load(compile_model(model), highs)
    highs.run()
    assert highs.getInfo().objective_function_value == 4.0  # n = 3, the next whole number above 2.5


def test_paused_gc_resumes_even_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), paused_gc():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        with paused_gc():
            pass
        assert not gc.isenabled(), "a collector that was off stays off"
    finally:
        gc.enable()


def test_arrays_equal_those_of_pyomos_standard_form() -> None:
    # Every way of writing a row that the reader treats apart, against Pyomo's own compiler.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(6), bounds=(0, 9))
    model.late = pyo.Var(bounds=(0, 9))
    model.p = pyo.Param(initialize=3.0, mutable=True)
    model.sub = pyo.Expression(expr=2 * model.x[0] + model.x[1] + 1)
    model.x[5].fix(4.0)
    x, p = model.x, model.p
    rows = [
        x[0] + 2 * x[1] <= 4,
        x[0] >= 1,
        x[1] + 1 >= 3,
        x[0] - x[1] >= x[2] - 7,
        x[0] == 2 * x[1],
        x[2] + x[3] == 5,
        pyo.inequality(1, x[3] - 2, 8),
        p * x[0] + x[1] <= p,
        p <= x[4],
        model.sub <= 3 * x[4],
        2 * (x[0] - 3 * (x[1] + 1)) <= 5,
        pyo.quicksum(np.float64(1.5) * x[i] for i in range(4)) <= np.float64(7),
        x[0] + x[0] - 2 * x[0] + x[1] <= 6,
        x[0] + x[5] <= 11,
        sum(x[i] for i in range(6)) + 2 <= model.late,
        x[2] / 4 - (-x[3]) >= 0.5,
    ]
    model.row = pyo.Constraint(range(len(rows)), rule=lambda m, i: rows[i])
    model.cost = pyo.Objective(expr=model.sub + p * x[3] + 2 * x[5] + 7)
    ours = compile_model(model)
    theirs = LinearStandardFormCompiler().write(model, mixed_form=True)
    number_of = {id(row): number for number, row in enumerate(ours.constraints)}
    assert {id(one) for one in theirs.columns} == {id(one) for one in ours.columns}
    order = [ours.column_index[id(one)] for one in theirs.columns]
    dense, expected = ours.matrix.toarray()[:, order], theirs.A.toarray()
    for number, (source, kind) in enumerate(theirs.rows):
        row = number_of[id(source)]
        assert dense[row].tolist() == expected[number].tolist(), str(source)
        if kind <= 0:
            assert ours.row_lower[row] == theirs.rhs[number], str(source)
        if kind >= 0:
            assert ours.row_upper[row] == theirs.rhs[number], str(source)
    assert ours.num_rows == len(rows)
    assert ours.cost[order].tolist() == theirs.c.toarray().reshape(-1).tolist()
    assert ours.offset == theirs.c_offset[0] == 16.0  # 1 of the sub-expression, 2*4 and 7


def test_what_cannot_be_handed_over_is_refused_by_name() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(["a"], bounds=(0, 1))
    model.square = pyo.Constraint(["a"], rule=lambda m, i: m.x[i] ** 2 <= 1)
    with pytest.raises(ValueError, match=r"square\[a\] is not linear"):
        compile_model(model)
    model.square.deactivate()
    model.sets = pyo.SOSConstraint(var=model.x, sos=1)
    with pytest.raises(ValueError, match="SOSConstraint"):
        compile_model(model)


def test_variable_of_another_model_is_refused() -> None:
    other, model = pyo.ConcreteModel(), pyo.ConcreteModel()
    other.x = pyo.Var(bounds=(0, 1))
    model.row = pyo.Constraint(expr=other.x >= 0.5)
    with pytest.raises(ValueError, match="x is used in the model but is not part of it"):
        compile_model(model)


def test_fixed_variable_without_a_value_is_refused() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.x.fixed = True
    model.row = pyo.Constraint(expr=2 * model.x >= 0.5)
    with pytest.raises(ValueError, match="x is fixed but has no value"):
        compile_model(model)


def test_row_that_asks_for_nothing_is_left_out() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.free = pyo.Constraint(expr=model.x <= float("inf"))
    model.row = pyo.Constraint(expr=model.x >= 0.5)
    assert [str(compile_model(model).row_label(0)), compile_model(model).num_rows] == ["row", 1]


def test_row_whose_variables_cancel_is_a_constant_row() -> None:
    # x - x is 0 whatever x is: one short of 1.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.row = pyo.Constraint(expr=model.x - model.x >= 1)
    model.cost = pyo.Objective(expr=model.x)
    (found,) = compile_model(model).contradictions
    assert (found.label, found.amount, found.direction) == (Label("row", None), 1.0, "short")
