"""The statement by distance: how far the nearest open base of an area is, without saying which it is (P11).

The bases around an area lie on *rings* of equal minutes. ``beyond[area, k]`` is 1 where no base on the rings 1 to k
is open; the cost of the area grows by one step with each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyomo.environ as pyo

from capplan.formulations.bases.inputs import Inputs
from capplan.formulations.beds.linear import linear


class Ring(NamedTuple):
    """Bases at the same travel from an area, and what the area costs if the nearest open one is among them."""

    gbp: float
    bases: tuple[str, ...]


def rings(inputs: Inputs, bases_of: Mapping[str, Sequence[str]]) -> dict[str, list[Ring]]:
    """Return the rings of every area, nearest first, as far as its nearest open base can lie.

    Of p open bases among n, one is among the nearest n - p + 1; a base that must be open ends the rings at once.
    """
    fixed = frozenset(inputs.fixed_bases)
    nearest = len(inputs.bases) - inputs.num_bases + 1
    found: dict[str, list[Ring]] = {}
    for area in inputs.areas:
        by_gbp: dict[float, list[str]] = {}
        for base in sorted(bases_of[area], key=lambda base: inputs.travel_gbp[area, base]):
            by_gbp.setdefault(inputs.travel_gbp[area, base], []).append(base)
        found[area] = []
        seen = 0
        for gbp, on_ring in by_gbp.items():
            found[area].append(Ring(gbp, tuple(on_ring)))
            seen += len(on_ring)
            if seen >= nearest or not fixed.isdisjoint(on_ring):
                break
    return found


def step_gbp(model: pyo.ConcreteModel, area: str, k: int) -> float:
    """Return what the area costs more on the ring after ring k."""
    found = model.rings_of[area]
    return float(found[k].gbp - found[k - 1].gbp)


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """P11: where no base on a ring is open, an area that is beyond the ring before is beyond this one too."""

    def rule(block: pyo.ConcreteModel, area: str, k: int) -> Any:
        bases = block.rings_of[area][k - 1].bases
        terms = [(1.0, block.beyond[area, k]), *((1.0, block.open[base]) for base in bases)]
        if k == 1:
            return (1.0, linear(terms), None)
        return (0.0, linear([*terms, (-1.0, block.beyond[area, k - 1])]), None)

    model.next_ring = pyo.Constraint(list(model.beyond), rule=rule)
