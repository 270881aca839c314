"""Ctrl-C that stops a search but keeps what it has found."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# The stop buttons of the searches that are under way in this process.
_IN_HAND: list[threading.Event] = []


def end_search_in_hand() -> None:
    """End the search under way and keep what it found, as the first Ctrl-C does; from any thread, however often."""
    for asked in tuple(_IN_HAND):
        asked.set()


@contextmanager
def stop_on_ctrl_c() -> Iterator[threading.Event]:
    """Yield an event that the first Ctrl-C sets; a second Ctrl-C raises KeyboardInterrupt.

    Outside the main thread, or where Ctrl-C is ignored, no handler is changed: only `end_search_in_hand` sets it.
    """
    asked = threading.Event()
    previous = signal.getsignal(signal.SIGINT)
    heard = threading.current_thread() is threading.main_thread() and previous is not signal.SIG_IGN
    _IN_HAND.append(asked)
    if heard:
        signal.signal(signal.SIGINT, _handler(asked))
    try:
        yield asked
    finally:
        if heard:
            signal.signal(signal.SIGINT, signal.default_int_handler if previous is None else previous)
        _IN_HAND.remove(asked)


def _handler(asked: threading.Event) -> Any:
    def handle(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    return handle
