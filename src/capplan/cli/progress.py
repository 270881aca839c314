"""Progress on stderr: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import math
import sys
import time
from typing import Self

import click

from capplan.solve import Progress
from capplan.store.making import Told

PLAIN_EVERY_S = 10.0


class Reporter:
    """Tells stages and the solver's progress; as a context it leaves no line open, whatever happens inside.

    Parameters
    ----------
    quiet
        Say nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._told = 0.0
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def stage(self, name: str) -> None:
        """Announce a stage."""
        self.end()
        self._told = time.monotonic()
        if not self._quiet:
            click.echo(f"• {name}", err=True)

    def progress(self, now: Progress) -> None:
        """Tell incumbent, bound and gap; at most once in ten seconds where lines cannot move."""
        if self._quiet or (not self._terminal and time.monotonic() - self._told < PLAIN_EVERY_S):
            return
        self._told = time.monotonic()
        best = "no plan yet" if now.incumbent is None else f"best £{now.incumbent:,.0f}"
        bound = f"bound £{now.bound:,.0f}" if math.isfinite(now.bound) else "no bound yet"
        gap = "" if now.gap is None or not math.isfinite(now.gap) else f", gap {now.gap:.2%}"
        line = f"  {now.seconds:5.0f} s  {best}, {bound}{gap}, {now.nodes} nodes"
        click.echo(f"\r{line:<100}" if self._terminal else line, nl=not self._terminal, err=True)
        self._open = self._terminal

    def end(self) -> None:
        """Finish a moving line."""
        if self._open:
            click.echo(err=True)
            self._open = False


class Both:
    """Tells two listeners the same."""

    def __init__(self, *listeners: Told) -> None:
        self._listeners = listeners

    def stage(self, name: str) -> None:
        """Announce a stage to each."""
        for one in self._listeners:
            one.stage(name)

    def progress(self, now: Progress) -> None:
        """Tell each incumbent, bound and gap."""
        for one in self._listeners:
            one.progress(now)
