"""An infeasible model is explained: which rows, by how much, at what price."""

import pyomo.environ as pyo
import pytest

from capplan.errors import Infeasible
from capplan.solve import Clash, Profile, explain

EXACT = Profile(mip_rel_gap=0.0)


def wards() -> pyo.ConcreteModel:
    """Two places need 7 and 6 beds, 10 can be paid for: 3 too few."""
    model = pyo.ConcreteModel()
    model.beds = pyo.Var(["north", "south"], domain=pyo.NonNegativeIntegers, bounds=(0, 10))
    model.cost = pyo.Objective(expr=model.beds["north"] + model.beds["south"])
    need = {"north": 7, "south": 6}
    model.need = pyo.Constraint(["north", "south"], rule=lambda m, p: m.beds[p] >= need[p])
    model.budget = pyo.Constraint(expr=model.beds["north"] + model.beds["south"] <= 10)
    return model


def test_the_cheapest_row_gives_way_by_the_right_amount() -> None:
    # A missing bed in the north costs 1, in the south 9, a bed over budget 2: 3 beds short in the north.
    prices = {"north": 1.0, "south": 9.0}
    found = explain(wards(), {"need": lambda place: prices[place], "budget": 2.0}, EXACT)
    assert found == [Clash("need", "north", 3.0, "short", 3.0)]
    assert str(found[0]) == "need[north] short by 3"


def test_an_upper_limit_is_exceeded() -> None:
    found = explain(wards(), {"budget": 2.0}, EXACT)
    assert found == [Clash("budget", None, 3.0, "over", 6.0)]
    assert str(found[0]) == "budget exceeded by 3"


def test_clashes_are_listed_dearest_first() -> None:
    # Beds are capped at 5 each, with no price on caps: 2 short in the north, 1 in the south; 10 are paid for.
    model = wards()
    model.beds["north"].setub(5)
    model.beds["south"].setub(5)
    found = explain(model, {"need": 4.0, "budget": 1.0}, EXACT)
    assert found == [Clash("need", "north", 2.0, "short", 8.0), Clash("need", "south", 1.0, "short", 4.0)]


def test_a_feasible_model_has_no_clash() -> None:
    model = wards()
    model.budget.deactivate()
    assert explain(model, {"need": 1.0}, EXACT) == []


def test_rows_that_may_not_give_way_are_named() -> None:
    model = wards()
    model.extra = pyo.Constraint(expr=model.beds["north"] >= 1)
    with pytest.raises(Infeasible) as error:
        explain(model, {"extra": 1.0}, EXACT)
    assert "need[north], need[south], budget" in error.value.cause[0]
    assert error.value.exit_code == 3


def test_whole_numbers_may_be_the_only_cause() -> None:
    model = pyo.ConcreteModel()
    model.n = pyo.Var(domain=pyo.Integers, bounds=(0, 1))
    model.odd = pyo.Constraint(expr=2 * model.n == 1)
    model.cost = pyo.Objective(expr=model.n)
    with pytest.raises(Infeasible, match="whole numbers"):
        explain(model, {}, EXACT)
    assert explain(model, {"odd": 1.0}, EXACT)[0].amount == pytest.approx(1.0)


def test_both_sides_of_a_range_are_elastic() -> None:
    # x is at most 2, the row wants 5 to 8: short by 3. Then x at least 10: over by 2.
    for bounds, expected in (((0, 2), Clash("band", None, 3.0, "short", 3.0)),):
        model = pyo.ConcreteModel()
        model.x = pyo.Var(bounds=bounds)
        model.band = pyo.Constraint(expr=pyo.inequality(5, model.x, 8))
        assert explain(model, {"band": 1.0}, EXACT) == [expected]
    model.x.setlb(10)
    model.x.setub(20)
    assert explain(model, {"band": 1.0}, EXACT) == [Clash("band", None, 2.0, "over", 2.0)]


def test_constant_row_takes_part() -> None:
    # f is fixed at 3 where 7 are needed.
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.f = pyo.Var(initialize=3.0)
    model.f.fix()
    model.need = pyo.Constraint(expr=model.f >= 7)
    model.cost = pyo.Objective(expr=model.x)
    assert explain(model, {"need": 2.0}, EXACT) == [Clash("need", None, 4.0, "short", 8.0)]
    with pytest.raises(Infeasible, match="nothing can change its value of 3"):
        explain(model, {}, EXACT)


def test_firm_requirements_that_do_not_clash_are_not_named() -> None:
    model = wards()
    model.harmless = pyo.Constraint(expr=model.beds["north"] <= 9)
    with pytest.raises(Infeasible) as error:
        explain(model, {}, EXACT)
    assert "need[north], need[south], budget" in error.value.cause[0]
    assert "harmless" not in error.value.cause[0]


def test_unknown_component_and_free_penalty_are_errors() -> None:
    with pytest.raises(ValueError, match="no constraint `needs`"):
        explain(wards(), {"needs": 1.0})
    with pytest.raises(ValueError, match="must be a positive figure"):
        explain(wards(), {"need": 0.0})
