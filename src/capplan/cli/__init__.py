"""The `capplan` command: thin verbs that parse, call and print."""

from __future__ import annotations

import sys
from typing import Any

import click

from capplan import __version__
from capplan.cli.ask import ask
from capplan.cli.bases import bases
from capplan.cli.beds import beds
from capplan.cli.board import frontier, options
from capplan.cli.check import check
from capplan.cli.compare import compare
from capplan.cli.convert import convert
from capplan.cli.day import day, travel
from capplan.cli.describe import describe
from capplan.cli.documents import documents
from capplan.cli.faults import tell_faults
from capplan.cli.grid import grid
from capplan.cli.hub import hub
from capplan.cli.loop import loop
from capplan.cli.new import new
from capplan.cli.programme import programme
from capplan.cli.rota import rota
from capplan.cli.run import run
from capplan.cli.runs import runs
from capplan.cli.serve import serve
from capplan.cli.simulate import simulate
from capplan.cli.staff import staff
from capplan.cli.sweep import sweep
from capplan.cli.tornado import tornado
from capplan.cli.uncertain import uncertain
from capplan.cli.verify import verify
from capplan.cli.visits import visits
from capplan.cli.week import week
from capplan.errors import CapplanError, CaseFaults

STOPPED = 130  # what shells report for a program that Ctrl-C ended
REFUSED, NO_ROOM = 2, 4


class _Group(click.Group):
    """A group that turns the user's faults into a message and the right exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CaseFaults as error:
            tell_faults(error)
            ctx.exit(error.exit_code)
        except CapplanError as error:
            click.echo(f"{error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("Stopped by Ctrl-C.", err=True)
            ctx.exit(STOPPED)
        except MemoryError:
            click.echo("The machine has no memory left. Close other programs, or use fewer processes.", err=True)
            ctx.exit(NO_ROOM)
        except OSError as error:
            # Whoever reads our output may stop reading: click ends that quietly.
            if isinstance(error, BrokenPipeError):
                raise
            click.echo(f"The system refuses: {error}. Nothing was replaced.", err=True)
            ctx.exit(REFUSED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="capplan")
def main() -> None:
    """Plan beds and staff for frail older people, with a proof behind every answer.

    Exit codes: 0 done and verified, 1 faults in the case, 2 wrong usage, 3 no plan meets every
    requirement, 4 the limit was reached without a plan, 5 verification failed, 130 stopped by Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


COMMANDS: tuple[click.Command, ...] = (
    new,
    describe,
    check,
    convert,
    grid,
    documents,
    run,
    runs,
    serve,
    options,
    frontier,
    tornado,
    ask,
    uncertain,
    sweep,
    compare,
    simulate,
    bases,
    beds,
    staff,
    hub,
    rota,
    visits,
    week,
    loop,
    day,
    travel,
    programme,
    verify,
)
for command in COMMANDS:
    main.add_command(command)
