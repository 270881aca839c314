"""Run folders: whole or not at all, equal for equal plans, and nothing else's folder touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from worked_case import provenance, whole_plan

from capplan.decisions import Plan
from capplan.errors import VerificationFailed
from capplan.plan import store
from capplan.plan.store import RunFolderError, model_json, plan_schema_json, read_run, write_run

FILES: dict[str, str | bytes] = {"report.html": "<p>£</p>\r\n", "solver.log": b"log\n"}


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "case-folder"
    folder.mkdir()
    (folder / "case.toml").write_bytes(b"[case]\n")
    (folder / "sites.csv").write_bytes(b"site,title\r\nward,W\xc3\xa9\r\n")
    (folder / "notes.txt").write_bytes(b"not part of the case")
    (folder / "old-run").mkdir()
    return folder


def write(folder: Path, case_folder: Path, plan: Plan | None = None) -> None:
    write_run(folder, plan or whole_plan(), provenance(), case_folder, FILES)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_written_is_read_back(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "runs" / "worked"
    write(run, case_folder)
    back = read_run(run)
    assert back.plan == whole_plan()
    assert back.provenance == provenance()
    assert back.case_folder == run / "case"


def test_folder_holds_the_plan_the_files_and_the_case_that_was_read(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    written = content(run)
    assert set(written) == {
        "plan.json",
        "provenance.json",
        "report.html",
        "solver.log",
        "case/case.toml",
        "case/sites.csv",
    }
    assert written["case/sites.csv"] == b"site,title\r\nward,W\xc3\xa9\r\n"
    assert written["report.html"] == "<p>£</p>\r\n".encode()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_equal_plans_are_equal_byte_for_byte(tmp_path: Path, case_folder: Path) -> None:
    write(tmp_path / "one", case_folder)
    write(tmp_path / "two", case_folder, Plan.model_validate_json(model_json(whole_plan())))
    assert content(tmp_path / "one") == content(tmp_path / "two")
    text = content(tmp_path / "one")["plan.json"]
    assert b"\r" not in text
    assert text.endswith(b"}\n")


def test_older_run_is_replaced_with_everything_in_it(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    (run / "left-over.csv").write_text("old")
    later = whole_plan().model_copy(update={"title": "Later"})
    write(run, case_folder, later)
    assert read_run(run).plan.title == "Later"
    assert not (run / "left-over.csv").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_run_may_be_made_again_from_its_own_copy_of_the_case(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    write(run, run / "case")
    assert (run / "case" / "case.toml").read_bytes() == b"[case]\n"


def test_empty_folder_may_be_used(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    write(run, case_folder)
    assert read_run(run).plan.case == "worked"


def test_folder_of_something_else_is_refused_and_untouched(tmp_path: Path, case_folder: Path) -> None:
    with pytest.raises(RunFolderError, match=r"not empty and is not a run folder") as caught:
        write(case_folder, case_folder)
    assert caught.value.exit_code == 2
    assert (case_folder / "notes.txt").read_bytes() == b"not part of the case"
    with pytest.raises(RunFolderError, match="is a file"):
        write(case_folder / "notes.txt", case_folder)


@pytest.mark.parametrize("fails_at", ["plan.json", "report.html", "case.toml"])
def test_failure_midway_leaves_the_older_run_as_it_was(
    tmp_path: Path, case_folder: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    before = content(run)
    really_write = store.write_file

    def full_disk(path: Path, text: str | bytes) -> None:
        if path.name == fails_at:
            raise OSError(28, "No space left on device")
        really_write(path, text)

    monkeypatch.setattr(store, "write_file", full_disk)
    with pytest.raises(RunFolderError, match="No space left on device"):
        write(run, case_folder, whole_plan().model_copy(update={"title": "Never written"}))
    assert content(run) == before
    assert {path.name for path in tmp_path.iterdir()} == {"run", "case-folder"}


def test_failure_to_rename_puts_the_older_run_back(
    tmp_path: Path, case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    before = content(run)
    really_rename = Path.rename

    def refuses_the_new_one(path: Path, target: Path) -> Path:
        if "unfinished" in path.name:
            raise OSError(13, "Permission denied")
        return really_rename(path, target)

    monkeypatch.setattr(Path, "rename", refuses_the_new_one)
    with pytest.raises(RunFolderError, match="Permission denied"):
        write(run, case_folder)
    assert content(run) == before
    assert {path.name for path in tmp_path.iterdir()} == {"run", "case-folder"}


def test_interrupt_midway_leaves_nothing_behind(
    tmp_path: Path, case_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(path: Path, text: str | bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "run", case_folder)
    assert {path.name for path in tmp_path.iterdir()} == {"case-folder"}


@pytest.mark.parametrize("name", ["plan.json", "case", "", "..", "a/b/c.csv", "case/b.csv", "../b.csv", "/a.csv"])
def test_extra_file_may_not_take_another_place(tmp_path: Path, case_folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name for an extra file"):
        write_run(tmp_path / "run", whole_plan(), provenance(), case_folder, {name: "text"})


def test_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="is not a run folder"):
        read_run(tmp_path)
    with pytest.raises(RunFolderError, match="is not a run folder"):
        read_run(tmp_path / "missing")


def edited(run: Path, change: dict[str, object]) -> None:
    text = json.loads((run / "plan.json").read_text())
    (run / "plan.json").write_text(json.dumps({**text, **change}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"options": "none"}, "options: Input should be"),
        ({"remark": "looks good"}, "remark: Extra inputs are not permitted"),
        ({"schema_version": "1"}, "schema_version: Input should be a valid integer"),
        ({"regrets": [{"site": "ward"}]}, "regrets.0.closed: Field required"),
    ],
)
def test_edited_plan_that_no_longer_fits_is_refused(
    tmp_path: Path, case_folder: Path, change: dict[str, object], says: str
) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    edited(run, change)
    with pytest.raises(VerificationFailed, match="was damaged or edited") as caught:
        read_run(run)
    assert says in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("damaged", [b"", b'{"case": "wor', b"\xff\xfe\x00", b"[" * 100_000])
def test_damaged_plan_is_refused(tmp_path: Path, case_folder: Path, damaged: bytes) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    (run / "plan.json").write_bytes(damaged)
    with pytest.raises(VerificationFailed, match="was damaged or edited"):
        read_run(run)


def test_plan_of_another_case_is_refused(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    edited(run, {"case_digest": "1" * 64})
    with pytest.raises(VerificationFailed, match="speak of different cases"):
        read_run(run)


def test_run_without_plan_or_case_is_refused(tmp_path: Path, case_folder: Path) -> None:
    run = tmp_path / "run"
    write(run, case_folder)
    (run / "case").rename(run / "moved")
    with pytest.raises(VerificationFailed, match="lost its copy of the case"):
        read_run(run)
    (run / "plan.json").unlink()
    with pytest.raises(VerificationFailed, match="cannot be read: No such file"):
        read_run(run)


def test_published_schema_is_that_of_the_plan() -> None:
    published = Path(store.__file__).with_name("plan.schema.json").read_text(encoding="utf-8")
    assert published == plan_schema_json(), "write plan_schema_json() to plan.schema.json again"
    described = json.loads(published)
    assert set(described["properties"]) == set(json.loads(model_json(whole_plan())))
