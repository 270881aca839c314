"""A queued run made in this process: its progress told, its wishes heard, its end noted whatever happens."""

from __future__ import annotations

import json
import math
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from capplan.decisions import Plan
from capplan.errors import CapplanError
from capplan.plan.findings.words import listed
from capplan.plan.store import write_file
from capplan.solve.interrupt import end_search_in_hand, searches_cut_short
from capplan.solve.session import Progress
from capplan.store.folders import run_file
from capplan.store.records import Ending, RunRequest, State, figures_of, now
from capplan.store.store import RunStore

BEAT_S = 5.0
WISH_S = 0.5
TELL_S = 1.0
STOPPED = 130  # what shells report for a program that Ctrl-C ended
UNEXPECTED = 70  # what sysexits.h calls an internal software error


class Told(Protocol):
    """Whom a run tells how far it is."""

    def stage(self, name: str) -> None:
        """Say that a stage begins."""

    def progress(self, now: Progress) -> None:
        """Say what the solver has found and proved."""


Beside = Callable[[Plan], dict[str, str | bytes]]
# What makes a run: (request, case folder, folder to write, whom to tell, files to add once the plan is known).
Chain = Callable[[RunRequest, Path, Path, Told, Beside], None]


class Diary:
    """Tells progress into a file of the store, a JSON object a line, and keeps which stages were cut short."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = time.monotonic()
        self._told = -math.inf
        self._stage = ""
        self._known_cuts = searches_cut_short()
        self._cut: list[str] = []

    def cut_short(self) -> tuple[str, ...]:
        """Return the stages so far in which a search was stopped before its proof was complete."""
        if searches_cut_short() > self._known_cuts:
            self._known_cuts = searches_cut_short()
            self._cut.append(self._stage)
        return tuple(dict.fromkeys(self._cut))

    def stage(self, name: str) -> None:
        """Note that a stage begins."""
        self.cut_short()
        self._stage, self._told = name, -math.inf
        self._note({"stage": name})

    def progress(self, now: Progress) -> None:
        """Note best plan, bound and gap, once a second."""
        if time.monotonic() - self._told >= TELL_S:
            self._told = time.monotonic()
            bound = now.bound if math.isfinite(now.bound) else None
            self._note(
                {"stage": self._stage, "best": now.incumbent, "bound": bound, "gap": now.gap, "nodes": now.nodes}
            )

    def _note(self, values: dict[str, object]) -> None:
        line = json.dumps({"seconds": round(time.monotonic() - self._began, 1), **values})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def make_queued(store: RunStore, run_id: str, chain: Chain) -> Ending | None:
    """Make a run of the queue in this process.

    Returns
    -------
    Ending or None
        How it ended; None if it is not queued, or another process makes it.
    """
    with store.making(run_id) as request:
        if request is None:
            return None
        store.begin(run_id)
        with _alive(store, run_id):
            ending = _made(store, request, chain)
        store.end(run_id, ending)
        return ending


def _made(store: RunStore, request: RunRequest, chain: Chain) -> Ending:
    work, out = store.folders.work(request.id), store.folders.run(request.id)
    diary = Diary(work / "progress.jsonl")
    done: list[Ending] = []

    def beside(plan: Plan) -> dict[str, str | bytes]:
        words = _said(store.wishes(request.id, "stop"), diary.cut_short())
        done.append(Ending(state="done", ended=now(), exit_code=0, message=words, figures=figures_of(plan)))
        return {"run.json": run_file(request, done[0])}

    try:
        chain(request, work / "case", out, diary, beside)
    except CapplanError as error:
        return _without_plan("failed", error.exit_code, str(error))
    except KeyboardInterrupt:
        return _without_plan("stopped", STOPPED, "Stopped by Ctrl-C.")
    except MemoryError:
        return _without_plan(
            "failed", UNEXPECTED, "The machine had no memory left. Plan with fewer processes, or close other programs."
        )
    except Exception:
        # The store must know of it; what it was is written where only the machine's people see it.
        write_file(work / "errors.log", traceback.format_exc())
        words = "The run ended by a fault of the program; errors.log in its folder says where."
        return _without_plan("failed", UNEXPECTED, words)
    return done[0]


def _said(asked: bool, cut: tuple[str, ...]) -> str:
    """Say what an asked end has cut short, and what it has not; of a run that was left alone, nothing."""
    if cut:
        return (
            f"Ended early: searches were cut short in {listed(cut)}. The best plans found until then stand, "
            "each with its gap."
        )
    return "Asked to end when every search had ended by itself: nothing was cut short." if asked else ""


def _without_plan(state: State, exit_code: int, message: str) -> Ending:
    return Ending(state=state, ended=now(), exit_code=exit_code, message=message)


@contextmanager
def _alive(store: RunStore, run_id: str) -> Iterator[None]:
    """Say that this process is alive, and hear what is wished: an end of the run, or of each search with a plan."""
    over = threading.Event()

    def watch() -> None:
        told = time.monotonic()
        while not over.wait(WISH_S):
            if store.wishes(run_id, "cancel"):
                store.end(run_id, _without_plan("stopped", STOPPED, "Cancelled."))
                _leave()
            if store.wishes(run_id, "stop"):
                # Each search has a button of its own, also those that tell no progress.
                end_search_in_hand()
            if time.monotonic() - told >= BEAT_S:
                told = time.monotonic()
                store.index.beat(run_id, now())

    watcher = threading.Thread(target=watch, name="run-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _leave() -> None:
    """End this process at once, with those it started where they are a group of their own."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(STOPPED)
