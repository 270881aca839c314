"""From a future's answer to frozen decisions: what `system.extract` reads from a solved model, without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from capplan.case.case import Case
from capplan.decisions.uncertain import Recourse
from capplan.formulations import system
from capplan.plan.uncertain.second_stage import SecondStage
from capplan.solve import Label
from capplan.solve.arrays import Floats

# Posts are planned in fractions of steps where there are many; decisions state them in steps of this size.
FINE_STEP = 1e-9
STEPPED = ("recruited", "redeployed")


@dataclass(frozen=True)
class _Cell:
    value: float


def with_fine_steps(case: Case) -> Case:
    """Return the case with posts in steps so small that fractions of its own steps can be told."""
    return replace(case, parameters=case.parameters.model_copy(update={"fte_step": FINE_STEP}))


def recourse(stage: SecondStage, first: Mapping[Label, float], fte_step: float) -> Recourse:
    """Return everything that is done in a future as it was last solved.

    Parameters
    ----------
    first
        The first stage by column.
    fte_step
        FTE of one step of the answer, either the case's own or :data:`FINE_STEP`.
    """
    inputs = stage.inputs
    in_steps = inputs.workforce.fte_step / fte_step
    values: dict[str, dict[Any, _Cell]] = {}
    for (component, index), value in [*first.items(), *_second(stage.labels, stage.x)]:
        times = in_steps if component.rpartition(".")[2] in STEPPED else 1.0
        values.setdefault(component, {})[index] = _Cell(value * times)
    workforce = replace(inputs.workforce, fte_step=fte_step)
    sites_of: dict[tuple[str, str], list[Any]] = {}
    for place in inputs.beds.placements:
        sites_of.setdefault((place.cohort, place.locality), []).append(place)
    model = SimpleNamespace(
        inputs=replace(inputs, workforce=workforce),
        beds=_block(values, "beds", inputs.beds, ("configuration", "starts", "waiting", "diverted"), sites_of=sites_of),
        workforce=_block(
            values,
            "workforce",
            workforce,
            ("recruited", "redeployed", "redundant", "worked", "agency", "shortfall"),
        ),
    )
    beds, staff = system.extract(model)
    return Recourse(future=stage.future.future, beds=beds, staff=staff)


def _second(labels: list[Label], x: Floats) -> list[tuple[Label, float]]:
    return list(zip(labels, x.tolist(), strict=True))


def _block(
    values: Mapping[str, Mapping[Any, _Cell]], name: str, inputs: Any, components: tuple[str, ...], **more: Any
) -> SimpleNamespace:
    return SimpleNamespace(inputs=inputs, **{one: values.get(f"{name}.{one}", {}) for one in components}, **more)
