"""Faults between tables of a case that was made in code, by the checks that the reader applies."""

from __future__ import annotations

from capplan.case.case import Case
from capplan.case.crosscheck import case_faults, table_faults
from capplan.case.draft import Draft
from capplan.case.header import CaseToml
from capplan.case.tables import TABLES


def faults(case: Case) -> list[str]:
    """Return every fault in words."""
    rows = {name: () if name == "parameters" else getattr(case, name) for name in TABLES}
    draft = Draft(
        toml=CaseToml(case=case.identity, horizon=case.horizon, travel=case.travel),
        parameters=case.parameters,
        rows={name: list(enumerate(table, start=2)) for name, table in rows.items()},
    )
    return [str(fault) for fault in (*table_faults(draft, ()), *case_faults(draft, case))]
