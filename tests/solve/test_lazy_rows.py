"""Rows added only where violated: same answer, same bound, nothing cut off."""

import itertools

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from solver_models import siting

from capplan.solve import LazyRows, Profile, Progress, Status, compile_model, lp_relaxation, run, strong_links
from capplan.solve.separation import separate
from capplan.solve.session import Context
from capplan.solve.tightening import reduced_cost_bounds

EXACT = Profile(name="exact", mip_rel_gap=0.0)


@pytest.mark.parametrize("seed", range(8))
def test_same_optimum_and_lp_bound_as_with_all_rows_stated(seed: int) -> None:
    stated, _ = siting(7, 12, seed, stated=True)
    bare, lazy = siting(7, 12, seed, stated=False)
    expected, result = run(stated, EXACT), run(bare, EXACT, lazy_rows=lazy)
    assert expected.objective is not None
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(expected.objective, rel=1e-9)
    assert result.bound == pytest.approx(expected.objective, rel=1e-7)
    strong = lp_relaxation(stated).objective
    assert lp_relaxation(bare, lazy_rows=lazy).objective == pytest.approx(strong, rel=1e-7)
    weak = lp_relaxation(bare).objective
    assert weak is not None
    assert strong is not None
    assert weak < strong, "without the rows the relaxation is weaker, or the test shows nothing"


def test_only_some_rows_are_added_and_the_record_says_so() -> None:
    model, lazy = siting(10, 30, 3, stated=False)
    result = run(model, EXACT, lazy_rows=lazy)
    record = result.separation
    assert record is not None
    assert 0 < record.rows_kept <= record.rows_added < 300
    assert record.rounds > 0
    assert result.objective is not None
    assert record.root_bound <= result.objective


def test_the_same_run_twice_gives_the_same_answer() -> None:
    answers = []
    for _ in range(2):
        model, lazy = siting(9, 25, 5, stated=False)
        result = run(model, Profile(mip_rel_gap=0.001), lazy_rows=lazy)
        answers.append((result.objective, result.bound, [model.open[i].value for i in range(9)]))
    assert answers[0] == answers[1]


def test_progress_covers_the_root() -> None:
    model, lazy = siting(10, 30, 3, stated=False)
    lines: list[Progress] = []
    result = run(model, EXACT, lazy_rows=lazy, on_progress=lines.append)
    assert result.objective is not None
    assert result.separation is not None
    root = [line.bound for line in lines if line.incumbent is None and np.isfinite(line.bound)]
    assert root == sorted(root), "each round of rows can only raise the bound"
    assert len(root) >= result.separation.rounds
    assert all(line.bound <= result.objective + 1e-6 for line in lines)


def test_a_given_start_is_never_made_worse() -> None:
    model, lazy = siting(7, 12, 2, stated=False)
    first = run(model, EXACT, lazy_rows=lazy)
    start = pyo.ComponentMap((one, one.value) for one in model.component_data_objects(pyo.Var))
    again = run(model, Profile(mip_rel_gap=0.5), start=start, lazy_rows=lazy)
    assert again.start_used
    assert again.objective == pytest.approx(first.objective)


def test_infeasible_relaxation_is_infeasible() -> None:
    model, lazy = siting(4, 5, 1, stated=False)
    model.none = pyo.Constraint(expr=sum(model.open[i] for i in range(4)) <= 0)
    assert run(model, EXACT, lazy_rows=lazy).status is Status.INFEASIBLE


def test_maximised_model_with_lazy_rows() -> None:
    # Two uses worth 10 each need a choice that costs 15: 20 - 15 = 5. Half a choice would carry both
    # under `a + b <= 4 y`: 20 - 7.5 = 12.5; with a <= y and b <= y the relaxation gives 5.
    model = pyo.ConcreteModel()
    model.a, model.b = pyo.Var(bounds=(0, 1)), pyo.Var(bounds=(0, 1))
    model.y = pyo.Var(domain=pyo.Binary)
    model.room = pyo.Constraint(expr=model.a + model.b <= 4 * model.y)
    model.worth = pyo.Objective(expr=10 * model.a + 10 * model.b - 15 * model.y, sense=pyo.maximize)
    assert lp_relaxation(model).objective == pytest.approx(12.5)
    lazy = strong_links([model.a, model.b], [model.y, model.y], 1.0)
    result = run(model, EXACT, lazy_rows=lazy)
    assert result.separation is not None
    assert result.separation.root_bound == pytest.approx(5.0)
    assert result.objective == pytest.approx(5.0)
    assert result.bound == pytest.approx(5.0)


