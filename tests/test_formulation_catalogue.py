"""Every folder of ``formulations/`` against its module: symbols, numbers, golden LP, optimum, relaxation."""

from __future__ import annotations

import ast
import dataclasses
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest

from capplan.case.header import Horizon, Parameters
from capplan.case.tables import TABLES
from capplan.solve import Profile, Status, run
from capplan.solve.relaxation import lp_relaxation
from golden_lp import FORMULATIONS, NAMES, Formulation, read_lp, write_lp

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
KINDS = ("set", "parameter", "variable", "constraint", "objective", "cut")
# A figure that is given and the component that is held to it may share a name.
INPUTS = {"set", "parameter"}
COMPONENTS = {"variable": pyo.Var, "constraint": pyo.Constraint, "objective": pyo.Objective}
# Room for the solver's tolerances when other optima are looked for: a tenth of a penny in millions of pounds.
TIE_GBP = 1e-3
# People, FTE or hours: what that much money buys at the lowest prices of the tiny cases.
SAME_AMOUNT = 1e-3

Numbers = dict[str, list[str]]

every_formulation = pytest.mark.parametrize("formulation", [Formulation(name) for name in NAMES], ids=NAMES)


@cache
def tiny_model(formulation: Formulation) -> pyo.ConcreteModel:
    """The tiny model, for tests that only read it."""
    return formulation.build()


@cache
def solved(formulation: Formulation) -> tuple[pyo.ConcreteModel, Any]:
    model = formulation.build()
    return model, run(model, EXACT)


def own_components(formulation: Formulation, kind: str) -> dict[str, Any]:
    """The components of a kind by name, without those of blocks: they stand in the folders of the blocks."""
    found = tiny_model(formulation).component_objects(COMPONENTS[kind], descend_into=False)
    return {one.name: one for one in found}


def rows_of_kind(formulation: Formulation, *kinds: str) -> list[dict[str, str]]:
    return [row for row in formulation.symbols if row["kind"] in kinds]


def index_key(text: str) -> int | str | tuple[int | str, ...]:
    """The index that a text names; days of a rota and half hours of a week are whole numbers."""
    parts = tuple(int(part) if part.isdigit() else part for part in text.split(","))
    return parts if len(parts) > 1 else parts[0]


def test_every_formulation_is_in_the_index_with_its_size_and_optimum() -> None:
    index = (FORMULATIONS / "README.md").read_text(encoding="utf-8")
    assert NAMES
    for name in NAMES:
        expected = Formulation(name).expected
        line = next(line for line in index.splitlines() if f"]({name}/formulation.md)" in line)
        variables, constraints = (sum(expected[part].values()) for part in ("variables", "constraints"))
        assert f"| {variables:,}, {constraints:,} | {expected['optimum']['objective']:,.0f} GBP |" in line


@every_formulation
def test_page_and_module_link_to_each_other(formulation: Formulation) -> None:
    page = formulation.folder / "formulation.md"
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    module = Path(formulation.module.__file__).resolve()
    assert module in [(page.parent / link).resolve() for link in links]
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert f"formulations/{formulation.name}/formulation.md" in formulation.module.__doc__


@every_formulation
def test_symbols_are_unique_and_of_known_kinds(formulation: Formulation) -> None:
    for kinds in (INPUTS, set(KINDS) - INPUTS):
        names = [row["code_name"] for row in rows_of_kind(formulation, *kinds)]
        assert sorted(set(names)) == sorted(names)
    assert {row["kind"] for row in formulation.symbols} <= set(KINDS)
    assert [row["code_name"] for row in formulation.symbols if not row["meaning"]] == []


@every_formulation
@pytest.mark.parametrize("kind", COMPONENTS)
def test_symbols_are_the_components_of_the_model(formulation: Formulation, kind: str) -> None:
    built = own_components(formulation, kind).keys()
    assert {row["code_name"] for row in rows_of_kind(formulation, kind)} == built


@every_formulation
def test_components_have_the_stated_index(formulation: Formulation) -> None:
    model = tiny_model(formulation)
    for row in rows_of_kind(formulation, *COMPONENTS):
        component = model.component(row["code_name"])
        stated = len(row["index"].split(",")) if row["index"] else 0
        if len(component):
            assert component.dim() == stated, row["code_name"]


