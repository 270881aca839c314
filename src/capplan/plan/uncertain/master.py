"""The master of the decomposition: first stage, block of the tested future, a cost for every group of futures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.decisions.uncertain import Future
from capplan.formulations import system
from capplan.plan.dive import Paths
from capplan.plan.uncertain.second_stage import Answer, is_first, labels_of
from capplan.solve import Compiled, compile_model, paused_gc
from capplan.solve.arrays import Floats, with_rows
from capplan.solve.session import Session

MAX_GROUPS = 25
TIGHT = 1e-6
Whole: TypeAlias = NDArray[np.int_]
CONFIGURATION = "beds.configuration"
STEPS = frozenset({"workforce.recruited", "workforce.redeployed"})


@dataclass(frozen=True)
class Cut:
    """A row of the master, ``values @ its columns >= at``."""

    columns: Whole
    values: Floats
    at: float


class Master:
    """Columns: those of the tested future's block, then a cost by group of futures, then those of the dear end.

    `whole_steps` says whether recruits and moves are whole numbers of steps.

    Parameters
    ----------
    inputs
        Of `system` in the tested future; coarse inputs make the block a relaxation, whose bound holds.
    futures
        All of them; the tested one first.
    cvar_level, cvar_weight
        As in `uncertain`.
    """

    def __init__(self, inputs: system.Inputs, futures: Sequence[Future], cvar_level: float, cvar_weight: float) -> None:
        with paused_gc():
            block = compile_model(system.build(inputs))
        self.contradictions, self.sites = block.contradictions, inputs.sites
        labels = labels_of(block)
        self._is_first = np.array([is_first(one) for one in labels])
        self.first_columns = np.flatnonzero(self._is_first)
        self.first = [labels[number] for number in self.first_columns]
        self.configuration = np.array(
            [number for number, one in enumerate(labels) if one.component == CONFIGURATION], dtype=np.int_
        )
        steps = [number for number, one in zip(self.first_columns, self.first, strict=True) if one.component in STEPS]
        self.whole_steps = bool(block.integer[steps].any())
        self.first_cost = block.cost[self.first_columns]
        self.futures, self.level, self.weight = tuple(futures), cvar_level, cvar_weight
        self.groups = _groups(len(futures), 1 if cvar_weight > 0 else MAX_GROUPS)
        self._theta = block.num_columns
        self._block = block
        self.compiled = self._with_costs(block)
        self._stated_rows = self.relaxed_rows = self.compiled.num_rows

    def _with_costs(self, block: Compiled) -> Compiled:
        """Add the columns of costs, and the row that the tested future costs no less than its block says."""
        shares = [sum(self.futures[one].probability for one in group) for group in self.groups]
        self._shares = shares
        dear = self.weight > 0
        num_new = len(shares) + (1 + len(shares) if dear else 0)
        cost = np.concatenate(
            [
                np.where(self._is_first, block.cost, 0.0) * (1.0 - self.weight if dear else 1.0),
                np.array(shares) * (1.0 - self.weight if dear else 1.0),
                np.array(
                    [self.weight, *(self.weight * share / (1.0 - self.level) for share in shares)] if dear else []
                ),
            ]
        )
        matrix = sparse.csc_array(
            sparse.hstack([block.matrix, sparse.csc_array((block.num_rows, num_new))], format="csc")
        )
        wide = replace(
            block,
            matrix=matrix,
            cost=cost,
            offset=0.0,
            col_lower=np.concatenate([block.col_lower, np.zeros(num_new)]),
            col_upper=np.concatenate([block.col_upper, np.full(num_new, np.inf)]),
            integer=np.concatenate([block.integer, np.zeros(num_new, dtype=np.bool_)]),
        )
        rows = [self._tested_row(block)]
        if dear:
            rows += [self._excess_row(group) for group in range(len(shares))]
        return with_cuts(wide, rows)

    def _tested_row(self, block: Compiled) -> Cut:
        second = np.flatnonzero(~self._is_first & (block.cost != 0))
        columns = np.concatenate([[self._theta], second])
        return Cut(columns, np.concatenate([[1.0], -block.cost[second]]), block.offset)

    def _excess_row(self, group: int) -> Cut:
        """Return ``excess >= first cost + cost of the future - value at risk`` as ``>= 0``."""
        groups = len(self.groups)
        at_risk = self._theta + groups
        priced = self.first_columns[self.first_cost != 0]
        columns = np.concatenate([priced, [self._theta + group, at_risk, at_risk + 1 + group]])
        values = np.concatenate([-self.first_cost[self.first_cost != 0], [-1.0, 1.0, 1.0]])
        return Cut(columns, values, 0.0)

    def paths(self) -> Paths:
        """Return what each site may run from period to period."""
        return Paths(
            zip(self.first_columns.tolist(), self.first, strict=True),
            {site: row.today for site, row in self.sites.items()},
        )

    def today(self) -> Floats:
        """Return the estate in which every site stays as it is, over the configurations."""
        return np.array([float(key[1] == self.sites[key[0]].today) for key in self._configurations()])

    def estate(self, path: Mapping[tuple[str, str], str]) -> Floats:
        """Return an estate, by (site, period), over the configurations."""
        return np.array([float(path.get((key[0], key[2])) == key[1]) for key in self._configurations()])

    def _configurations(self) -> list[tuple[str, ...]]:
        """Return (site, configuration, period) of every column of configurations."""
        return [index for component, index in self.first if component == CONFIGURATION]

    def planned_cost(self) -> Floats:
        """Return costs under which only the first stage and the tested future count."""
        cost = np.zeros(self.compiled.num_columns)
        cost[self.first_columns] = self.first_cost
        cost[self._theta] = 1.0
        return cost

    def cuts(self, answers: Sequence[Answer], asked: Floats) -> list[Cut]:
        """Return the rows that answers to a first stage give: one a group, and one for every future without answer."""
        found = [self._row(None, one.slope, one.at - float(one.slope @ asked)) for one in answers if one.value is None]
        for number, group in enumerate(self.groups):
            own = [answers[one] for one in group]
            if any(one.value is None for one in own):
                continue
            share = self._shares[number]
            parts = [self.futures[one].probability / share if share > 0 else 1.0 for one in group]
            slope = np.array(parts) @ np.array([one.slope for one in own])
            at = sum(part * one.at for part, one in zip(parts, own, strict=True)) - float(slope @ asked)
            found.append(self._row(number, slope, at))
        return found

    def _row(self, group: int | None, slope: Floats, at: float) -> Cut:
        used = np.flatnonzero(slope)
        columns, values = self.first_columns[used], -slope[used]
        if group is not None:
            columns, values = np.concatenate([columns, [self._theta + group]]), np.concatenate([values, [1.0]])
        return Cut(columns, values, at)

    def add(self, cuts: Sequence[Cut], session: Session | None = None) -> None:
        """Add rows for good, and to a session that holds the master."""
        self.compiled = with_cuts(self.compiled, cuts)
        if session is not None and cuts:
            matrix, lower, upper = as_rows(cuts, self.compiled.num_columns)
            session.add_rows(lower, upper, matrix)

    def lean(self, counted: NDArray[np.bool_], at: Floats | None) -> Compiled:
        """Return the master without cuts of the relaxation that no longer matter: they slow the search.

        Cuts at answers of the master itself all stay, or it would propose the same again.

        Parameters
        ----------
        counted
            Rows with a price in the relaxation.
        at
            The best answer known: cuts that are tight there stay too.
        """
        matrix = sparse.csr_array(self.compiled.matrix)
        keep = counted.copy()
        keep[: self._stated_rows] = True
        keep[self.relaxed_rows :] = True
        if at is not None:
            lower = self.compiled.row_lower
            keep |= matrix @ at - lower <= TIGHT * np.maximum(1.0, np.abs(lower))
        rows = np.flatnonzero(keep)
        return replace(
            self.compiled,
            matrix=sparse.csc_array(matrix[rows]),
            row_lower=self.compiled.row_lower[rows],
            row_upper=self.compiled.row_upper[rows],
        )

    def one_known(self) -> Compiled:
        """Return the master with the cost of one future, the last column, for one that is known beforehand."""
        block = self._block
        cost = np.append(np.where(self._is_first, block.cost, 0.0), 1.0)
        return replace(
            block,
            matrix=sparse.csc_array(sparse.hstack([block.matrix, sparse.csc_array((block.num_rows, 1))], format="csc")),
            cost=cost,
            offset=0.0,
            col_lower=np.append(block.col_lower, 0.0),
            col_upper=np.append(block.col_upper, np.inf),
            integer=np.append(block.integer, False),
        )

    def known_cut(self, answer: Answer, asked: Floats) -> Cut:
        """Return the cut of an answer as a row of :meth:`one_known`."""
        used = np.flatnonzero(answer.slope)
        columns = np.append(self.first_columns[used], self._block.num_columns)
        return Cut(columns, np.append(-answer.slope[used], 1.0), answer.at - float(answer.slope @ asked))

    def total(self, first: Floats, answers: Sequence[Answer]) -> float:
        """Return the objective of a first stage from what every future makes of it; infinite if one has no answer."""
        if any(one.value is None for one in answers):
            return np.inf
        now = float(self.first_cost @ first)
        return objective_of(
            [now + (one.value or 0.0) for one in answers],
            [one.probability for one in self.futures],
            self.level,
            self.weight,
        )


def objective_of(costs: Sequence[float], chances: Sequence[float], level: float, weight: float) -> float:
    """Return the mean cost and the mean of the dearest 1 - `level`, by the weight of the latter."""
    mean = sum(chance * cost for chance, cost in zip(chances, costs, strict=True))
    return (1.0 - weight) * mean + weight * dear_end(costs, chances, level)


def dear_end(costs: Sequence[float], chances: Sequence[float], level: float) -> float:
    """Return the mean cost of the dearest 1 - `level` of the futures (conditional value at risk)."""
    left, total, tail = 1.0 - level, 0.0, 1.0 - level
    for cost, chance in sorted(zip(costs, chances, strict=True), reverse=True):
        part = min(left, chance)
        total += part * cost
        left -= part
    return total / tail


def with_cuts(compiled: Compiled, cuts: Sequence[Cut]) -> Compiled:
    """Return a model with further rows."""
    if not cuts:
        return compiled
    matrix, lower, upper = as_rows(cuts, compiled.num_columns)
    return with_rows(compiled, matrix, lower, upper)


def as_rows(cuts: Sequence[Cut], width: int) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return cuts as a sparse matrix over so many columns, with the bounds of its rows."""
    starts = np.cumsum([0, *(len(one.columns) for one in cuts)])
    matrix = sparse.csr_array(
        (
            np.concatenate([one.values for one in cuts]),
            np.concatenate([one.columns for one in cuts]).astype(np.int32),
            starts.astype(np.int32),
        ),
        shape=(len(cuts), width),
    )
    return matrix, np.array([one.at for one in cuts]), np.full(len(cuts), np.inf)


def _groups(count: int, size_limit: int) -> list[list[int]]:
    """Return the futures in groups that share a cost: the tested one alone, each alone where `size_limit` is 1."""
    rest = list(range(1, count))
    if size_limit == 1:
        return [[0], *([one] for one in rest)]
    return [[0], *(rest[part::size_limit] for part in range(min(size_limit, len(rest))))]