def test_strong_links_state_x_minus_coefficient_y() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([0, 1], bounds=(0, 9))
    model.y = pyo.Var(domain=pyo.Binary)
    model.cost = pyo.Objective(expr=model.x[0] + model.x[1] + model.y)
    lazy = strong_links([model.x[0], model.x[1]], [model.y, model.y], [3.0, 5.0])
    matrix, lower, upper = lazy.over_columns(compile_model(model))
    assert matrix.toarray().tolist() == [[1, 0, -3], [0, 1, -5]]
    assert (lower.tolist(), upper.tolist()) == ([-np.inf, -np.inf], [0, 0])


def test_fixed_variable_in_a_lazy_row_moves_to_its_bound() -> None:
    # x - 5 y <= 0 with y fixed at 1 is x <= 5.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 9))
    model.y = pyo.Var(domain=pyo.Binary)
    model.cost = pyo.Objective(expr=model.x + model.y)
    model.y.fix(1)
    matrix, _, upper = strong_links([model.x], [model.y], 5.0).over_columns(compile_model(model))
    assert (matrix.toarray().tolist(), upper.tolist()) == ([[1]], [5.0])


def test_variable_of_lazy_rows_alone_is_an_error() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 9))
    model.y = pyo.Var(domain=pyo.Binary)
    model.cost = pyo.Objective(expr=model.x)
    with pytest.raises(ValueError, match="y is in a lazy row but nowhere else"):
        strong_links([model.x], [model.y], 5.0).over_columns(compile_model(model))


def test_lazy_rows_must_fit_their_variables() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    with pytest.raises(ValueError, match="one variable per matrix column"):
        LazyRows([model.x], sparse.csr_array(np.ones((1, 2))), np.zeros(1), np.zeros(1))
    with pytest.raises(ValueError, match="2 x variables need as many y"):
        strong_links([model.x, model.x], [model.x], 1.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), spread=st.floats(0.0, 30.0))
def test_reduced_costs_never_cut_off_an_answer_better_than_the_cutoff(seed: int, spread: float) -> None:
    """All 4^4 answers are listed; each that beats the cutoff must stay inside the tightened bounds."""
    rng = np.random.default_rng(seed)
    price, need = rng.integers(-9, 20, 4), rng.integers(0, 9, (3, 4))
    model = pyo.ConcreteModel()
    model.n = pyo.Var(range(4), bounds=(0, 3), domain=pyo.Integers)
    model.cost = pyo.Objective(expr=sum(int(price[i]) * model.n[i] for i in range(4)) + 0.5)
    model.need = pyo.Constraint(
        range(3), rule=lambda m, r: 0.01 + sum(int(need[r, i]) * m.n[i] for i in range(4)) >= need[r].max()
    )
    compiled = compile_model(model)
    names = [str(compiled.column_label(column)) for column in range(compiled.num_columns)]
    no_rows = sparse.csr_array((0, compiled.num_columns))
    root = separate(compiled, no_rows, np.zeros(0), np.zeros(0), Context(EXACT))
    assert root.x is not None
    assert root.reduced_cost is not None
    cutoff = root.bound + spread
    lower, upper = reduced_cost_bounds(compiled, root.x, root.reduced_cost, root.bound, cutoff)
    for answer in itertools.product(range(4), repeat=4):
        x = np.array([float(answer[int(name[2])]) for name in names])
        if not compiled.row_violation(x).any() and compiled.objective_at(x) < cutoff:
            assert (x >= lower).all()
            assert (x <= upper).all()


def test_reduced_cost_fixes_integers_but_only_narrows_continuous_columns() -> None:
    # LP: n = 0 (costs 8), x = 0 (costs 8), z = 1 meets the need; bound 1. With 3 known, room is 2:
    # n may rise by 2/8, so by no whole step; x by 0.25.
    model = pyo.ConcreteModel()
    model.n = pyo.Var(bounds=(0, 3), domain=pyo.Integers)
    model.x = pyo.Var(bounds=(0, 3))
    model.z = pyo.Var(bounds=(0, 3))
    model.need = pyo.Constraint(expr=model.z >= 1)
    model.cost = pyo.Objective(expr=8 * model.n + 8 * model.x + model.z)
    compiled = compile_model(model)
    column = {str(compiled.column_label(one)): one for one in range(3)}
    no_rows = sparse.csr_array((0, 3))
    root = separate(compiled, no_rows, np.zeros(0), np.zeros(0), Context(EXACT))
    assert root.x is not None
    assert root.reduced_cost is not None
    _, upper = reduced_cost_bounds(compiled, root.x, root.reduced_cost, root.bound, 3.0)
    assert upper[column["n"]] == 0
    assert upper[column["x"]] == pytest.approx(0.25, abs=1e-5)
