"""Statuses, bounds, limits and exact answers of a solver run."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
from solver_models import knapsack, market_split

from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble
from capplan.solve import Profile, Progress, Status, compile_model, run
from capplan.solve import session as session_module
from capplan.solve.polish import polish
from capplan.solve.profile import OptionValue
from capplan.solve.run import _consistent_bound
from capplan.solve.session import Context, ModelStatus, Session

EXACT = Profile(name="exact", mip_rel_gap=0.0)


def whole_beds(sense: int = pyo.minimize) -> pyo.ConcreteModel:
    model = pyo.ConcreteModel()
    model.beds = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 40))
    model.hours = pyo.Var(bounds=(0, 100))
    model.cover = pyo.Constraint(expr=2 * model.beds + model.hours >= 25)
    model.cost = pyo.Objective(expr=3 * model.beds + 2 * model.hours, sense=sense)
    return model


def test_optimum_with_its_bound() -> None:
    # A bed covers 2 for 3, an hour 1 for 2. Twelve beds cover 24 for 36, one hour the last: 38;
    # thirteen beds cost 39.
    model = whole_beds()
    result = run(model, EXACT)
    assert (result.status, result.objective, result.bound, result.gap) == (Status.OPTIMAL, 38.0, 38.0, 0.0)
    assert (model.beds.value, model.hours.value) == (12.0, 1.0)
    assert (result.columns, result.rows, result.nonzeros) == (2, 1, 2)
    assert result.stopped_by is None
    assert result.require_solution() == 38.0


def test_maximised_bound_is_above_the_objective() -> None:
    # Everything at its upper bound: 3*40 + 2*100.
    assert run(whole_beds(pyo.maximize), EXACT).objective == 320.0
    result = run(knapsack(60, 15), Profile(mip_rel_gap=0.0, highs={"mip_max_nodes": 1}))
    assert result.objective is not None
    assert result.status is Status.FEASIBLE
    assert result.bound > result.objective
    assert result.gap == pytest.approx((result.bound - result.objective) / result.objective)


def test_infeasible_has_no_objective() -> None:
    model = whole_beds()
    model.least = pyo.Constraint(expr=model.beds + model.hours >= 141)
    result = run(model, EXACT)
    assert (result.status, result.objective, result.gap) == (Status.INFEASIBLE, None, None)
    with pytest.raises(Infeasible):
        result.require_solution()


@pytest.mark.parametrize("domain", [pyo.Reals, pyo.Integers])
def test_unbounded_is_told_from_infeasible(domain: object) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=domain)
    model.y = pyo.Var(domain=domain, bounds=(0, None))
    model.row = pyo.Constraint(expr=model.x + model.y <= 4)
    model.cost = pyo.Objective(expr=model.x)
    result = run(model, EXACT)
    assert (result.status, result.objective) == (Status.UNBOUNDED, None)
    with pytest.raises(SolverTrouble, match="unbounded"):
        result.require_solution()


def test_time_limit_with_an_incumbent_keeps_it() -> None:
    model = knapsack(200, 40)
    result = run(model, Profile(mip_rel_gap=0.0, time_limit_s=1.5))
    assert (result.status, result.stopped_by) == (Status.FEASIBLE, "limit")
    assert result.objective == pytest.approx(pyo.value(model.worth))
    assert result.gap is not None
    assert result.gap > 0
    assert result.solve_s < 10


def test_time_limit_without_an_incumbent_says_so() -> None:
    result = run(market_split(60, 8), Profile(time_limit_s=0.5))
    assert (result.status, result.objective, result.stopped_by) == (Status.NO_SOLUTION, None, "limit")
    with pytest.raises(NoPlanInTime, match="No plan was found"):
        result.require_solution()


def test_a_clock_set_forward_does_not_end_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS reads the time of day: set forward, its limit is over at once, as here for its first two runs."""
    given: list[float] = []
    set_option = Session.set_option

    def set_forward(session: Session, option: str, value: OptionValue) -> None:
        if option == "time_limit":
            given.append(float(value))
            value = 0.0 if len(given) <= 2 else value
        set_option(session, option, value)

    monkeypatch.setattr(Session, "set_option", set_forward)
    result = run(knapsack(20, 3), Profile(mip_rel_gap=0.0, time_limit_s=60.0))
    assert result.status is Status.OPTIMAL
    assert given[0] >= given[1] >= given[2] > 50.0


def test_a_clock_set_back_does_not_lengthen_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back by an hour, HiGHS' limit is an hour away: our own clock ends the run, as the limit would."""
    monkeypatch.setattr(session_module, "LATE_S", 0.0)
    set_option = Session.set_option

    def set_back(session: Session, option: str, value: OptionValue) -> None:
        set_option(session, option, value + 3600.0 if option == "time_limit" else value)

    monkeypatch.setattr(Session, "set_option", set_back)
    result = run(knapsack(200, 40), Profile(mip_rel_gap=0.0, time_limit_s=1.5))
    assert (result.status, result.stopped_by) == (Status.FEASIBLE, "limit")
    assert result.solve_s < 30


def test_lp_limit_of_a_reused_session_counts_from_each_run() -> None:
    # HiGHS holds an LP's limit against the time of all runs so far: together these pass it.
    session = Session(Context(Profile(highs={"presolve": "off"})))
    session.load(compile_model(knapsack(200, 40)), relaxed=True)
    assert session.solve() == ModelStatus.kOptimal
    while session.highs.getRunTime() < 0.6:
        session.highs.clearSolver()
        assert session.solve(limit_s=0.5) == ModelStatus.kOptimal


