"""Sets, variables and objective of the `bases` model; constraints stand in `assignment`, `contiguity`, `rings`."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from capplan.formulations.bases import assignment, contiguity, rings
from capplan.formulations.bases.inputs import Inputs
from capplan.formulations.beds.linear import linear
from capplan.formulations.beds.sets import index_set


def build(inputs: Inputs, *, tight: bool = True, assigned: bool | None = None) -> pyo.ConcreteModel:
    """Build the model: see ``formulations/bases/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the choice on the scenario.
    tight : bool
        Add the rows that hold anyway and speed the proof (P12, P13).
    assigned : bool, optional
        State the base of every area, or only how far its nearest open base is; by default the first where an
        area may belong to a farther base.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP a year). Every component's name is a row of ``formulations/bases/symbols.csv``;
        those of the other statement are there with an empty index.
    """
    model = pyo.ConcreteModel(name="bases")
    model.inputs = inputs
    model.is_assigned = inputs.farther_possible if assigned is None else assigned
    _index(model, inputs)
    _variables(model, inputs)
    assignment.add(model, inputs)
    contiguity.add(model, inputs)
    rings.add(model, inputs)
    if tight:
        assignment.open_room(model, inputs)
        contiguity.neighbour(model, inputs)
    _objective(model, inputs)
    return model


def _index(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Keep the look-ups that the constraint modules share on the model, outside Pyomo's components."""
    model.bases_of = defaultdict(list)
    model.areas_of = defaultdict(list)
    for area, base in inputs.pairs:
        model.bases_of[area].append(base)
        model.areas_of[base].append(area)
    model.rings_of = {} if model.is_assigned else rings.rings(inputs, model.bases_of)


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    pairs = list(inputs.pairs) if model.is_assigned else []
    beyond = [(area, k) for area, found in model.rings_of.items() for k in range(1, len(found))]
    model.open = pyo.Var(index_set([(base,) for base in inputs.bases]), domain=pyo.Binary)
    model.serves = pyo.Var(index_set(pairs), domain=pyo.Binary)
    model.beyond = pyo.Var(index_set(beyond), bounds=(0.0, 1.0))
    model.flow = pyo.Var(index_set(contiguity.arcs(model, inputs)), domain=pyo.NonNegativeReals)


def _objective(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    terms = [(inputs.base_gbp[base], model.open[base]) for base in inputs.bases]
    terms += [(inputs.travel_gbp[pair], variable) for pair, variable in model.serves.items()]
    terms += [(rings.step_gbp(model, *key), variable) for key, variable in model.beyond.items()]
    nearest = sum(found[0].gbp for found in model.rings_of.values() if found)
    model.objective = pyo.Objective(expr=linear(terms, nearest), sense=pyo.minimize)
