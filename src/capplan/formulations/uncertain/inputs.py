"""What the `uncertain` model is built from: the inputs of `system` in every future, and how likely each is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.case.futures import in_future
from capplan.decisions import OptionId
from capplan.decisions.uncertain import Future
from capplan.formulations import system
from capplan.formulations.workforce.places import Territory, nearest_territory

PROBABILITY_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Inputs:
    """Numbers of one option over all futures; symbols and sources stand in ``formulations/uncertain/symbols.csv``.

    Attributes
    ----------
    futures : tuple of future
        In order; decisions of the first stage are those of the first.
    probability : mapping of future to share
        Sums to 1.
    tested : frozenset of future
        Futures in which closure test, workforce tests and limits on revenue must hold.
    system : mapping of future to system.Inputs
        Without these rules where a future is not tested.
    """

    futures: tuple[str, ...]
    probability: Mapping[str, float]
    tested: frozenset[str]
    system: Mapping[str, system.Inputs]
    cvar_level: float
    cvar_weight: float


def inputs_of(
    case: Case,
    option: OptionId,
    territory: Territory | None = None,
    futures: tuple[Future, ...] | None = None,
) -> Inputs:
    """Derive the numbers of an option over futures; those of the case's own scenarios where none are given.

    Raises
    ------
    ValueError
        If no future is given or the probabilities do not sum to 1.
    """
    territory = territory or nearest_territory(case)
    chosen = own_futures(case) if futures is None else futures
    total = math.fsum(one.probability for one in chosen)
    if abs(total - 1.0) > PROBABILITY_TOLERANCE:
        raise ValueError(f"Probabilities of futures must sum to 1, not {total:.10g}.")
    return Inputs(
        futures=tuple(one.future for one in chosen),
        probability={one.future: one.probability for one in chosen},
        tested=frozenset(one.future for one in chosen if one.tested),
        system={one.future: system_inputs(case, option, territory, one) for one in chosen},
        cvar_level=case.parameters.cvar_level,
        cvar_weight=case.parameters.cvar_weight,
    )


def own_futures(case: Case) -> tuple[Future, ...]:
    """Return the case's scenarios with a chance as futures; the one planned for, for certain, where none has."""
    chances = {row.scenario: row.probability for row in case.scenario_chances} or {case.scenario: 1.0}
    return tuple(
        Future(future=name, scenario=name, probability=chance, tested=name == case.scenario)
        for name, chance in chances.items()
    )


def system_inputs(case: Case, option: OptionId, territory: Territory, future: Future) -> system.Inputs:
    """Return the inputs of `system` in one future, without its promises where it is not tested."""
    inputs = system.inputs_of(in_future(case, future.future, future.scenario, future.values), option, territory)
    return inputs if future.tested else without_promises(inputs)


def without_promises(inputs: system.Inputs) -> system.Inputs:
    """Return inputs without closure test (B9), workforce tests (S7, S8) and limits on revenue (S9)."""
    return replace(inputs, budgets=(), replaces=(), beds=replace(inputs.beds, catchments=()))
