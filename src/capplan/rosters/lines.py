"""A rota as one line of shift numbers for each person, and what such a line costs by itself."""

from __future__ import annotations

import math

import numpy as np

from capplan.rosters.compact import Assignment
from capplan.rosters.groups import Problem
from capplan.rosters.kernels import Floats, Ints

OFF = -1


def assignment_of(problem: Problem, lines: Ints) -> Assignment:
    """Return who works which shift when, by the schedules of each group's only member."""
    shifts = problem.inputs.shifts
    return {
        (problem.groups[number].members[0], day): shifts[lines[number, day]].id
        for number, day in np.argwhere(lines != OFF).tolist()
    }


def lines_of(problem: Problem, assignment: Assignment) -> Ints:
    """Return the schedule of each group's only member as shift numbers."""
    lines = np.full((len(problem.groups), problem.inputs.days), OFF, dtype=np.int32)
    place = {group.members[0]: number for number, group in enumerate(problem.groups)}
    for (person, day), shift in assignment.items():
        lines[place[person], day] = problem.shift_number[shift]
    return lines


def line_cost(problem: Problem, number: int, line: Ints) -> float:
    """Return what a schedule costs by itself, without cover and side limits."""
    group = problem.groups[number]
    return priced_gbp(problem, number, group.cost, group.off_cost, line)


def priced_gbp(problem: Problem, number: int, price: Floats, off_cost: Floats, line: Ints) -> float:
    """Return what a schedule costs at other prices of shifts and of days off."""
    days = np.flatnonzero(line != OFF)
    cost = price[days, line[days]].sum() + off_cost[line == OFF].sum()
    return float(cost) + whole_gbp(problem, number, line)


def whole_gbp(problem: Problem, number: int, line: Ints) -> float:
    """Return the price of what only a whole schedule shows: minutes off the target, shifts above the shares priced."""
    group = problem.groups[number]
    person, days = group.person, np.flatnonzero(line != OFF)
    cost = 0.0
    if person.target_paid_min is not None:
        minutes = sum(problem.inputs.shifts[shift].paid_min for shift in line[days])
        short, beyond = max(0, person.target_paid_min - minutes), max(0, minutes - person.target_paid_min)
        cost += person.under_gbp_per_min * short + person.over_gbp_per_min * beyond
    return cost + math.fsum(side.beyond_gbp(line) for side in group.priced)


def own_gbp(problem: Problem, number: int, line: Ints) -> float:
    """Return what a schedule costs without cover, infinite if it breaks a hard limit outside the states."""
    beyond = (side.beyond_gbp(line) for side in problem.groups[number].sides)
    return line_cost(problem, number, line) + math.fsum(beyond)
