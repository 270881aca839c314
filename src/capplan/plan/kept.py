"""Answers that are kept as soon as they are found, so that work which was broken off is not done again."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import highspy

import capplan
from capplan.decisions.common import Frozen
from capplan.errors import VerificationFailed
from capplan.plan.store import RunFolderError, model_json, read_model, write_file

T = TypeVar("T")
UNFINISHED = ".unfinished-"


@cache
def program() -> str:
    """Return what works an answer out, to the letter: version, a word that every change of its text changes, HiGHS.

    They are the first words of everything that is asked.
    """
    package = Path(capplan.__file__).parent
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).parts):
        found.update(b"/".join(part.encode() for part in path.relative_to(package).parts))
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"capplan {capplan.__version__} ({found.hexdigest()[:12]}); HiGHS {highspy.Highs().version()}"


class Kept(Frozen, Generic[T]):
    """What came of one thing that was asked.

    Attributes
    ----------
    asked : str
        Everything that the answer depends on, in words: program, case, scenario, limit, settings.
    digest : str
        SHA-256 of the answer as it was written, so that damage is seen.
    answer : a model, or None
        For the frontier, None where it is proven that there is none.
    """

    asked: str
    digest: str
    answer: T


def kept(folder: Path | None, asked: str, kind: type[Kept[T]]) -> Kept[T] | None:
    """Return what came of this when it was asked before; None where it was not, or nothing is kept.

    Raises
    ------
    VerificationFailed
        If the file was damaged or edited, or answers something else.
    """
    if folder is None or not (path := _file(folder, asked)).is_file():
        return None
    found = read_model(path, kind)
    if found.asked != asked:
        raise VerificationFailed(f"{path} was edited: it answers something else. Delete it.")
    if found.digest != _digest(found):
        raise VerificationFailed(f"{path} was damaged or edited: its answer is not the one that was kept. Delete it.")
    return found


def keep(folder: Path | None, asked: str, answer: T, kind: type[Kept[T]]) -> None:
    """Write down what came of this, whole or not at all.

    Raises
    ------
    RunFolderError
        If the system refuses to write there.
    """
    if folder is None:
        return
    found = kind(asked=asked, digest="", answer=answer)
    path = _file(folder, asked)
    unfinished = path.with_suffix(f"{UNFINISHED}{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(unfinished, model_json(found.model_copy(update={"digest": _digest(found)})))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise RunFolderError(f"What was found cannot be kept in {folder}: {error.strerror}.") from error


def _digest(found: Kept[Any]) -> str:
    return hashlib.sha256(model_json(found.model_copy(update={"digest": ""})).encode()).hexdigest()


def _file(folder: Path, asked: str) -> Path:
    return folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.json"
