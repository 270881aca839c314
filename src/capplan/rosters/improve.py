"""Re-optimise a few people at a time, chosen where the rota costs more than its bound needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from capplan.rosters.compact import Assignment
from capplan.rosters.fixing import Proof, excess_of
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints
from capplan.rosters.master import Allowed, Master, line_cost
from capplan.rosters.pricing import OFF, Pricer
from capplan.rosters.state import State
from capplan.rosters.tree import Tree

# Nodes of one re-optimisation, schedules of each person it starts with, and people it frees.
NODES = 30
FIRST_LINES = 40
FEWEST, MOST = 3, 60


@dataclass
class Sizes:
    """How many people are free at a time: more after an easy search, fewer after a hard one."""

    people: float = 6.0
    stalled: int = 0


def improve(
    state: State,
    problem: Problem,
    pricer: Pricer,
    pool: Master,
    proof: Proof,
    allowed: Allowed,
    rng: np.random.Generator,
    sizes: Sizes,
) -> bool:
    """Run one re-optimisation; return whether the rota got better."""
    if state.x is None:
        raise ValueError("Expected a rota to improve.")
    before = state.objective
    assignment = state.compact.assignment(state.x)
    lines = lines_of(problem, assignment)
    chosen = _people(problem, proof, lines, rng, sizes)
    part, others = _part(problem, assignment, lines, chosen)
    own = Pricer(part, pricer.pool)
    master = Master(part, state.context)
    master.add([(place, lines[number]) for place, number in enumerate(chosen)])
    master.add(_first_lines(pool, proof, chosen))
    tree = Tree(state, part, master, own, allowed[chosen] | _held(lines[chosen], allowed.shape[2]), others)
    tree.leap()
    nodes = 0
    while nodes < NODES and not tree.is_done and not state.is_over:
        tree.step()
        nodes += 1
    change = 1.15 if tree.is_done else 0.9
    sizes.people = float(np.clip(sizes.people * change, FEWEST, min(MOST, len(problem.groups))))
    better = state.objective < before
    sizes.stalled = 0 if better else sizes.stalled + 1
    return better


def lines_of(problem: Problem, assignment: Assignment) -> Ints:
    """Return the schedule of each group's only member as shift numbers."""
    lines = np.full((len(problem.groups), problem.inputs.days), OFF, dtype=np.int32)
    place = {group.members[0]: number for number, group in enumerate(problem.groups)}
    for (person, day), shift in assignment.items():
        lines[place[person], day] = problem.shift_number[shift]
    return lines


def _people(problem: Problem, proof: Proof, lines: Ints, rng: np.random.Generator, sizes: Sizes) -> list[int]:
    """Choose people whose lines cost more than they have to, and some at random."""
    weight = excess_of(problem, proof, lines)
    weight += 0.3 * weight.mean() + 1e-9
    count = min(round(sizes.people), len(weight))
    return sorted(rng.choice(len(weight), size=count, replace=False, p=weight / weight.sum()).tolist())


def _part(problem: Problem, assignment: Assignment, lines: Ints, chosen: list[int]) -> tuple[Problem, Assignment]:
    """Return the problem of some people while the others' schedules stand, and those."""
    rest = [number for number in range(len(problem.groups)) if number not in set(chosen)]
    covered = np.zeros(len(problem.need))
    cost = problem.inputs.constant_gbp
    for number in rest:
        days = np.flatnonzero(lines[number] != OFF)
        covered += problem.counts[:, days, lines[number, days]].sum(axis=1)
        cost += line_cost(problem, number, lines[number]) + _side_gbp(problem, number, lines[number])
    people = {problem.groups[number].members[0] for number in chosen}
    part = replace(
        problem,
        inputs=replace(problem.inputs, constant_gbp=cost),
        groups=tuple(problem.groups[number] for number in chosen),
        need=problem.need - covered,
    )
    return part, {key: shift for key, shift in assignment.items() if key[0] not in people}


def _side_gbp(problem: Problem, number: int, line: Ints) -> float:
    days = np.flatnonzero(line != OFF)
    return sum(side.beyond_gbp(days, line[days]) for side in problem.groups[number].sides if np.isfinite(side.gbp))


def _first_lines(pool: Master, proof: Proof, chosen: list[int]) -> list[tuple[int, Ints]]:
    """Return for each person the known schedules that are cheapest at the prices of the proof."""
    groups, lines = pool.arrays()
    days = np.arange(lines.shape[1])
    found: list[tuple[int, Ints]] = []
    for place, number in enumerate(chosen):
        mine = lines[groups == number]
        table: Floats = np.column_stack([pool.problem.groups[number].off_cost, proof.prices[number]])
        cost = table[days, mine + 1].sum(axis=1)
        found += [(place, mine[one]) for one in np.argsort(cost, kind="stable")[:FIRST_LINES]]
    return found


def _held(lines: Ints, kinds: int) -> Allowed:
    held = np.zeros((*lines.shape, kinds), dtype=bool)
    people, days = np.indices(lines.shape)
    held[people, days, lines + 1] = True
    return held
