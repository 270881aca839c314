"""Which move is next: better plans by exchange, over columns or by the compact model, or branching for the bound.

Work is counted, never timed, so that the order of moves is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from capplan.rosters.dive import dive
from capplan.rosters.exchange import Exchange
from capplan.rosters.improve import Improver
from capplan.rosters.lines import lines_of
from capplan.rosters.master import Allowed
from capplan.rosters.state import State
from capplan.rosters.tree import Tree
from capplan.solve.result import relative_gap

# Exchanges of one turn for each person, and how many times as many they become, doubled by turns without a better rota.
TRIES, MOST_TIMES = 11, 16
# The least that a move counts as.
LEAST = 20.0
# A kind of move that finds nothing gets less of the work, down to this share of one that does.
FADE, FAINTEST = 0.75, 0.1
# A gap as narrow as this is closed by branching as readily as by a better plan.
NARROW = 0.005
# Turns without a better plan after which plans get less of the work, and after which another dive is made.
STALLED = 12


@dataclass
class Kind:
    """A kind of move: the work it has had, and how it has fared."""

    move: Callable[[Allowed], None]
    work: float = 0.0
    merit: float = 1.0


@dataclass
class Turns:
    """Shares the work out between the kinds of move.

    Attributes
    ----------
    dives_help : bool
        Whether the schedules known are good enough for a dive to begin with.
    """

    state: State
    exchange: Exchange
    improver: Improver
    tree: Tree
    dives_help: bool
    times: int = 1
    dives: int = 0
    stalled: int = 0
    plan_work: float = 0.0
    tree_work: float = 0.0
    kinds: list[Kind] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = [
            Kind(self._exchange),
            Kind(self.improver.over_columns),
            Kind(self.improver.over_days),
            Kind(self.improver.by_model),
        ]

    def next(self, allowed: Allowed) -> None:
        """Make one move."""
        done = self.state.work.done
        if self.plan_work > self._plan_share() * self.tree_work:
            self.tree.step()
            self.tree_work += max(LEAST, self.state.work.done - done)
            return
        if self._is_worth_a_dive():
            self.dives += 1
            dive(self.tree.relaxation, allowed)
            return
        kind = min(self.kinds, key=lambda one: one.work / one.merit)
        before = self.state.objective
        kind.move(allowed)
        self.state.iterations += 1
        work = max(LEAST, self.state.work.done - done)
        kind.work += work
        self.plan_work += work
        better = self.state.objective < before
        kind.merit = 1.0 if better else max(FAINTEST, FADE * kind.merit)
        self.stalled = 0 if better else self.stalled + 1

    def _plan_share(self) -> float:
        """Return how much work better plans get for each of branching, the less the longer nothing was found."""
        if self._gap() > NARROW and self.stalled < STALLED:
            return 5.0
        return 0.5 if self.stalled < 4 * STALLED else 0.25

    def _is_worth_a_dive(self) -> bool:
        """Whether it is time for the first dive after an exchange, or for another after many turns in vain."""
        return self.dives_help and self.kinds[0].work > 0.0 and self.stalled >= self.dives * STALLED

    def _gap(self) -> float:
        return relative_gap(self.state.objective, self.state.bound)

    def _exchange(self, _: Allowed) -> None:
        before = self.state.objective
        lines = lines_of(self.improver.problem, self.state.assignment())
        self.exchange.run(TRIES * len(lines) * self.times, lines)
        self.times = 1 if self.state.objective < before else min(MOST_TIMES, 2 * self.times)
