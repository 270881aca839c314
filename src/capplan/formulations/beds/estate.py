"""Constraints on the estate: one configuration per site and period, dates, directions (B1, B2, B7, B8, B10-B16)."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from capplan.formulations.beds.inputs import Inputs
from capplan.formulations.beds.linear import Term, linear
from capplan.units import add_months


def add(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """Add every estate constraint to the model."""
    enter(model, inputs)
    leave(model, inputs)
    reduction_noted(model)
    reduction_kept(model)
    one_turn(model)
    turn_kept(model)
    no_reopening(model, inputs)
    commitment(model, inputs)
    ramp(model, inputs)
    closes_by(model, inputs)


def up(model: pyo.ConcreteModel, site: str, period: str) -> list[Term]:
    """Return the increases of a site at the start of a period."""
    return [(1.0, arc_var(model, arc)) for arc in model.changes[site, period] if arc.beds_change > 0]


def down(model: pyo.ConcreteModel, site: str, period: str) -> list[Term]:
    """Return the reductions of a site at the start of a period."""
    return [(1.0, arc_var(model, arc)) for arc in model.changes[site, period] if arc.beds_change < 0]


def arc_var(model: pyo.ConcreteModel, arc: Any) -> Any:
    """Return the variable of an arc."""
    return model.transition[arc.site, arc.source, arc.target, arc.period]


def enter(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B1: what runs was entered by exactly one arc."""
    entering: dict[tuple[str, str, str], list[Term]] = {key: [] for key in inputs.running}
    for arc in inputs.arcs:
        entering[arc.site, arc.target, arc.period].append((1.0, arc_var(model, arc)))

    def rule(block: pyo.ConcreteModel, site: str, name: str, period: str) -> Any:
        terms = [*entering[site, name, period], (-1.0, block.configuration[site, name, period])]
        return (0.0, linear(terms), 0.0)

    model.enter = pyo.Constraint(list(inputs.running), rule=rule)


def leave(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B2: what ran in the period before (today's, in the first) is left by exactly one arc."""
    leaving: dict[tuple[str, str, str], list[Term]] = {}
    for arc in inputs.arcs:
        leaving.setdefault((arc.site, arc.source, arc.period), []).append((1.0, arc_var(model, arc)))

    def rule(block: pyo.ConcreteModel, site: str, name: str, period: str) -> Any:
        terms = leaving[site, name, period]
        if period not in block.before:
            return (1.0, linear(terms), 1.0)
        return (0.0, linear([*terms, (-1.0, block.configuration[site, name, block.before[period]])]), 0.0)

    model.leave = pyo.Constraint(list(leaving), rule=rule)


def reduction_noted(model: pyo.ConcreteModel) -> None:
    """B7: a reduction marks its site as reduced."""
    index = [key for key in model.reduced if down(model, *key)]

    def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
        return (None, linear([*down(block, site, period), (-1.0, block.reduced[site, period])]), 0.0)

    model.reduction_noted = pyo.Constraint(index, rule=rule)


def reduction_kept(model: pyo.ConcreteModel) -> None:
    """B8: a reduced site stays marked."""
    model.reduction_kept = pyo.Constraint(
        [key for key in model.reduced if key[1] in model.before],
        rule=lambda block, site, period: (
            None,
            linear([(1.0, block.reduced[site, block.before[period]]), (-1.0, block.reduced[site, period])]),
            0.0,
        ),
    )


def one_turn(model: pyo.ConcreteModel) -> None:
    """B10: at most one change of direction: first all one way, then all the other."""

    def rows(side: Any, first: float, turned: float, limit: float) -> pyo.Constraint:
        def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
            terms = [
                *side(block, site, period),
                (first, block.grows_first[site]),
                (turned, block.turned[site, period]),
            ]
            return (None, linear(terms), limit)

        return pyo.Constraint([key for key in model.turned if side(model, *key)], rule=rule)

    model.one_turn_up_first = rows(up, -1.0, -1.0, 0.0)
    model.one_turn_up_last = rows(up, 1.0, 1.0, 2.0)
    model.one_turn_down_first = rows(down, 1.0, -1.0, 1.0)
    model.one_turn_down_last = rows(down, -1.0, 1.0, 1.0)


def turn_kept(model: pyo.ConcreteModel) -> None:
    """B11: a site that has turned stays turned."""
    model.turn_kept = pyo.Constraint(
        [key for key in model.turned if key[1] in model.before],
        rule=lambda block, site, period: (
            None,
            linear([(1.0, block.turned[site, block.before[period]]), (-1.0, block.turned[site, period])]),
            0.0,
        ),
    )


def no_reopening(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B12: a site that may not reopen does not grow after a reduction."""

    def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
        return (
            None,
            linear([*up(block, site, period), (1.0, block.reduced[site, block.before[period]])]),
            1.0,
        )

    index = [
        (site, period)
        for site, period in model.turned
        if not inputs.sites[site].reopens and period in model.before and up(model, site, period)
    ]
    model.no_reopening = pyo.Constraint(index, rule=rule)


def commitment(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B13: new capacity runs for its minimum commitment before a reduction."""

    def recent(site: str, period: str) -> list[Term]:
        since = add_months(period, -inputs.sites[site].min_commitment_months)
        return [term for t in model.period_of if since < t < period for term in up(model, site, t)]

    terms_of = {key: recent(*key) for key in model.turned if down(model, *key)}
    configurations: dict[str, set[str]] = {}
    for site, name, _ in inputs.running:
        configurations.setdefault(site, set()).add(name)

    def rule(block: pyo.ConcreteModel, site: str, period: str) -> Any:
        num = float(len(configurations[site]) - 1)
        leaving = [(num * coefficient, var) for coefficient, var in down(block, site, period)]
        return (None, linear([*leaving, *terms_of[site, period]]), num)

    model.commitment = pyo.Constraint([key for key, terms in terms_of.items() if terms], rule=rule)


def ramp(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B14, B15: limits on beds opened and closed, all bed sites together."""

    def rows(limit: float | None, direction: int) -> pyo.Constraint:
        moved: dict[str, list[Term]] = {}
        for arcs in model.changes.values():
            for arc in arcs:
                if arc.beds_change * direction > 0 and inputs.unit_of[arc.site] == "bed":
                    moved.setdefault(arc.period, []).append((abs(arc.beds_change), arc_var(model, arc)))
        return pyo.Constraint(
            [] if limit is None else [period for period in model.period_of if period in moved],
            rule=lambda block, period: (None, linear(moved[period]), limit * block.period_of[period].months),
        )

    model.opening_ramp = rows(inputs.max_opened, +1)
    model.closing_ramp = rows(inputs.max_closed, -1)


def closes_by(model: pyo.ConcreteModel, inputs: Inputs) -> None:
    """B16: a site that must close runs no beds from its month on."""
    closed: dict[tuple[str, str], list[Term]] = {
        (site, period): [] for site, month in inputs.must_close.items() for period in model.period_of if period >= month
    }
    for site_id, configuration, period in inputs.running:
        if (site_id, period) in closed and inputs.beds[site_id, configuration] == 0:
            closed[site_id, period].append((1.0, model.configuration[site_id, configuration, period]))
    model.closes_by = pyo.Constraint(list(closed), rule=lambda _, *key: (1.0, linear(closed[key]), 1.0))
