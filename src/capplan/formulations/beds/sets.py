"""Index sets of the models."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo


def index_set(members: Any) -> pyo.Set:
    """Return an ordered index set of tuples; an empty one keeps its dimension unknown."""
    members = list(members)
    return pyo.Set(initialize=members, dimen=len(members[0]) if members else 1, ordered=True)
