"""A sweep: the same answers whoever works them out, nothing done twice, and what fails does not stop the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from distributed import Client, LocalCluster

from capplan.case.read import read_case
from capplan.cli import main
from capplan.errors import CapplanError, SolverTrouble, VerificationFailed
from capplan.solve import Profile
from capplan.sweep import crews
from capplan.sweep import work as work_module
from capplan.sweep.crews import OneByOne, Workers
from capplan.sweep.pieces import Answer, Piece, Settings, Wanted, pieces_of
from capplan.sweep.run import SweepInHand, sweep
from capplan.sweep.work import Failure, Task
from quick_case import quick_case

ASKED = ("--options", "plan,keep-ward", "--seeds", "0-1", "--futures", "2")
PIECES = 6


def run(case: Path, out: Path, *more: object) -> Result:
    words = ["sweep", case, "--out", out, *ASKED, *more]
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def bytes_of(out: Path) -> dict[str, bytes]:
    """Everything that a sweep writes, the answers that it keeps included."""
    kept = out.with_name(f"{out.name}.kept")
    return {path.name: path.read_bytes() for folder in (out, kept) for path in folder.iterdir() if path.suffix}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quick_case(tmp_path_factory.mktemp("sweep") / "county")


@pytest.fixture(scope="module")
def serial(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an uninterrupted sweep by this process."""
    out = tmp_path_factory.mktemp("serial") / "out"
    assert run(case, out, "--workers", 0).exit_code == 0
    return out


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pieces that are worked out in this process from now on."""
    names: list[str] = []

    def attempt(task: Task) -> Answer | Failure:
        names.append(str(task.piece))
        return work_module.attempt(task)

    monkeypatch.setattr(crews, "attempt", attempt)
    return names


def test_the_table_has_a_row_for_every_piece(case: Path, serial: Path) -> None:
    rows = (serial / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + PIECES
    assert [row.split(",")[2] for row in rows[1:]] == ["plan", "simulation", "simulation"] * 2
    assert len(bytes_of(serial)) == 1 + PIECES


def test_two_workers_give_the_bytes_that_this_process_gives(case: Path, serial: Path, tmp_path: Path) -> None:
    result = run(case, tmp_path / "out", "--workers", 2)
    assert result.exit_code == 0
    assert "6 of 6, about 0 s left" in result.stderr
    assert bytes_of(tmp_path / "out") == bytes_of(serial)


def test_a_scheduler_at_an_address_gives_them_too(case: Path, serial: Path, tmp_path: Path) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        result = run(case, tmp_path / "out", "--scheduler", cluster.scheduler_address)
    assert result.exit_code == 0
    assert bytes_of(tmp_path / "out") == bytes_of(serial)


def test_an_address_where_nobody_answers_is_a_usage_error(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crews, "WAIT_S", 1)
    result = run(case, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "No Dask scheduler" in result.stderr


def test_what_was_done_before_ctrl_c_is_not_done_again(
    case: Path, serial: Path, tmp_path: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class ThreeThenCtrlC(OneByOne):
        def ended(self) -> Any:
            if len(worked) == 3:
                raise KeyboardInterrupt
            return super().ended()

    with monkeypatch.context() as patched:
        patched.setattr(crews, "OneByOne", ThreeThenCtrlC)
        assert run(case, tmp_path / "out", "--workers", 0).exit_code == 130
    assert not (tmp_path / "out").exists()
    first = worked.copy()
    assert run(case, tmp_path / "out", "--workers", 0).exit_code == 0
    assert len(first) == 3
    assert sorted(worked) == sorted(set(worked))
    assert len(worked) == PIECES
    assert bytes_of(tmp_path / "out") == bytes_of(serial)
    # A third time there is nothing to do.
    assert "6 of 6 pieces are done already" in run(case, tmp_path / "out", "--workers", 0).stderr
    assert len(worked) == PIECES


@pytest.mark.parametrize(("reason", "code"), [(SolverTrouble("It broke."), 4), (VerificationFailed("Wrong."), 5)])
def test_a_piece_that_fails_is_told_and_does_not_stop_the_rest(
    case: Path, serial: Path, tmp_path: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch,
    reason: CapplanError, code: int,
) -> None:  # fmt: skip
    plan = work_module._WORK["plan"]

    def broken(task: Task) -> Answer:
        if task.piece.option == "keep-ward":
            raise reason
        return plan(task)

    with monkeypatch.context() as patched:
        patched.setitem(work_module._WORK, "plan", broken)
        result = run(case, tmp_path / "out", "--workers", 0)
    assert result.exit_code == code
    assert f"plan · keep-ward: FAILED: {reason}" in result.stdout
    assert "6 pieces: 3 done, 3 failed" in result.stdout
    rows = (tmp_path / "out" / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[6] for row in rows[1:]].count("failed") == 3
    worked.clear()
    # Mended, what failed is done, and nothing else.
    assert run(case, tmp_path / "out", "--workers", 0).exit_code == 0
    assert len(worked) == 3
    assert bytes_of(tmp_path / "out") == bytes_of(serial)


def test_a_fault_of_the_program_and_no_memory_fail_one_piece_only(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_case(case)
    pieces = pieces_of(read, Wanted(("plan",), ("base",), (0, 1)))
    raised: Iterator[Exception] = iter([MemoryError(), RuntimeError("odd")])

    def broken(_: Task) -> Answer:
        raise next(raised)

    monkeypatch.setitem(work_module._WORK, "simulation", broken)
    found = [one.found for one in sweep({read.identity.id: read}, pieces, Settings(Profile(threads=1), 2), OneByOne())]
    assert isinstance(found[0], Answer)
    reasons = [one.reason for one in found if isinstance(one, Failure)]
    assert reasons == ["The machine had no memory left.", "A fault of the program: RuntimeError: odd"]


def test_a_plan_that_fails_its_check_is_not_kept(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    do = work_module.do

    def cheaper(job: Any) -> Any:
        done = do(job)
        proof = done.plan.proof.model_copy(update={"objective": done.plan.proof.objective - 10.0})
        object.__setattr__(done, "plan", done.plan.model_copy(update={"proof": proof}))
        return done

    monkeypatch.setattr(work_module, "do", cheaper)
    result = run(case, tmp_path / "out", "--workers", 0, "--options", "plan", "--futures", 0)
    assert result.exit_code == 5
    assert "fails its own check" in result.stdout
    assert list((tmp_path / "out.kept").glob("*.json")) == []


def test_a_kept_answer_that_was_cut_short_is_worked_out_again(
    case: Path, serial: Path, tmp_path: Path, worked: list[str]
) -> None:
    run(case, tmp_path / "out", "--workers", 0)
    worked.clear()
    largest = max((tmp_path / "out.kept").glob("*.json"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:1000])
    (tmp_path / "out.kept" / "x.unfinished-1").write_text("half", encoding="utf-8")
    result = run(case, tmp_path / "out", "--workers", 0)
    assert "done again" in result.stderr
    assert len(worked) == 1
    assert bytes_of(tmp_path / "out") == bytes_of(serial)


def test_two_sweeps_do_not_share_a_folder(case: Path, tmp_path: Path) -> None:
    read = read_case(case)
    pieces = pieces_of(read, Wanted(("plan",), ("base",), (), simulated=False))

    class Second(OneByOne):
        def begin(self, task: Task) -> None:
            with pytest.raises(SweepInHand, match="Another sweep is at work"):
                sweep({read.identity.id: read}, pieces, Settings(Profile(), 2), OneByOne(), tmp_path)
            super().begin(task)

    sweep({read.identity.id: read}, pieces, Settings(Profile(), 2), Second(), tmp_path)


@pytest.mark.slow
def test_a_worker_without_memory_fails_its_piece_and_not_the_sweep(case: Path, tmp_path: Path) -> None:
    result = run(case, tmp_path / "out", "--workers", 1, "--memory", "200MiB", "--options", "plan")
    assert result.exit_code == 4
    assert "needed more memory than it may have" in result.stdout


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing_but_time(case: Path, serial: Path, tmp_path: Path) -> None:
    read = read_case(case)
    pieces = pieces_of(read, Wanted(("plan", "keep-ward"), ("base",), (0, 1)))

    class Killing(Workers):
        killed = False

        def begin(self, task: Task) -> None:
            super().begin(task)
            if not self.killed:
                type(self).killed = True
                for nanny in cluster.workers.values():
                    nanny.process.process._process.kill()

    with (
        LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        settings = Settings(Profile(threads=1, time_limit_s=3600.0), 2)
        found = sweep({read.identity.id: read}, pieces, settings, Killing(client), tmp_path / "out.kept")
    assert Killing.killed
    assert [one for one in found if isinstance(one.found, Failure)] == []
    kept = {path.name: path.read_bytes() for path in (tmp_path / "out.kept").glob("*.json")}
    assert kept.items() <= bytes_of(serial).items()


@pytest.mark.parametrize(
    "words",
    [("--seeds", "9-1"), ("--seeds", "a"), ("--options", "close-it"), ("--scenarios", "none"), ("--days", "mon"),
     ("--rota",), ("--futures", 1), ("--options", "")],
)  # fmt: skip
def test_what_the_case_does_not_have_is_a_usage_error(case: Path, tmp_path: Path, words: tuple[object, ...]) -> None:
    assert run(case, tmp_path / "out", *words).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "asked"), [("visits", ("--days", "mon")), ("rota", ("--rota",))])
def test_days_and_rotas_are_pieces_too(name: str, asked: tuple[str, ...], tmp_path: Path) -> None:
    """The same bytes by this process and by a worker; none is ended by the clock."""
    tiny = Path(__file__).parents[2] / "formulations" / name / "tiny"
    found = []
    for workers in (0, 1):
        out = tmp_path / f"with-{workers}"
        words = ["sweep", tiny, "--options", "", *asked, "--seeds", "0-1", "--out", out, "--workers", workers]
        assert CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False).exit_code == 0
        found.append(bytes_of(out))
    assert found[0] == found[1]
    assert len([name for name in found[0] if name.endswith(".json")]) == 2


def test_a_day_and_a_rota_end_by_their_own_count(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def noted(name: str) -> Any:
        def made(*_: object, **options: object) -> None:
            given[name] = options
            raise SolverTrouble(name)

        return made

    monkeypatch.setattr(work_module, "make_rota", noted("rota"))
    monkeypatch.setattr("capplan.rounds.solve", noted("day"))
    folder = Path(__file__).parents[2] / "formulations"
    for name, kind in (("visits", "day"), ("rota", "rota")):
        case = read_case(folder / name / "tiny")
        piece = Piece(kind, case.identity.id, case.scenario, seed=0)
        with pytest.raises(SolverTrouble, match=kind):
            work_module.work(Task(piece, case, Settings(Profile(name="t"), 0), ()))
    assert given["day"]["counted"] is True
    assert 0.0 < given["rota"]["work_s"] < 3600.0
