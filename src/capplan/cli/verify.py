"""`capplan verify RUN`: judge the folder of a run, a day or a week from its case and its plan alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check import check_plan
from capplan.check.board import check_options
from capplan.cli.board import OPTIONS_JSON
from capplan.cli.verify_day import day_faults, read_planned, week_faults
from capplan.cli.verify_uncertain import read_uncertain, uncertain_faults
from capplan.decisions import OptionId, Plan
from capplan.decisions.board import OptionTable
from capplan.errors import CaseFaults, VerificationFailed
from capplan.plan.findings.impossible import DO_MINIMUM_NOT_POSSIBLE
from capplan.plan.store import CASE, RunFolder, read_model, read_run
from capplan.plan.visits.store import DAY
from capplan.plan.visits.week_store import WEEK
from capplan.report.milestones import MILESTONES, milestone_calendar
from capplan.report.tables import csv_files
from capplan.report.uncertain.files import PLAN as UNCERTAIN
from capplan.report.workbook import PLAN_WORKBOOK, workbook_faults

MAX_SHOWN = 50


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
def verify(run: Path) -> None:
    """Recompute every rule, cost and figure of RUN from its own copy of the case.

    RUN may be a plan for many futures, or a day or a week of visits. Of other scenarios a run keeps totals without
    decisions: there only sums and proofs are checked. Exit code 5 and one line per fault if anything does not hold.
    """
    gaps: list[float] = []
    if (run / WEEK).is_file():
        faults = list(week_faults(run, _copy(run / CASE)))
    elif (run / DAY).is_file():
        planned = read_planned(run)
        faults = list(day_faults(run, _copy(run / CASE), planned))
        gaps = [planned.proof.gap]
    elif (run / UNCERTAIN).is_file():
        many = read_uncertain(run)
        _copy(run / CASE)
        faults, gaps = list(uncertain_faults(run, many)), [many.proof.gap]
    else:
        found = read_run(run)
        faults = list(_faults(run, found, _copy(found.case_folder)))
        gaps = [row.proof.gap for row in found.plan.options[-1:]]
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        shown = [*faults[:MAX_SHOWN], *([f"and {len(faults) - MAX_SHOWN} more"] if len(faults) > MAX_SHOWN else [])]
        raise VerificationFailed("\n".join([f"{run} fails verification, {count}:", *shown]))
    proven = [f"plan within {gap:.3%} of the best possible" for gap in gaps]
    click.echo(f"{run}: verified. {'; '.join(['Every rule, cost and figure holds', *proven])}.")


def _copy(folder: Path) -> Case:
    """Read the copy of the case that a folder keeps."""
    try:
        return read_case(folder)
    except CaseFaults as error:
        raise VerificationFailed(f"{folder}, the copy of the case, was damaged or edited: {error}") from error


def _faults(run: Path, found: RunFolder, case: Case) -> Iterator[str]:
    plan = found.plan
    for holder, digest in (("plan.json", plan.case_digest), ("provenance.json", found.provenance.case_digest)):
        if digest != case.digest:
            yield f"{holder}: it was made from another case than the copy in {found.case_folder.name}/"
    if plan.scenario not in case.scenario_ids:
        yield f"plan.json: the case has no scenario {plan.scenario}"
        return
    if case.plans_beds and (missing := _missing_options(plan)):
        yield f"plan.json: the options {', '.join(sorted(missing))} are missing"
        return
    set_case = case.in_scenario(plan.scenario)
    violations = check_plan(set_case, plan)
    yield from map(str, violations)
    yield from _options(run, set_case)
    # Tables of a plan that does not hold say nothing, and may not even be written from it.
    if not violations:
        yield from _tables(run, set_case, plan)
        calendar = run / MILESTONES
        if calendar.is_file() and calendar.read_bytes() != milestone_calendar(set_case, plan, found.provenance):
            yield f"{MILESTONES}: differs from what plan.json says"


def _options(run: Path, case: Case) -> Iterator[str]:
    """Name every fault of the options beside the plan, where the run was asked for them."""
    if (run / OPTIONS_JSON).is_file():
        for fault in check_options(case, read_model(run / OPTIONS_JSON, OptionTable)):
            yield f"{OPTIONS_JSON}: {fault}"


def _missing_options(plan: Plan) -> set[OptionId]:
    """Return the options that a plan should hold and does not; do-minimum may be absent where a finding says why."""
    missing: set[OptionId] = set(get_args(OptionId)) - {option.option for option in plan.options}
    if any(finding.id == DO_MINIMUM_NOT_POSSIBLE for finding in plan.findings):
        missing.discard("do-minimum")
    return missing


def _tables(run: Path, case: Case, plan: Plan) -> Iterator[str]:
    """Name every table in the folder that does not say what plan.json says."""
    for name, text in csv_files(case, plan).items():
        path = run / name
        if not path.is_file():
            yield f"{name}: missing from the run folder"
        elif path.read_bytes() != text.encode("utf-8"):
            yield f"{name}: differs from what plan.json says"
    yield from workbook_faults(run / PLAN_WORKBOOK, case, plan)
