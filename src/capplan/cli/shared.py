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
from capplan.shipped import case_path, profile_path, shipped_cases, shipped_profiles
from capplan.solve import Profile, load_profile

T = TypeVar("T")
CASE = click.Path(path_type=Path)


def _profile(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    """Return the file of a profile given by name or by path."""
    path = None if value is None else profile_path(value)
    if path is not None and not path.is_file():
        known = ", ".join(shipped_profiles())
        raise click.BadParameter(f"there is no file {value} and no profile of that name; profiles: {known}.")
    return path


profile_option = click.option(
    "--profile",
    type=click.Path(path_type=Path),
    callback=_profile,
    help="Solver profile: quick, default, proof, or a TOML file (default: built in).",
)


def solving(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --scenario, --profile, --seed, --time-limit and --quiet to a verb."""
    for option in reversed(
        (
            click.option("--scenario", help="Scenario to plan for (default: the one case.toml names)."),
            profile_option,
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


def pictures(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --png to a verb."""
    words = "Also write every picture for papers: SVG, and PNG at 200 dots per inch, in the folder pictures."
    return click.option("--png", is_flag=True, help=words)(command)


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
    tell_written(out, Path(mark).with_suffix(".html").name)


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


def tell_written(out: Path | None, page: str, as_json: bool = False) -> None:
    """Say where the answer was written and what to open; on stderr where stdout holds JSON."""
    if out is not None:
        click.echo(f"Written to {out}: open {page}.", err=as_json)


def find_case(given: Path) -> Path:
    """Return the path of a case given as a path, or by the name of one that comes with the program.

    Raises
    ------
    click.UsageError
        If there is neither; the message lists the names.
    """
    path = case_path(given)
    if not path.exists():
        known = ", ".join(shipped_cases())
        raise click.UsageError(f"There is no case {given} here; cases that come with capplan: {known}.")
    return path
