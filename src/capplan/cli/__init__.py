"""The `capplan` command: thin verbs that parse, call and print."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import click

from capplan import __version__
from capplan.cli.faults import tell_faults
from capplan.errors import CapplanError, CaseFaults

STOPPED = 130  # what shells report for a program that Ctrl-C ended
REFUSED, NO_ROOM = 2, 4
# What the system's loader says of a library for which it has no memory.
NO_MEMORY = ("failed to map segment", "cannot allocate memory", "Cannot allocate memory")

# Each verb and the module that has it under its name.
VERBS = {
    "new": "new",
    "describe": "describe",
    "check": "check",
    "convert": "convert",
    "grid": "grid",
    "documents": "documents",
    "run": "run",
    "runs": "runs",
    "serve": "serve",
    "options": "board",
    "frontier": "board",
    "tornado": "tornado",
    "ask": "ask",
    "uncertain": "uncertain",
    "sweep": "sweep",
    "compare": "compare",
    "simulate": "simulate",
    "bases": "bases",
    "beds": "beds",
    "staff": "staff",
    "hub": "hub",
    "rota": "rota",
    "visits": "visits",
    "week": "week",
    "loop": "loop",
    "day": "day",
    "travel": "day",
    "programme": "programme",
    "verify": "verify",
}


def _module(name: str) -> Any:
    """Return a module; where its libraries find no room, that is told as what it is.

    Raises
    ------
    MemoryError
        If the system has no memory for a library, which Python calls an error of importing or of itself.
    """
    try:
        return import_module(name)
    except (ImportError, SystemError) as error:
        if isinstance(error, SystemError) or any(words in str(error) for words in NO_MEMORY):
            raise MemoryError from error
        raise


class _Verbs(MutableMapping[str, click.Command]):
    """The verbs by name, each loaded when it is asked for: `check` does not wait for what only `rota` needs."""

    def __init__(self) -> None:
        self._module_of: dict[str, str] = dict(VERBS)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            self._loaded[name] = getattr(_module(f"capplan.cli.{self._module_of[name]}"), name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._module_of[name], self._loaded[name] = name, command

    def __delitem__(self, name: str) -> None:
        del self._module_of[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._module_of)

    def __len__(self) -> int:
        return len(self._module_of)


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


@click.group(cls=_Group, commands=_Verbs(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="capplan")
def main() -> None:
    """Plan beds and staff for frail older people, with a proof behind every answer.

    Exit codes: 0 done and verified, 1 faults in the case, 2 wrong usage, 3 no plan meets every
    requirement, 4 the limit was reached without a plan, 5 verification failed, 130 stopped by Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    logging.getLogger("pyomo.core").addFilter(_not_a_stop)


def _not_a_stop(record: logging.LogRecord) -> bool:
    """Say whether a record may be shown: Pyomo logs a Ctrl-C while it builds a component as an error of the model."""
    return not isinstance(sys.exc_info()[1], KeyboardInterrupt)
