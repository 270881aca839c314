"""Ctrl-C ends a search and keeps its best answer."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyomo.environ as pyo

from capplan.solve import Profile, Status, run
from capplan.solve.interrupt import stop_on_ctrl_c

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
