"""``capplan convert``: a case folder as a workbook, a workbook as a case folder."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.case.content import content_of
from capplan.case.write import refuse_existing, write_case
from capplan.cli.shared import find_case


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
def convert(source: Path, target: Path) -> None:
    """Write the case SOURCE, a folder or a workbook, as TARGET: a workbook if it ends in .xlsx, else a folder.

    SOURCE may be the name of a case that comes with capplan, such as buckinghamshire.
    Nothing is lost: both say the same case, and plans of either are the same. Figures are not judged; `check` does.
    """
    try:
        refuse_existing(target)
        content = content_of(find_case(source))
        write_case(target, content)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{error.filename or source}: {error.strerror}.") from error
    rows = sum(len(cells.rows) for cells in content.tables.values())
    click.echo(f"Written: {target}, {len(content.tables)} tables with {rows:,} rows.")
