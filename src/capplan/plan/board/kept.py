"""Plans that are kept as soon as they are found, so that a long run which was broken off does not make them again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from capplan.decisions import BedPlan
from capplan.decisions.common import Frozen
from capplan.errors import VerificationFailed
from capplan.plan.store import model_json, read_model, write_file


class KeptPlan(Frozen):
    """What came of one thing that was asked.

    Attributes
    ----------
    asked : str
        Everything that the answer depends on, in words: case, scenario, limit, settings.
    plan : BedPlan or None
        The plan; None where it is proven that there is none.
    """

    asked: str
    plan: BedPlan | None


def kept(folder: Path | None, asked: str) -> KeptPlan | None:
    """Return what came of this when it was asked before; None where it was not, or nothing is kept.

    Raises
    ------
    VerificationFailed
        If the file was damaged, or answers something else.
    """
    if folder is None or not (path := _file(folder, asked)).is_file():
        return None
    found = read_model(path, KeptPlan)
    if found.asked != asked:
        raise VerificationFailed(f"{path} was edited: it answers something else. Delete it.")
    return found


def keep(folder: Path | None, asked: str, plan: BedPlan | None) -> None:
    """Write down what came of this, whole or not at all."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = _file(folder, asked)
    unfinished = path.with_suffix(f".unfinished-{os.getpid()}")
    write_file(unfinished, model_json(KeptPlan(asked=asked, plan=plan)))
    unfinished.replace(path)


def _file(folder: Path, asked: str) -> Path:
    return folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.json"
