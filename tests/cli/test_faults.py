"""What the system does to us ends in words and a known code: no room, no memory, a dead process, Ctrl-C."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from capplan.__main__ import start
from capplan.cli import main
from capplan.errors import SolverTrouble
from capplan.plan import store
from capplan.plan.store import RunFolderError, check_files_replaceable, check_replaceable, write_whole
from capplan.processes import process_pool

SHARES_WORK = """
import time
from capplan.processes import process_pool
if __name__ == "__main__":
    with process_pool(2) as pool:
        print(*pool.map(abs, (1, 2)), flush=True)
        list(pool.map(time.sleep, (600, 600)))
"""
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def faults() -> Any:
    """Return the script that breaks capplan on purpose."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return import_module("faults")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "solver.log"), 2, "No space left on device"),
        (MemoryError(), 4, "no memory left"),
        (KeyboardInterrupt(), 130, "Stopped by Ctrl-C."),
    ],
)
def test_what_the_system_refuses_is_told_without_a_traceback(
    capplan: Any, case: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, words: str
) -> None:
    def refuses(*_: object) -> None:
        raise fault

    monkeypatch.setattr(import_module("capplan.cli.check"), "read_case", refuses)
    result = capplan("check", case)
    assert result.exit_code == code
    assert words in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ImportError("bit_generator.so: failed to map segment from shared object"), 4),
        (SystemError("error return without exception set"), 4),
        (ImportError("No module named 'scipy'"), None),
    ],
)
def test_a_library_without_room_is_told_as_want_of_memory(
    capplan: Any, case: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int | None
) -> None:
    """Python calls it an error of importing; a library that is not there at all stays one."""

    def refuses(_: str) -> None:
        raise error

    monkeypatch.setattr("capplan.cli.import_module", refuses)
    monkeypatch.setattr(main.commands, "_loaded", {})
    if code is None:
        with pytest.raises(ImportError, match="scipy"):
            capplan("check", case)
        return
    result = capplan("check", case)
    assert result.exit_code == code
    assert "no memory left" in result.stderr


def test_a_process_that_dies_is_told_as_the_solvers_trouble() -> None:
    with pytest.raises(SolverTrouble, match="has died") as caught, process_pool(1) as pool:
        pool.submit(os._exit, 9).result()
    assert caught.value.exit_code == 4


def test_processes_that_share_work_end_with_the_one_that_began_them_even_where_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "shares_work.py"
    script.write_text(SHARES_WORK, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1 2\n"
        process.kill()
        # The others write to the same pipe: it ends with the last of them.
        process.communicate(timeout=60)


def test_a_place_that_takes_nothing_is_refused_before_anything_is_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, *__: object, **___: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", full)
    for refuses in (check_replaceable, lambda folder: check_files_replaceable(folder, "sweep.csv")):
        with pytest.raises(RunFolderError, match=r"Nothing can be written to .*: Read-only file system"):
            refuses(tmp_path / "new" / "run")
    assert list(tmp_path.iterdir()) == []


def test_an_older_run_that_a_killed_process_moved_aside_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    write_whole(run, lambda folder: store.write_file(folder / store.PROVENANCE, "first"))
    rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if "unfinished" in path.name:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", killed)
        write_whole(run, lambda folder: store.write_file(folder / store.PROVENANCE, "second"))
    assert not run.exists()
    check_replaceable(run)
    assert (run / store.PROVENANCE).read_text(encoding="utf-8") == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_ctrl_c_while_the_program_is_loaded_ends_in_words(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    class Interrupted:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "capplan.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "capplan.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    with pytest.raises(SystemExit) as caught:
        start()
    assert caught.value.code == 130
    assert capsys.readouterr().err == "Stopped by Ctrl-C.\n"


@pytest.mark.slow
def test_a_sweep_killed_at_random_moments_comes_to_the_same(faults: Any, tmp_path: Path) -> None:
    row = faults.kill_sweeps(tmp_path, 5, seed=7)
    assert row.passed, row.happened
