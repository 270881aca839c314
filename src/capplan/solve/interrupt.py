"""Ctrl-C that stops a search but keeps what it has found; how many searches were cut short that way."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Stop(threading.Event):
    """A stop button: set, a search ends now; with `once_found`, as soon as it has an answer and some bound."""

    once_found = False

    def ends(self, found: bool) -> bool:
        """Say whether a search should end that has found an answer, or not."""
        return self.is_set() or (self.once_found and found)


# The stop buttons of the searches that are under way in this process.
_IN_HAND: list[Stop] = []
# Searches that a stop button ended before their proof was complete.
_CUT_SHORT: list[None] = []


def note_cut_short() -> None:
    """Note that a search was ended by its stop button, with its proof incomplete."""
    _CUT_SHORT.append(None)


def searches_cut_short() -> int:
    """Return how many searches of this process were ended so."""
    return len(_CUT_SHORT)


def end_search_in_hand() -> None:
    """End the search under way once it has an answer, and keep that; from any thread, however often."""
    for asked in tuple(_IN_HAND):
        asked.once_found = True


@contextmanager
def stop_on_ctrl_c() -> Iterator[Stop]:
    """Yield an event that the first Ctrl-C sets; a second Ctrl-C raises KeyboardInterrupt.

    Outside the main thread, or where Ctrl-C is ignored, no handler is changed: only `end_search_in_hand` reaches it.
    """
    asked = Stop()
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


def _handler(asked: Stop) -> Any:
    def handle(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    return handle
