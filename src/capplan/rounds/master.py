"""The master: which rounds are worked, every visit covered or paid for; HiGHS, linear or in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from capplan.errors import SolverTrouble
from capplan.rounds.day import Floats


class Master:
    """Rows: a need for each visit, then the number of duties of each class. Columns: left out, then rounds."""

    def __init__(self, needs: Floats, prices: Floats, sizes: Sequence[int]) -> None:
        self._visits = len(needs)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self.costs: list[float] = []
        for need in needs:
            self._highs.addRow(float(need), highspy.kHighsInf, 0, np.array([], dtype=np.int32), np.array([]))
        for size in sizes:
            self._highs.addRow(-highspy.kHighsInf, float(size), 0, np.array([], dtype=np.int32), np.array([]))
        for v, (need, price) in enumerate(zip(needs, prices, strict=True)):
            self._highs.addCol(float(price), 0.0, 1.0, 1, np.array([v], dtype=np.int32), np.array([float(need)]))
        self.num_rounds = 0

    def add(self, group: int, visits: Sequence[int], cost: float) -> None:
        """Add a round."""
        rows, counts = np.unique(np.array(visits, dtype=np.int32), return_counts=True)
        index = np.append(rows, self._visits + group).astype(np.int32)
        values = np.append(counts, 1).astype(np.float64)
        self._highs.addCol(cost, 0.0, highspy.kHighsInf, len(index), index, values)
        self.num_rounds += 1

    def solve(self) -> tuple[float, Floats, Floats]:
        """Solve the relaxation; return its value, what covering each visit is worth, and each duty's dual (<= 0)."""
        status = self._highs.run()
        if status != highspy.HighsStatus.kOk or self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverTrouble(f"The master of the rounds ended with {self._highs.getModelStatus()}.")
        duals = np.array(self._highs.getSolution().row_dual)
        value = float(self._highs.getInfo().objective_function_value)
        return value, np.maximum(duals[: self._visits], 0.0), np.minimum(duals[self._visits :], 0.0)

    def values(self) -> Floats:
        """Return the share of each round in the last solution."""
        return np.array(self._highs.getSolution().col_value)[self._visits :]

    def whole(self, fixed: Any, time_limit_s: float, nodes: int) -> Floats | None:
        """Return rounds in whole numbers, from the start `fixed` (values of all columns); None if none was found."""
        highs = self._highs
        count = self._visits + self.num_rounds
        kinds = [highspy.HighsVarType.kInteger] * count
        highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.array(kinds))
        highs.setOptionValue("time_limit", time_limit_s)
        highs.setOptionValue("mip_max_nodes", nodes)
        if fixed is not None:
            start = highspy.HighsSolution()
            start.col_value = list(fixed)
            highs.setSolution(start)
        highs.run()
        info = highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return np.round(np.array(highs.getSolution().col_value)[self._visits :]) if found else None
