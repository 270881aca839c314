"""What every page works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from capplan.serve.cases import Cases
from capplan.serve.queue import Queue
from capplan.serve.results import Results
from capplan.serve.uploads import Uploads
from capplan.store import RunStore

_KEY = "capplan"


@dataclass(frozen=True)
class Desk:
    """The store with its queue, the cases, and how runs are solved.

    Attributes
    ----------
    seed, time_limit_s : int, float or None
        As for ``capplan run``; None for the profile's own.
    profile : bytes or None
        The solver profile as TOML; None for the default.
    """

    store: RunStore
    cases: Cases
    uploads: Uploads
    queue: Queue
    results: Results
    seed: int | None = None
    time_limit_s: float | None = None
    profile: bytes | None = None


def lay(app: Flask, desk: Desk) -> None:
    """Give an application its desk."""
    app.extensions[_KEY] = desk


def desk() -> Desk:
    """Return the desk of the application that answers now."""
    return cast("Desk", current_app.extensions[_KEY])
