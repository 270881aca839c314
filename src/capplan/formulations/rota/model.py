"""Sets, variables and objective of the compact `rota` model; constraints stand in `rest`, `runs`, `limits`, `cover`."""

from __future__ import annotations

import pyomo.environ as pyo

from capplan.formulations.beds.linear import Term, linear
from capplan.formulations.beds.sets import index_set
from capplan.formulations.rota import cover, limits, rest, runs
from capplan.formulations.rota.inputs import Inputs
from capplan.formulations.rota.links import admissible


def build(inputs: Inputs) -> pyo.ConcreteModel:
    """Build the compact model: see ``formulations/rota/formulation.md``.

    Returns
    -------
    pyomo.environ.ConcreteModel
        Minimise `objective` (GBP over the rota). ``works[person, day, shift]`` decides everything else.
    """
    model = pyo.ConcreteModel(name="rota")
    model.inputs = inputs
    model.person_of = {person.id: person for person in inputs.people}
    model.shift_of = inputs.shift
    model.open_to = {
        (person.id, day): admissible(inputs, person, day) for person in inputs.people for day in range(inputs.days)
    }
    _variables(model, inputs)
    rest.add(model, inputs)
    runs.add(model, inputs)
    limits.add(model, inputs)
    cover.add(model, inputs)
    _objective(model, inputs)
    return model


def _variables(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    days = range(inputs.days)
    works = [(person, day, shift) for (person, day), shifts in model.open_to.items() for shift in shifts]
    targets = [(one.id,) for one in inputs.people if one.target_paid_min is not None]
    shares = [(fair.id, person.id) for fair in inputs.fairness for person in inputs.people if person.id in fair.share]
    model.works = pyo.Var(index_set(works), domain=pyo.Binary)
    # Only what a rule needs is stated.
    held = [person for person in inputs.people if person.min_run > 1 or person.min_off_run > 1]
    begins = [(one.id, day) for one in held for day in days if day > 0 or one.history.run_days != 0]
    ends = [(one.id, day - 1) for one in held for day in days if day > 0 or one.history.run_days != 0]
    limited = [one for one in inputs.people if one.max_weekends is not None and one.max_weekends < len(inputs.weekends)]
    counted = [(one.id, number) for one in limited for number in range(len(inputs.weekends))]
    model.begins = pyo.Var(index_set(begins), bounds=(0.0, 1.0))
    model.ends = pyo.Var(index_set(ends), bounds=(0.0, 1.0))
    model.weekend = pyo.Var(index_set(counted), bounds=(0.0, 1.0))
    model.minutes_under = pyo.Var(index_set(targets), domain=pyo.NonNegativeReals)
    model.minutes_over = pyo.Var(index_set(targets), domain=pyo.NonNegativeReals)
    model.excess = pyo.Var(index_set(shares), domain=pyo.NonNegativeReals)
    model.under = pyo.Var(index_set([(one.id,) for one in inputs.cover]), domain=pyo.NonNegativeReals)
    priced = [(one.id,) for one in inputs.cover if one.over_gbp is not None or one.max_over is not None]
    model.over = pyo.Var(index_set(priced), domain=pyo.NonNegativeReals)


def _objective(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    constant = inputs.constant_gbp
    off = inputs.off_price
    terms: list[Term] = []
    for (person, day, shift), variable in model.works.items():
        terms.append((inputs.price.get((person, day, shift), 0.0) - off.get((person, day), 0.0), variable))
    constant += sum(gbp for (person, day), gbp in off.items() if (person, day) in model.open_to)
    for one in inputs.cover:
        terms.append((one.under_gbp, model.under[one.id]))
        if one.id in model.over and one.over_gbp is not None:
            terms.append((one.over_gbp, model.over[one.id]))
    for identity, variable in model.minutes_under.items():
        terms.append((model.person_of[identity].under_gbp_per_min, variable))
        terms.append((model.person_of[identity].over_gbp_per_min, model.minutes_over[identity]))
    prices = {fair.id: fair.unit_gbp for fair in inputs.fairness}
    terms += [(prices[fair], variable) for (fair, _), variable in model.excess.items()]
    model.objective = pyo.Objective(expr=linear(terms, constant), sense=pyo.minimize)
