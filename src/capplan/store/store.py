"""The store itself: ask, list, search, start again, stop, prune; what processes do at the same time never clashes."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from capplan.plan.store import write_file
from capplan.store.folders import Folders, write_json
from capplan.store.index import Index
from capplan.store.records import ENDED, Ending, RunRecord, RunRequest, State, StoreError, now


class RunStore:
    """One place for runs.

    Parameters
    ----------
    root : Path
        Its folder; it is made where it is missing.

    Raises
    ------
    StoreError
        If the place cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self.folders = Folders(root)
        self.index = Index(self.folders.root)

    def ask(self, request: RunRequest, case_files: Mapping[str, bytes], profile: bytes | None = None) -> RunRecord:
        """Put a run in the queue.

        Parameters
        ----------
        case_files : mapping of name to bytes
            The case that it plans, as the files of a case folder.
        profile : bytes, optional
            The solver profile as TOML, where it is not the default.
        """
        self.folders.ask(request, case_files, profile)
        record = RunRecord(request=request, state="queued")
        self.index.put([record])
        return record

    def refresh(self) -> None:
        """Hold the index against the folders: runs that came, went, or whose process was killed."""
        known, there = self.index.states(), list(self.folders.ids())
        self.index.forget(known.keys() - set(there))
        moving = [one for one in there if known.get(one) not in ENDED]
        found = [record for one in moving if (record := self.folders.record(one)) is not None]
        self.index.put([record for record in found if record.state != known.get(record.id)])
        for run_id in list(self.folders.left_over()):
            self.folders.clear(run_id)

    def reindex(self) -> int:
        """Make the index again from the folders; return the number of runs."""
        found = [record for one in self.folders.ids() if (record := self.folders.record(one)) is not None]
        self.index.forget(self.index.states().keys() - {record.id for record in found})
        self.index.put(found)
        return len(found)

    def find(
        self, *, state: State | None = None, case: str | None = None, search: str = "", limit: int | None = None
    ) -> list[RunRecord]:
        """Return runs, the newest first; as `Index.find`, after a look at the folders."""
        self.refresh()
        return self.index.find(state=state, case=case, search=search, limit=limit)

    def get(self, run_id: str) -> RunRecord:
        """Return one run as it is now.

        Raises
        ------
        StoreError
            If there is none of this id.
        """
        kept = self.index.get(run_id)
        if kept is not None and kept.state == "done" and self.folders.run(run_id).is_dir():
            return kept
        record = self.folders.record(run_id)
        if record is None:
            raise StoreError("There is no run of this id in the store.")
        if kept is None or kept.state != record.state:
            self.index.put([record])
        return record.model_copy(update={"heartbeat": None if kept is None else kept.heartbeat})

    def resolve(self, text: str) -> RunRecord:
        """Return the run whose id is, or alone begins with, a text.

        Raises
        ------
        StoreError
            If no run or several runs are meant.
        """
        fitting = [one for one in self.folders.ids() if one.startswith(text)]
        if text in fitting or len(fitting) == 1:
            return self.get(text if text in fitting else fitting[0])
        which = f"several: {', '.join(fitting[:5])}" if fitting else "none"
        raise StoreError(f"No single run of the store is meant by {text!r}: {which}. `capplan runs list` lists them.")

    @contextmanager
    def making(self, run_id: str) -> Iterator[RunRequest | None]:
        """Hold a queued run while it is made, so that nobody else makes it; yields None where another does already."""
        lock = self.folders.lock(run_id)
        try:
            # A reader that looks whether the lock is held has it for a moment.
            lock.acquire(timeout=5.0)
        except (TimeoutError, OSError):
            yield None
            return
        try:
            record = self.folders.record(run_id)
            yield record.request if record is not None and record.state == "queued" else None
        finally:
            lock.release()

    def begin(self, run_id: str) -> None:
        """Note that this process makes a run; it must hold it (`making`)."""
        write_json(self.folders.work(run_id) / "started.json", {"pid": os.getpid(), "started": now()})
        record = self.folders.record(run_id)
        if record is not None:
            self.index.put([record.model_copy(update={"state": "running", "pid": os.getpid(), "heartbeat": now()})])

    def end(self, run_id: str, ending: Ending) -> None:
        """Note how a run ended; where it is done, its folder stands in its place already."""
        if ending.state == "done":
            self.folders.clear(run_id)
        else:
            self.folders.end(run_id, ending)
        record = self.folders.record(run_id)
        if record is not None:
            self.index.put([record])

    def again(self, run_id: str) -> RunRecord:
        """Put a run that failed, was stopped or is unfinished in the queue once more.

        Raises
        ------
        StoreError
            If it is in another state.
        """
        record = self.get(run_id)
        if record.state not in ("failed", "stopped", "unfinished"):
            raise StoreError(
                f"This run is {record.state}; only what failed, was stopped or is unfinished can start again."
            )
        self.folders.again(run_id)
        return self.get(run_id)

    def wish(self, run_id: str, what: str) -> None:
        """Ask the process of a run to `stop` with the best plan so far, or to `cancel`.

        Raises
        ------
        StoreError
            If the run is not queued or running.
        ValueError
            If it is another wish.
        """
        if what not in ("stop", "cancel"):
            raise ValueError(what)
        record = self.get(run_id)
        if record.state not in ("queued", "running"):
            raise StoreError(f"This run is {record.state}; there is nothing to stop.")
        if record.state == "queued" and what == "cancel":
            with self.making(run_id) as request:
                if request is not None:
                    self.end(
                        run_id, Ending(state="stopped", ended=now(), exit_code=130, message="Cancelled in the queue.")
                    )
                    return
        write_file(self.folders.work(run_id) / what, "")

    def wishes(self, run_id: str, what: str) -> bool:
        """Say whether somebody asked the process of a run to `stop` or to `cancel`."""
        return (self.folders.work(run_id) / what).exists()

    def progress(self, run_id: str) -> list[dict[str, object]]:
        """Return what a run has told of its progress, line by line; a line half written or damaged is left out."""
        try:
            text = (self.folders.work(run_id) / "progress.jsonl").read_text("utf-8")
        except OSError:
            return []
        lines = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]
        found = []
        for line in lines:
            with contextlib.suppress(ValueError, RecursionError):
                found.append(json.loads(line))
        return [one for one in found if isinstance(one, dict)]

    def to_prune(
        self, *, older_than_days: float | None = None, keep: int | None = None, states: Sequence[State] = ()
    ) -> list[RunRecord]:
        """Return the runs that prune would delete: ended, and meeting every limit that is given.

        Parameters
        ----------
        older_than_days : float, optional
            Asked for longer ago than this.
        keep : int, optional
            Not among the newest so many.
        states : sequence of State
            Of these states (all if empty).
        """
        runs = [record for record in self.find() if record.state in ENDED]
        if keep is not None:
            runs = runs[keep:]
        if states:
            runs = [record for record in runs if record.state in states]
        if older_than_days is not None:
            before = (datetime.now(UTC) - timedelta(days=older_than_days)).isoformat(timespec="seconds")
            runs = [record for record in runs if record.request.created < before]
        return runs

    def prune(self, records: Sequence[RunRecord]) -> None:
        """Delete runs for good.

        Raises
        ------
        StoreError
            If one of them is queued or running.
        """
        for record in records:
            if self.get(record.id).state not in ENDED:
                raise StoreError(f"{record.id} is at work; stop it first.")
            self.folders.remove(record.id)
            self.index.forget([record.id])
