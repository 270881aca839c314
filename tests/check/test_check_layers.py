"""The checker shares nothing with what it checks: read from its imports."""

from __future__ import annotations

import ast
from pathlib import Path

import capplan.check

ALLOWED = {
    "capplan.case.document_tables",
    "capplan.case.futures",
    "capplan.decisions.documents",
    "capplan.decisions.uncertain",
    "capplan.case.calendar",
    "capplan.case.case",
    "capplan.case.columns",
    "capplan.case.freedom",
    "capplan.case.option_tables",
    "capplan.case.overlay",
    "capplan.case.fields",
    "capplan.case.header",
    "capplan.case.hub_tables",
    "capplan.case.staff_tables",
    "capplan.case.programme_tables",
    "capplan.case.rota_tables",
    "capplan.case.tables",
    "capplan.case.visit_tables",
    "capplan.decisions",
    "capplan.decisions.bases",
    "capplan.decisions.board",
    "capplan.decisions.tornado",
    "capplan.decisions.hub",
    "capplan.decisions.programme",
    "capplan.decisions.rota",
    "capplan.decisions.simulation",
    "capplan.decisions.visit_week",
    "capplan.decisions.visits",
    "capplan.units",
}
OUTSIDE = {
    "__future__",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "fractions",
    "functools",
    "holidays",
    "itertools",
    "math",
    "networkx",
    "re",
    "statistics",
    "typing",
    "zoneinfo",
}


def test_the_checker_imports_the_case_the_decisions_and_the_units_only() -> None:
    modules = sorted(Path(capplan.check.__file__).parent.glob("*.py"))
    assert len(modules) > 10
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                own = name.startswith("capplan.check")
                outside = name.split(".")[0] in OUTSIDE | {"pydantic"}
                assert own or outside or name in ALLOWED, f"{module.name} imports {name}"
