"""Commands of capplan in forked children: begun, limited, sent a signal, waited for."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from capplan.cli import main as capplan_main

KNOWN_CODES = {0, 1, 2, 3, 4, 5, 130}
PATIENCE_S = 300.0


@dataclass
class Ended:
    """How a child ended: exit code (negative: the signal), what it said, and after how many seconds."""

    code: int
    said: str
    seconds: float

    @property
    def clean(self) -> bool:
        """Say whether it ended in words and with a code that the README knows."""
        return self.code in KNOWN_CODES and "Traceback" not in self.said


@dataclass
class Row:
    """One line of the table."""

    fault: str
    tried: str
    happened: str
    passed: bool


Before = Callable[[], None]


def forked(
    words: list[object], *, after: float | None = None, send: int = signal.SIGKILL, before: Before | None = None
) -> Ended:
    """Run a command in a forked child; send it a signal after so many seconds, if it still lives."""
    return waited(*begun(words, before), after=after, send=send)


def begun(words: list[object], before: Before | None = None) -> tuple[int, Path, float]:
    """Begin a command in a forked child; its pid, where it speaks, and when it began."""
    handle, name = tempfile.mkstemp(prefix="faults-")
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = 70
        try:
            if before is not None:
                before()
            capplan_main([str(word) for word in words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(handle)
    return pid, Path(name), began


def waited(pid: int, spoken: Path, began: float, *, after: float | None = None, send: int = signal.SIGKILL) -> Ended:
    """Wait for a child of `begun`."""
    sent = False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        seconds = time.monotonic() - began
        if done:
            break
        if (after is not None and not sent and seconds >= after) or seconds > PATIENCE_S:
            # Ctrl-C reaches every process of the terminal, as here of the group.
            (os.killpg if send == signal.SIGINT else os.kill)(pid, send if seconds <= PATIENCE_S else signal.SIGKILL)
            sent = True
        time.sleep(0.005)
    said = spoken.read_text(encoding="utf-8", errors="replace")
    spoken.unlink()
    return Ended(os.waitstatus_to_exitcode(status), said, seconds)


def limited(kind: int, most: int) -> Before:
    """Return what sets a limit of the system in a child."""
    return lambda: resource.setrlimit(kind, (most, most))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder; nothing where it is not there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
