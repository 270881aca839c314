"""``capplan new``: an empty case, a small example, or one like another; as a folder or as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.write import new_case
from capplan.cli.shared import find_case


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Fill it with a small invented county that can be solved.")
@click.option(
    "--like",
    metavar="CASE",
    type=click.Path(path_type=Path),
    help="Fill it with the rows of another case, each marked assumed, to be replaced: a path, or the name of a case "
    "that comes with capplan, such as buckinghamshire.",
)
def new(target: Path, example: bool, like: Path | None) -> None:
    """Write a new case into the folder TARGET, or into a workbook if TARGET ends in .xlsx.

    A workbook has a sheet for each table, with units, notes and drop-down lists, and says where to start.
    """
    if example and like is not None:
        raise click.UsageError("Give --example or --like, not both.")
    try:
        new_case(target, example, None if like is None else find_case(like))
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{target} cannot be written ({error.strerror}).") from error
    click.echo(f"Written: {target}. Check it with: capplan check {target}")