@every_formulation
def test_variables_have_the_stated_domain(formulation: Formulation) -> None:
    model = tiny_model(formulation)
    continuous = {(0.0, 1.0): "[0,1]", (0.0, None): ">= 0"}
    whole = {(0.0, 1.0): "{0,1}", (0.0, None): "whole, >= 0"}
    for row in rows_of_kind(formulation, "variable"):
        for variable in model.component(row["code_name"]).values():
            domain = (continuous if variable.is_continuous() else whole)[variable.bounds]
            assert domain == row["domain"], variable.name


@every_formulation
def test_constraints_have_the_stated_sense(formulation: Formulation) -> None:
    model = tiny_model(formulation)
    for row in rows_of_kind(formulation, "constraint"):
        for one in model.component(row["code_name"]).values():
            sense = "=" if one.equality else "<=" if one.lower is None else ">="
            assert sense == row["domain"], one.name


@every_formulation
def test_sets_and_parameters_are_the_fields_of_the_inputs(formulation: Formulation) -> None:
    fields = {field.name for field in dataclasses.fields(formulation.module.Inputs)}
    assert {row["code_name"] for row in rows_of_kind(formulation, "set", "parameter")} == fields


@every_formulation
def test_sources_are_columns_of_the_case(formulation: Formulation) -> None:
    known = {f"{name}.{column}" for name, table in TABLES.items() for column in table.row.model_fields}
    known |= {f"parameters.{name}" for name in Parameters.model_fields}
    known |= {f"horizon.{name}" for name in Horizon.model_fields}
    for row in rows_of_kind(formulation, "set", "parameter"):
        assert row["source"], row["code_name"]
        assert [source for source in row["source"].split() if source not in known] == [], row["code_name"]


def numbers_of_page(formulation: Formulation) -> Numbers:
    """Number -> names, from the bold openings of the constraints in formulation.md."""
    page = (formulation.folder / "formulation.md").read_text(encoding="utf-8")
    found = re.findall(r"\*\*([A-Z]\d+) ((?:`\w+`(?:, )?)+)\*\*", page)
    assert len({number for number, _ in found}) == len(found)
    return {number: re.findall(r"\w+", names) for number, names in found}


def numbers_of_symbols(formulation: Formulation) -> Numbers:
    numbers: Numbers = {}
    for row in rows_of_kind(formulation, "constraint", "cut"):
        numbers.setdefault(row["source"], []).append(row["code_name"])
    return numbers


