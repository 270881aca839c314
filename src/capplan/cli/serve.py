"""`capplan serve CASE…`: the planner's page, on this machine alone."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.shared import CASE, read_profile
from capplan.serve.security import is_loopback

THREADS = 16


@click.command()
@click.argument("cases", type=CASE, nargs=-1, required=True)
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("runs"),
    show_default=True,
    help="Folder of the run store.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--beyond-this-machine",
    is_flag=True,
    help="Listen on an address that others can reach: whoever reaches it sees every case and may run anything here.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Runs made at the same time.")
@click.option(
    "--profile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Solver profile of the runs (default: built in).",
)
@click.option("--seed", type=click.IntRange(min=0), help="Random seed of the solver.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds for each solve.")
def serve(
    cases: tuple[Path, ...],
    store: Path,
    port: int,
    host: str,
    beyond_this_machine: bool,
    workers: int,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
) -> None:
    """Show the CASES in a browser: see it, move its levers, run, compare, take the plan away.

    Runs are kept in the store and go on when the server ends. Ctrl-C ends the server.
    """
    if not is_loopback(host) and not beyond_this_machine:
        raise click.UsageError(
            f"{host} can be reached from other machines, and the page has neither passwords nor encryption: whoever "
            f"reaches it sees every case, takes every plan away and keeps this machine busy. Leave --host away, or say "
            f"--beyond-this-machine if you mean it (behind a server that asks who is there)."
        )
    settings = read_profile(profile, seed, time_limit)
    # Flask and its pages are loaded here, so that other verbs do not wait for them.
    from capplan.serve.run import open_desk, serve_until_ended

    desk = open_desk(
        cases,
        store,
        workers=workers,
        seed=settings.seed,
        time_limit_s=settings.time_limit_s,
        profile=None if profile is None else profile.read_bytes(),
    )
    serve_until_ended(desk, host, port, THREADS, lambda address: click.echo(f"Open {address} (Ctrl-C ends it)."))
