"""Processes that share work: Ctrl-C is left to the first one, whose end is theirs; a death of one is told in words."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from capplan.errors import SolverTrouble


@contextmanager
def process_pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of processes; where the work inside ends early, none of them goes on.

    Raises
    ------
    SolverTrouble
        If one of them dies.
    """
    before = set(multiprocessing.active_children())
    # Spawned, not forked: a solver's threads must not be copied.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=follow_parent)
    try:
        yield pool
    except BaseException as error:
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise SolverTrouble(
                "One of the processes that share the work has died: it was killed, or the machine had no memory left. "
                "Try again with --processes 1."
            ) from error
        raise
    pool.shutdown()


def follow_parent() -> None:
    """Leave Ctrl-C to the process that began this one, and end when it does, even where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
