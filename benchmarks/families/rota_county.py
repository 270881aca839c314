"""Rotas of a county's own size: its invented people by role, each base for itself or all bases in one pool.

The people, shifts and cover are those of the case; a pool lets everybody work at every base, so that nothing falls
into parts and the whole is one problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case

REABLEMENT, ASSISTANTS = "reablement-worker", "acht-healthcare-assistant"
SIZES = {"reablement": {REABLEMENT}, "care workers": {REABLEMENT, ASSISTANTS}, "everybody": None}


def find(folder: Path) -> Iterator[tuple[str, Case]]:
    """Yield (name, case) of each size, at bases apart and in one pool."""
    whole = read_case(folder)
    for name, roles in SIZES.items():
        case = whole if roles is None else of_roles(whole, roles)
        yield f"{name}, {len(case.people)}", case
        yield f"{name}, {len(case.people)}, one pool", pooled(case)


def of_roles(case: Case, roles: set[str]) -> Case:
    """Return a case with the people, shifts and cover of some roles."""
    people = tuple(row for row in case.people if row.role in roles)
    keys = {row.person for row in people}
    shifts = tuple(row for row in case.rota_shifts if roles & set(row.roles.split()))
    names = {row.shift for row in shifts}
    return replace(
        case,
        people=people,
        rota_shifts=shifts,
        rota_cover=tuple(row for row in case.rota_cover if names & set(row.shifts.split())),
        absences=tuple(row for row in case.absences if row.person in keys),
        requests=tuple(row for row in case.requests if row.person in keys),
        fixed_patterns=tuple(row for row in case.fixed_patterns if row.person in keys),
    )


def pooled(case: Case) -> Case:
    """Return a case in which everybody may work at every base of the rota."""
    bases = " ".join(dict.fromkeys(row.base for row in case.people))
    return replace(case, rota_shifts=tuple(row.model_copy(update={"bases": bases}) for row in case.rota_shifts))
