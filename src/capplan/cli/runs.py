"""`capplan runs`: what the run store holds, and what may go."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from capplan.cli.compare import side_lines
from capplan.cli.run import Wanted, make_run
from capplan.plan.board.sides import side_of
from capplan.report.tables import Table, csv_text
from capplan.report.tables.written import Cell
from capplan.solve import load_profile
from capplan.store import RunRecord, RunRequest, RunStore
from capplan.store.making import Beside, Told, make_queued
from capplan.store.records import STATES, State

STORE = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("runs"),
    show_default=True,
    help="Folder of the run store.",
)
COLUMNS = ("id", "state", "created", "case", "scenario", "name", "cost_present_gbp", "saving_present_gbp", "gap")


@click.group()
def runs() -> None:
    """List, search, compare and prune the runs that are kept in one place."""


@runs.command("list")
@STORE
@click.option("--state", type=click.Choice(STATES), help="Only runs of this state.")
@click.option("--case", help="Only runs of the case of this id.")
@click.option("--search", default="", metavar="WORDS", help="Only runs whose name, case or changes have these words.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table as CSV instead.")
def list_runs(store: Path, state: State | None, case: str | None, search: str, as_csv: bool) -> None:
    """List the runs, the newest first."""
    found = _opened(store).find(state=state, case=case, search=search)
    if as_csv:
        click.echo(csv_text(Table("runs", COLUMNS, tuple(map(_cells, found)))), nl=False)
        return
    for record in found:
        click.echo(_line(record))
    click.echo(f"{len(found)} run{'' if len(found) == 1 else 's'} in {store}.", err=True)


@runs.command()
@STORE
@click.argument("run")
def show(run: str, store: Path) -> None:
    """Say what is known of RUN, an id or its beginning."""
    kept = _opened(store)
    record = kept.resolve(run)
    request, ending = record.request, record.ending
    click.echo(_line(record))
    for words in request.said:
        click.echo(f"  Changed: {words}")
    if ending is not None:
        click.echo(f"  Ended: {ending.ended}, exit code {ending.exit_code}")
        for line in ending.message.splitlines():
            click.echo(f"  {line}")
        if ending.figures is not None:
            for name, value in ending.figures:
                if value is not None:
                    click.echo(f"  {name}: {value:,.6g}")
    place = kept.folders.run(record.id) if record.state == "done" else kept.folders.work(record.id)
    click.echo(f"  Folder: {place}")


@runs.command("compare")
@STORE
@click.argument("which", metavar="RUN...", nargs=-1, required=True)
def compare_runs(which: tuple[str, ...], store: Path) -> None:
    """Set runs side by side with the first: each RUN an id or its beginning, or a run folder for `capplan compare`."""
    if len(which) < 2:
        raise click.UsageError("Name two runs or more.")
    kept = _opened(store)
    records = [kept.resolve(one) for one in which]
    for record in records:
        if record.state != "done":
            raise click.UsageError(f"{record.id} is {record.state}; only runs that are done compare.")
    sides = [side_of(kept.folders.run(record.id), f"{record.id} ({record.request.name})") for record in records]
    for line in side_lines(sides):
        click.echo(line)


@runs.command()
@STORE
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Only runs asked for before.")
@click.option("--keep", type=click.IntRange(min=0), metavar="NUMBER", help="Keep the newest so many.")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only runs of these states.")
@click.option("--delete", is_flag=True, help="Delete them; without it they are only listed.")
def prune(store: Path, older_than: float | None, keep: int | None, states: tuple[State, ...], delete: bool) -> None:
    """Delete runs that have ended; those in the queue or at work stay."""
    if older_than is None and keep is None and not states:
        raise click.UsageError("Say which: --older-than, --keep or --state.")
    kept = _opened(store)
    found = kept.to_prune(older_than_days=older_than, keep=keep, states=states)
    for record in found:
        click.echo(_line(record))
    if delete:
        kept.prune(found)
    click.echo(f"{len(found)} deleted." if delete else f"{len(found)} would go; --delete deletes them.", err=True)


@runs.command()
@STORE
def reindex(store: Path) -> None:
    """Make the index again from the folders."""
    click.echo(f"{_opened(store).reindex()} runs in the index of {store}.")


@runs.command()
@STORE
@click.argument("run")
def again(run: str, store: Path) -> None:
    """Put RUN, which failed, was stopped or is unfinished, in the queue once more."""
    kept = _opened(store)
    click.echo(_line(kept.again(kept.resolve(run).id)))


@runs.command()
@STORE
@click.argument("run", required=False)
def work(run: str | None, store: Path) -> None:
    """Make RUN, or every run of the queue one after the other, in this process."""
    # A background process of a shell ignores Ctrl-C; here it ends a search and keeps its plan.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kept = _opened(store)
    exit_code = 0
    while True:
        queue = kept.find(state="queued") if run is None else [kept.get(run)]
        if not queue:
            break
        ending = make_queued(kept, queue[-1].id, make_request)
        if ending is not None:
            exit_code = max(exit_code, ending.exit_code)
            click.echo(_line(kept.get(queue[-1].id)))
        if run is not None:
            break
    click.get_current_context().exit(exit_code)


def make_request(request: RunRequest, case: Path, out: Path, told: Told, beside: Beside) -> None:
    """Make what was asked for: the chain of `capplan run` on the store's own copy of the case."""
    profile = case.parent / "profile.toml"
    chosen = profile if profile.is_file() else None
    settings = load_profile(chosen, seed=request.seed, time_limit_s=request.time_limit_s)
    wanted = Wanted(request.scenario, chosen, settings, request.with_rota, request.with_options)
    make_run(case, out, wanted, told, beside)


def _opened(store: Path) -> RunStore:
    """Return a store that is there: looking at one makes none."""
    if not store.is_dir():
        raise click.UsageError(
            f"There is no run store {store} here. Go to the folder that holds it, or name it with --store; "
            "`capplan serve CASE` and `capplan run CASE --store FOLDER` begin one."
        )
    return RunStore(store)


def _line(record: RunRecord) -> str:
    request, figures = record.request, None if record.ending is None else record.ending.figures
    parts = [record.id, f"{record.state:<10}", request.created, request.case, request.scenario, request.name]
    if figures is not None and figures.cost_present_gbp is not None and figures.gap is not None:
        parts.append(f"£{figures.cost_present_gbp:,.0f}, gap {figures.gap:.3%}")
    elif record.ending is not None and record.ending.message:
        parts.append(record.ending.message.splitlines()[0])
    return "  ".join(parts)


def _cells(record: RunRecord) -> tuple[Cell, ...]:
    request, figures = record.request, None if record.ending is None else record.ending.figures
    money = ("", "", "") if figures is None else (figures.cost_present_gbp, figures.saving_present_gbp, figures.gap)
    return (record.id, record.state, request.created, request.case, request.scenario, request.name, *money)
