"""`capplan beds CASE`: solve one option of the bed model and print it, without writing anything."""

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
from capplan.plan.option import solve_option


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--option", type=click.Choice(get_args(OptionId)), default="plan", show_default=True, help="What to solve."
)
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@solving
def beds(
    case: Path,
    option: OptionId,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Size and site the beds of CASE for one option, check the answer, and print it.

    Beds alone: where CASE plans staff, they are left in the price of a bed; `capplan staff` plans both.
    Nothing is written. Ctrl-C ends the search and prints the best plan so far, with its gap.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario).without_staff()
    with Reporter(quiet) as reporter:
        reporter.stage(option)
        plan = solve_option(read, option, settings, on_progress=reporter.progress).plan
    if violations := check_beds(read, plan):
        raise VerificationFailed("\n".join(map(str, violations)))
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(option_lines(read, plan)))
