"""First use: the inner loops of rotas and of rounds are compiled before a time limit begins, not within it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli.progress import Reporter
from capplan.formulations.rota import inputs_of
from capplan.rosters import compiles_first, solve

# A minute at most; so little work ends by itself before.
LIMIT_S = 60.0
WORK_S = 1.0
SAID = "compiling, first use only: up to a minute"


def compile_rotas(reporter: Reporter) -> None:
    """Compile the loops of the search for rotas, where they are not kept yet, by a rota of the example.

    Otherwise the first rota ever made on a computer has little of its time limit left.
    """
    if compiles_first():
        reporter.stage(SAID)
        with tempfile.TemporaryDirectory() as folder:
            new_case(Path(folder) / "example", example=True)
            case = read_case(Path(folder) / "example")
        solve(inputs_of(case), time_limit_s=LIMIT_S, work_s=WORK_S)


def compile_rounds(reporter: Reporter) -> None:
    """Compile the loops of the search for rounds, where they are not kept yet, by a made-up day.

    Otherwise the first day ever planned on a computer has little of its time limit left, and a poor gap.
    """
    # Loaded here, so that rotas do not wait for it.
    from capplan import rounds

    if rounds.compiles_first():
        reporter.stage(SAID)
        rounds.compile_loops()
