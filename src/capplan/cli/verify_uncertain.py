"""Judge the folder of a plan for many futures from its own copy of the case and its decisions alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from capplan.check.uncertain import check_uncertain
from capplan.decisions.uncertain import UncertainPlan
from capplan.plan.store import CASE, read_model
from capplan.plan.uncertain.store import planned_case, read_second_stages
from capplan.report.uncertain.files import PLAN, uncertain_tables


def read_uncertain(folder: Path) -> UncertainPlan:
    """Read the plan of a folder.

    Raises
    ------
    VerificationFailed
        If it was damaged or edited so that it no longer fits its schema.
    """
    return read_model(folder / PLAN, UncertainPlan)


def uncertain_faults(folder: Path, plan: UncertainPlan) -> Iterator[str]:
    """Name every rule, figure and table of a plan for many futures that does not hold.

    Of the futures on which plans are only tried the folder keeps outcomes without decisions: there only means,
    intervals and chances are checked.

    Raises
    ------
    CaseFaults
        If the copy of the case was damaged or edited.
    VerificationFailed
        If the decisions of a future cannot be read.
    """
    case = planned_case(folder, plan)
    if plan.case_digest != case.digest:
        yield f"{PLAN}: it was made from another case than the copy in {CASE}/"
    violations = check_uncertain(case, plan, read_second_stages(folder, plan))
    yield from map(str, violations)
    if violations:
        return
    for name, text in uncertain_tables(case, plan).items():
        path = folder / name
        if not path.is_file():
            yield f"{name}: missing from the folder"
        elif path.read_bytes() != text.encode():
            yield f"{name}: differs from what {PLAN} says"
