"""The `uncertain` model as a whole: a `system` in every future, one first stage, expected cost and its dear end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from capplan.formulations import system
from capplan.formulations.beds.linear import linear
from capplan.formulations.uncertain.inputs import Inputs


def build(inputs: Inputs) -> pyo.ConcreteModel:
    """Build the extensive form: see ``formulations/uncertain/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the option over its futures.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, present value). One block of `system` a future, named by :func:`block_name`.
    """
    model = pyo.ConcreteModel(name="uncertain")
    model.inputs = inputs
    for future in inputs.futures:
        block = system.build(inputs.system[future])
        model.add_component(block_name(future), block)
    model.future_cost_gbp = pyo.Var(list(inputs.futures), domain=pyo.NonNegativeReals)
    model.value_at_risk_gbp = pyo.Var(domain=pyo.NonNegativeReals)
    model.excess_gbp = pyo.Var(list(inputs.futures), domain=pyo.NonNegativeReals)
    same_configuration(model, inputs)
    same_recruits(model, inputs)
    same_moves(model, inputs)
    same_redundancies(model, inputs)
    future_cost(model, inputs)
    excess_cost(model, inputs)
    objective(model, inputs)
    return model


def block_name(future: str) -> str:
    """Return the name of a future's block."""
    return f"future_{future.replace('-', '_')}"


def block_of(model: pyo.ConcreteModel, future: str) -> Any:
    """Return the block of a future."""
    return model.component(block_name(future))


def same_configuration(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U1: every site runs the same configuration in every future."""
    model.same_configuration = _same(model, inputs, "beds.configuration")


def same_recruits(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U2: the same people are taken on in every future."""
    model.same_recruits = _same(model, inputs, "workforce.recruited")


def same_moves(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U3: the same people move in every future."""
    model.same_moves = _same(model, inputs, "workforce.redeployed")


def same_redundancies(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U4: the same posts are made redundant in every future."""
    model.same_redundancies = _same(model, inputs, "workforce.redundant")


def _same(model: pyo.ConcreteModel, inputs: Inputs, name: str) -> pyo.Constraint:
    first = block_of(model, inputs.futures[0]).find_component(name)

    def index() -> Iterator[tuple[str, ...]]:
        for future in inputs.futures[1:]:
            for key in first:
                yield (future, *key)

    def rule(block: pyo.ConcreteModel, future: str, *key: str) -> Any:
        own = block_of(block, future).find_component(name)
        return (0.0, linear([(1.0, own[key]), (-1.0, first[key])]), 0.0)

    return pyo.Constraint(list(index()), rule=rule)


def future_cost(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U5: what a future costs is the objective of `system` in it."""
    costs = {future: block_of(model, future).objective for future in inputs.futures}
    for one in costs.values():
        one.deactivate()
    model.future_cost = pyo.Constraint(
        list(inputs.futures), rule=lambda block, future: costs[future].expr == block.future_cost_gbp[future]
    )


def excess_cost(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """U6: cost above the value at risk is excess."""
    model.excess_cost = pyo.Constraint(
        list(inputs.futures),
        rule=lambda block, future: (
            None,
            linear(
                [
                    (1.0, block.future_cost_gbp[future]),
                    (-1.0, block.value_at_risk_gbp),
                    (-1.0, block.excess_gbp[future]),
                ]
            ),
            0.0,
        ),
    )


def objective(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add the mean cost and, by its weight, the mean cost of the dearest futures."""
    weight, tail = inputs.cvar_weight, 1.0 - inputs.cvar_level
    terms = [(weight, model.value_at_risk_gbp)]
    for future, probability in inputs.probability.items():
        terms.append(((1.0 - weight) * probability, model.future_cost_gbp[future]))
        terms.append((weight * probability / tail, model.excess_gbp[future]))
    model.objective = pyo.Objective(expr=linear(terms), sense=pyo.minimize)
