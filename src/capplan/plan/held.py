"""Hold configurations of a bed model at given values for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from capplan.solve import Profile, SolveResult, run


@contextmanager
def held(model: Any, values: Mapping[Any, int]) -> Iterator[None]:
    """Fix some configuration variables (by index) at values; free them again afterwards."""
    for key, value in values.items():
        model.configuration[key].fix(value)
    try:
        yield
    finally:
        for key in values:
            model.configuration[key].unfix()


def chosen(model: Any) -> dict[Any, int]:
    """Return the present value of every configuration variable, 0 or 1, by index."""
    return {key: round(variable.value) for key, variable in model.configuration.items()}


def run_held(model: Any, values: Mapping[Any, int], profile: Profile) -> SolveResult:
    """Place people anew with every configuration given: a linear programme, and its answer in the model."""
    with held(model, values):
        return run(model, profile)