def test_mip_limit_of_a_reused_session_counts_from_each_run() -> None:
    session = Session(Context(Profile(mip_rel_gap=0.0)))
    session.load(compile_model(knapsack(200, 40)))
    assert session.solve(limit_s=1.2) == ModelStatus.kTimeLimit
    first = session.highs.getRunTime()
    assert session.solve(limit_s=0.2) == ModelStatus.kTimeLimit
    assert session.highs.getRunTime() - first < 1.2


def test_interrupt_does_not_stick_to_the_next_run() -> None:
    context = Context(Profile(mip_rel_gap=0.0, highs={"mip_max_nodes": 2}))
    session = Session(context)
    session.load(compile_model(knapsack(200, 40)))
    context.stop.set()
    assert session.solve() == ModelStatus.kInterrupt
    context.stop.clear()
    session.load(compile_model(knapsack(200, 40)))
    assert session.solve() == ModelStatus.kSolutionLimit, "the node limit, not the old interrupt, ends it"


def test_polish_repairs_a_loose_continuous_part() -> None:
    # With twelve beds one hour is needed; a search may stop at 80 hours.
    model = whole_beds()
    compiled = compile_model(model)
    number = {str(compiled.column_label(column)): column for column in range(2)}
    loose = [0.0, 0.0]
    loose[number["beds"]], loose[number["hours"]] = 12.0000004, 80.0
    exact = polish(compiled, np.array(loose), Context(EXACT))
    assert exact[number["beds"]] == 12.0
    assert exact[number["hours"]] == pytest.approx(1.0)


def test_integers_are_exactly_whole() -> None:
    model = knapsack(30, 3)
    run(model, Profile())
    assert {model.take[item].value for item in range(30)} == {0.0, 1.0}


def test_complete_feasible_start_is_used() -> None:
    model = knapsack(60, 15)
    start = pyo.ComponentMap((model.take[item], 0.0) for item in range(60))
    limited = Profile(mip_rel_gap=0.0, highs={"mip_max_nodes": 0})
    result = run(model, limited, start=start)
    assert result.start_used
    assert result.has_solution


def test_infeasible_start_is_left_out_and_said() -> None:
    model = whole_beds()
    result = run(model, EXACT, start=pyo.ComponentMap([(model.beds, 1), (model.hours, 0)]))  # covers 2 of 25
    assert (result.start_used, result.objective) == (False, 38.0)


def test_incomplete_start_is_an_error() -> None:
    model = whole_beds()
    with pytest.raises(ValueError, match="no value for hours"):
        run(model, EXACT, start=pyo.ComponentMap([(model.beds, 13)]))


def test_same_model_and_profile_give_the_same_answer() -> None:
    profile = Profile(mip_rel_gap=0.0, seed=5, highs={"mip_max_nodes": 40})
    answers = []
    for _ in range(2):
        model = knapsack(80, 20)
        result = run(model, profile)
        answers.append((result.objective, result.bound, result.nodes, [model.take[item].value for item in range(80)]))
    assert answers[0] == answers[1]


def test_thread_counts_may_differ_between_runs_of_one_process() -> None:
    for threads in (1, 2, 1, 0):
        result = run(whole_beds(), Profile(mip_rel_gap=0.0, threads=threads))
        assert (result.status, result.objective) == (Status.OPTIMAL, 38.0)


def test_log_goes_to_the_file_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = run(whole_beds(), EXACT, log_path=tmp_path / "solver.log")
    assert result.log_path == tmp_path / "solver.log"
    assert "Running HiGHS" in (tmp_path / "solver.log").read_text(encoding="utf-8")
    assert capfd.readouterr() == ("", "")


def test_progress_is_in_the_sense_of_the_model() -> None:
    lines: list[Progress] = []
    result = run(knapsack(60, 15), Profile(mip_rel_gap=0.0, highs={"mip_max_nodes": 50}), on_progress=lines.append)
    assert result.objective is not None
    found = [line.incumbent for line in lines if line.incumbent is not None]
    assert found == sorted(found), "a maximised incumbent only rises"
    assert found[-1] == pytest.approx(result.objective)
    assert all(line.bound >= result.objective - 1e-6 for line in lines)
    assert all(line.gap is None or line.gap >= 0 for line in lines)


def test_fault_in_the_listener_ends_the_run_and_is_raised() -> None:
    def broken(_: Progress) -> None:
        raise ZeroDivisionError

    listener: Callable[[Progress], None] = broken
    with pytest.raises(ZeroDivisionError):
        run(knapsack(200, 40), Profile(mip_rel_gap=0.0, time_limit_s=20.0), on_progress=listener)


def test_bound_beyond_its_objective_is_a_fault_unless_it_is_rounding() -> None:
    assert _consistent_bound(100.0, 100.0 + 1e-9) == 100.0
    assert _consistent_bound(100.0, 99.0) == 99.0
    with pytest.raises(SolverTrouble, match="bound of 101"):
        _consistent_bound(100.0, 101.0)


def test_rejected_option_value_is_trouble_not_silence() -> None:
    with pytest.raises(SolverTrouble, match="setting option presolve"):
        Session(Context(Profile()), {"presolve": "perhaps"})
