"""Processes that share work: Ctrl-C is left to the first one, which ends the others, and a death is told in words."""

from __future__ import annotations

import multiprocessing
import signal
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
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_ignore_ctrl_c)
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


def _ignore_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
