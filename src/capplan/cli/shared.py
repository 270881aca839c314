"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.cli.progress import Reporter
from capplan.errors import VerificationFailed
from capplan.plan.store import check_files_replaceable, write_files
from capplan.solve import Profile, load_profile

T = TypeVar("T")
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


def processes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --processes to a verb."""
    kind, words = click.IntRange(1, 64), "So much is worked out at the same time; the answer is the same."
    return click.option("--processes", type=kind, default=2, show_default=True, help=words)(command)


def answer(
    out: Path | None,
    mark: str,
    quiet: bool,
    make: Callable[[Callable[[str], None]], T],
    check: Callable[[T], Sequence[object]],
    files: Callable[[T], Mapping[str, str | bytes]],
    lines: Callable[[T], Iterable[str]],
) -> None:
    """Make an answer, check it by code that did not make it, write its folder and print it.

    Parameters
    ----------
    out : Path or None
        Folder of the answer; none: it is only printed.
    mark : str
        The file by which an older folder of the same kind is known.
    quiet : bool
        No progress on stderr.
    make : function of a listener to stages
        Returns the answer.
    check, files, lines : functions of the answer
        What is wrong with it; the files of its folder; what is printed.

    Raises
    ------
    VerificationFailed
        If anything is wrong with the answer; nothing is written then.
    """
    if out is not None:
        check_files_replaceable(out, mark)
    with Reporter(quiet) as reporter:
        found = make(reporter.stage)
        reporter.stage("independent check")
        if violations := check(found):
            raise VerificationFailed("\n".join(["The answer fails its own check:", *map(str, violations)]))
    if out is not None:
        write_files(out, files(found))
    click.echo("\n".join(lines(found)))


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
