"""`capplan runs` and `capplan run --store`: what is kept, found, compared and pruned."""

import csv
import io
from types import SimpleNamespace

import pytest

from capplan.store import RunStore
from example_text import replace_text
from quick_case import quick_case
from serve_plans import made_run


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def made(store, name):
    return made_run(SimpleNamespace(store=store), name)


def test_a_run_is_kept_under_its_name_and_verifies(capplan, tmp_path, store):
    case = quick_case(tmp_path / "county")
    result = capplan("run", case, "--store", tmp_path / "runs", "--name", "../first", "--time-limit", "60", "-q")
    assert result.exit_code == 0
    (record,) = store.find()
    assert (record.state, record.request.name) == ("done", "../first")
    assert f"Written to {tmp_path / 'runs' / record.id}" in result.stdout
    assert capplan("verify", tmp_path / "runs" / record.id).exit_code == 0
    shown = capplan("runs", "show", record.id[:12], "--store", tmp_path / "runs").stdout
    assert "beds_at_end: 12" in shown
    assert "../first" in shown


def test_a_run_without_a_plan_is_kept_with_its_cause(capplan, tmp_path, store):
    case = quick_case(tmp_path / "county")
    replace_text(case / "budgets.csv", "4500000", "1000000")
    result = capplan("run", case, "--store", tmp_path / "runs", "-q")
    assert result.exit_code == 3
    (record,) = store.find()
    assert (record.state, record.ending.exit_code) == ("failed", 3)
    assert "too small" in record.ending.message
    assert "No plan meets every requirement." in capplan("runs", "list", "--store", tmp_path / "runs").stdout


@pytest.mark.parametrize("places", [[], ["--out", "a", "--store", "b"]], ids=["nowhere", "both"])
def test_a_run_goes_to_one_place(capplan, tmp_path, places):
    result = capplan("run", quick_case(tmp_path / "county"), *places)
    assert result.exit_code == 2
    assert "--out FOLDER or --store FOLDER" in result.output


def test_runs_are_listed_searched_and_written_as_csv(capplan, store):
    one, _two = made(store, "Keep the ward"), made(store, "=close it")
    root = store.folders.root
    assert len(capplan("runs", "list", "--store", root).stdout.splitlines()) == 2
    assert capplan("runs", "list", "--store", root, "--search", "keep").stdout.startswith(one.id)
    text = capplan("runs", "list", "--store", root, "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["name"] for row in rows} == {"Keep the ward", "'=close it"}
    assert {row["state"] for row in rows} == {"done"}


def test_a_run_of_another_kind_of_asking_is_in_the_store_too(capplan, store):
    # `capplan run --out runs/mine` knows nothing of the store; its folder is found, and so is one that went.
    folder = store.folders.root / "mine"
    made(store, "x")
    (record,) = store.find()
    store.folders.run(record.id).rename(folder)
    (folder / "run.json").unlink()
    listed = capplan("runs", "list", "--store", store.folders.root).stdout
    assert listed.startswith("mine")
    assert record.id not in listed


def test_runs_compare_by_the_beginning_of_their_ids(capplan, store):
    one, two = made(store, "one"), made(store, "two")
    root = store.folders.root
    assert "equal" in capplan("runs", "compare", one.id, two.id, "--store", root).stdout
    assert capplan("runs", "compare", one.id, "--store", root).exit_code == 2
    result = capplan("runs", "compare", one.id, "2", "--store", root)
    assert result.exit_code == 2
    assert "several" in result.output


def test_prune_says_first_and_deletes_then(capplan, store):
    made(store, "one")
    made(store, "two")
    root = store.folders.root
    assert capplan("runs", "prune", "--store", root).exit_code == 2
    assert "1 would go" in capplan("runs", "prune", "--keep", "1", "--store", root).output
    assert len(store.find()) == 2
    assert "1 deleted" in capplan("runs", "prune", "--keep", "1", "--delete", "--store", root).output
    assert len(store.find()) == 1
    assert "1 runs in the index" in capplan("runs", "reindex", "--store", root).stdout


def test_a_queued_run_is_made_by_a_worker(capplan, store):
    done = made(store, "one")
    request = done.request.model_copy(update={"id": "queued-one", "name": "again"})
    files = {path.name: path.read_bytes() for path in (store.folders.run(done.id) / "case").iterdir()}
    store.ask(request, files)
    result = capplan("runs", "work", "--store", store.folders.root)
    assert result.exit_code == 0
    assert store.get("queued-one").state == "done"
    assert "equal" in capplan("runs", "compare", done.id, "queued-one", "--store", store.folders.root).stdout


@pytest.mark.parametrize(
    "words", [["list"], ["show", "x"], ["compare", "x", "y"], ["prune", "--keep", "1"], ["reindex"]]
)
def test_a_misspelt_store_is_named_and_not_made(capplan, words, tmp_path):
    result = capplan("runs", *words, "--store", tmp_path / "typo")
    assert result.exit_code == 2
    assert "There is no run store" in result.stderr
    assert not (tmp_path / "typo").exists()
