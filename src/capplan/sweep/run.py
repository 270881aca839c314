"""A sweep: pieces that are kept are taken, the others done as soon as what they need is there, each kept at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout

from capplan.case.case import Case
from capplan.errors import CapplanError, VerificationFailed
from capplan.plan.kept import UNFINISHED, keep, kept
from capplan.plan.store import RunFolderError
from capplan.sweep.crews import Crew
from capplan.sweep.pieces import Answer, KeptAnswer, Piece, Settings, asked, in_order, needs
from capplan.sweep.work import Failure, Task

LOCK = "lock"


class SweepInHand(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """Another process does a sweep in the same folder."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True)
class Outcome:
    """A piece and what came of it."""

    piece: Piece
    found: Answer | Failure


def sweep(
    cases: Mapping[str, Case],
    pieces: Sequence[Piece],
    settings: Settings,
    crew: Crew,
    folder: Path | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Do every piece of a sweep.

    Parameters
    ----------
    cases : mapping of name to Case
        In any scenario.
    pieces : sequence of Piece
        With all that they need; see `capplan.sweep.pieces.pieces_of`.
    crew : Crew
        Who does them; the answers are the same whoever does.
    folder : Path, optional
        Every answer is kept here as soon as it is there, and taken from here where the same was asked before. What
        failed is not kept, and is done again the next time.

    Returns
    -------
    list of Outcome
        In the order of `pieces`.

    Raises
    ------
    SweepInHand
        If another process does a sweep in the folder.
    RunFolderError
        If the system refuses to write there; what was kept before stays.
    """
    with _alone(folder):
        found: dict[Piece, Answer | Failure] = {}
        for piece in pieces:
            before = _kept(folder, asked(cases[piece.case], piece, settings), on_stage)
            if before is not None:
                found[piece] = before
        if found:
            on_stage(f"{len(found)} of {len(pieces)} pieces are done already")
        _do_all(cases, pieces, settings, crew, folder, on_stage, found)
    return [Outcome(piece, found[piece]) for piece in pieces]


def _do_all(
    cases: Mapping[str, Case],
    pieces: Sequence[Piece],
    settings: Settings,
    crew: Crew,
    folder: Path | None,
    on_stage: Callable[[str], None],
    found: dict[Piece, Answer | Failure],
) -> None:
    left = [piece for piece in in_order(cases, pieces) if piece not in found]
    began, count, running = time.monotonic(), len(left), 0
    while left or running:
        for piece in _ready(cases, left, found, max(0, crew.room())):
            left.remove(piece)
            given = [found[needed] for needed in needs(cases[piece.case], piece)]
            if any(isinstance(one, Failure) for one in given):
                found[piece] = Failure("What it starts from has failed.", _worst(given))
                on_stage(f"{piece}: not begun, for what it starts from has failed")
                continue
            case = cases[piece.case].in_scenario(piece.scenario)
            crew.begin(Task(piece, case, settings, tuple(one for one in given if isinstance(one, Answer))))
            running += 1
        if not running:
            continue
        piece, came = crew.ended()
        running -= 1
        found[piece] = came
        if isinstance(came, Answer):
            keep(folder, asked(cases[piece.case], piece, settings), came, KeptAnswer)
        done = count - len(left) - running
        rest = (time.monotonic() - began) / done * (count - done)
        word = came.status if isinstance(came, Answer) else f"FAILED: {came.reason.splitlines()[0]}"
        on_stage(f"{len(found)} of {len(pieces)}, about {_duration(rest)} left: {piece}: {word}")


def _ready(cases: Mapping[str, Case], left: Sequence[Piece], found: Mapping[Piece, object], room: int) -> list[Piece]:
    """Return up to so many pieces for which everything is there that they need."""
    ready: list[Piece] = []
    for piece in left:
        if len(ready) == room:
            break
        if all(needed in found for needed in needs(cases[piece.case], piece)):
            ready.append(piece)
    return ready


def _worst(given: Sequence[object]) -> int:
    return max(one.exit_code for one in given if isinstance(one, Failure))


def _kept(folder: Path | None, words: str, on_stage: Callable[[str], None]) -> Answer | None:
    try:
        before = kept(folder, words, KeptAnswer)
    except VerificationFailed as error:
        on_stage(f"done again: {str(error).splitlines()[0]}")
        return None
    return None if before is None else before.answer


@contextmanager
def _alone(folder: Path | None) -> Iterator[None]:
    """Hold the folder for this process, and clear away what one that was killed had half written."""
    if folder is None:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise SweepInHand(f"Another sweep is at work in {folder}; wait for it, or name another --out.") from error
    except OSError as error:
        raise RunFolderError(f"The sweep cannot keep its answers in {folder}: {error.strerror}.") from error
    try:
        for path in folder.glob(f"*{UNFINISHED}*"):
            path.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


def _duration(seconds: float) -> str:
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
