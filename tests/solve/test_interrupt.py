"""Ctrl-C ends a search and keeps its best answer."""

import math
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyomo.environ as pyo
from solver_models import knapsack

from capplan.solve import Profile, Status, compile_model, run
from capplan.solve.interrupt import end_search_in_hand, searches_cut_short, stop_on_ctrl_c

HERE = Path(__file__).parent

SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from solver_models import knapsack
from capplan.solve import Profile, run

told = False
def tell(line):
    global told
    if line.incumbent is not None and not told:
        told = True
        print("found", flush=True)

result = run(knapsack(300, 40), Profile(mip_rel_gap=0.0, time_limit_s=120.0), on_progress=tell)
print(result.status, result.stopped_by, result.has_solution, result.solve_s < 100, flush=True)
"""


def test_first_ctrl_c_keeps_the_incumbent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(here=str(HERE))], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "found\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "feasible interrupt True True\n"
        assert process.wait(timeout=60) == 0


def test_a_search_that_should_end_once_it_has_an_answer_keeps_it_and_its_bound() -> None:
    over = threading.Event()

    def wish() -> None:
        while not over.wait(0.05):
            end_search_in_hand()

    wishing = threading.Thread(target=wish)
    wishing.start()
    before = searches_cut_short()
    result = run(knapsack(300, 40), Profile(mip_rel_gap=0.0, time_limit_s=120.0))
    over.set()
    wishing.join()
    assert (result.status, result.stopped_by) == (Status.FEASIBLE, "interrupt")
    assert math.isfinite(result.bound)
    assert result.has_solution
    assert searches_cut_short() == before + 1


def test_a_search_that_ends_by_its_proof_is_not_cut_short() -> None:
    before = searches_cut_short()
    with stop_on_ctrl_c():
        end_search_in_hand()
        assert run(knapsack(10, 3), Profile(mip_rel_gap=0.0)).status is Status.OPTIMAL
    assert searches_cut_short() == before


def test_a_search_that_proved_nothing_has_the_bound_of_its_columns() -> None:
    # Between 2 and 9 each, three of a cost of 5 and one that gives 1: no less than 3 x 2 x 5 - 9 + 4 = 25.
    model = pyo.ConcreteModel()
    model.n = pyo.Var(range(4), domain=pyo.Integers, bounds=(2, 9))
    model.cost = pyo.Objective(expr=5 * (model.n[0] + model.n[1] + model.n[2]) - model.n[3] + 4)
    assert compile_model(model).least_objective == 25


def test_second_ctrl_c_raises_and_the_old_handler_returns() -> None:
    before = signal.getsignal(signal.SIGINT)
    raised = False
    try:
        with stop_on_ctrl_c() as asked:
            signal.raise_signal(signal.SIGINT)
            assert asked.is_set()
            signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raised = True
    assert raised
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_no_handler_is_touched() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        model = pyo.ConcreteModel()
        model.n = pyo.Var(domain=pyo.Integers, bounds=(2, 9))
        model.cost = pyo.Objective(expr=model.n)
        seen.append(run(model, Profile()).status)
        seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [Status.OPTIMAL, before]
