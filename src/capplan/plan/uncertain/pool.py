"""Futures in processes of their own: each keeps its linear programmes and their bases between questions."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from capplan.case.case import Case
from capplan.case.futures import in_future
from capplan.decisions.uncertain import Future, Recourse
from capplan.errors import SolverTrouble
from capplan.formulations import system
from capplan.plan.uncertain.recourse import recourse
from capplan.plan.uncertain.second_stage import Answer, SecondStage
from capplan.processes import follow_parent
from capplan.solve import Label, Profile
from capplan.solve.arrays import Floats

PROCESSES = 2
SMALL = 20_000  # futures times columns of the first stage; less is not worth a process
CheckRecourse = Callable[[Case, Future, Recourse], Any]


@dataclass(frozen=True)
class Done:
    """What a future makes of a first stage, all that is done in it, and what a check says of that."""

    answer: Answer
    made: Recourse
    checked: Any


class Stages:
    """The linear programmes of some futures, in this process."""

    def __init__(
        self,
        case: Case,
        territory: Mapping[str, str],
        futures: Sequence[Future],
        first: Sequence[Label],
        profile: Profile,
    ) -> None:
        self._case, self._first = case, list(first)
        self._stages = [
            SecondStage(
                system.inputs_of(in_future(case, one.future, one.scenario, one.values), "plan", territory),
                one,
                first,
                profile,
            )
            for one in futures
        ]

    def solve(self, first: Floats) -> list[Answer]:
        """Solve every future for a first stage, in order."""
        return [one.solve(first) for one in self._stages]

    def recourses(self, first: Floats, fte_step: float, check: CheckRecourse) -> list[Done]:
        """Solve every future once more and return all that is done in it, with what a check says of it."""
        found = []
        by_label = dict(zip(self._first, first.tolist(), strict=True))
        for one in self._stages:
            answer = one.solve(first)
            if answer.value is None:
                raise SolverTrouble(f"{one.future.future} has no answer for this first stage.")
            made = recourse(one, by_label, fte_step)
            found.append(Done(answer, made, check(self._checked_case(fte_step), one.future, made)))
        return found

    def _checked_case(self, fte_step: float) -> Case:
        return replace(self._case, parameters=self._case.parameters.model_copy(update={"fte_step": fte_step}))


class Pool:
    """Futures over several processes; a context that leaves none running.

    Parameters
    ----------
    case, territory, futures
        Of whom; small ones are solved in this process.
    first
        Columns of the first stage, in the order of the vectors asked about.
    profile
        Seed and HiGHS options.
    """

    def __init__(
        self,
        case: Case,
        territory: Mapping[str, str],
        futures: Sequence[Future],
        first: Sequence[Label],
        profile: Profile,
    ) -> None:
        self.futures = tuple(futures)
        self._here: Stages | None = None
        self._far: list[tuple[Any, Connection]] = []
        if len(futures) * len(first) <= SMALL:
            self._here = Stages(case, territory, futures, first, profile)
            return
        context = multiprocessing.get_context("spawn")
        for part in range(PROCESSES):
            mine, theirs = context.Pipe()
            settings = {one.name: getattr(profile, one.name) for one in fields(profile)}
            settings["highs"] = dict(profile.highs)
            told = (case, dict(territory), self.futures[part::PROCESSES], list(first), settings)
            process = context.Process(target=_serve, args=(theirs, told), daemon=True)
            process.start()
            theirs.close()
            self._far.append((process, mine))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        for process, connection in self._far:
            connection.close()
            if kind is not None:
                process.terminate()
            process.join(10.0)

    def solve(self, first: Floats) -> list[Answer]:
        """Solve every future for a first stage; answers in the order of the futures."""
        return self._ask("solve", first)

    def recourses(self, first: Floats, fte_step: float, check: CheckRecourse) -> list[Done]:
        """Return what is done in every future, with what a check says of it, in the order of the futures."""
        return self._ask("recourses", first, fte_step, check)

    def _ask(self, what: str, *given: Any) -> list[Any]:
        if self._here is not None:
            return list(getattr(self._here, what)(*given))
        for _, connection in self._far:
            connection.send((what, given))
        parts = [connection.recv() for _, connection in self._far]
        for part in parts:
            if isinstance(part, BaseException):
                raise part
        found: list[Any] = [None] * len(self.futures)
        for number, part in enumerate(parts):
            found[number::PROCESSES] = part
        return found


def _serve(connection: Connection, told: tuple[Any, ...]) -> None:
    """Answer questions until the other end is closed."""
    follow_parent()
    stages: Stages | Exception
    try:
        case, territory, futures, first, settings = told
        stages = Stages(case, territory, futures, first, Profile(**settings))
    except Exception as fault:
        stages = fault
    while True:
        try:
            what, given = connection.recv()
        except EOFError:
            return
        try:
            connection.send(stages if isinstance(stages, Exception) else getattr(stages, what)(*given))
        except Exception as fault:
            connection.send(fault)
