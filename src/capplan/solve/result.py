"""What a solver run answers: a status, an objective and the bound that proves how good it is."""

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble


class Status(StrEnum):
    """How a run ended; read it before any value.

    `OPTIMAL` means proved to be within the gap that was asked for, not more.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_SOLUTION = "no_solution"
    ERROR = "error"


@dataclass(frozen=True)
class Separation:
    """What adding implied rows at the LP root did.

    Parameters
    ----------
    rounds, rows_added, rows_kept
        LP solves that found violated rows; rows found in all; rows handed on to the integer search.
    root_bound
        Bound proved by the LP with these rows, in the sense of the model's objective.
    seconds
        Wall time of the LP rounds and of the search for a start, in seconds.
    """

    rounds: int
    rows_added: int
    rows_kept: int
    root_bound: float
    seconds: float


@dataclass(frozen=True)
class SolveResult:
    """The outcome of one run; the values themselves are in the model's variables.

    Parameters
    ----------
    status
        How the run ended.
    objective
        Value of the answer found, in the sense of the model; None if there is none.
    bound
        No answer can be better than this; infinite when nothing was proved.
    gap
        |objective - bound| / max(|objective|, 1e-9), as a share (0.01 is 1 %); None without an answer.
    compile_s, solve_s, load_s
        Wall seconds to read the model, to solve it, and to write the values back.
    nodes
        Nodes of the integer search.
    columns, rows, nonzeros
        Size of the model handed to HiGHS.
    log_path
        File with HiGHS' log, if one was asked for.
    cause
        Sentences that say why, where the run found out without a search (a row that can never hold).
    stopped_by
        "limit" or "interrupt" if the run was stopped before its proof was complete, else None.
    start_used
        True if the given start was feasible and handed to HiGHS.
    separation
        Record of rows added at the root, if any were offered.
    """

    status: Status
    objective: float | None
    bound: float
    gap: float | None
    compile_s: float
    solve_s: float
    load_s: float
    nodes: int
    columns: int
    rows: int
    nonzeros: int
    log_path: Path | None = None
    cause: tuple[str, ...] = ()
    stopped_by: str | None = None
    start_used: bool = False
    separation: Separation | None = None

    @property
    def has_solution(self) -> bool:
        """Whether the model's variables hold an answer."""
        return self.objective is not None

    def require_solution(self) -> float:
        """Return the objective, or raise the error that says why there is no answer.

        Raises
        ------
        Infeasible, NoPlanInTime, SolverTrouble
        """
        if self.objective is not None:
            return self.objective
        if self.status is Status.INFEASIBLE:
            raise Infeasible(self.cause or ["The solver proved that no answer meets every requirement."])
        if self.status is Status.NO_SOLUTION:
            raise NoPlanInTime(
                f"No plan was found in {self.solve_s:.0f} s. Allow more time or a quicker solver profile."
            )
        raise SolverTrouble(f"The solver gave no answer (status {self.status}).")


def relative_gap(objective: float, bound: float) -> float:
    """Return |objective - bound| / max(|objective|, 1e-9); infinite when nothing was proved."""
    if not math.isfinite(bound):
        return math.inf
    return abs(objective - bound) / max(abs(objective), 1e-9)
