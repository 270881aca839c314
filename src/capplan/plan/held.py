"""Hold decisions of a model at given values for a while; the estate of a model, with or without staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pyomo.environ import ComponentMap, NonNegativeIntegers, NonNegativeReals, Var

from capplan.solve import Profile, SolveResult, run
from capplan.solve.profile import OptionValue

WHOLE_STEPS = ("recruited", "redeployed")
# HiGHS 1.15.1 has called an answer optimal that was not, on a small model with whole numbers of staff; without
# presolve's aggregator (rule 4096) it was right each time. Models with whole steps are solved without it.
WHOLE_HIGHS: Mapping[str, OptionValue] = {"presolve_rule_off": 4096}


def estate(model: Any) -> Any:
    """Return the part of a model that decides about beds: its block `beds`, or the model itself."""
    block = model.component("beds")
    return model if block is None else block


@contextmanager
def held(model: Any, values: Mapping[Any, int]) -> Iterator[None]:
    """Fix some configuration variables (by index) at values; free them again afterwards."""
    configuration = estate(model).configuration
    for key, value in values.items():
        configuration[key].fix(value)
    try:
        yield
    finally:
        for key in values:
            configuration[key].unfix()


@contextmanager
def steps_as_fractions(model: Any) -> Iterator[None]:
    """Let recruits and moves come in fractions of steps, where the model plans staff."""
    staff = model.component("workforce")
    steps = [] if staff is None else [one for name in WHOLE_STEPS for one in staff.component(name).values()]
    for one in steps:
        one.domain = NonNegativeReals
    try:
        yield
    finally:
        for one in steps:
            one.domain = NonNegativeIntegers


def chosen(model: Any) -> dict[Any, int]:
    """Return the present value of every configuration variable, 0 or 1, by index."""
    return {key: round(variable.value) for key, variable in estate(model).configuration.items()}


def run_held(model: Any, values: Mapping[Any, int], profile: Profile) -> SolveResult:
    """Place people anew with every configuration given, steps as fractions: a linear programme.

    The answer is in the model.
    """
    with held(model, values), steps_as_fractions(model):
        return run(model, profile)


def for_whole_steps(profile: Profile) -> Profile:
    """Return a profile that is safe for models with whole numbers of staff."""
    return replace(profile, highs={**WHOLE_HIGHS, **profile.highs})


def values_of(model: Any) -> ComponentMap:
    """Return the present value of every variable of a model: a start for `run`, or something to go back to."""
    return ComponentMap((one, one.value or 0.0) for one in model.component_data_objects(Var))
