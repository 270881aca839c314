"""`capplan uncertain CASE`: one plan for many futures, what it is worth, and how it does on others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.futures import in_quarters
from capplan.check.uncertain import check_uncertain
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving, tell_written
from capplan.decisions.uncertain import Future
from capplan.errors import VerificationFailed
from capplan.formulations.uncertain import own_futures
from capplan.plan.bases import plan_bases
from capplan.plan.store import check_files_replaceable, write_files
from capplan.plan.uncertain.make import make_uncertain
from capplan.plan.uncertain.sample import futures_of
from capplan.plan.uncertain.store import second_stage_files
from capplan.report.uncertain import answer_lines, uncertain_files
from capplan.report.uncertain.files import PLAN

GAPS = 2.0
"""Beds and staff together are proved to this multiple of the gap asked, as elsewhere."""


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--scenarios", type=click.IntRange(min=1), default=50, show_default=True, help="Futures to plan for, all together."
)
@click.option(
    "--try", "try_on", type=click.IntRange(min=0), default=100, show_default=True,
    help="Further futures, drawn apart, on which the plan and others are tried.",
)  # fmt: skip
@click.option(
    "--cvar",
    type=click.FloatRange(min=0, max=1, max_open=True),
    help="The dearest 1 - CVAR of the futures count apart.",
)
@click.option("--weight", type=click.FloatRange(min=0, max=1), help="Weight of those dearest futures (default: 0).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to write: page, tables, plan, decisions by future; `capplan verify` checks it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@solving
def uncertain(
    case: Path,
    scenarios: int,
    try_on: int,
    cvar: float | None,
    weight: float | None,
    out: Path | None,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan CASE for many futures at once: one estate and one establishment, chosen before it is known which comes.

    Futures are drawn from uncertainty.csv and scenario_chances.csv by the seed; without the former they are the
    scenarios of the latter. Months are planned as quarters. Ctrl-C ends the search and goes on with the best plan so
    far; its gap is printed. The time limit is for the search over all futures: for a county in fifty of them, what
    comes before and after takes about seven minutes more.
    """
    settings = read_profile(profile, seed, time_limit)
    settings = replace(settings, mip_rel_gap=GAPS * settings.mip_rel_gap)
    read = in_quarters(_weighed(read_scenario(case, scenario), cvar, weight))
    if not read.plans_staff:
        raise click.UsageError("The case has no roles.csv; only beds and staff together are planned for many futures.")
    if out is not None:
        check_files_replaceable(out, PLAN)
    with Reporter(quiet) as reporter:

        @contextmanager
        def stage(name: str) -> Iterator[None]:
            reporter.stage(name)
            yield

        reporter.stage("bases")
        bases = plan_bases(read, settings, on_progress=reporter.progress)
        read = read.with_bases(bases.decisions.open)
        territory = {row.area: row.base for row in bases.decisions.territory}
        made = make_uncertain(
            read,
            territory,
            _futures(read, scenarios, settings.seed),
            settings,
            try_on=try_on if read.uncertainty else 0,
            seed=settings.seed,
            on_progress=reporter.progress,
            stage=stage,
        )
        reporter.stage("independent check")
        if violations := check_uncertain(made.case, made.plan, made.recourses, made.checked):
            raise VerificationFailed("\n".join(map(str, violations)))
        if out is not None:
            second = second_stage_files(read, made.recourses)
            write_files(out, {**uncertain_files(made.case, made.plan), **second})
    click.echo(made.plan.model_dump_json(indent=1) if as_json else "\n".join(answer_lines(made.case, made.plan)))
    tell_written(out, "uncertain.html", as_json)


def _weighed(case: Case, cvar: float | None, weight: float | None) -> Case:
    given = {"cvar_level": cvar, "cvar_weight": weight}
    changed = {name: value for name, value in given.items() if value is not None}
    return replace(case, parameters=case.parameters.model_copy(update=changed))


def _futures(case: Case, count: int, seed: int) -> tuple[Future, ...]:
    if case.uncertainty:
        return futures_of(case, count, seed)
    own = own_futures(case)
    tested = [one for one in own if one.tested]
    if not tested:
        raise click.UsageError(
            f"scenario_chances.csv gives the scenario planned for, {case.scenario}, no chance: add its row."
        )
    return (*tested, *(one for one in own if not one.tested))
