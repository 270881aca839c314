"""Answers do not hang on the unit of money or the order of rows; the checker is no stricter than the solver can be."""

from __future__ import annotations

import ast
import csv
import io
import json
import random
import shutil
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import highspy
import pytest

from capplan.case.columns import columns_of
from capplan.case.header import Parameters, ProgrammeAim
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.check.base_facts import BaseFacts
from capplan.check.violation import BUDGET_TOLERANCE_GBP, FTE_TOLERANCE, OBJECTIVE_TOLERANCE_SHARE, PEOPLE_TOLERANCE
from capplan.formulations import bases, system
from capplan.formulations.bases.extract import nearest_open
from capplan.formulations.workforce.places import nearest_territory
from capplan.plan.visits.county_day import territories
from capplan.solve import Profile, Status, run
from golden_lp import FORMULATIONS, NAMES, Formulation, read_lp

CHECKER = FORMULATIONS.parent / "src" / "capplan" / "check"
EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
THOUSAND = 1_000.0
# Ratio of the largest to the smallest coefficient of a tiny model, and how large or small one may be at all.
WIDEST = 1e9
SMALLEST, LARGEST = 1e-5, 1e8
Records = list[list[str]]


def optimum(formulation: Formulation, folder: Path) -> float:
    result = run(formulation.build(read_case(folder)), EXACT)
    assert result.status is Status.OPTIMAL
    return result.require_solution()


def rewritten(formulation: Formulation, folder: Path, change: Callable[[str, Records], Records]) -> Path:
    """Copy the tiny case, with every table changed."""
    shutil.copytree(formulation.folder / "tiny", folder)
    for path in sorted(folder.glob("*.csv")):
        records = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(change(path.stem, records))
        path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return folder


def in_thousands(name: str, records: Records) -> Records:
    """Money in thousand pounds, wherever a column, a parameter or the unit beside a value is money."""
    headings, *rows = records
    columns = columns_of(TABLES[name].row)
    money = [place for place, one in enumerate(headings) if columns[one].unit.startswith("GBP")]
    if "value" not in headings:
        return [headings, *(_divided(row, money) for row in rows)]
    value = headings.index("value")
    if name == "parameters":
        units = [columns_of(Parameters)[row[0]].unit for row in rows]
    else:
        units = [row[headings.index("unit")] if "unit" in headings else "" for row in rows]
    return [
        headings,
        *(
            _divided(row, [*money, value] if unit.startswith("GBP") else money)
            for row, unit in zip(rows, units, strict=True)
        ),
    ]


def _divided(row: list[str], places: list[int]) -> list[str]:
    return [repr(float(one) / THOUSAND) if place in places and one else one for place, one in enumerate(row)]


def aim_in_thousands(path: Path) -> None:
    """Write the [programme] section of a case.toml in thousand pounds: limits, and the weight added to the money."""
    text = path.read_text(encoding="utf-8")
    aim = tomllib.loads(text).get("programme")
    if aim is None:
        return
    columns = columns_of(ProgrammeAim)
    scaled = {name: value / THOUSAND for name, value in aim.items() if columns[name].unit == "GBP"}
    if aim["objective"] != "coverage":
        scaled["delay_weight"] = aim.get("delay_weight", columns["delay_weight"].default) / THOUSAND
    head = text[: text.index("[programme]")]
    lines = [f"{name} = {json.dumps(value)}" for name, value in (aim | scaled).items()]
    path.write_text(head + "\n".join(["[programme]", *lines, ""]), encoding="utf-8", newline="\n")


def shuffled(order: int, name: str, records: Records) -> Records:
    headings, *rows = records
    random.Random(f"{order} {name}").shuffle(rows)
    return [headings, *rows]


@pytest.mark.parametrize("name", NAMES)
def test_the_optimum_is_the_same_whatever_the_order_of_rows(name: str, tmp_path: Path) -> None:
    formulation = Formulation(name)
    expected = formulation.expected["optimum"]["objective"]
    for order in range(3):
        folder = rewritten(formulation, tmp_path / str(order), partial(shuffled, order))
        assert optimum(formulation, folder) == pytest.approx(expected, rel=1e-7, abs=1e-4)


