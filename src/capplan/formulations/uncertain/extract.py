"""From a solved extensive form to frozen decisions."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.decisions.uncertain import FirstStage, Recourse
from capplan.formulations import system
from capplan.formulations.uncertain.inputs import Inputs
from capplan.formulations.uncertain.model import block_of


def extract(model: pyo.ConcreteModel) -> tuple[FirstStage, tuple[Recourse, ...]]:
    """Read the decisions of a solved extensive form: what is decided first, and everything in each future."""
    inputs: Inputs = model.inputs
    found = []
    for future in inputs.futures:
        beds, staff = system.extract(block_of(model, future))
        found.append(Recourse(future=future, beds=beds, staff=staff))
    return first_stage(found[0]), tuple(found)


def first_stage(recourse: Recourse) -> FirstStage:
    """Return the decisions of one future that are taken before it is known."""
    return FirstStage(
        territory=recourse.staff.territory,
        configurations=recourse.beds.configurations,
        recruited=recourse.staff.recruited,
        redeployed=recourse.staff.redeployed,
        redundant=recourse.staff.redundant,
    )
