"""Progress: one moving line on a terminal, plain lines elsewhere, nothing when quiet."""

import math

import pytest

from capplan.cli.progress import Reporter
from capplan.solve import Progress

NOW = Progress(seconds=12.4, incumbent=1_234_567.8, bound=1_200_000.0, gap=0.028, nodes=3)
LINE = "     12 s  best £1,234,568, bound £1,200,000, gap 2.80%, 3 nodes"


def on_a(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)


def test_a_terminal_has_one_moving_line_that_an_error_does_not_share(monkeypatch, capsys):
    on_a(monkeypatch, terminal=True)
    with pytest.raises(ValueError, match="stop"), Reporter() as reporter:
        reporter.stage("plan")
        reporter.progress(NOW)
        raise ValueError("stop")
    assert capsys.readouterr().err == f"• plan\n\r{LINE:<100}\n"


def test_elsewhere_a_line_comes_at_most_every_ten_seconds(monkeypatch, capsys):
    on_a(monkeypatch, terminal=False)
    clock = iter([0.0, 9.9, 10.0, 10.0, 11.0])
    monkeypatch.setattr("capplan.cli.progress.time.monotonic", lambda: next(clock))
    with Reporter() as reporter:
        # The stage at 0 s, then at 9.9 s (too early), 10.0 s (told, and the clock read again) and 11.0 s (too early).
        reporter.stage("plan")
        for _ in range(3):
            reporter.progress(NOW)
    assert capsys.readouterr().err == f"• plan\n{LINE}\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_says_nothing(monkeypatch, capsys, terminal):
    on_a(monkeypatch, terminal=terminal)
    with Reporter(quiet=True) as reporter:
        reporter.stage("plan")
        reporter.progress(NOW)
    assert capsys.readouterr().err == ""


def test_without_a_plan_and_a_bound_no_gap_is_told(monkeypatch, capsys):
    on_a(monkeypatch, terminal=True)
    with Reporter() as reporter:
        reporter.progress(Progress(seconds=0.2, incumbent=None, bound=-math.inf, gap=None, nodes=0))
    assert capsys.readouterr().err.rstrip() == "\r      0 s  no plan yet, no bound yet, 0 nodes"
