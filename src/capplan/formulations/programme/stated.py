"""A family of rows stated from a dictionary of expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyomo.environ as pyo


def state(model: pyo.ConcreteModel, name: str, rows: Mapping[Any, Any]) -> None:
    """Add a constraint component with one row for each index; an empty one where there is none."""
    keys = list(rows)
    dimen = len(keys[0]) if keys and isinstance(keys[0], tuple) else 1
    index = pyo.Set(initialize=keys, dimen=dimen, ordered=True)

    def rule(_: Any, *key: Any) -> Any:
        return rows[key if dimen > 1 else key[0]]

    model.add_component(name, pyo.Constraint(index, rule=rule))
