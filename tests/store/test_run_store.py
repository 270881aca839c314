"""The run store: nothing is lost or half there, whatever processes do at the same time."""

import json
import multiprocessing
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from capplan.errors import Infeasible
from capplan.plan.store import PROVENANCE, write_files
from capplan.solve.interrupt import note_cut_short, stop_on_ctrl_c
from capplan.solve.session import Progress
from capplan.store import RunRequest, RunStore, StoreError
from capplan.store.folders import run_file
from capplan.store.making import make_queued
from capplan.store.records import Ending, new_id, now

CASE = {"case.toml": b"[case]\n", "sites.csv": b"site\n"}


def request(name="A run", **values):
    return RunRequest(
        **{"id": new_id(), "name": name, "case": "county", "title": "County", "scenario": "base", "created": now()}
        | values
    )


def wrote(request, case, out, told, beside):
    """A chain that plans nothing: it writes a folder as a run does."""
    told.stage("plan")
    told.progress(Progress(0.1, 120.0, 100.0, 1 / 6, 3))
    ending = Ending(state="done", ended=now(), exit_code=0)
    files = {PROVENANCE: "{}", "case.txt": (case / "sites.csv").read_bytes(), "run.json": run_file(request, ending)}
    write_files(out, files)
    # `make_queued` looks at what it was told of the plan only where the chain asks it to.
    beside(FakePlan())


class FakePlan:
    findings = ()
    options = ()


def until(check):
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < 60
        time.sleep(0.05)


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def test_a_run_is_queued_then_done_and_its_case_went_with_it(store):
    asked = store.ask(request("Keep the ward"), CASE)
    assert [(record.id, record.state) for record in store.find()] == [(asked.id, "queued")]
    ending = make_queued(store, asked.id, wrote)
    assert ending is not None
    assert (ending.state, store.get(asked.id).state) == ("done", "done")
    assert (store.folders.run(asked.id) / "case.txt").read_bytes() == CASE["sites.csv"]
    assert not store.folders.work(asked.id).exists()


def test_runs_asked_for_within_one_second_stand_in_the_order_of_asking(store):
    asked = [store.ask(request(created="2026-11-29T10:00:00+00:00"), CASE).id for _ in range(12)]
    assert [record.id for record in reversed(store.find(state="queued"))] == asked


def test_progress_is_told_line_by_line_and_a_torn_line_is_left_out(store):
    asked = store.ask(request(), CASE)

    def chain(request, case, out, told, beside):
        told.stage("plan")
        told.progress(Progress(0.1, None, float("-inf"), None, 0))
        told.progress(Progress(0.2, 120.0, 100.0, 1 / 6, 3))  # within the same second: not told
        raise Infeasible(["No bed is left."])

    ending = make_queued(store, asked.id, chain)
    assert (ending.state, ending.exit_code) == ("failed", 3)
    assert "No bed is left." in store.get(asked.id).ending.message
    with (store.folders.work(asked.id) / "progress.jsonl").open("a") as file:
        file.write('{"seconds": 9, "sta')
    told = store.progress(asked.id)
    assert [line["stage"] for line in told] == ["plan", "plan"]
    assert told[1]["best"] is None
    assert told[1]["bound"] is None


def test_names_are_words_and_never_places(store):
    name = "../../etc/<script>\n=cmd"
    asked = store.ask(request(name), CASE)
    assert store.get(asked.id).request.name == name
    assert {path.name for path in store.folders.root.parent.iterdir()} == {"runs"}
    assert [path.name for path in (store.folders.root / ".work").iterdir()] == [asked.id]


@pytest.mark.parametrize("wrong", ["..", "../x", "a/b", "", ".work", "/etc", "a\\b", "a" * 200, "x\0", "%2e%2e"])
def test_only_plain_ids_are_looked_up(store, wrong):
    with pytest.raises(StoreError):
        store.get(wrong)


def test_words_are_searched_as_words(store):
    one = store.ask(request("Keep the ward", said=("Hillside: keep",)), CASE)
    store.ask(request("Close 100% of it"), CASE)
    assert [record.id for record in store.find(search="hillside WARD")] == [one.id]
    assert store.find(search="keep nothing") == []
    assert len(store.find(search="100%")) == 1
    assert store.find(search="_") == []
    assert store.find(search="' or 1=1 --") == []


def killed(root, run_id):
    def chain(*_):
        os._exit(9)

    make_queued(RunStore(root), run_id, chain)


def in_another_process(target, *arguments):
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def test_a_killed_run_is_unfinished_and_can_start_again(store):
    asked = store.ask(request(), CASE)
    assert in_another_process(killed, store.folders.root, asked.id) == 9
    assert [record.state for record in store.find()] == ["unfinished"]
    assert make_queued(store, asked.id, wrote) is None  # nobody starts it unasked
    store.again(asked.id)
    assert store.get(asked.id).state == "queued"
    make_queued(store, asked.id, wrote)
    assert store.get(asked.id).state == "done"


def test_what_a_killed_process_left_of_a_finished_run_is_cleared(store):
    asked, queued = store.ask(request(), CASE), store.ask(request(), CASE)
    make_queued(store, asked.id, wrote)
    # Whoever looks whether the run is held makes its place anew.
    assert not store.folders.is_held(asked.id)
    assert store.folders.work(asked.id).exists()
    store.find()
    assert not store.folders.work(asked.id).exists()
    assert store.get(asked.id).state == "done"
    assert store.get(queued.id).state == "queued"


