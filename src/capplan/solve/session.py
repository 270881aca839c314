"""One HiGHS object whose every call is checked, whose log goes to a file, and which can be stopped."""

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capplan.errors import SolverTrouble
from capplan.solve.arrays import Compiled, Floats
from capplan.solve.handover import load
from capplan.solve.interrupt import Stop
from capplan.solve.profile import OptionValue, Profile
from capplan.solve.result import relative_gap

logger = logging.getLogger(__name__)

ModelStatus = highspy.HighsModelStatus
STOPPED_BY_LIMIT = (
    ModelStatus.kTimeLimit,
    ModelStatus.kIterationLimit,
    ModelStatus.kSolutionLimit,
    ModelStatus.kMemoryLimit,
    ModelStatus.kObjectiveBound,
    ModelStatus.kObjectiveTarget,
)
STOPPED_BY_USER = (ModelStatus.kInterrupt, ModelStatus.kHighsInterrupt)  # type: ignore[attr-defined]

CLOCK_SET, EARLY, LATE_S = 20, 0.1, 5.0
"""So often a run goes on whose limit ended it early, by more than this share; seconds after which ours ends it."""


@dataclass(frozen=True)
class Progress:
    """One line of progress, in the sense of the model's objective.

    Parameters
    ----------
    seconds
        Wall time since the run began, in seconds.
    incumbent
        Objective of the best answer so far; None if there is none.
    bound
        Best bound so far; infinite while nothing is proved. Not the final one: that is in the result.
    gap
        Relative gap of the two; None without an answer.
    nodes
        Nodes of the integer search.
    """

    seconds: float
    incumbent: float | None
    bound: float
    gap: float | None
    nodes: int


@dataclass
class Context:
    """What all stages of one run share: its clock, its log, its listener and its stop button."""

    profile: Profile
    log: IO[str] | None = None
    on_progress: Callable[[Progress], None] | None = None
    stop: Stop = field(default_factory=Stop)
    started: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """Wall seconds since the run began."""
        return time.perf_counter() - self.started

    def seconds_left(self) -> float:
        """Wall seconds until the profile's limit."""
        return max(0.0, self.profile.time_limit_s - self.seconds())

    def tell(self, compiled: Compiled, incumbent: float, bound: float, nodes: int = 0) -> None:
        """Report minimised figures to the listener; an infinite incumbent stands for none."""
        if self.on_progress is None:
            return
        known = math.isfinite(incumbent)
        line = Progress(
            seconds=self.seconds(),
            incumbent=compiled.in_model_sense(incumbent) if known else None,
            bound=compiled.in_model_sense(bound),
            gap=relative_gap(incumbent, bound) if known else None,
            nodes=nodes,
        )
        self.on_progress(line)

    def note(self, line: str) -> None:
        """Write a line of our own to the log."""
        if self.log is not None:
            self.log.write(f"\n# {line}\n")
            self.log.flush()


def check(status: Any, doing: str) -> None:
    """Raise SolverTrouble unless HiGHS accepted a call; a warning goes to the logger."""
    if status == highspy.HighsStatus.kError:
        raise SolverTrouble(f"HiGHS failed while {doing}.")
    if status == highspy.HighsStatus.kWarning:
        logger.debug("HiGHS warned while %s", doing)


