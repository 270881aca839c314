"""Who does the pieces: this process, one after another, or the workers of a Dask cluster, here or elsewhere."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any, ClassVar, Protocol

import dask
from dask.utils import parse_bytes
from distributed import Client, LocalCluster, as_completed

from capplan.errors import CapplanError
from capplan.plan.kept import program
from capplan.solve.interrupt import end_search_in_hand
from capplan.sweep.pieces import Answer, Piece
from capplan.sweep.work import UNEXPECTED, Failure, Task, attempt

# How long a scheduler may take to answer, and workers to come.
WAIT_S = 60
# How long a piece in this process is waited for after Ctrl-C.
LEAVE_S, BEAT_S = 10.0, 0.2
# A piece whose worker dies is tried once more; then it is the piece that has failed.
TRIED_AGAIN = 1


class NoScheduler(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """There is no scheduler at the address, it has no workers, or they are of another version."""

    exit_code: ClassVar[int] = 2


class Crew(Protocol):
    """Does tasks; what comes of them is asked for in any order."""

    def room(self) -> int:
        """Return how many more tasks may be begun now."""

    def begin(self, task: Task) -> None:
        """Begin a task."""

    def ended(self) -> tuple[Piece, Answer | Failure]:
        """Wait for the next task that ends; its piece and what came of it."""


class OneByOne:
    """Does one task after another in this process."""

    def __init__(self) -> None:
        self._asked: deque[Task] = deque()

    def room(self) -> int:
        """Return one where nothing is asked."""
        return 1 - len(self._asked)

    def begin(self, task: Task) -> None:
        """Note a task, to be done when it is waited for."""
        self._asked.append(task)

    def ended(self) -> tuple[Piece, Answer | Failure]:
        """Do the task in a thread of its own: Ctrl-C ends the sweep, not a search whose half answer would count."""
        task = self._asked.popleft()
        came: list[Answer | Failure] = []
        thread = threading.Thread(target=lambda: came.append(attempt(task)), name="piece", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(BEAT_S)
        except KeyboardInterrupt:
            over = time.monotonic() + LEAVE_S
            while thread.is_alive() and time.monotonic() < over:
                end_search_in_hand()
                thread.join(BEAT_S)
            raise
        return task.piece, came[0]


class Workers:
    """The workers of a Dask cluster, each with as many tasks as it has threads: none waits where it cannot be moved."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._running: Any = as_completed([])
        self._pieces: dict[Any, Piece] = {}

    def room(self) -> int:
        """Return the threads that are free; a worker that died or came is counted."""
        threads = sum(int(number) for number in self._client.nthreads().values())
        return max(threads, 1) - len(self._pieces)

    def begin(self, task: Task) -> None:
        """Send a task to the cluster."""
        future = self._client.submit(attempt, task, pure=False, key=f"{task.piece}-{id(task)}")
        self._pieces[future] = task.piece
        self._running.add(future)

    def ended(self) -> tuple[Piece, Answer | Failure]:
        """Wait for a task; where its worker died (no memory, killed) or the cluster went away, that is what came."""
        future = next(self._running)
        piece = self._pieces.pop(future)
        if future.status == "finished":
            return piece, future.result()
        error = future.exception() if future.status == "error" else None
        words = "The worker died twice" if type(error).__name__ == "KilledWorker" else "The cluster lost the piece"
        return piece, Failure(f"{words}: it was killed, or needed more memory than it may have.", UNEXPECTED)


@contextmanager
def crew(workers: int, scheduler: str | None, memory: str) -> Iterator[Crew]:
    """Yield who does the pieces.

    Parameters
    ----------
    workers : int
        Processes on this machine; 0: this process.
    scheduler : str or None
        Address of a Dask scheduler, in place of processes here. Its network must be trusted: it runs what it is sent.
    memory : str
        What one process here may take, as in ``4GiB``; one that takes more is ended.

    Raises
    ------
    NoScheduler
        If the address does not answer, or its workers are of another version.
    """
    if scheduler is None and workers == 0:
        yield OneByOne()
        return
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set({"distributed.scheduler.allowed-failures": TRIED_AGAIN}):
        if scheduler is not None:
            with _client(scheduler) as client:
                yield Workers(client)
            return
        with (
            _local_cluster(workers, memory) as cluster,
            Client(cluster) as client,
        ):
            yield Workers(client)


def _local_cluster(workers: int, memory: str) -> LocalCluster:
    """Return workers on this machine that leave Ctrl-C to this process, as those do that replace dead ones."""
    # Of a worker that was killed there is something to clear up; nobody need be told.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    # A process has the mask of the thread that starts it, and that of the thread before. What tracks resources takes
    # the mask off where it is begun, so it is begun first.
    masked = hasattr(signal, "pthread_sigmask")
    if masked:
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masked else set()
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=parse_bytes(memory),
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _client(address: str) -> Client:
    try:
        client = Client(address, timeout=WAIT_S)
        client.wait_for_workers(1, timeout=WAIT_S)
        found = client.run(_version)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoScheduler(f"No Dask scheduler with workers answers at {address}: {error}") from error
    except ModuleNotFoundError as error:
        raise NoScheduler(f"The workers of {address} have no capplan; install this version there.") from error
    if others := sorted(set(found.values()) - {_version()}):
        client.close()
        raise NoScheduler(f"The workers of {address} have {', '.join(others)}; this is {_version()}.")
    return client


def _version() -> str:
    return program()