def test_a_running_run_is_held_by_its_process_alone(store):
    asked = store.ask(request(), CASE)

    def chain(request, case, out, told, beside):
        record = store.find()[0]
        assert (record.state, record.pid) == ("running", os.getpid())
        assert record.heartbeat is not None
        with pytest.raises(StoreError, match="running"):
            store.again(asked.id)
        with pytest.raises(StoreError, match="at work"):
            store.prune([record])
        wrote(request, case, out, told, beside)

    assert make_queued(store, asked.id, chain).state == "done"


def test_the_index_is_made_again_from_the_folders(store):
    done, queued = store.ask(request("one"), CASE), store.ask(request("two"), CASE)
    make_queued(store, done.id, wrote)
    before = store.find()
    for path in store.folders.root.glob(".index.sqlite*"):
        path.unlink()
    again = RunStore(store.folders.root)
    assert again.reindex() == 2
    assert {(record.id, record.state) for record in again.find()} == {(record.id, record.state) for record in before}
    assert again.get(queued.id).request.name == "two"


def test_a_damaged_index_is_told_with_what_to_do(store):
    (store.folders.root / ".index.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="capplan runs reindex"):
        store.find()


def test_a_folder_that_goes_leaves_the_list(store):
    asked = store.ask(request(), CASE)
    store.folders.remove(asked.id)
    assert store.find() == []


def test_a_wish_to_stop_ends_the_search_once_there_is_a_plan(store):
    asked = store.ask(request(), CASE)

    def chain(request, case, out, told, beside):
        told.stage("do-minimum")
        with stop_on_ctrl_c() as stop:
            assert not stop.ends(found=True)
            store.wish(asked.id, "stop")
            # Heard without a word of progress from the search; without a plan it goes on.
            until(lambda: stop.ends(found=True))
            assert not stop.ends(found=False)
        note_cut_short()
        wrote(request, case, out, told, beside)

    ending = make_queued(store, asked.id, chain)
    assert ending.message.startswith("Ended early: searches were cut short in do-minimum.")


def test_a_wish_to_stop_that_comes_after_the_searches_cuts_nothing_short(store):
    asked = store.ask(request(), CASE)

    def chain(request, case, out, told, beside):
        told.stage("simulate")
        store.wish(asked.id, "stop")
        wrote(request, case, out, told, beside)

    assert make_queued(store, asked.id, chain).message.endswith("nothing was cut short.")


def test_a_queued_run_is_cancelled_at_once(store):
    asked = store.ask(request(), CASE)
    store.wish(asked.id, "cancel")
    assert store.get(asked.id).state == "stopped"
    assert make_queued(store, asked.id, wrote) is None


def slow(root, run_id):
    def chain(*_):
        import time

        time.sleep(60)

    make_queued(RunStore(root), run_id, chain)


def test_a_running_run_is_cancelled_within_seconds(store):
    asked = store.ask(request(), CASE)
    process = multiprocessing.get_context("spawn").Process(target=slow, args=(store.folders.root, asked.id))
    process.start()
    while store.get(asked.id).state == "queued":
        process.join(0.05)
        assert process.exitcode is None
    store.wish(asked.id, "cancel")
    process.join(10.0)
    assert process.exitcode == 130
    assert store.get(asked.id).state == "stopped"


def asks(root, count):
    store = RunStore(root)
    for number in range(count):
        store.ask(request(f"run {number} of {os.getpid()}"), CASE)
        store.find()


def test_many_processes_ask_at_once_and_nothing_is_lost(store):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=asks, args=(store.folders.root, 5)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
    assert len({record.id for record in store.find(state="queued")}) == 15


def makes(root, ids):
    store = RunStore(root)
    for run_id in ids:
        make_queued(store, run_id, wrote)


def test_two_workers_make_each_run_once(store):
    ids = [store.ask(request(str(number)), CASE).id for number in range(4)]
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=makes, args=(store.folders.root, ids)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert [record.state for record in store.find()] == ["done"] * 4


def test_prune_spares_what_is_queued_and_the_newest(store):
    old = store.ask(request("old", created="2020-01-01T00:00:00+00:00"), CASE)
    new, queued = (
        store.ask(request("new"), CASE),
        store.ask(request("queued", created="2019-01-01T00:00:00+00:00"), CASE),
    )
    for one in (old, new):
        make_queued(store, one.id, wrote)
    assert [record.id for record in store.to_prune(older_than_days=30)] == [old.id]
    assert [record.id for record in store.to_prune(keep=1)] == [old.id]
    assert store.to_prune(keep=0, states=["failed"]) == []
    store.prune(store.to_prune(older_than_days=30))
    assert {record.id for record in store.find()} == {new.id, queued.id}
    assert not store.folders.run(old.id).exists()


def test_the_index_is_sqlite_in_write_ahead_mode(store):
    store.ask(request(), CASE)
    with closing(sqlite3.connect(store.folders.root / ".index.sqlite")) as db, db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        assert json.loads(db.execute("select record from runs").fetchone()[0])["state"] == "queued"


def test_a_place_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="cannot be made"):
        RunStore(Path(tmp_path / "file"))
