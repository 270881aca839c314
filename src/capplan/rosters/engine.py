"""From inputs to a rota with a proof: bound first, then a plan, then whichever of the two can be moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from capplan.errors import Infeasible, NoPlanInTime
from capplan.formulations.rota.inputs import Inputs
from capplan.rosters.compact import Compact
from capplan.rosters.dive import dive
from capplan.rosters.exchange import Exchange
from capplan.rosters.fixing import proof_of, still_possible
from capplan.rosters.groups import Problem, problem_of
from capplan.rosters.improve import Improver
from capplan.rosters.kernels import Floats
from capplan.rosters.lagrange import cost_step
from capplan.rosters.lines import assignment_of
from capplan.rosters.master import Master
from capplan.rosters.neighbours import Neighbours
from capplan.rosters.pricing import Pricer
from capplan.rosters.relaxation import Relaxation
from capplan.rosters.result import RosterResult
from capplan.rosters.root import Root, filled, generate
from capplan.rosters.state import State
from capplan.rosters.tree import Tree
from capplan.rosters.turns import Turns
from capplan.rosters.work import UNITS_PER_S, Work
from capplan.solve.interrupt import note_cut_short, stop_on_ctrl_c
from capplan.solve.profile import Profile
from capplan.solve.result import relative_gap
from capplan.solve.session import Context, Progress

# Share of the time that the bound may take before a plan is sought.
ROOT_SHARE = 0.5


def solve(
    inputs: Inputs,
    *,
    time_limit_s: float = 600.0,
    work_s: float = math.inf,
    gap: float = 0.0,
    seed: int = 0,
    start: Mapping[tuple[str, int], str] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> RosterResult:
    """Find a rota and prove how good it is.

    Parameters
    ----------
    inputs : Inputs
        The rota.
    time_limit_s : float
        Wall seconds; the answer depends on the machine only where this limit ends the run.
    work_s : float
        Counted work, in what takes about a second of one core each: a run that ends by it is the same every time.
    gap : float
        Stop when the rota is proved to cost at most this share more than the best possible.
    seed : int
        Seed of the choice of people and days to re-optimise.
    start : mapping of (person, day) to shift, optional
        A rota to begin with; used only if it keeps every rule.
    on_progress : callable, optional
        Called about once a second and at each better rota; `nodes` are the rounds so far.

    Returns
    -------
    RosterResult
        Ctrl-C ends the search and keeps the best rota so far.

    Raises
    ------
    Infeasible
        If somebody has no schedule that keeps the rules, or cover cannot be met within its hard limits.
    NoPlanInTime
        If the limit comes before a rota.
    """
    with stop_on_ctrl_c() as stop:
        context = Context(Profile(name="rota", mip_rel_gap=0.0, time_limit_s=time_limit_s, threads=1), stop=stop)
        problem = problem_of(inputs, alone=True)
        work = Work(most=work_s * UNITS_PER_S)
        state = State(context, Compact(inputs, work), cost_step(inputs), gap, on_progress, work)
        if state.compact.compiled.contradictions:
            raise Infeasible([one.sentence for one in state.compact.compiled.contradictions])
        if start is not None:
            state.offer(state.compact.completed(context, start))
        pricer = Pricer(problem, work)
        try:
            _search(state, problem, pricer, np.random.default_rng(seed))
        finally:
            pricer.close()
        return _result(state)


def _search(state: State, problem: Problem, pricer: Pricer, rng: np.random.Generator) -> None:
    master = Master(problem, state.context, state.work)
    _fill(state, problem, master, pricer)
    root = _root(state, problem, master, pricer)
    if root.duals is None or state.is_over:
        return
    proof = proof_of(problem, pricer, root.duals)
    relaxation = Relaxation(state, problem, master, pricer)
    tree = Tree(relaxation, still_possible(problem, proof, state.improvable_below()))
    if root.converged:
        dive(relaxation, tree.allowed, hurry=True)
    if state.x is None:
        _whole(state, state.compact.compiled.col_upper, state.context.seconds_left())
    neighbours = Neighbours(problem, proof, root.duals, rng)
    improver = Improver(state, problem, pricer, master, proof, neighbours)
    turns = Turns(state, Exchange(state, problem, pricer, root.duals, rng), improver, tree, root.converged)
    known = np.inf
    while state.x is not None and not state.is_over and not tree.is_done:
        if state.objective < known:
            known = state.objective
            tree.allowed = still_possible(problem, proof, state.improvable_below())
        turns.next(tree.allowed)


def _fill(state: State, problem: Problem, master: Master, pricer: Pricer) -> None:
    """Fill some rotas person by person: a plan from the start, and schedules to begin with."""
    for rota in filled(problem, pricer):
        master.add(rota)
        if len(rota) == len(problem.groups) and not state.is_over:
            lines = np.array([line for _, line in sorted(rota, key=lambda one: one[0])], dtype=np.int32)
            state.offer(state.compact.completed(state.context, assignment_of(problem, lines)))


def _root(state: State, problem: Problem, master: Master, pricer: Pricer) -> Root:
    limit_s = ROOT_SHARE * state.context.profile.time_limit_s

    def go_on(root: Root) -> bool:
        state.iterations = root.iterations
        state.prove(root.bound)
        in_time = state.context.seconds() < limit_s and state.work.done < ROOT_SHARE * state.work.most
        return in_time and not state.is_over

    root = generate(problem, master, pricer, state.step, go_on)
    if root.bound == np.inf:
        raise Infeasible(root.causes)
    state.prove(root.bound)
    return root


def _whole(state: State, upper: Floats, limit_s: float) -> None:
    """Search the whole compact model for a while, without the shifts that no better rota holds."""
    compact = state.compact
    everything = np.ones(compact.compiled.num_columns, dtype=bool)
    known = state.x is not None
    x = state.x if state.x is not None else np.zeros(compact.compiled.num_columns)
    part = compact.solve_part(
        state.context,
        x,
        everything,
        np.maximum(upper, x) if known else upper,
        start=known,
        limit_s=min(limit_s, state.context.seconds_left()),
        nodes=2**30,
        step=state.step,
    )
    state.iterations += 1
    if part.finished and part.x is None and not known:
        raise Infeasible(["No rota keeps every person's rules and the hard limits of cover together."])
    if part.x is not None:
        state.offer(compact.completed(state.context, compact.assignment(part.x)))
    # Within the part stand all rotas that are better than the one known before.
    state.prove(part.bound)


def _result(state: State) -> RosterResult:
    if state.x is None:
        raise NoPlanInTime(f"No rota was found in {state.context.seconds():.0f} s. Allow more time, or work.")
    ended = "interrupt" if state.is_stopped else "work" if state.work.is_done else "limit"
    if ended == "interrupt" and not state.is_proved:
        note_cut_short()
    return RosterResult(
        assignment=state.compact.assignment(state.x),
        objective=state.objective,
        bound=state.bound,
        gap=relative_gap(state.objective, state.bound),
        iterations=state.iterations,
        stopped_by="proof" if state.is_proved else ended,
        seconds=state.context.seconds(),
    )
