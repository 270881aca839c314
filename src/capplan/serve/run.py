"""The server started and ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from waitress.server import create_server

from capplan.serve.app import MAX_REQUEST_MB, create_app
from capplan.serve.cases import Cases
from capplan.serve.desk import Desk
from capplan.serve.queue import Queue
from capplan.serve.results import Results
from capplan.serve.uploads import Uploads
from capplan.store import RunStore, StoreError

_BYTES_PER_MB = 1_000_000
# Form data and headers may come on top of the largest request that is understood; it is refused by a page.
_SPARE_MB = 1


def open_desk(
    cases: Sequence[Path],
    store: Path,
    *,
    workers: int = 1,
    seed: int | None = None,
    time_limit_s: float | None = None,
    profile: bytes | None = None,
) -> Desk:
    """Return what the pages work with: the cases read, the store opened.

    Raises
    ------
    CaseFaults
        If a case has faults.
    StoreError
        If the store cannot be used.
    """
    runs = RunStore(store)
    uploads = Uploads(runs.folders.root)
    known = Cases(cases, uploads)
    return Desk(runs, known, uploads, Queue(runs, workers), Results(runs), seed, time_limit_s, profile)


def serve_until_ended(desk: Desk, host: str, port: int, threads: int, on_open: Callable[[str], None]) -> None:
    """Listen until Ctrl-C.

    Parameters
    ----------
    on_open : function of an address
        Told where the page is, once it can be asked.

    Raises
    ------
    StoreError
        If the address cannot be listened on.
    """
    app = create_app(desk, host)
    # That requests wait a moment for each other is no warning to a planner.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=(MAX_REQUEST_MB + _SPARE_MB) * _BYTES_PER_MB,
        )
    except OSError as error:
        raise StoreError(f"{host} port {port} cannot be listened on: {error.strerror}. Name another --port.") from error
    desk.queue.start()
    on_open(f"http://{host}:{server.effective_port}/")
    try:
        server.run()
    finally:
        desk.queue.close()
        server.close()
