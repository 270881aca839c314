"""First use: the inner loops of rotas and rounds are compiled before a time limit begins, not within it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli.progress import Reporter

# A minute at most, as is said; the little searches below end by themselves before.
LIMIT_S = 60.0
# Enough for every loop to have run once.
ITERATIONS = 200
VISITS = 2
WORK_S = 1.0


def compile_rounds(reporter: Reporter) -> None:
    """Compile the loops of the search for rounds, where they are not kept yet, by a day of few visits.

    Verbs with a time limit call this first: otherwise the first day ever planned on a computer has no time left.
    """
    # Loaded here, so that verbs without rounds do not wait for it.
    from capplan import rounds
    from capplan.formulations.visits import inputs_of

    if rounds.compiles_first():
        reporter.stage("compiling, first use only: up to a minute")
        example = _example()
        day = replace(example, visits=example.visits[:VISITS], visit_pairs=())
        rounds.solve(inputs_of(day), time_limit_s=LIMIT_S, gap=0.0, iterations=ITERATIONS)


def compile_rotas(reporter: Reporter) -> None:
    """Compile the loops of the search for rotas, where they are not kept yet, by a rota of the example."""
    from capplan import rosters
    from capplan.formulations.rota import inputs_of

    if rosters.compiles_first():
        reporter.stage("compiling, first use only: up to a minute")
        rosters.solve(inputs_of(_example()), time_limit_s=LIMIT_S, work_s=WORK_S)


def _example() -> Case:
    with tempfile.TemporaryDirectory() as folder:
        new_case(Path(folder) / "example", example=True)
        return read_case(Path(folder) / "example")
