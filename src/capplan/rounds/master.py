"""The master: which rounds are worked, every visit covered or paid for; HiGHS, linear or in whole numbers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from capplan.errors import SolverTrouble
from capplan.rounds.day import Floats, Ints
from capplan.rounds.interior import Rows, interior_point

PROBE = 500
"""Steps of the simplex method for a guess."""


@dataclass(frozen=True)
class Prices:
    """Prices of the rows of a master, in GBP; any at all give a bound.

    Attributes
    ----------
    worth
        What each item is worth, 0 or more.
    toll
        [class, item]: what a class pays for each making of an item, 0 or more, and those who choose the item get back.
    limits
        By class, what a round must cost less than (0 at most).
    pull_item, pull_left, pull
        What rows of visits that agree add to choosing each item, to leaving out each visit, and to the day.
    rows
        What a round pays for each subset row, 0 or more, as often as it comes by it.
    """

    worth: Floats
    toll: Floats
    limits: Floats
    pull_item: Floats
    pull_left: Floats
    pull: float
    rows: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def gains(self) -> Floats:
        """[class, item]: what making an item gains."""
        return np.asarray(self.worth[None, :] - self.toll)

    def towards(self, other: Prices, share: float) -> Prices:
        """Return prices a share of the way to others."""
        own = 1.0 - share
        return Prices(
            own * self.worth + share * other.worth, own * self.toll + share * other.toll,
            own * self.limits + share * other.limits, own * self.pull_item + share * other.pull_item,
            own * self.pull_left + share * other.pull_left, own * self.pull + share * other.pull,
            own * self.rows + share * other.rows,
        )  # fmt: skip


class Master:
    """Rows: items' needs, one window for each visit with several, duties of each class, agreements, then others.

    Columns: visits left out, windows chosen, then rounds. A visit by two that has several windows has both carers in
    the same one; a tie says so of the carers of one class. Only so many rounds come by a subset row.

    Attributes
    ----------
    left, choice
        Columns of visits left out, and of items chosen.
    ties, subset_rows
        Row of each tie, by class and item, and of each subset row.
    chosen, shares
        The last solution: columns before the rounds, and rounds.
    """

    def __init__(
        self, visit: Ints, needs: Floats, prices: Floats, sizes: Sequence[int],
        agree: Sequence[tuple[Sequence[int], int, Sequence[int]]] = (),
    ) -> None:  # fmt: skip
        """Begin with no round; `visit` is the visit of each item, `needs` and `prices` are by visit.

        Parameters
        ----------
        agree
            (items, other visit, items of it): where one of the first is chosen, the other visit is left out or in one
            of the last.
        """
        self._highs: Any = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._items = len(visit)
        members: dict[int, list[int]] = {}
        for item, v in enumerate(visit.tolist()):
            members.setdefault(v, []).append(item)
        several = [v for v, items in members.items() if len(items) > 1]
        self.choice: dict[int, int] = {}
        for v in visit.tolist():
            self._row(0.0 if len(members[v]) > 1 else float(needs[v]), highspy.kHighsInf)
        cover = {v: self._items + k for k, v in enumerate(several)}
        for _ in several:
            self._row(1.0, highspy.kHighsInf)
        self._classes = self._items + len(several)
        for size in sizes:
            self._row(-highspy.kHighsInf, float(size))
        self.left: dict[int, int] = {}
        self._others = 0
        for v, items in members.items():
            self.left[v] = self._others
            row, factor = (cover[v], 1.0) if v in cover else (items[0], float(needs[v]))
            self._other(float(prices[v]), [row], [factor])
            for item in items if v in cover else ():
                self.choice[item] = self._others
                self._other(0.0, [cover[v], item], [1.0, -float(needs[v])])
        self._agree = [self._agreement(visit, *one) for one in agree]
        self._from = self._classes + len(sizes)
        self._num_visits, self._price = len(prices), prices
        self._sizes = np.array(sizes, dtype=np.float64)
        self.ties: dict[tuple[int, int], int] = {}
        self.subset_rows: list[int] = []
        self._most: list[float] = []
        self._chosen: list[Sequence[int]] = []
        self.num_rounds = 0
        self.left_out, self.bound, self.value = 0.0, -highspy.kHighsInf, highspy.kHighsInf
        self.chosen: Floats = np.zeros(0)
        self.shares: Floats = np.zeros(0)
        self.reduced: Floats = np.zeros(0)

    def _row(self, low: float, high: float) -> None:
        self._highs.addRow(low, high, 0, np.array([], dtype=np.int32), np.array([]))

    def _other(self, cost: float, rows: list[int], values: list[float]) -> None:
        self._highs.addCol(cost, 0.0, 1.0, len(rows), np.array(rows, dtype=np.int32), np.array(values))
        self._others += 1

    def _agreement(
        self, visit: Ints, own: Sequence[int], other: int, fit: Sequence[int]
    ) -> list[tuple[int, int, float]]:
        """State a row of two visits that agree; return its (item, visit left out, factor), one of both -1."""
        # A visit with one window is chosen unless it is left out.
        one_window = own[0] not in self.choice
        terms = [(one, -1, 1.0) for one in fit if one in self.choice] + [(-1, other, 1.0)]
        terms += [(-1, int(visit[own[0]]), 1.0)] if one_window else [(one, -1, -1.0) for one in own]
        columns = [self.choice[one] if one >= 0 else self.left[left] for one, left, _ in terms]
        low = 1.0 if one_window else 0.0
        index, values = np.array(columns, dtype=np.int32), np.array([factor for _, _, factor in terms])
        self._highs.addRow(low, highspy.kHighsInf, len(terms), index, values)
        return terms

    def _prices(self, duals: Floats) -> Prices:
        pull_item, pull_left, pull = np.zeros(self._items), np.zeros(self._num_visits), 0.0
        ties = self._from + len(self._agree)
        for terms, dual in zip(self._agree, np.maximum(duals[self._from : ties], 0.0).tolist(), strict=True):
            for item, left, factor in terms:
                if item >= 0:
                    pull_item[item] -= factor * dual
                else:
                    pull_left[left] -= factor * dual
            pull += dual if terms[-1][0] < 0 else 0.0
        toll = np.zeros((len(self._sizes), self._items))
        for (group, item), row in self.ties.items():
            toll[group, item] = max(0.0, -duals[row])
        worth, limits = np.maximum(duals[: self._items], 0.0), np.minimum(duals[self._classes : self._from], 0.0)
        rows = np.maximum(-duals[self.subset_rows], 0.0)
        for price, items in zip(rows.tolist(), self._chosen, strict=True):
            pull_item[list(items)] -= price
        return Prices(worth, toll, limits, pull_item, pull_left, pull - float(rows @ np.array(self._most)), rows)

    @property
    def num_others(self) -> int:
        """Columns before the rounds."""
        return self._others

    def add(self, rounds: Sequence[tuple[int, Sequence[int], float]], counts: Ints | None = None) -> None:
        """Add rounds: class, items, cost of each; an item may be in one more than once.

        Parameters
        ----------
        counts
            [round, subset row]: how often each comes by it.
        """
        entries = [Counter([*items, self._classes + group, *self._tied(group, items)]) for group, items, _ in rounds]
        if counts is not None:
            for place, number in np.argwhere(counts).tolist():
                entries[place][self.subset_rows[number]] = int(counts[place, number])
        sizes = np.array([len(one) for one in entries])
        starts = (np.cumsum(sizes) - sizes).astype(np.int32)
        index = np.array([row for one in entries for row in one], dtype=np.int32)
        values = np.array([times for one in entries for times in one.values()], dtype=np.float64)
        costs, count = np.array([cost for _, _, cost in rounds]), len(rounds)
        limits = np.zeros(count), np.full(count, highspy.kHighsInf)
        self._highs.addCols(count, costs, *limits, len(index), starts, index, values)
        self.num_rounds += count

    def _tied(self, group: int, items: Sequence[int]) -> list[int]:
        return [self.ties[group, item] for item in items if (group, item) in self.ties] if self.ties else []

    def tie(self, group: int, item: int, rounds: Sequence[int], counts: Sequence[float]) -> None:
        """State that a class makes a visit in a window no more than that window is chosen."""
        index = np.array([self.choice[item], *[self._others + one for one in rounds]], dtype=np.int32)
        values = np.array([-self.most_of(group), *counts], dtype=np.float64)
        self.ties[group, item] = self._highs.getNumRow()
        self._highs.addRow(-highspy.kHighsInf, 0.0, len(index), index, values)

    def subset_row(self, number: int, counts: Ints, most: float, items: Sequence[int]) -> None:
        """State a subset row, or state it anew.

        Rounds come by it, `counts` times each, `most` times in all and once more for each of `items` that is chosen.
        """
        rounds = np.flatnonzero(counts)
        if number == len(self.subset_rows):
            self.subset_rows.append(self._highs.getNumRow())
            index = np.array([*(self.choice[item] for item in items), *(self._others + rounds)], dtype=np.int32)
            values = np.array([*(-1.0 for _ in items), *counts[rounds]], dtype=np.float64)
            self._highs.addRow(-highspy.kHighsInf, most, len(index), index, values)
            self._most.append(most)
            self._chosen.append(items)
            return
        for place in rounds.tolist():
            self._highs.changeCoeff(self.subset_rows[number], self._others + place, float(counts[place]))

    def cap(self, most: float) -> None:
        """Have leaving out a visit count so much at most, in GBP."""
        for v, column in self.left.items():
            self._highs.changeColCost(column, min(most, float(self._price[v])))

    def most_of(self, group: int) -> float:
        """Return how many of a class may go on one visit."""
        return float(min(2.0, self._sizes[group]))

    def solve(self) -> tuple[float, Prices]:
        """Solve the relaxation; return its value and prices."""
        found = self.solve_within(highspy.kHighsInf)
        if found is None:
            raise SolverTrouble("The master of the rounds took longer than there is time.")
        return found

    def solve_within(self, seconds: float) -> tuple[float, Prices] | None:
        """Solve the relaxation; return its value and prices; None: it was not solved in so many seconds."""
        # The solver's limit is on what all its runs take together.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.0))
        status = self._highs.run()
        self._highs.setOptionValue("time_limit", highspy.kHighsInf)
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            return None
        if status != highspy.HighsStatus.kOk or self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverTrouble(f"The master of the rounds ended with {self._highs.getModelStatus()}.")
        duals = np.array(self._highs.getSolution().row_dual)
        value = float(self._highs.getInfo().objective_function_value)
        shares = np.array(self._highs.getSolution().col_value)
        self.reduced = np.array(self._highs.getSolution().col_dual)[self._others :]
        self._note(shares)
        return value, self._prices(duals)

    def estimate(self, close: float, seconds: float = highspy.kHighsInf) -> tuple[float, Prices] | None:
        """Return the value of the relaxation to a share `close` of it, and prices in the middle of the best ones.

        None: `seconds` did not suffice.
        """
        lp = self._highs.getLp()
        matrix = lp.a_matrix_
        costs, low = np.array(lp.col_cost_), np.array(lp.row_lower_)
        at_most = np.isinf(low)
        starts, index = np.array(matrix.start_, dtype=np.int64), np.array(matrix.index_, dtype=np.int64)
        bounds = np.where(at_most, lp.row_upper_, low)
        rows = Rows(costs, starts, index, np.array(matrix.value_), bounds, at_most)
        until = time.perf_counter() + seconds
        found = interior_point(rows, close, seconds)
        if found is None:
            return self.solve_within(until - time.perf_counter())
        value, duals, shares = found
        self.reduced = (costs - rows.matrix.T @ duals)[self._others :]
        self._note(shares)
        return value, self._prices(duals)

    def _note(self, shares: Floats) -> None:
        self.left_out = float(shares[list(self.left.values())].sum())
        self.chosen, self.shares = shares[: self._others], shares[self._others :]

    def value_without(self, items: Sequence[int], rounds: Sequence[int]) -> float:
        """Return the value of the relaxation without some choices of windows and some rounds, at most; or a bound."""
        highs = self._highs
        gone = [self.choice[item] for item in items] + [self._others + one for one in rounds]
        index = np.array(gone, dtype=np.int32)
        basis = highs.getBasis()
        highs.changeColsBounds(len(gone), index, np.zeros(len(gone)), np.zeros(len(gone)))
        highs.setOptionValue("simplex_iteration_limit", PROBE)
        highs.run()
        value = float(highs.getInfo().objective_function_value)
        infeasible = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
        ends = np.where(index < self._others, 1.0, highspy.kHighsInf)
        highs.changeColsBounds(len(gone), index, np.zeros(len(gone)), ends)
        highs.setBasis(basis)
        return highspy.kHighsInf if infeasible else value

    def release(self) -> None:
        """Give back the solver's memory; what the last solution was stays."""
        self._highs = None

    def keep(self, kept: Ints) -> None:
        """Keep the rounds at these places only; those that the last solution uses must be among them."""
        gone = np.setdiff1d(np.arange(self.num_rounds), kept) + self._others
        self._highs.deleteCols(len(gone), gone.astype(np.int32))
        self.num_rounds = len(kept)
        self.shares, self.reduced = self.shares[kept], self.reduced[kept]

    def whole(
        self, fixed: Any, time_limit_s: float, nodes: int, exact: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Floats | None:  # fmt: skip
        """Return rounds in whole numbers, from the start `fixed` (values of all columns); None if none was found.

        `exact`: to the optimum, each item made no more often than it is needed; `bound` and `value` say what is proven.
        """
        highs = self._highs
        count = self._others + self.num_rounds
        kinds = [highspy.HighsVarType.kInteger] * count
        highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.array(kinds))
        highs.setOptionValue("time_limit", time_limit_s)
        if exact:
            highs.setOptionValue("mip_rel_gap", 0.0)
            for row in range(self._items):
                low = highs.getRow(row)[1]
                highs.changeRowBounds(row, low, low)
        highs.setOptionValue("mip_max_nodes", nodes)
        if fixed is not None:
            start = highspy.HighsSolution()
            start.col_value = list(fixed)
            highs.setSolution(start)

        def look(event: Any) -> None:
            event.data_in.user_interrupt = stopped()

        highs.cbMipInterrupt.subscribe(look)
        highs.run()
        info = highs.getInfo()
        self.value = float(info.objective_function_value)
        # What presolve alone proves optimal has no bound of its own.
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.bound = self.value if optimal else float(info.mip_dual_bound)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return np.round(np.array(highs.getSolution().col_value)[self._others :]) if found else None
