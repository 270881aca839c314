"""Linear expressions from (coefficient, variable) pairs: the form that compiles fastest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyomo.core.expr import LinearExpression

Term = tuple[float, Any]


def linear(terms: Iterable[Term], constant: float = 0.0) -> Any:
    """Return `constant + sum(coefficient x variable)` as one flat Pyomo expression."""
    pairs = [pair for pair in terms if pair[0] != 0.0]
    return LinearExpression(
        constant=constant, linear_coefs=[pair[0] for pair in pairs], linear_vars=[pair[1] for pair in pairs]
    )
