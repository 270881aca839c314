"""Sets, variables and objective of the `workforce` model; the constraints stand in `posts` and `hours`."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from capplan.formulations.beds.sets import index_set
from capplan.formulations.workforce import hours, money, posts
from capplan.formulations.workforce.inputs import Inputs


def build(inputs: Inputs, *, given: bool = True) -> pyo.ConcreteModel:
    """Build the staff model: see ``formulations/workforce/formulation.md``.

    Parameters
    ----------
    inputs : Inputs
        Numbers of the case.
    given : bool
        State W1 and W2, which fix the volumes to those of a bed plan. The system model leaves them out.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP, present value). Every component's name is a row of
        ``formulations/workforce/symbols.csv``.
    """
    model = pyo.ConcreteModel(name="workforce")
    model.inputs = inputs
    _index(model, inputs)
    _variables(model, inputs)
    posts.add(model, inputs)
    hours.add(model, inputs, given=given)
    money.add(model, inputs)
    return model


def _index(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Keep the look-ups that the constraint modules share on the model, outside Pyomo's components."""
    ids = [period.id for period in inputs.periods]
    model.before = dict(zip(ids[1:], ids[:-1], strict=True))
    model.span_of = {span.id: span for span in inputs.spans}
    model.response_classes = defaultdict(list)
    for place, skill, response in inputs.shortfall_gbp:
        model.response_classes[place, skill].append(response)
    model.works_at = defaultdict(list)
    for name, place, skill in dict.fromkeys(key[:3] for key in inputs.unit_hours):
        model.works_at[place, skill].append(name)
    model.moves_out = defaultdict(list)
    for role, site, to_role, base, period in inputs.redeployments:
        model.moves_out[role, site].append((role, site, to_role, base, period))
    model.recruit_keys = set(inputs.recruits)
    model.workers = _workers(model, inputs)


def _workers(model: pyo.ConcreteModel, inputs: Inputs) -> dict[tuple[str, str, str, str], float]:
    """Return the efficiency of every (role, workplace, skill, span) in which the role may do needed work."""
    found = {}
    for role, place in inputs.posts:
        for needed_at, skill in model.response_classes:
            if needed_at != place:
                continue
            for span in inputs.spans:
                factors = [
                    inputs.may_do[role, skill, period.id]
                    for period in span.periods
                    if (role, skill, period.id) in inputs.may_do
                ]
                if factors:
                    found[role, place, skill, span.id] = max(factors)
    return found


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    ids = [period.id for period in inputs.periods]
    steps = pyo.NonNegativeIntegers if inputs.whole_steps else pyo.NonNegativeReals
    works = dict.fromkeys(key[:2] for key in inputs.unit_hours)
    redundant = [
        (*post, period) for post in inputs.posts for period in ids if _redundancy_gbp(inputs, post.role) is not None
    ]
    agency = [key for key in model.workers if (key[0], key[1], model.span_of[key[3]].id) in inputs.agency_hours]
    model.in_post = pyo.Var(
        index_set([(*post, period) for post in inputs.posts for period in ids]), domain=pyo.NonNegativeReals
    )
    model.recruited = pyo.Var(index_set(inputs.recruits), domain=steps)
    model.redeployed = pyo.Var(index_set(inputs.redeployments), domain=steps)
    model.redundant = pyo.Var(index_set(redundant), domain=pyo.NonNegativeReals)
    model.worked = pyo.Var(index_set(model.workers), domain=pyo.NonNegativeReals)
    model.agency = pyo.Var(index_set(agency), domain=pyo.NonNegativeReals)
    model.shortfall = pyo.Var(
        index_set([(*key, span) for key in inputs.shortfall_gbp for span in model.span_of]), domain=pyo.NonNegativeReals
    )
    model.volume = pyo.Var(
        index_set([(*work, span) for work in works for span in model.span_of]), domain=pyo.NonNegativeReals
    )
    model.released = pyo.Var(index_set(inputs.released), domain=pyo.NonNegativeReals)


def _redundancy_gbp(inputs: Inputs, role: str) -> float | None:
    return inputs.roles[role].redundancy_gbp_per_fte
