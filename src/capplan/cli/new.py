"""``capplan new``: an empty case folder, or a small example."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.write import new_case


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Fill it with a small invented county that can be solved.")
def new(folder: Path, example: bool) -> None:
    """Write a new case into FOLDER, which must not exist or be empty."""
    try:
        new_case(folder, example)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written ({error.strerror}).") from error
    click.echo(f"Written: {folder}. Check it with: capplan check {folder}")
