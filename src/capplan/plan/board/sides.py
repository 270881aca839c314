"""A run folder read as one side of a comparison."""

from __future__ import annotations

from pathlib import Path

from capplan.case.read import read_case
from capplan.errors import CaseFaults, VerificationFailed
from capplan.plan.board.compare import Side
from capplan.plan.store import read_run


def side_of(run: Path, name: str = "") -> Side:
    """Read a run with its case, set to its scenario and bases.

    Parameters
    ----------
    run : Path
        The run folder.
    name : str
        What to call it; its path if empty.

    Raises
    ------
    VerificationFailed
        If the copy of the case was damaged, or is another one than the plan was made from.
    """
    found = read_run(run)
    try:
        case = read_case(found.case_folder)
    except CaseFaults as error:
        raise VerificationFailed(f"{found.case_folder}, the copy of the case, was damaged: {error}") from error
    if case.digest != found.plan.case_digest or found.plan.scenario not in case.scenario_ids:
        raise VerificationFailed(f"{run}: its plan was made from another case than the copy in it.")
    case = case.in_scenario(found.plan.scenario)
    if found.plan.bases is not None:
        case = case.with_bases(found.plan.bases.decisions.open)
    return Side(name or str(run), case, found.plan)
