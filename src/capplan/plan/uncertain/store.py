"""The folder of a plan for many futures: what is done in each future, and what it takes to check it all again later.

What is decided before it is known which future comes stands once, in ``uncertain.json``; a file for each future holds
the rest. A copy of the case stands beside it.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from capplan.case.case import Case
from capplan.case.content import case_files
from capplan.case.futures import in_quarters
from capplan.case.read import read_case
from capplan.decisions.uncertain import FirstStage, Recourse, UncertainPlan
from capplan.errors import VerificationFailed
from capplan.plan.store import CASE, model_json

FUTURES = "futures"
LEVEL = 6  # of compression: a future of the county takes some 90 kB


def second_stage_files(case: Case, made: Sequence[Recourse]) -> dict[str, bytes]:
    """Return name and content of the files by which a plan can be checked again: every future, and the case.

    Parameters
    ----------
    case
        As read from a folder or a workbook.
    made : sequence of Recourse
        Everything done in each future, the first stage included.

    Raises
    ------
    ValueError
        If the case was not read from a file.
    """
    if case.folder is None:
        raise ValueError("Only a case that was read from a folder can be written with its plan.")
    found = {_name(one.future): _packed(one) for one in made}
    return {**found, **{f"{CASE}/{name}": data for name, data in case_files(case.folder).items()}}


def read_second_stages(folder: Path, plan: UncertainPlan) -> tuple[Recourse, ...]:
    """Read what is done in every future, the first stage of the plan put back, in the order of the plan's futures.

    Raises
    ------
    VerificationFailed
        If a file is missing or was damaged or edited so that it no longer fits its schema.
    """
    return tuple(_with_first(_unpacked(folder / _name(one.future)), plan.decisions) for one in plan.futures)


def planned_case(folder: Path, plan: UncertainPlan) -> Case:
    """Return the case as it was planned: the folder's own copy, in the periods, bases and steps of the plan.

    Raises
    ------
    CaseFaults
        If the copy was damaged or edited.
    """
    case = read_case(folder / CASE)
    if plan.months_per_period != case.horizon.months_per_period:
        case = in_quarters(case)
    case = case.with_bases(sorted({row.base for row in plan.decisions.territory}))
    own = {"fte_step": plan.fte_step, "cvar_level": plan.cvar_level, "cvar_weight": plan.cvar_weight}
    return replace(case, parameters=case.parameters.model_copy(update=own))


def _name(future: str) -> str:
    return f"{FUTURES}/{future}.json.gz"


def _packed(made: Recourse) -> bytes:
    beds = made.beds.model_copy(update={"configurations": ()})
    none: dict[str, object] = {"territory": (), "recruited": (), "redeployed": (), "redundant": ()}
    second = made.model_copy(update={"beds": beds, "staff": made.staff.model_copy(update=none)})
    # Without the time of writing equal futures are equal byte for byte.
    return gzip.compress(model_json(second).encode(), LEVEL, mtime=0)


def _unpacked(path: Path) -> Recourse:
    try:
        return Recourse.model_validate_json(gzip.decompress(path.read_bytes()), strict=True)
    except (OSError, EOFError) as error:
        raise VerificationFailed(f"{path} cannot be read: {error}.") from error
    except ValidationError as error:
        raise VerificationFailed(f"{path} was damaged or edited; it no longer fits its schema.") from error


def _with_first(made: Recourse, first: FirstStage) -> Recourse:
    staff = {name: getattr(first, name) for name in ("territory", "recruited", "redeployed", "redundant")}
    return made.model_copy(
        update={
            "beds": made.beds.model_copy(update={"configurations": first.configurations}),
            "staff": made.staff.model_copy(update=staff),
        }
    )