def moved(name: str, records: Records) -> Records:
    """Put every base and every area in one place, also where travel is given, and turn the order of rows."""
    headings, *rows = records
    if (same := {"areas": "lon", "bases": "lon", "travel_times": "travel_min"}.get(name)) is not None:
        place = headings.index(same)
        rows = [[*row[:place], "-1" if same == "lon" else "1", *row[place + 1 :]] for row in rows]
    return [headings, *reversed(rows)]


def test_of_bases_or_areas_as_near_the_first_by_id_is_taken(tmp_path: Path) -> None:
    case = read_case(rewritten(Formulation("system"), tmp_path / "system", moved))
    assert [base.base for base in case.bases] == ["base-f", "base-d", "base-b", "base-a"]
    assert set(nearest_territory(case).values()) == {"base-a"}
    assert set(territories(case).values()) == {"base-a"}
    case = read_case(rewritten(Formulation("bases"), tmp_path / "bases", moved))
    inputs, facts = bases.inputs_of(case, "plan"), BaseFacts(case)
    for base, root in inputs.root.items():
        near = [area.area for area in case.areas if case.area_travel_min[area.area, base] == 1.0]
        assert len(near) > 1
        assert root == facts.nearest_area(base) == min(near)
    reached = {area: [base for one, base in inputs.pairs if one == area] for area in inputs.areas}
    assert max(map(len, reached.values())) > 1
    assert nearest_open(inputs, inputs.bases) == {area: min(near) for area, near in reached.items() if near}


@pytest.mark.parametrize("turned", [False, True])
def test_a_base_without_home_places_is_paid_as_the_first_by_id_with_some(turned: bool, tmp_path: Path) -> None:
    """Bases a, b and d with the NHS, f with the council, whichever stands first in the file."""
    change = moved if turned else lambda _, records: records
    case = read_case(rewritten(Formulation("system"), tmp_path / "case", change))
    assert system.inputs_of(case, "plan").base_gbp == {"home": 3 * 3_650.0, "council-home": 3_650.0}


@pytest.mark.parametrize("name", NAMES)
def test_the_optimum_in_thousand_pounds_is_a_thousandth(name: str, tmp_path: Path) -> None:
    formulation = Formulation(name)
    expected = formulation.expected["optimum"]["objective"]
    folder = rewritten(formulation, tmp_path / "case", in_thousands)
    aim_in_thousands(folder / "case.toml")
    assert optimum(formulation, folder) == pytest.approx(expected / THOUSAND, rel=1e-6, abs=1e-4)


def test_the_checker_is_no_stricter_than_the_solver() -> None:
    """What the solver may leave, ten times over, is nothing to the checker; neither is much to a reader."""
    options = highspy.Highs()
    room = {}
    for name in ("primal_feasibility_tolerance", "mip_feasibility_tolerance"):
        status, room[name] = options.getOptionValue(name)
        assert status == highspy.HighsStatus.kOk
    assert 10 * room["primal_feasibility_tolerance"] <= min(PEOPLE_TOLERANCE, FTE_TOLERANCE) * (1 + 1e-9)
    assert room["mip_feasibility_tolerance"] <= min(PEOPLE_TOLERANCE, OBJECTIVE_TOLERANCE_SHARE)
    assert BUDGET_TOLERANCE_GBP < 1.0


@pytest.mark.parametrize("name", NAMES)
def test_coefficients_are_of_a_size_that_a_solver_can_trust(name: str) -> None:
    _, rows = read_lp(FORMULATIONS / name / "tiny.lp")
    sizes = [abs(value) for _, _, line in rows.values() for value in line.values() if value]
    assert min(sizes) >= SMALLEST
    assert max(sizes) <= LARGEST
    assert max(sizes) / min(sizes) <= WIDEST


def test_tolerances_of_the_checker_stand_in_one_place() -> None:
    """A number as small as a tolerance has a name, a unit and a reason in `violation.py`, nowhere else."""
    paths = [path for path in sorted(CHECKER.glob("*.py")) if path.name != "violation.py"]
    assert paths
    small = {
        f"{path.name} {node.lineno}": node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0.0 < abs(node.value) <= 1e-3
    }
    assert small == {}
