"""The folders of a store, which are the truth: what is in them says what state a run is in.

``ID/`` is a finished run, renamed into its place whole. ``.work/ID/`` is one that is asked for or under way:
``request.json``, ``case/``, ``lock`` (held by the process that makes it, and let go by the system when that ends,
however it ends), ``started.json``, ``progress.jsonl``, ``ended.json``, and the wishes ``stop`` and ``cancel``.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from capplan.errors import VerificationFailed
from capplan.plan.store import PLAN, PROVENANCE, read_run, write_file
from capplan.store.records import Ending, RunRecord, RunRequest, State, StoreError, figures_of, is_id

RUN_FILE: Final = "run.json"
_WORK, _LOCK = ".work", "lock"
_Model = TypeVar("_Model", bound=BaseModel)


class StoredRun(BaseModel):
    """``run.json`` of a finished run: what was asked and how it ended."""

    request: RunRequest
    ending: Ending


class Folders:
    """The folders of one store.

    Parameters
    ----------
    root : Path
        The store's folder; it is made where it is missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        try:
            (self.root / _WORK).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The run store {root} cannot be made: {error.strerror}.") from error

    def run(self, run_id: str) -> Path:
        """Return the folder of a finished run."""
        return self.root / _plain(run_id)

    def work(self, run_id: str) -> Path:
        """Return the folder in which a run is asked for and made."""
        return self.root / _WORK / _plain(run_id)

    def lock(self, run_id: str) -> FileLock:
        """Return the lock that the process making a run holds as long as it lives."""
        return FileLock(self.work(run_id) / _LOCK, is_singleton=False)

    def ids(self) -> Iterator[str]:
        """Yield the id of every run that there is, in any state."""
        found = set()
        for path in self.root.iterdir():
            if is_id(path.name) and (path / PROVENANCE).is_file():
                found.add(path.name)
        found |= {path.name for path in (self.root / _WORK).iterdir() if is_id(path.name) and path.is_dir()}
        yield from sorted(found)

    def ask(self, request: RunRequest, case_files: Mapping[str, bytes], profile: bytes | None) -> None:
        """Write what is asked and its case, whole or not at all."""
        files: dict[str, str | bytes] = {"request.json": _json(request)}
        if profile is not None:
            files["profile.toml"] = profile
        unfinished = self.root / _WORK / f".{request.id}-{secrets.token_hex(4)}"
        try:
            (unfinished / "case").mkdir(parents=True)
            for name, data in case_files.items():
                write_file(unfinished / "case" / name, data)
            for name, text in files.items():
                write_file(unfinished / name, text)
            unfinished.rename(self.work(request.id))
        except OSError as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise StoreError(f"The run cannot be put into the store: {error}.") from error

    def record(self, run_id: str) -> RunRecord | None:
        """Return what the folders say of a run; None where they say nothing that can be read.

        A finished run that was not asked for through the store (``capplan run --out``) is one too.
        """
        if (self.run(run_id) / PROVENANCE).is_file():
            return _finished(self.run(run_id))
        work = self.work(run_id)
        request = _read(work / "request.json", RunRequest)
        if request is None or request.id != run_id:
            return None
        ending = _read(work / "ended.json", Ending)
        if ending is not None:
            return RunRecord(request=request, state=ending.state, ending=ending)
        if not (work / "started.json").is_file():
            return RunRecord(request=request, state="queued")
        started = _mapping(work / "started.json")
        state: State = "running" if self.is_held(run_id) else "unfinished"
        pid = started.get("pid") if state == "running" else None
        return RunRecord(request=request, state=state, pid=pid if isinstance(pid, int) else None)

    def is_held(self, run_id: str) -> bool:
        """Say whether a process is making a run now."""
        lock = self.lock(run_id)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        except OSError:
            return False
        lock.release()
        return False

    def again(self, run_id: str) -> None:
        """Forget how a run went, so that it is asked for as at first."""
        for name in ("ended.json", "progress.jsonl", "stop", "cancel", "started.json"):
            (self.work(run_id) / name).unlink(missing_ok=True)

    def end(self, run_id: str, ending: Ending) -> None:
        """Write how a run without a plan ended."""
        write_file(self.work(run_id) / "ended.json", _json(ending))

    def clear(self, run_id: str) -> None:
        """Take away where a run was made; its finished folder stays."""
        self._away(self.work(run_id))

    def left_over(self) -> Iterator[str]:
        """Yield runs whose place of making is still there though nobody needs it: made, or never asked for.

        A process may be killed before it has cleared up, and whoever looks at its lock just then makes its place anew.
        """
        for path in (self.root / _WORK).iterdir():
            needed = (path / "request.json").is_file() and not (self.root / path.name / PROVENANCE).is_file()
            if is_id(path.name) and not needed and not self.is_held(path.name):
                yield path.name

    def remove(self, run_id: str) -> None:
        """Delete a run: first out of sight in one step, then its files."""
        for place in (self.run(run_id), self.work(run_id)):
            self._away(place)

    def _away(self, place: Path) -> None:
        gone = place.with_name(f".{place.name}.gone-{secrets.token_hex(4)}")
        # Another process may have been quicker.
        with contextlib.suppress(FileNotFoundError):
            place.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def run_file(request: RunRequest, ending: Ending) -> str:
    """Return the content of ``run.json``."""
    return _json(StoredRun(request=request, ending=ending))


def write_json(path: Path, values: Mapping[str, object]) -> None:
    """Write a small file of the store, so that a reader sees it whole or not at all."""
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    write_file(beside, json.dumps(values) + "\n")
    beside.replace(path)


def _plain(run_id: str) -> str:
    if not is_id(run_id):
        raise StoreError("That is not the id of a run.")
    return run_id


def _finished(folder: Path) -> RunRecord | None:
    stored = _read(folder / RUN_FILE, StoredRun)
    if stored is not None and stored.request.id == folder.name:
        return RunRecord(request=stored.request, state="done", ending=stored.ending)
    if not (folder / PLAN).is_file():
        return None
    try:
        found = read_run(folder)
    except VerificationFailed:
        return None
    provenance, plan = found.provenance, found.plan
    request = RunRequest(
        id=folder.name,
        name=folder.name,
        case=plan.case,
        title=plan.title,
        scenario=plan.scenario,
        created=provenance.created,
        seed=provenance.seed,
    )
    ending = Ending(state="done", ended=provenance.created, exit_code=0, figures=figures_of(plan))
    return RunRecord(request=request, state="done", ending=ending)


def _json(model: BaseModel) -> str:
    return model.model_dump_json(indent=1) + "\n"


def _read(path: Path, model: type[_Model]) -> _Model | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _mapping(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
