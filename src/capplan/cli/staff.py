"""`capplan staff CASE`: plan beds and staff together for one option and print it, without writing anything."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from capplan.check import check_beds
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving
from capplan.cli.summary import option_lines
from capplan.decisions import OptionId
from capplan.errors import VerificationFailed
from capplan.plan.bases import plan_bases
from capplan.plan.option import solve_option


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--option", type=click.Choice(get_args(OptionId)), default="plan", show_default=True, help="What to solve."
)
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@solving
def staff(
    case: Path,
    option: OptionId,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan the beds and the staff of CASE together for one option, check the answer, and print it.

    Nothing is written. Ctrl-C ends the search and prints the best plan so far, with its gap.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if not read.plans_staff:
        raise click.UsageError("The case has no roles.csv, so it plans no staff; `capplan beds` plans its beds.")
    with Reporter(quiet) as reporter:
        reporter.stage("bases")
        bases = plan_bases(read, settings, on_progress=reporter.progress)
        read = read.with_bases(bases.decisions.open)
        territory = {row.area: row.base for row in bases.decisions.territory}
        reporter.stage(option)
        plan = solve_option(read, option, settings, on_progress=reporter.progress, territory=territory).plan
    if violations := check_beds(read, plan):
        raise VerificationFailed("\n".join(map(str, violations)))
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(option_lines(read, plan)))
