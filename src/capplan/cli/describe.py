"""``capplan describe``: what each table of a case may hold."""

from __future__ import annotations

import click

from capplan.case.describe import TOPICS, description, dictionary, table_list
from capplan.case.faults import one_of


@click.command()
@click.argument("table", required=False)
@click.option("--markdown", is_flag=True, help="Print the whole data dictionary as Markdown.")
def describe(table: str | None, markdown: bool) -> None:
    """List the tables of a case, or describe the columns of TABLE (or of case.toml)."""
    if markdown:
        if table is not None:
            raise click.UsageError("--markdown prints all tables; leave TABLE out.")
        click.echo(dictionary(), nl=False)
    elif table is None:
        click.echo(table_list())
    elif (name := table.removesuffix(".csv")) in TOPICS:
        click.echo(description(name))
    else:
        raise click.BadParameter(f"there is no table {table!r}; write {one_of(TOPICS, name)}.", param_hint="TABLE")
