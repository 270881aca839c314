"""Read the rows of a linear Pyomo model as flat lists of entries.

Sums of plain terms, which is nearly everything, are taken apart directly; any other expression goes
through Pyomo's own linear form. Pyomo's standard-form compiler gives the same matrix and is several times
slower, because it makes a dictionary for each row and an expression for each difference of two sides.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyomo.core.base.var import ScalarVar, VarData
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression, SumExpression
from pyomo.core.expr.relational_expr import EqualityExpression, InequalityExpression
from pyomo.environ import (
    Block,
    BooleanVar,
    Constraint,
    Expression,
    Objective,
    Param,
    RangeSet,
    Set,
    SetOf,
    Suffix,
    Var,
    value,
)
from pyomo.repn import generate_standard_repn

PLAIN_NUMBERS: frozenset[Any] = frozenset({float, int, np.float64, np.int64})
PLAIN_VARIABLES: frozenset[Any] = frozenset({VarData, ScalarVar})
SUMS: frozenset[Any] = frozenset({LinearExpression, SumExpression})
UNDERSTOOD = frozenset({Block, BooleanVar, Constraint, Expression, Objective, Param, RangeSet, Set, SetOf, Suffix, Var})


@dataclass
class Entries:
    """Rows in compressed form: the variables and coefficients of all rows, one after the other.

    Parameters
    ----------
    variables, coefficients
        Pyomo variable and factor of each entry.
    starts
        Where each row starts, and the end of the last.
    lower, upper
        Bounds of each row, constants already taken to this side.
    sources
        Pyomo constraint of each row.
    """

    variables: list[Any] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    sources: list[Any] = field(default_factory=list)

    def close_row(self, source: Any, lower: float, upper: float) -> None:
        """End the row whose entries were added last."""
        self.starts.append(len(self.variables))
        self.lower.append(lower)
        self.upper.append(upper)
        self.sources.append(source)

    def add(self, expression: Any, sign: float, source: Any) -> float:
        """Add the terms of a linear expression, times `sign`; return its constant, times `sign`."""
        mark = len(self.variables)
        constant = self._add_plain(expression, sign)
        if constant is not None:
            return constant
        del self.variables[mark:], self.coefficients[mark:]
        terms = generate_standard_repn(expression, compute_values=True, quadratic=False)
        if not terms.is_linear():
            raise ValueError(f"{source.name} is not linear.")
        self.variables.extend(terms.linear_vars)
        self.coefficients.extend(sign * float(factor) for factor in terms.linear_coefs)
        return sign * float(terms.constant)

    def _add_plain(self, expression: Any, sign: float) -> float | None:
        """Add a number, a term or a sum of such; None, with entries half added, for anything else."""
        kind = expression.__class__
        if kind in SUMS:
            parts = expression.args
        elif kind in PLAIN_NUMBERS:
            return sign * float(expression)
        else:
            parts = (expression,)
        variables, coefficients = self.variables, self.coefficients
        constant = 0.0
        for part in parts:
            kind = part.__class__
            if kind is MonomialTermExpression:
                factor, variable = part.args
                if factor.__class__ not in PLAIN_NUMBERS:
                    return None
                variables.append(variable)
                coefficients.append(sign * factor)
            elif kind in PLAIN_VARIABLES:
                variables.append(part)
                coefficients.append(sign)
            elif kind in PLAIN_NUMBERS:
                constant += sign * part
            else:
                inner = self._add_plain(part, sign) if kind in SUMS else None
                if inner is None:
                    return None
                constant += inner
        return constant


def read_rows(model: Any) -> Entries:
    """Read every active constraint of a model.

    Raises
    ------
    ValueError
        If a constraint is not linear, or the model has active components of another kind.
    """
    strange = set(model.collect_ctypes(active=True)) - UNDERSTOOD
    if strange:
        names = ", ".join(sorted(kind.__name__ for kind in strange))
        raise ValueError(f"The model has components that cannot be handed over: {names}.")
    rows = Entries()
    for row in model.component_data_objects(Constraint, active=True):
        relation = row.expr
        kind = relation.__class__
        least: float | None = None
        most: float | None = None
        body = None
        if kind is InequalityExpression or kind is EqualityExpression:
            left, right = relation.args
            if right.__class__ in PLAIN_NUMBERS:
                body, most = left, float(right)
            elif left.__class__ in PLAIN_NUMBERS:
                body, least = right, float(left)
            elif left.is_potentially_variable() and right.is_potentially_variable():
                constant = rows.add(left, 1.0, row) + rows.add(right, -1.0, row)
                upper = 0.0 - constant
                rows.close_row(row, upper if kind is EqualityExpression else -math.inf, upper)
                continue
            if kind is EqualityExpression:
                least = most = most if least is None else least
        if body is None:
            low, body, high = row.to_bounded_expression()
            least = None if low is None else float(value(low))
            most = None if high is None else float(value(high))
        constant = rows.add(body, 1.0, row)
        rows.close_row(
            row,
            -math.inf if least is None else least - constant,
            math.inf if most is None else most - constant,
        )
    return rows


def read_objective(model: Any) -> tuple[Entries, Any | None]:
    """Read the one active objective; its constant is the lower bound of its single row.

    Raises
    ------
    ValueError
        If there are several active objectives, or it is not linear.
    """
    objectives = list(model.component_data_objects(Objective, active=True))
    if len(objectives) > 1:
        raise ValueError(f"One objective is needed, the model has {len(objectives)} active ones.")
    entries = Entries()
    objective = objectives[0] if objectives else None
    constant = entries.add(objective.expr, 1.0, objective) if objective is not None else 0.0
    entries.close_row(objective, constant, constant)
    return entries, objective
