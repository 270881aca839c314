"""An answer improved part by part: the rest is held, and it never gets worse."""

from __future__ import annotations

from pathlib import Path

import pyomo.environ as pyo
import pytest

from capplan.errors import SolverTrouble
from capplan.solve import Profile, improve

PROFILE = Profile(mip_rel_gap=0.0, time_limit_s=10.0)


def two_teams() -> pyo.ConcreteModel:
    """Two teams share a limit of 5; each needs 2 at least; the first costs 3 a head, the second 2, a gap 10."""
    model = pyo.ConcreteModel()
    model.team = pyo.Set(initialize=["a", "b"])
    model.people = pyo.Var(model.team, domain=pyo.NonNegativeIntegers)
    model.gap = pyo.Var(model.team, domain=pyo.NonNegativeReals)
    model.need = pyo.Constraint(model.team, rule=lambda m, team: m.people[team] + m.gap[team] >= 2.5)
    model.limit = pyo.Constraint(expr=model.people["a"] + model.people["b"] <= 5)
    cost = {"a": 3, "b": 2}
    model.cost = pyo.Objective(expr=sum(cost[team] * model.people[team] + 10 * model.gap[team] for team in model.team))
    for team, people in (("a", 4), ("b", 1)):
        model.people[team].set_value(people)
        model.gap[team].set_value(max(0.0, 2.5 - people))
    return model


def parts(model: pyo.ConcreteModel, *teams: str) -> list[list[object]]:
    return [[model.people[team], model.gap[team]] for team in teams]


def test_a_part_is_solved_to_its_best_while_the_rest_is_held(tmp_path: Path) -> None:
    """Team a: 4 people cost 12, 3 cost 9, 2 leave a gap of 0.5 and cost 11: 3 is best. Team b: 2 + 15 for the gap."""
    model = two_teams()
    assert improve(model, parts(model, "a"), PROFILE, log_path=tmp_path / "parts.log") == pytest.approx(9 + 17)
    assert {team: model.people[team].value for team in model.team} == {"a": 3, "b": 1}
    assert "2 variables: 3.00 better" in (tmp_path / "parts.log").read_text()


def test_what_one_part_gives_up_the_next_may_use() -> None:
    """After a has 3, b may have 2: 4 + 5 for the gap of 0.5. In the other order b finds no room and stays at 17."""
    model = two_teams()
    assert improve(model, parts(model, "a", "b"), PROFILE) == pytest.approx(9 + 9)
    model = two_teams()
    assert improve(model, parts(model, "b", "a"), PROFILE) == pytest.approx(9 + 17)


def test_a_fixed_variable_keeps_its_value() -> None:
    """With a fixed at 4, 12 is all that a can cost, and b has no room: 17."""
    model = two_teams()
    model.people["a"].fix(4)
    assert improve(model, parts(model, "a", "b"), PROFILE) == pytest.approx(12 + 17)


def test_a_maximised_objective_is_returned_in_its_own_sense() -> None:
    model = two_teams()
    cost = model.cost.expr
    model.del_component(model.cost)
    model.worth = pyo.Objective(expr=100 - cost, sense=pyo.maximize)
    assert improve(model, parts(model, "a", "b"), PROFILE) == pytest.approx(100 - 18)


def test_values_that_break_a_row_are_no_answer_to_improve() -> None:
    model = two_teams()
    model.gap["b"].set_value(0.0)
    with pytest.raises(SolverTrouble, match=r"need\[b\]"):
        improve(model, parts(model, "a"), PROFILE)
