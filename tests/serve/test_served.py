"""The page as a server with processes of its own: many at once, kills in mid-run, and what a restart finds."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from capplan.case.content import case_files
from capplan.store import RunRequest, RunStore
from capplan.store.records import new_id, now
from served import Server

SUFFOLK = Path(__file__).parents[2] / "data" / "suffolk"
AT_ONCE = 20
WAIT_S = 240.0


def until(check, what):
    began = time.monotonic()
    while not (found := check()):
        assert time.monotonic() - began < WAIT_S, what
        time.sleep(0.05)
    return found


@pytest.fixture
def start(case_folder, tmp_path):
    """Start servers over one store; whatever they started is gone at the end of the test."""
    servers, store = [], RunStore(tmp_path / "runs")

    def started(workers):
        servers.append(Server(case_folder, store.folders.root, workers))
        return servers[-1]

    yield started, store
    for server in servers:
        if server.process.poll() is None:
            server.stop()
    for state in ("queued", "running"):
        for record in store.find(state=state):
            store.wish(record.id, "cancel")
    until(lambda: not store.find(state="running"), "cancelled runs go on")


def test_twenty_at_once_lose_nothing(start):
    started, store = start
    server = started(1)

    def ask(number):
        get, post = server.planner()
        address = post("/cases/example/levers", name=f"Planner {number}", **{"service-level:step-up": str(10 + number)})
        return address, get(address)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(AT_ONCE)))
    runs = store.find()
    assert {record.request.name for record in runs} == {f"Planner {number}" for number in range(AT_ONCE)}
    assert {address for address, _ in answers} == {f"/runs/{record.id}" for record in runs}
    for number, (address, page) in enumerate(answers):
        assert f"Planner {number}" in page, address
        case = store.folders.work(address.rpartition("/")[2]) / "case" / "cohorts.csv"
        # Nobody's levers got into another's case.
        assert f",{(10 + number) / 100:g}," in case.read_text("utf-8") or number == 0


class Held:
    """A queued run that will stand still in its first stage: the file into which it tells progress has no reader."""

    def __init__(self, store, run_id):
        self.path = store.folders.work(run_id) / "progress.jsonl"
        os.mkfifo(self.path)

    def let_go(self):
        """Read its first line, and leave it a plain file for the others."""
        with self.path.open("rb") as reader:
            self.path.unlink()
            assert reader.readline()


def ask(store, case_folder, name):
    asked = RunRequest(id=new_id(), name=name, case="suffolk", title="Suffolk", scenario="base", created=now())
    return store.ask(asked, case_files(case_folder)).id


def test_killed_in_mid_run_and_started_again(start):
    started, store = start
    one, two, three = (ask(store, SUFFOLK, name) for name in ("one", "two", "three"))
    Held(store, one)
    held = Held(store, two)
    server = started(2)
    until(lambda: store.get(one).state == store.get(two).state == "running", "two runs are not under way")
    assert store.get(three).state == "queued"
    os.kill(store.get(one).pid, signal.SIGKILL)
    server.kill()
    until(lambda: store.get(one).state == "unfinished", "the killed run is not noticed")
    assert (store.get(two).state, store.get(three).state) == ("running", "queued")
    # The other run goes on without a server, and its folder is whole.
    held.let_go()
    until(lambda: store.get(two).state == "done", "a run died with its server")
    assert store.get(three).state == "queued"

    server = started(2)
    get, post = server.planner()
    assert "unfinished" in get("/runs")
    (store.folders.work(one) / "progress.jsonl").unlink(missing_ok=True)
    assert "Start it again" in get(f"/runs/{one}")
    assert get(f"/runs/{two}/report").startswith("<!DOCTYPE html>")
    assert post(f"/runs/{one}/again") == f"/runs/{one}"
    for run in (one, three):
        until(lambda run=run: store.get(run).state == "done", "a run is not made after a restart")
    plans = {(store.folders.run(run) / "plan.json").read_bytes() for run in (one, two, three)}
    assert len(plans) == 1
    until(lambda: not list((store.folders.root / ".work").iterdir()), "what runs were made in is not cleared")
