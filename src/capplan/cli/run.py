"""`capplan run CASE --out DIR`: the whole chain, from a case folder to a verified run folder."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.check.board import check_options
from capplan.cli.board import option_files
from capplan.cli.progress import Reporter
from capplan.cli.rota import rota_lines
from capplan.cli.shared import CASE, read_profile, read_scenario, solving
from capplan.cli.summary import answer
from capplan.decisions import BedPlan, Plan
from capplan.errors import VerificationFailed
from capplan.plan.board.options import option_table
from capplan.plan.pipeline import Run, make_plan
from capplan.plan.provenance import provenance_of
from capplan.plan.store import check_replaceable, write_run
from capplan.report.calendar import calendars
from capplan.report.html import render
from capplan.report.html.rota import rota_page
from capplan.report.tables import csv_files
from capplan.report.workbook import PLAN_WORKBOOK, plan_workbook
from capplan.solve import Profile


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder to write; an older run is replaced."
)
@click.option("--rota", "with_rota", is_flag=True, help="Also put people on the shifts of the case's rota.")
@click.option("--options", "with_options", is_flag=True, help="Also plan every option of options.csv, side by side.")
@solving
def run(
    case: Path,
    out: Path,
    with_rota: bool,
    with_options: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan CASE and write a run folder: bed plan, decommissioning plan, commissioning plan, report.

    Ctrl-C ends the solve in hand and goes on with the best plan so far; its gap is printed.
    """
    settings = read_profile(profile, seed, time_limit)
    check_replaceable(out)
    with Reporter(quiet) as reporter, tempfile.TemporaryDirectory(prefix="capplan-") as scratch:
        reporter.stage("reading the case")
        read = read_scenario(case, scenario)
        work = Run(Path(scratch), reporter.stage, reporter.progress)
        began = time.perf_counter()
        plan = make_plan(read, settings, work, with_rota=with_rota)
        board = _board(read, plan, settings, reporter) if with_options else {}
        reporter.stage("writing the run folder")
        log = "\n".join(f"##### {path.stem}\n{path.read_text('utf-8')}" for path in sorted(Path(scratch).iterdir()))
        seconds = {**work.seconds, "all": time.perf_counter() - began}
        provenance = provenance_of(read, settings, _command(read, profile, settings, with_rota, with_options), seconds)
        page = render(plan, read, provenance, assumptions(read))
        files: dict[str, str | bytes] = {**csv_files(read, plan), "report.html": page, "solver.log": log}
        files |= {PLAN_WORKBOOK: plan_workbook(read, plan), **_of_rota(read, plan), **board}
        write_run(out, plan, provenance, case, files)
    click.echo(answer(read, plan))
    click.echo(f"Written to {out}: open report.html or plan.xlsx, or check it again with `capplan verify {out}`.")


def _board(case: Case, plan: Plan, settings: Profile, reporter: Reporter) -> dict[str, str | bytes]:
    """Return the files of the case's options beside the run's own, which are not planned again.

    Raises
    ------
    VerificationFailed
        If the independent checker finds fault with them.
    """
    known: dict[str, BedPlan] = {option.option: option for option in plan.options}
    table = option_table(case, settings, known=known, on_stage=reporter.stage)
    if violations := check_options(case, table):
        raise VerificationFailed("\n".join(["The options fail their own check:", *map(str, violations)]))
    return option_files(case, table)


def _of_rota(case: Case, plan: Plan) -> dict[str, str | bytes]:
    """Return the page and the calendars of the rota, if there is one."""
    if plan.rota is None:
        return {}
    words = " ".join(line.strip() for line in list(rota_lines(case, plan.rota))[:3])
    return {"rota.html": rota_page(case, plan.rota, words), **calendars(case, plan.rota)}


def _command(case: Case, profile: Path | None, settings: Profile, with_rota: bool, with_options: bool) -> str:
    """Return the command line that repeats a run, without places of this machine."""
    parts = ["capplan run", case.identity.id, "--out RUN", f"--scenario {case.scenario}"]
    if profile is not None:
        parts.append(f"--profile {profile.name}")
    if with_rota:
        parts.append("--rota")
    if with_options:
        parts.append("--options")
    return " ".join([*parts, f"--seed {settings.seed}", f"--time-limit {settings.time_limit_s:g}"])
