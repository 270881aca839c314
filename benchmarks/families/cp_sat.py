"""Solve a model of whole numbers, given as arrays, with OR-Tools CP-SAT.

    python cp_sat.py MODEL.npz ANSWER.npz SECONDS THREADS

A process of its own: OR-Tools and highspy each bring a HiGHS, and the two cannot be loaded together.
"""

from __future__ import annotations

import sys

import numpy as np
from ortools.sat.python import cp_model

LARGEST = 10_000_000


def main() -> None:
    """Read the arrays, solve, write values (empty where there is no answer) and bound."""
    given = np.load(sys.argv[1])
    model = cp_model.CpModel()
    lows, highs = given["col_lower"], np.minimum(given["col_upper"], LARGEST)
    columns = [model.new_int_var(int(low), int(high), "") for low, high in zip(lows, highs, strict=True)]
    starts, indices, data = given["indptr"], given["indices"], given["data"]
    for row, (low, high) in enumerate(zip(given["row_lower"], given["row_upper"], strict=True)):
        part = slice(starts[row], starts[row + 1])
        terms, factors = [columns[number] for number in indices[part]], [round(one) for one in data[part]]
        total = cp_model.LinearExpr.weighted_sum(terms, factors)
        model.add_linear_constraint(total, round(max(low, -LARGEST)), round(min(high, LARGEST)))
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, [round(one) for one in given["cost"]]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = float(sys.argv[3]), int(sys.argv[4])
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = np.array([solver.value(one) for one in columns] if found else [], dtype=float)
    np.savez(sys.argv[2], values=values, bound=solver.best_objective_bound)


if __name__ == "__main__":
    main()
