"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.solve import Profile, load_profile

CASE = click.Path(path_type=Path)


def solving(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --scenario, --profile, --seed, --time-limit and --quiet to a verb."""
    for option in reversed(
        (
            click.option("--scenario", help="Scenario to plan for (default: the one case.toml names)."),
            click.option(
                "--profile",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                help="Solver profile, a TOML file such as solvers/quick.toml (default: built in).",
            ),
            click.option("--seed", type=click.IntRange(min=0), help="Random seed of the solver."),
            click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds for each solve."),
            click.option("-q", "--quiet", is_flag=True, help="No progress on stderr."),
        )
    ):
        command = option(command)
    return command


def read_scenario(folder: Path, scenario: str | None) -> Case:
    """Read a case and set it to a scenario.

    Raises
    ------
    click.UsageError
        If the case has no such scenario.
    """
    case = read_case(folder)
    if scenario is None:
        return case
    if scenario not in case.scenario_ids:
        raise click.UsageError(f"No scenario {scenario!r} in this case; it has {', '.join(case.scenario_ids)}.")
    return case.in_scenario(scenario)


def read_profile(path: Path | None, seed: int | None, time_limit: float | None) -> Profile:
    """Read a solver profile and apply the command line's overrides."""
    return load_profile(path, seed=seed, time_limit_s=time_limit)
