"""Solve a Pyomo model with HiGHS: the one door through which every mixed-integer model goes."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from capplan.errors import SolverTrouble
from capplan.solve.arrays import Compiled, Floats, label_of
from capplan.solve.handover import compile_model, load_solution
from capplan.solve.interrupt import note_cut_short, stop_on_ctrl_c
from capplan.solve.lazy_rows import LazyRows
from capplan.solve.polish import clean, is_feasible, polish
from capplan.solve.profile import OptionValue, Profile
from capplan.solve.result import Separation, SolveResult, Status, relative_gap
from capplan.solve.root import prepare_root
from capplan.solve.session import STOPPED_BY_LIMIT, STOPPED_BY_USER, Context, ModelStatus, Progress, Session

# A restart solves the root LP again from nothing, which costs more here than the presolve it allows.
AFTER_ROOT: Mapping[str, OptionValue] = {"mip_allow_restart": False}
# HiGHS' own absolute gap: differences below it count as none.
ABSOLUTE_GAP = 1e-6
# A bound may pass its objective by this share through the LP's tolerances; more is a fault.
CROSSING_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Outcome:
    """What the search stages found, minimised: a HiGHS status, a point and a bound."""

    status: Any
    x: Floats | None = None
    bound: float = -np.inf
    nodes: int = 0
    start_used: bool = False
    separation: Separation | None = None


def run(
    model: Any,
    profile: Profile,
    *,
    log_path: Path | str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    start: Mapping[Any, float] | None = None,
    lazy_rows: LazyRows | None = None,
) -> SolveResult:
    """Solve a linear Pyomo model and write the answer into its variables.

    Parameters
    ----------
    model
        A Pyomo `ConcreteModel`, linear, with continuous or integer variables.
    profile
        Gap, time limit, seed and HiGHS options.
    log_path
        File for HiGHS' log; nothing is ever written to the console.
    on_progress
        Called about once a second, and at each better answer, from the solver's thread.
    start
        A value for every variable of the model, as a Pyomo `ComponentMap`. Used only if it is feasible;
        `SolveResult.start_used` says whether it was.
    lazy_rows
        Rows that integrality implies; the violated ones are added while the LP relaxation is solved.

    Returns
    -------
    SolveResult
        Read `status` first. Ctrl-C ends the search and keeps the best answer so far; a second Ctrl-C
        raises KeyboardInterrupt. HiGHS looks for neither during the first LP of an integer search.

    Raises
    ------
    ValueError
        If the model has several objectives, or `start` leaves a variable out.
    SolverTrouble
        If HiGHS fails or contradicts itself.
    """
    began = time.perf_counter()
    compiled = compile_model(model)
    compile_s = time.perf_counter() - began
    path = None if log_path is None else Path(log_path)
    if compiled.contradictions:
        causes = tuple(one.sentence for one in compiled.contradictions)
        return _result(compiled, Outcome(ModelStatus.kInfeasible), profile, compile_s, 0.0, 0.0, path, causes)
    with ExitStack() as stack:
        log = None if path is None else stack.enter_context(path.open("w", encoding="utf-8"))
        stop = stack.enter_context(stop_on_ctrl_c())
        context = Context(profile, log, on_progress, stop)
        first = None if start is None else _complete_start(compiled, start, context)
        outcome = search(compiled, context, first, lazy_rows)
        if outcome.x is not None:
            outcome = replace(outcome, x=polish(compiled, outcome.x, context))
        solve_s = context.seconds()
    began = time.perf_counter()
    if outcome.x is not None:
        load_solution(compiled, outcome.x)
    load_s = time.perf_counter() - began
    result = _result(compiled, outcome, profile, compile_s, solve_s, load_s, path)
    if result.stopped_by == "interrupt":
        note_cut_short()
    return result


def search(compiled: Compiled, context: Context, start: Floats | None, lazy_rows: LazyRows | None) -> Outcome:
    """Run the stages of one solve on a compiled model.

    Parameters
    ----------
    compiled
        The model.
    context
        Clock, log, listener and stop button of the run.
    start
        A complete feasible answer, if one is known.
    lazy_rows
        Rows that integrality implies, if any.
    """
    if compiled.num_columns == 0:
        return Outcome(ModelStatus.kOptimal, np.zeros(0), compiled.offset)
    used = start is not None
    if lazy_rows is None or not compiled.integer.any():
        return replace(_one_search(compiled, context, start), start_used=used)
    root = prepare_root(compiled, lazy_rows, context, start)
    if root.finished is not None:
        return Outcome(root.finished, root.x, root.bound, 0, used, root.record)
    options = {option: value for option, value in AFTER_ROOT.items() if option not in context.profile.highs}
    outcome = _one_search(root.reduced, context, root.x, options)
    # The reduced model holds every answer better than the one known, so its bound is the whole
    # problem's up to that answer, and having none proves that one to be the best.
    status, x, bound = outcome.status, outcome.x, max(outcome.bound, root.bound)
    if root.x is not None:
        known = compiled.objective_at(root.x)
        if status == ModelStatus.kInfeasible:
            status, bound = ModelStatus.kOptimal, known
        if x is None or compiled.objective_at(clean(compiled, x)) > known:
            x = root.x
        bound = min(bound, known)
    return Outcome(status, x, bound, outcome.nodes, used, root.record)


def _one_search(
    compiled: Compiled,
    context: Context,
    start: Floats | None,
    options: Mapping[str, OptionValue] | None = None,
) -> Outcome:
    """Solve one model, as it is, in one HiGHS run (two where HiGHS cannot tell unbounded from infeasible)."""
    session = Session(context, options, report=True)
    session.load(compiled)
    if start is not None:
        session.set_start(start)
    status = session.solve()
    if status == ModelStatus.kUnboundedOrInfeasible:
        status = _unbounded_or_infeasible(compiled, context)
    if status in (ModelStatus.kInfeasible, ModelStatus.kUnbounded):
        return Outcome(status)
    stopped = status in STOPPED_BY_LIMIT or status in STOPPED_BY_USER
    if status != ModelStatus.kOptimal and not stopped:
        raise SolverTrouble(f"HiGHS ended with status {session.highs.modelStatusToString(status)}.")
    info = session.highs.getInfo()
    x = session.values() if session.has_point() else start
    if compiled.integer.any():
        bound = float(info.mip_dual_bound)
    else:
        bound = session.objective() if status == ModelStatus.kOptimal else -np.inf
    return Outcome(status, x, bound, max(0, int(info.mip_node_count)))


def _unbounded_or_infeasible(compiled: Compiled, context: Context) -> Any:
    """Tell the two apart: without an objective an unbounded model is simply feasible."""
    session = Session(context)
    session.load(replace(compiled, cost=np.zeros_like(compiled.cost)))
    status = session.solve()
    return ModelStatus.kUnbounded if status == ModelStatus.kOptimal else status


def _complete_start(compiled: Compiled, start: Mapping[Any, float], context: Context) -> Floats | None:
    values = np.empty(compiled.num_columns)
    for number, variable in enumerate(compiled.columns):
        if variable not in start:
            raise ValueError(f"The start has no value for {label_of(variable)}.")
        values[number] = start[variable]
    if is_feasible(compiled, values):
        return clean(compiled, values)
    context.note("the given start is not feasible and was not used")
    return None


def _result(
    compiled: Compiled,
    outcome: Outcome,
    profile: Profile,
    compile_s: float,
    solve_s: float,
    load_s: float,
    log_path: Path | None,
    cause: tuple[str, ...] = (),
) -> SolveResult:
    objective, gap, bound, stopped_by = None, None, outcome.bound, None
    if outcome.status in STOPPED_BY_LIMIT:
        stopped_by = "limit"
    elif outcome.status in STOPPED_BY_USER:
        stopped_by = "interrupt"
    if outcome.status == ModelStatus.kInfeasible:
        status, bound = Status.INFEASIBLE, np.inf
    elif outcome.status == ModelStatus.kUnbounded:
        status = Status.UNBOUNDED
    elif outcome.x is None:
        status = Status.NO_SOLUTION
    else:
        objective = compiled.objective_at(outcome.x)
        # Stopped early, HiGHS may have proved nothing; the bounds of the columns still prove something.
        bound = _consistent_bound(objective, max(bound, compiled.least_objective))
        gap = relative_gap(objective, bound)
        proved = objective - bound <= max(profile.mip_rel_gap * abs(objective), ABSOLUTE_GAP) * (1 + 1e-6)
        status = Status.OPTIMAL if proved else Status.FEASIBLE
        stopped_by = None if proved else stopped_by
    return SolveResult(
        status=status,
        objective=None if objective is None else compiled.in_model_sense(objective),
        bound=compiled.in_model_sense(bound),
        gap=gap,
        compile_s=compile_s,
        solve_s=solve_s,
        load_s=load_s,
        nodes=outcome.nodes,
        columns=compiled.num_columns,
        rows=compiled.num_rows,
        nonzeros=int(compiled.matrix.nnz),
        log_path=log_path,
        cause=cause,
        stopped_by=stopped_by,
        start_used=outcome.start_used,
        separation=outcome.separation,
    )


def _consistent_bound(objective: float, bound: float) -> float:
    """Return the bound, made equal to the objective where the two differ by rounding only."""
    size = max(1.0, abs(objective))
    if bound - objective > CROSSING_TOLERANCE * size:
        raise SolverTrouble(f"HiGHS claims a bound of {bound:g} but an answer costs {objective:g}.")
    return objective if bound > objective or objective - bound <= 1e-9 * size else bound
