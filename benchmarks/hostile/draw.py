"""Choices made by bytes, from the first to the last; where they run out, every choice is the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")
ODD_TEXTS = (
    *("", " ", "0", "-1", "1", "1e12", "1e400", "1e-300", "nan", "inf", "-inf", "9" * 400, "9" * 5_000, "0x10", "1_0"),
    *("2199-12", "1900-01", "2199/00", "2015-04", "2010/11", "24:00", "99:99", "yes", "no", "base", "plan", "pool"),
    *("=1+1", "@SUM(1)", "+1", "-cmd", "<script>", "&amp;", '"', "'", "\x00", "\r", "\n", "\t", "\u202e", "\ufeff"),
    *("\ud7ff", "\U0001f600", "\u0663", "e\u0301", "a,b", "a" * 10_000, "../..", "con", "aux.csv", "{{7*7}}", "%s%n"),
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**30, -(10**30), 0.5, 1e308, -1e308, 1e-320, [], {}, [None], {"": None}, "nan"),
    *ODD_TEXTS,
)


class Draw:
    """Choices from bytes.

    Parameters
    ----------
    data : bytes
        What decides.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """Return the next byte, 0 at the end."""
        found = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return found

    def number(self, below: int) -> int:
        """Return a whole number from 0 to `below` - 1."""
        return (self.byte() * 256 + self.byte() if below > 256 else self.byte()) % below

    def choose(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[self.number(len(options))]

    def text(self) -> str:
        """Return an odd text, or one of up to 63 bytes of the data themselves."""
        length = self.byte()
        if length >= 64:
            return ODD_TEXTS[length % len(ODD_TEXTS)]
        found = self._data[self._at : self._at + length]
        self._at += length
        return found.decode("utf-8", "replace")

    def rest(self) -> bytes:
        """Return what no choice has used yet."""
        found = self._data[self._at :]
        self._at = len(self._data)
        return found
