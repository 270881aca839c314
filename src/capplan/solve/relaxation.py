"""Linear programs behind a mixed-integer model: its relaxation, and what is left once integers are set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from capplan.solve.arrays import Compiled, Label
from capplan.solve.handover import compile_model
from capplan.solve.interrupt import stop_on_ctrl_c
from capplan.solve.lazy_rows import LazyRows
from capplan.solve.profile import Profile
from capplan.solve.result import Status
from capplan.solve.separation import separate
from capplan.solve.session import STOPPED_BY_LIMIT, STOPPED_BY_USER, Context, ModelStatus, Session


@dataclass(frozen=True)
class LpResult:
    """Outcome of a linear program; the model's variables are not touched.

    Parameters
    ----------
    status
        How it ended.
    objective
        Optimum in the sense of the model's objective; None unless the status is optimal.
    duals
        Change of the objective per unit by which a row's bound rises, by row; empty unless optimal.
    reduced_costs
        Change of the objective per unit by which a column rises, by column; empty unless optimal.
    """

    status: Status
    objective: float | None
    duals: Mapping[Label, float]
    reduced_costs: Mapping[Label, float]


def lp_relaxation(model: Any, profile: Profile | None = None, *, lazy_rows: LazyRows | None = None) -> LpResult:
    """Solve the LP relaxation of a model.

    Parameters
    ----------
    model
        A linear Pyomo model.
    profile
        Time limit and HiGHS options; the planning profile if None.
    lazy_rows
        Implied rows to be added where violated; the objective is then that of the relaxation with all
        of them, and no duals are given for them.
    """
    compiled = compile_model(model)
    if lazy_rows is None:
        return _solve_lp(compiled, profile or Profile())
    if compiled.contradictions:
        return LpResult(Status.INFEASIBLE, None, {}, {})
    with stop_on_ctrl_c() as stop:
        # A gap of nothing: rounds go on until no implied row is violated.
        context = Context(replace(profile or Profile(), mip_rel_gap=0.0), stop=stop)
        root = separate(compiled, *lazy_rows.over_columns(compiled), context)
    status = _status(root.status)
    objective = compiled.in_model_sense(root.bound) if status is Status.OPTIMAL else None
    return LpResult(status, objective, {}, {})


def fixed_lp(model: Any, profile: Profile | None = None) -> LpResult:
    """Fix the integer variables at their present values and solve for the rest.

    After `run` the duals say what one unit more of each requirement would cost while the whole-number
    decisions stay as they are.

    Parameters
    ----------
    model
        A linear Pyomo model whose integer variables have values.
    profile
        Time limit and HiGHS options; the planning profile if None.

    Raises
    ------
    ValueError
        If an integer variable has no value.
    """
    compiled = compile_model(model)
    lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
    for number in np.flatnonzero(compiled.integer):
        now = compiled.columns[number].value
        if now is None:
            raise ValueError(f"{compiled.column_label(int(number))} has no value: solve the model first.")
        lower[number] = upper[number] = round(now)
    return _solve_lp(replace(compiled, col_lower=lower, col_upper=upper), profile or Profile())


def _solve_lp(compiled: Compiled, profile: Profile) -> LpResult:
    if compiled.contradictions:
        return LpResult(Status.INFEASIBLE, None, {}, {})
    if compiled.num_columns == 0:
        return LpResult(Status.OPTIMAL, compiled.in_model_sense(compiled.offset), {}, {})
    with stop_on_ctrl_c() as stop:
        session = Session(Context(profile, stop=stop))
        session.load(compiled, relaxed=True)
        status = session.solve()
        if status == ModelStatus.kUnboundedOrInfeasible:
            # Without presolve HiGHS tells the two apart.
            session.set_option("presolve", "off")
            status = session.solve()
    if status != ModelStatus.kOptimal:
        return LpResult(_status(status), None, {}, {})
    solution = session.highs.getSolution()
    in_sense = compiled.in_model_sense
    duals = {compiled.row_label(row): in_sense(dual) for row, dual in enumerate(list(solution.row_dual))}
    reduced = {compiled.column_label(one): in_sense(dual) for one, dual in enumerate(list(solution.col_dual))}
    return LpResult(Status.OPTIMAL, in_sense(compiled.objective_at(session.values())), duals, reduced)


def _status(status: Any) -> Status:
    if status == ModelStatus.kOptimal:
        return Status.OPTIMAL
    if status == ModelStatus.kInfeasible:
        return Status.INFEASIBLE
    if status == ModelStatus.kUnbounded:
        return Status.UNBOUNDED
    stopped = status in STOPPED_BY_LIMIT or status in STOPPED_BY_USER
    return Status.NO_SOLUTION if stopped else Status.ERROR