class Session:
    """A HiGHS object for one stage of a run.

    Parameters
    ----------
    context
        The run this stage belongs to.
    options
        HiGHS options that replace the profile's for this stage.
    report
        Whether this stage's incumbents and bounds are those of the whole problem and may be shown.
    max_checks
        Checks of its limits after which an integer search stops: unlike seconds, the same on every machine.
    """

    def __init__(
        self,
        context: Context,
        options: Mapping[str, OptionValue] | None = None,
        *,
        report: bool = False,
        max_checks: float = math.inf,
    ) -> None:
        self.context = context
        self._checks, self._max_checks = 0, max_checks
        self._until, self._late = math.inf, False
        self.highs = highspy.Highs()
        self._compiled: Compiled | None = None
        self._is_lp = False
        self._failure: BaseException | None = None
        # Messages and progress need output on; the console stays silent.
        self.set_option("log_to_console", False)
        self.set_option("mip_min_logging_interval", 1.0)
        for option, value in {**context.profile.options(), **(options or {})}.items():
            self.set_option(option, value)
        if context.log is not None:
            self.highs.cbLogging.subscribe(self._write_log)
        for event in (self.highs.cbMipInterrupt, self.highs.cbSimplexInterrupt, self.highs.cbIpmInterrupt):
            event.subscribe(self._poll)
        if report and context.on_progress is not None:
            self.highs.cbMipLogging.subscribe(self._progress)
            self.highs.cbMipImprovingSolution.subscribe(self._progress)

    def set_option(self, option: str, value: OptionValue) -> None:
        """Set one HiGHS option."""
        check(self.highs.setOptionValue(option, value), f"setting option {option} to {value!r}")

    def load(self, compiled: Compiled, *, relaxed: bool = False) -> None:
        """Hand a model over; `relaxed` leaves out integrality."""
        self._compiled = compiled
        self._is_lp = relaxed or not compiled.integer.any()
        load(compiled, self.highs, relaxed=relaxed)

    def set_bounds(self, columns: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Replace the bounds of some columns."""
        status = self.highs.changeColsBounds(len(columns), columns, lower, upper)
        check(status, "changing column bounds")

    def set_row_bounds(self, rows: NDArray[np.int32], lower: Floats, upper: Floats) -> None:
        """Replace the bounds of some rows."""
        check(self.highs.changeRowsBounds(len(rows), rows, lower, upper), "changing row bounds")

    def set_costs(self, columns: NDArray[np.int32], cost: Floats) -> None:
        """Replace the costs of some columns."""
        check(self.highs.changeColsCost(len(columns), columns, cost), "changing costs")

    def add_rows(self, lower: Floats, upper: Floats, matrix: Any) -> None:
        """Add rows given as a CSR matrix over this model's columns."""
        status = self.highs.addRows(
            matrix.shape[0], lower, upper, matrix.nnz, matrix.indptr, matrix.indices, matrix.data
        )
        check(status, "adding rows")

    def delete_rows(self, rows: NDArray[np.int_]) -> None:
        """Take out some rows; the basis of the others stays."""
        check(self.highs.deleteRows(len(rows), rows.astype(np.int32)), "deleting rows")

    def add_columns(self, cost: Floats, lower: Floats, upper: Floats, matrix: Any) -> None:
        """Add columns given as a CSC matrix over this model's rows."""
        status = self.highs.addCols(
            matrix.shape[1], cost, lower, upper, matrix.nnz, matrix.indptr, matrix.indices, matrix.data
        )
        check(status, "adding columns")

    def set_start(self, x: Floats) -> None:
        """Give a complete answer to start from."""
        check(self.highs.setSolution(len(x), np.arange(len(x), dtype=np.int32), x), "giving a start")

    def solve(self, limit_s: float | None = None) -> Any:
        """Run HiGHS within what is left of the time limit, or within `limit_s`; return its model status.

        HiGHS runs in a thread of its own so that Ctrl-C reaches Python at once. Each thread has its own
        HiGHS scheduler, so that runs with different thread counts can follow one another. A linear programme is
        solved once more from no basis where HiGHS fails from the last one, or cannot say how it ended.

        HiGHS reads the time of day. Where that is set while it runs, it is run again for what is left by a clock that
        nobody sets, or ended by that clock.
        """
        limit_s = self.context.seconds_left() if limit_s is None else limit_s
        self._until = time.perf_counter() + limit_s
        status = self._run(limit_s)
        if self._is_lp and (status is None or status == ModelStatus.kUnknown):
            self.highs.clearSolver()
            status = self._run(limit_s)
        for _ in range(CLOCK_SET):
            left_s = self._until - time.perf_counter()
            if status != ModelStatus.kTimeLimit or left_s < max(1.0, EARLY * limit_s):
                break
            self.context.note(f"stopped {left_s:.0f} s early: the clock was set; searching on")
            status = self._run(left_s)
        if status is None:
            raise SolverTrouble("HiGHS failed while solving.")
        return status

    def _run(self, limit_s: float) -> Any:
        """Run HiGHS once; return its model status, or None where it failed."""
        self._late = False
        # For an LP, but not for a MIP, HiGHS counts the time of all runs of the same object.
        already_s = float(self.highs.getRunTime()) if self._is_lp else 0.0
        self.set_option("time_limit", already_s + limit_s)
        answer: list[Any] = []

        def work() -> None:
            try:
                answer.append(self.highs.run())
            except BaseException as failure:
                self._failure = failure

        worker = threading.Thread(target=work, name="highs", daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(0.1)
        except KeyboardInterrupt:
            self.context.stop.set()
            raise
        if self._failure is not None:
            raise self._failure
        if answer[0] == highspy.HighsStatus.kError:
            return None
        check(answer[0], "solving")
        status = self.highs.getModelStatus()
        return ModelStatus.kTimeLimit if self._late and status in STOPPED_BY_USER else status

    def objective(self) -> float:
        """Return the minimised objective of the current point."""
        return float(self.highs.getInfo().objective_function_value)

    def values(self) -> Floats:
        """Return the current point; HiGHS copies the whole of it at each call."""
        return np.asarray(self.highs.getSolution().col_value, dtype=float)

    def row_duals(self) -> Floats:
        """Return the duals of an LP's rows; HiGHS copies the whole of them at each call."""
        return np.asarray(self.highs.getSolution().row_dual, dtype=float)

    def has_point(self) -> bool:
        """Whether HiGHS holds a feasible point."""
        return bool(self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def _poll(self, event: Any) -> None:
        # HiGHS remembers the last answer across runs, so "no" must be said as plainly as "yes".
        self._checks += 1
        # An LP's interrupts carry no incumbent; a search without any bound has nothing to say yet.
        out = event.data_out
        found = not self._is_lp and math.isfinite(out.mip_primal_bound) and math.isfinite(out.mip_dual_bound)
        self._late = time.perf_counter() > self._until + LATE_S
        event.data_in.user_interrupt = self._checks > self._max_checks or self.context.stop.ends(found) or self._late

    def _write_log(self, event: Any) -> None:
        if self.context.log is not None:
            self.context.log.write(event.message)

    def _progress(self, event: Any) -> None:
        found = event.data_out
        incumbent, bound = float(found.mip_primal_bound), float(found.mip_dual_bound)
        try:
            if self._compiled is not None:
                self.context.tell(self._compiled, incumbent, bound, max(0, int(found.mip_node_count)))
        except BaseException as failure:
            # An exception cannot cross HiGHS: stop the search and raise it afterwards.
            self._failure = failure
            self.context.stop.set()
