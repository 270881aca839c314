"""`capplan run CASE --out DIR`: the whole chain, from a case folder to a verified run folder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.case.content import case_files
from capplan.check.board import check_options
from capplan.cli.board import option_files
from capplan.cli.progress import Both, Reporter
from capplan.cli.shared import CASE, pictures, read_profile, read_scenario, solving
from capplan.cli.summary import answer
from capplan.decisions import BedPlan, Plan
from capplan.decisions.board import OptionTable
from capplan.errors import VerificationFailed
from capplan.plan.board.options import option_table
from capplan.plan.pipeline import Run, make_plan
from capplan.plan.provenance import provenance_of
from capplan.plan.store import check_replaceable, write_run
from capplan.report.board.options import option_sections
from capplan.report.calendar import calendars
from capplan.report.figures import charts
from capplan.report.html import render
from capplan.report.html.rota import rota_page
from capplan.report.milestones import MILESTONES, milestone_calendar
from capplan.report.pictures import picture_files
from capplan.report.tables import csv_files
from capplan.report.workbook import PLAN_WORKBOOK, plan_workbook
from capplan.solve import Profile
from capplan.store import RunRequest, RunStore
from capplan.store.making import Beside, Told, make_queued
from capplan.store.records import MAX_NAME, new_id, now


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write; an older run is replaced.")
@click.option("--store", type=click.Path(path_type=Path), help="Run store to keep the run in, instead of --out.")
@click.option("--name", default="", help="What to call the run in the store.")
@click.option("--rota", "with_rota", is_flag=True, help="Also put people on the shifts of the case's rota.")
@click.option("--options", "with_options", is_flag=True, help="Also plan every option of options.csv, side by side.")
@pictures
@solving
def run(
    case: Path,
    out: Path | None,
    store: Path | None,
    name: str,
    with_rota: bool,
    with_options: bool,
    png: bool,
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
    wanted = Wanted(scenario, profile, settings, with_rota, with_options, png)
    with Reporter(quiet) as reporter:
        if out is not None and store is None:
            check_replaceable(out)
            read, plan = make_run(case, out, wanted, reporter)
        elif store is not None and out is None:
            out, read, plan = make_in_store(RunStore(store), case, name, wanted, reporter)
        else:
            raise click.UsageError("Say where the run goes: --out FOLDER or --store FOLDER.")
    click.echo(answer(read, plan))
    click.echo(f"Written to {out}: open report.html or plan.xlsx, or check it again with `capplan verify {out}`.")


@dataclass(frozen=True)
class Wanted:
    """What is asked of a run beside its case."""

    scenario: str | None
    profile: Path | None
    settings: Profile
    with_rota: bool = False
    with_options: bool = False
    png: bool = False


def _nothing(_: Plan) -> dict[str, str | bytes]:
    return {}


def make_run(
    case: Path, out: Path, wanted: Wanted, reporter: Told, beside: Callable[[Plan], dict[str, str | bytes]] = _nothing
) -> tuple[Case, Plan]:
    """Plan a case and write its run folder.

    Parameters
    ----------
    reporter : Told
        Told every stage, and the solver's progress.
    beside : function of the plan
        Further files of the folder.
    """
    settings = wanted.settings
    with tempfile.TemporaryDirectory(prefix="capplan-") as scratch:
        reporter.stage("reading the case")
        read = read_scenario(case, wanted.scenario)
        work = Run(Path(scratch), reporter.stage, reporter.progress)
        began = time.perf_counter()
        plan = make_plan(read, settings, work, with_rota=wanted.with_rota)
        table = _options(read, plan, settings, reporter) if wanted.with_options else None
        reporter.stage("writing the run folder")
        log = "\n".join(f"##### {path.stem}\n{path.read_text('utf-8')}" for path in sorted(Path(scratch).iterdir()))
        seconds = {**work.seconds, "all": time.perf_counter() - began}
        provenance = provenance_of(read, settings, _command(read, wanted), seconds)
        board = None if table is None else option_sections(read, table)
        page = render(plan, read, provenance, assumptions(read), board)
        files: dict[str, str | bytes] = {**csv_files(read, plan), "report.html": page, "solver.log": log}
        files |= {PLAN_WORKBOOK: plan_workbook(read, plan), MILESTONES: milestone_calendar(read, plan, provenance)}
        files |= {} if table is None else option_files(read, table)
        files |= picture_files(charts(plan, read).values()) if wanted.png else {}
        files |= {**_of_rota(read, plan), **beside(plan)}
        write_run(out, plan, provenance, case, files)
    return read, plan


def make_in_store(store: RunStore, case: Path, name: str, wanted: Wanted, reporter: Told) -> tuple[Path, Case, Plan]:
    """Plan a case and keep the run in a store; its folder, the case and the plan.

    Raises
    ------
    CapplanError
        As `make_run` does; the store keeps what went wrong.
    """
    read = read_scenario(case, wanted.scenario)
    request = RunRequest(
        id=new_id(),
        name=name[:MAX_NAME] or read.identity.title[:MAX_NAME],
        case=read.identity.id,
        title=read.identity.title,
        scenario=read.scenario,
        created=now(),
        seed=wanted.settings.seed,
        time_limit_s=wanted.settings.time_limit_s,
        with_rota=wanted.with_rota,
        with_options=wanted.with_options,
    )
    store.ask(request, case_files(case))
    made: list[tuple[Case, Plan]] = []
    failed: list[BaseException] = []

    def chain(_: RunRequest, own: Path, out: Path, diary: Told, beside: Beside) -> None:
        try:
            made.append(make_run(own, out, wanted, Both(reporter, diary), beside))
        except BaseException as error:
            failed.append(error)
            raise

    make_queued(store, request.id, chain)
    if failed:
        raise failed[0]
    return store.folders.run(request.id), *made[0]


def _options(case: Case, plan: Plan, settings: Profile, reporter: Told) -> OptionTable:
    """Return the case's options beside the run's own, which are not planned again.

    Raises
    ------
    VerificationFailed
        If the independent checker finds fault with them.
    """
    known: dict[str, BedPlan] = {option.option: option for option in plan.options}
    table = option_table(case, settings, known=known, on_stage=reporter.stage)
    if violations := check_options(case, table):
        raise VerificationFailed("\n".join(["The options fail their own check:", *map(str, violations)]))
    return table


def _of_rota(case: Case, plan: Plan) -> dict[str, str | bytes]:
    """Return the page and the calendars of the rota, if there is one."""
    if plan.rota is None:
        return {}
    return {"rota.html": rota_page(case, plan.rota), **calendars(case, plan.rota)}


def _command(case: Case, wanted: Wanted) -> str:
    """Return the command line that repeats a run, without places of this machine."""
    parts = ["capplan run", case.identity.id, "--out RUN", f"--scenario {case.scenario}"]
    if wanted.profile is not None:
        parts.append(f"--profile {wanted.profile.name}")
    flags = (("--rota", wanted.with_rota), ("--options", wanted.with_options), ("--png", wanted.png))
    parts += [flag for flag, asked in flags if asked]
    settings = wanted.settings
    return " ".join([*parts, f"--seed {settings.seed}", f"--time-limit {settings.time_limit_s:g}"])
