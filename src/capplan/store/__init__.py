"""The run store: one place for runs, as folders and an index that can be made again from them.

A run is asked for (`queued`), made by a process of its own (`running`) and ends as `done`, `failed`, `stopped` or,
where its process was killed, `unfinished`. Folders are the truth; the index makes lists and searches quick.
"""

from capplan.store.records import RunFigures, RunRecord, RunRequest, State, StoreError
from capplan.store.store import RunStore

__all__ = ["RunFigures", "RunRecord", "RunRequest", "RunStore", "State", "StoreError"]
