"""The index of a store: SQLite in one file, safe under several processes, made again from the folders at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from capplan.store.records import RunRecord, State, StoreError

FILE: Final = ".index.sqlite"
VERSION: Final = 1
_BUSY_S: Final = 30.0
_TABLE = """\
create table if not exists runs (
  id text primary key, state text not null, case_id text not null, created text not null, words text not null,
  pid integer, heartbeat text, record text not null)"""
_ORDER = "order by created desc, id desc"


class Index:
    """The table of runs.

    Parameters
    ----------
    root : Path
        The store's folder. Write-ahead logging wants a disk of this machine, not a network drive.

    Raises
    ------
    StoreError
        If the index cannot be opened; deleting it loses nothing.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        with self._open() as db:
            db.execute("pragma journal_mode=wal")
            if db.execute("pragma user_version").fetchone()[0] not in (0, VERSION):
                db.execute("drop table if exists runs")
            db.execute(_TABLE)
            db.execute(f"pragma user_version={VERSION}")

    def put(self, records: Iterable[RunRecord]) -> None:
        """Write what is now known of some runs."""
        with self._open() as db:
            db.executemany(
                "insert into runs (id, state, case_id, created, words, pid, heartbeat, record) "
                "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set state=excluded.state, "
                "case_id=excluded.case_id, created=excluded.created, words=excluded.words, pid=excluded.pid, "
                "heartbeat=coalesce(excluded.heartbeat, heartbeat), record=excluded.record",
                [_row(record) for record in records],
            )

    def beat(self, run_id: str, when: str) -> None:
        """Note that the process of a run is alive."""
        with self._open() as db:
            db.execute("update runs set heartbeat=? where id=?", (when, run_id))

    def forget(self, ids: Iterable[str]) -> None:
        """Take runs out of the index."""
        with self._open() as db:
            db.executemany("delete from runs where id=?", [(one,) for one in ids])

    def get(self, run_id: str) -> RunRecord | None:
        """Return one run."""
        return next(iter(self._select("where id=?", (run_id,))), None)

    def states(self) -> dict[str, State]:
        """Return the state of every run."""
        with self._open() as db:
            return dict(db.execute("select id, state from runs").fetchall())

    def find(
        self, *, state: State | None = None, case: str | None = None, search: str = "", limit: int | None = None
    ) -> list[RunRecord]:
        """Return runs, the newest first.

        Parameters
        ----------
        state, case : str, optional
            Only of this state; only of the case of this id.
        search : str
            Only those whose name, case, scenario or changes have every one of these words.
        limit : int, optional
            At most so many.
        """
        wanted: list[str] = []
        values: list[Any] = []
        for column, value in (("state", state), ("case_id", case)):
            if value is not None:
                wanted.append(f"{column}=?")
                values.append(value)
        for word in search.lower().split():
            wanted.append("words like ? escape '\\'")
            values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        where = f"where {' and '.join(wanted)}" if wanted else ""
        return self._select(f"{where} {_ORDER}{'' if limit is None else f' limit {limit:d}'}", values)

    def _select(self, clause: str, values: Sequence[Any]) -> list[RunRecord]:
        with self._open() as db:
            rows = db.execute(f"select record, heartbeat from runs {clause}", values).fetchall()
        found = []
        for text, heartbeat in rows:
            try:
                record = RunRecord.model_validate_json(text)
            except ValidationError:  # written by another version; `reindex` mends it
                continue
            found.append(record.model_copy(update={"heartbeat": heartbeat}))
        return found

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the index for one transaction; others wait for it."""
        try:
            with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as db, db:
                db.execute("pragma synchronous=normal")
                yield db
        except sqlite3.Error as error:
            problem = f"The index of the run store, {self._path}, cannot be used ({error})"
            raise StoreError(f"{problem}. Delete it: `capplan runs reindex` makes it again.") from error


def _row(record: RunRecord) -> tuple[Any, ...]:
    request = record.request
    words = " ".join((record.id, request.name, request.case, request.title, request.scenario, *request.said)).lower()
    return (
        record.id,
        record.state,
        request.case,
        request.created,
        words,
        record.pid,
        record.heartbeat,
        record.model_dump_json(),
    )
