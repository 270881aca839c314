"""Finished runs for tests of the planner's page: planned once, put into any store."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from capplan.cli.runs import make_request
from capplan.serve.desk import Desk
from capplan.store import RunRecord, RunRequest, RunStore
from capplan.store.folders import RUN_FILE, run_file
from capplan.store.making import make_queued
from capplan.store.records import new_id, now
from quick_case import quick_case


@cache
def planned() -> Path:
    """Return the folder of a finished run of the quick case; it is not to be changed."""
    place = Path(tempfile.mkdtemp(prefix="capplan-test-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    store = RunStore(place / "runs")
    case = quick_case(place / "case")
    asked = store.ask(request("Once"), {path.name: path.read_bytes() for path in case.iterdir()})
    ending = make_queued(store, asked.id, make_request)
    assert ending is not None
    assert ending.state == "done", ending.message
    return store.folders.run(asked.id)


def request(name: str) -> RunRequest:
    """Return the request of a run of the quick case."""
    return RunRequest(
        id=new_id(),
        name=name,
        case="example",
        title="Example: a ward and care at home",
        scenario="base",
        created=now(),
        time_limit_s=60.0,
    )


def made_run(desk: Desk, name: str = "A plan") -> RunRecord:
    """Put a finished run into the store of a desk, under a name."""
    asked = request(name)
    folder = desk.store.folders.run(asked.id)
    source = planned()
    shutil.copytree(source, folder)
    ending = RunStore(source.parent).get(source.name).ending
    assert ending is not None
    (folder / RUN_FILE).write_text(run_file(asked, ending), "utf-8")
    return desk.store.get(asked.id)
