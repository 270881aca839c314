"""The folders of ``formulations/``: their tiny cases as models, and their golden LP files.

``python tests/golden_lp.py NAME`` writes ``formulations/NAME/tiny.lp`` anew from the tiny case. Do so only after
the change has been derived in ``tiny.md``; the catalogue test then compares the built model with the file.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import highspy

from capplan.case.case import Case
from capplan.case.read import read_case

FORMULATIONS = Path(__file__).parents[1] / "formulations"
NAMES = tuple(sorted(path.parent.name for path in FORMULATIONS.glob("*/formulation.md")))

Rows = dict[str, tuple[float, float, dict[str, float]]]
Columns = dict[str, tuple[float, float, float, bool]]


@dataclass(frozen=True)
class Formulation:
    """One folder: its module, and what its files say."""

    name: str

    @property
    def folder(self) -> Path:
        return FORMULATIONS / self.name

    @property
    def module(self) -> Any:
        return import_module(f"capplan.formulations.{self.name}")

    @property
    def expected(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "expected.toml").read_text(encoding="utf-8"))

    @property
    def symbols(self) -> list[dict[str, str]]:
        return list(csv.DictReader((self.folder / "symbols.csv").read_text(encoding="utf-8").splitlines()))

    def case(self) -> Case:
        return read_case(self.folder / "tiny")

    def build(self, case: Case | None = None, option: str | None = None) -> Any:
        """Build the model of a case (the tiny one) for an option (the expected one)."""
        inputs = self.module.inputs_of(case or self.case(), option or self.expected["option"])
        return self.module.build(inputs)


def write_lp(model: Any, path: Path) -> None:
    """Write a model with readable names."""
    model.write(str(path), io_options={"symbolic_solver_labels": True})


def read_lp(path: Path) -> tuple[Columns, Rows]:
    """Return columns (cost, lower, upper, whole number) and rows (lower, upper, coefficients) by name."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if highs.readModel(str(path)) != highspy.HighsStatus.kOk:
        raise ValueError(f"{path.name} is not an LP file that HiGHS can read.")
    lp = highs.getLp()
    names, kinds = list(lp.col_names_), list(lp.integrality_) or [highspy.HighsVarType.kContinuous] * lp.num_col_
    columns = {
        name: (cost, low, high, kind == highspy.HighsVarType.kInteger)
        for name, cost, low, high, kind in zip(names, lp.col_cost_, lp.col_lower_, lp.col_upper_, kinds, strict=True)
    }
    lines: list[dict[str, float]] = [{} for _ in range(lp.num_row_)]
    matrix = lp.a_matrix_
    start, index, value = list(matrix.start_), list(matrix.index_), list(matrix.value_)
    for column, name in enumerate(names):
        for place in range(start[column], start[column + 1]):
            lines[index[place]][name] = value[place]
    rows = {
        name: (low, high, line)
        for name, low, high, line in zip(lp.row_names_, lp.row_lower_, lp.row_upper_, lines, strict=True)
    }
    return columns, rows


if __name__ == "__main__":
    for name in sys.argv[1:]:
        formulation = Formulation(name)
        write_lp(formulation.build(), formulation.folder / "tiny.lp")
