"""The queue worked off: a process for each run, so many at a time, for as long as the server is there."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from capplan.errors import CapplanError
from capplan.store import RunStore
from capplan.store.making import UNEXPECTED
from capplan.store.records import Ending, now

LOOK_S = 1.0
ERRORS = "errors.log"


def command(store: Path, run_id: str) -> list[str]:
    """Return the command that makes one run of the queue."""
    return [sys.executable, "-m", "capplan", "runs", "work", run_id, "--store", str(store)]


class Queue:
    """Starts queued runs, the oldest first.

    A run goes on when the server ends, however it ends; the next server finds it in the store.

    Parameters
    ----------
    workers : int
        Runs made at the same time, those that other servers started from the same store among them.
    """

    def __init__(self, store: RunStore, workers: int) -> None:
        self._store, self._workers = store, workers
        self._own: dict[str, subprocess.Popen[bytes]] = {}
        self._wake, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="queue", daemon=True)

    def start(self) -> None:
        """Begin to look at the queue."""
        self._thread.start()

    def look(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def close(self) -> None:
        """Start no more runs; those under way go on."""
        self._over.set()
        self._wake.set()
        self._thread.join()

    @property
    def children(self) -> Sequence[subprocess.Popen[bytes]]:
        """The processes started here that were alive at the last look."""
        return tuple(self._own.values())

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                self._step()
            except (CapplanError, OSError) as error:
                # A full disk or a damaged index must not end the queue: it may be mended while the server runs.
                sys.stderr.write(f"The queue waits: {error}\n")
            self._wake.wait(LOOK_S)
            self._wake.clear()

    def _step(self) -> None:
        for run_id, process in list(self._own.items()):
            if process.poll() is not None:
                del self._own[run_id]
                self._never_began(run_id)
        running = {record.id for record in self._store.find(state="running")} | self._own.keys()
        queued = [record.id for record in reversed(self._store.find(state="queued")) if record.id not in self._own]
        for run_id in queued[: max(0, self._workers - len(running))]:
            self._own[run_id] = self._started(run_id)

    def _started(self, run_id: str) -> subprocess.Popen[bytes]:
        with (self._store.folders.work(run_id) / ERRORS).open("ab") as errors:
            return subprocess.Popen(
                command(self._store.folders.root, run_id),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )

    def _never_began(self, run_id: str) -> None:
        """Note that a process ended before it began its run, which would else be started for ever."""
        with self._store.making(run_id) as request:
            if request is not None:
                words = f"The process of the run ended before it began; see {ERRORS} in its folder."
                self._store.end(run_id, Ending(state="failed", ended=now(), exit_code=UNEXPECTED, message=words))
