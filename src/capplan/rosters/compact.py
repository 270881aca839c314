"""The compact model as arrays, of which parts are re-optimised while the rest of a rota stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.formulations.rota.inputs import Inputs
from capplan.formulations.rota.model import build
from capplan.rosters.work import Work
from capplan.solve.arrays import Compiled, Floats
from capplan.solve.handover import compile_model, paused_gc
from capplan.solve.polish import is_feasible
from capplan.solve.session import Context, ModelStatus, Session

Assignment: TypeAlias = Mapping[tuple[str, int], str]
# What the repair of a plan that breaks a limit may take (checks and nodes), for so many people at a time.
REPAIR_CHECKS, REPAIR_NODES, REPAIR_PEOPLE = 1000, 100, 2

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """Outcome of one re-optimisation.

    Attributes
    ----------
    x : array or None
        A whole answer, if one was found.
    bound : float
        No answer within the part costs less.
    finished : bool
        Whether the part was solved to the end.
    """

    x: Floats | None
    bound: float
    finished: bool


class Compact:
    """The compact model of a rota, compiled once."""

    def __init__(self, inputs: Inputs, work: Work | None = None) -> None:
        self.work = work or Work()
        with paused_gc():
            self.compiled: Compiled = compile_model(build(inputs))
        labels = [self.compiled.column_label(number) for number in range(self.compiled.num_columns)]
        people = {person.id: number for number, person in enumerate(inputs.people)}
        self.inputs = inputs
        self.works: Mask = np.array([label.component == "works" for label in labels], dtype=bool)
        self.person = np.array([people.get(_person_of(label), -1) for label in labels], dtype=np.int64)
        self.day = np.array([label.index[1] if label.component == "works" else -1 for label in labels], dtype=np.int64)
        self.column = {label.index: number for number, label in enumerate(labels) if label.component == "works"}
        self._labels = labels

    def assignment(self, x: Floats) -> dict[tuple[str, int], str]:
        """Return who works which shift in an answer."""
        chosen = np.flatnonzero(self.works & (x > 0.5)).tolist()
        return {(index[0], index[1]): index[2] for index in (self._labels[number].index for number in chosen)}

    def solve_part(
        self,
        context: Context,
        x: Floats,
        free: Mask,
        upper: Floats,
        *,
        start: bool,
        limit_s: float,
        nodes: int = 0,
        max_checks: float = np.inf,
        step: float = 0.0,
    ) -> Part:
        """Re-optimise the free columns of an answer; `upper` bounds columns from above.

        Parameters
        ----------
        x
            The answer, complete if `start`; else only its held columns count.
        free
            Columns that may change.
        limit_s, nodes, max_checks
            Seconds, nodes and checks of the limits (each after some dozens of simplex iterations) the search may take.
        step
            Two costs that differ by less are the same.
        """
        whole = self.compiled
        held = np.where(free, 0.0, x)
        keep = np.flatnonzero(free)
        matrix = sparse.csc_array(whole.matrix[:, keep])
        rows = np.flatnonzero(np.bincount(matrix.indices, minlength=whole.num_rows))
        fixed = whole.matrix @ held
        part = replace(
            whole,
            matrix=sparse.csc_array(matrix[rows]),
            cost=whole.cost[keep],
            offset=whole.objective_at(held),
            row_lower=(whole.row_lower - fixed)[rows],
            row_upper=(whole.row_upper - fixed)[rows],
            col_lower=whole.col_lower[keep],
            col_upper=np.minimum(whole.col_upper, upper)[keep],
            integer=whole.integer[keep],
            columns=[],
            constraints=[],
        )
        options: dict[str, Any] = {"mip_rel_gap": 0.0, "mip_max_nodes": nodes, "threads": 1}
        options["mip_abs_gap"] = max(1e-6, 0.999 * step)
        session = Session(context, options, max_checks=max_checks)
        session.load(part)
        if start:
            session.set_start(x[keep])
        status = session.solve(limit_s)
        self.work.iterated(int(session.highs.getInfo().simplex_iteration_count))
        if status == ModelStatus.kInfeasible:
            return Part(None, np.inf, True)
        found = None
        if session.has_point():
            values = session.values()
            found = held
            found[keep] = np.where(part.integer, np.round(values), values)
        bound = float(session.highs.getInfo().mip_dual_bound) if part.integer.any() else -np.inf
        return Part(found, bound, status == ModelStatus.kOptimal)

    def completed(self, context: Context, assignment: Assignment) -> Floats | None:
        """Return the whole answer with an assignment, at least cost; None if it breaks a rule."""
        x = np.zeros(self.compiled.num_columns)
        for (person, day), shift in assignment.items():
            x[self.column[person, day, shift]] = 1.0
        part = self.solve_part(context, x, ~self.works, self.compiled.col_upper, start=False, limit_s=60.0)
        # Rules on shifts alone hold no free column, so the part did not see them.
        return part.x if part.x is not None and is_feasible(self.compiled, part.x) else None

    def repaired(self, context: Context, assignment: Assignment, people: Collection[str], step: float) -> Floats | None:
        """Return a good answer that differs from an assignment only in what some people work, a few after another."""
        x = np.zeros(self.compiled.num_columns)
        for (person, day), shift in assignment.items():
            x[self.column[person, day, shift]] = 1.0
        wrong = [number for number, person in enumerate(self.inputs.people) if person.id in people]
        for first in range(0, len(wrong), REPAIR_PEOPLE):
            free = np.isin(self.person, [-1, *wrong[first : first + REPAIR_PEOPLE]])
            part = self.solve_part(
                context,
                x,
                free,
                self.compiled.col_upper,
                start=False,
                limit_s=context.seconds_left(),
                nodes=REPAIR_NODES,
                max_checks=REPAIR_CHECKS,
                step=step,
            )
            if part.x is None:
                return None
            x = part.x
        return self.completed(context, self.assignment(x))


def _person_of(label: Any) -> Any:
    """Return the person a column belongs to, None for cover."""
    if label.component in ("under", "over"):
        return None
    index = label.index if isinstance(label.index, tuple) else (label.index,)
    return index[1] if label.component == "excess" else index[0]