def numbers_of_code(formulation: Formulation) -> list[str]:
    """The numbers that open the functions' docstrings, over all modules of the formulation."""
    numbers: list[str] = []
    for path in sorted(Path(formulation.module.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                opening = re.match(r"((?:[A-Z]\d+(?:, )?)+)(?: \([^)]*\))?:", ast.get_docstring(node) or "")
                numbers += re.findall(r"[A-Z]\d+", opening[1]) if opening else []
    return numbers


@every_formulation
def test_page_symbols_and_code_number_the_same_constraints(formulation: Formulation) -> None:
    page = numbers_of_page(formulation)
    assert numbers_of_symbols(formulation) == page
    assert sorted(numbers_of_code(formulation)) == sorted(page)
    assert sorted(int(number[1:]) for number in page) == list(range(1, len(page) + 1))


@every_formulation
def test_tiny_model_equals_the_golden_lp(formulation: Formulation, tmp_path: Path) -> None:
    write_lp(tiny_model(formulation), tmp_path / "tiny.lp")
    columns, rows = read_lp(tmp_path / "tiny.lp")
    golden_columns, golden_rows = read_lp(formulation.folder / "tiny.lp")
    assert columns.keys() == golden_columns.keys()
    assert rows.keys() == golden_rows.keys()
    for name, column in golden_columns.items():
        assert columns[name] == pytest.approx(column, rel=1e-9), name
    for name, (low, high, line) in golden_rows.items():
        assert rows[name][:2] == pytest.approx((low, high), rel=1e-9, abs=1e-9), name
        assert rows[name][2] == pytest.approx(line, rel=1e-9), name


@every_formulation
@pytest.mark.parametrize(("kind", "section"), [("variable", "variables"), ("constraint", "constraints")])
def test_tiny_model_has_the_expected_size(formulation: Formulation, kind: str, section: str) -> None:
    built = {name: len(one) for name, one in own_components(formulation, kind).items()}
    for block in tiny_model(formulation).component_objects(pyo.Block, descend_into=False):
        built[block.name] = sum(len(one) for one in block.component_objects(COMPONENTS[kind]))
    assert built == formulation.expected[section]


@every_formulation
def test_tiny_optimum_is_the_one_derived_by_hand(formulation: Formulation) -> None:
    expected = formulation.expected["optimum"]
    _, result = solved(formulation)
    assert result.status is Status.OPTIMAL
    assert result.objective == pytest.approx(expected["objective"], rel=1e-9, abs=1e-6)
    assert result.bound == pytest.approx(expected["bound"], rel=1e-9, abs=1e-6)


@every_formulation
def test_tiny_relaxation_has_the_expected_value(formulation: Formulation) -> None:
    relaxed = lp_relaxation(tiny_model(formulation), EXACT)
    assert relaxed.status is Status.OPTIMAL
    assert relaxed.objective == pytest.approx(formulation.expected["optimum"]["lp_relaxation"], rel=1e-9)


def unique_values(formulation: Formulation) -> dict[str, dict[Any, float]]:
    """Component (or block.component) -> index -> value of what expected.toml calls unique; a list is of ones."""
    values: dict[str, dict[Any, float]] = {}
    for group in formulation.expected["unique"]:
        assert group["reason"]
        for component, stated in group.items():
            if component != "reason":
                pairs = stated.items() if isinstance(stated, dict) else [(one, 1) for one in stated]
                values.setdefault(component, {}).update({index_key(index): float(value) for index, value in pairs})
    return values


@every_formulation
def test_tiny_decisions_are_the_expected_ones(formulation: Formulation) -> None:
    model, _ = solved(formulation)
    for component, values in unique_values(formulation).items():
        found = {
            index: one.value for index, one in model.find_component(component).items() if abs(one.value) > SAME_AMOUNT
        }
        assert found == pytest.approx(values, abs=SAME_AMOUNT), component


@every_formulation
def test_tiny_decisions_are_unique(formulation: Formulation) -> None:
    """Among all answers as good as the optimum, no decision can be smaller or larger than stated.

    All that should be 0 and all that should be 1 are pushed away from it together: a sum of variables that cannot
    rise from 0 holds each at 0. Each other decision is pushed down and up by itself.
    """
    model = formulation.build()
    values = unique_values(formulation)
    best = formulation.expected["optimum"]["objective"]
    model.as_good = pyo.Constraint(expr=model.objective.expr <= best + TIE_GBP)
    model.objective.deactivate()
    model.push = pyo.Objective(expr=0.0)

    def least(expression: Any) -> float:
        model.push.set_value(expression)
        result = run(model, EXACT)
        assert result.status is Status.OPTIMAL
        return result.require_solution()

    zeros = [
        one
        for component, known in values.items()
        for index, one in model.find_component(component).items()
        if index not in known
    ]
    ones = [
        model.find_component(name)[index] for name, known in values.items() for index in known if known[index] == 1.0
    ]
    binary = [one for one in ones if one.is_binary()]
    assert least(-sum(zeros)) == pytest.approx(0.0, abs=SAME_AMOUNT)
    assert least(sum(binary)) == pytest.approx(len(binary), abs=SAME_AMOUNT)
    for component, known in values.items():
        for index, value in known.items():
            one = model.find_component(component)[index]
            if not one.is_binary():
                assert least(one) == pytest.approx(value, abs=SAME_AMOUNT), one.name
                assert -least(-1.0 * one) == pytest.approx(value, abs=SAME_AMOUNT), one.name


@every_formulation
def test_tiny_page_states_the_expected_values(formulation: Formulation) -> None:
    """The page names the optimum and every block, so that it cannot fall behind the figures."""
    page = (formulation.folder / "tiny.md").read_text(encoding="utf-8")
    optimum = formulation.expected["optimum"]
    assert f"{optimum['objective']:,.0f}" in page
    assert f"{optimum['lp_relaxation']:,.2f}" in page
    assert not math.isinf(optimum["bound"])
