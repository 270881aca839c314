"""Check a plan for many futures: one first stage, every future by its own rules, means, dear end, values, chances.

Specification: `formulations/uncertain`. Works from the case and the decisions alone; each future is checked as an
option of its own is, by :mod:`capplan.check.uncertain_future`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from capplan.case.case import Case
from capplan.check.proof import check_objective, check_proof
from capplan.check.uncertain_future import Checked, check_future
from capplan.check.violation import (
    FUTURE_TOLERANCE_SHARE,
    LIKELY_VALUE_TOLERANCE,
    MONEY_TOLERANCE_GBP,
    OBJECTIVE_TOLERANCE_SHARE,
    PEOPLE_TOLERANCE,
    ROUNDING,
    Violation,
)
from capplan.decisions.uncertain import Chance, FirstStage, Future, Outcome, PlanOutcome, Range, Recourse, UncertainPlan

Z_80 = 1.2815515655446004
"""Quantile of the normal distribution at 0.9: an 80 % interval leaves a tenth on either side."""


def check_uncertain(
    case: Case, plan: UncertainPlan, made: Sequence[Recourse], checked: Sequence[Checked] | None = None
) -> tuple[Violation, ...]:
    """Return everything that is wrong with a plan for many futures; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case that was planned: periods, bases in use and size of steps as in the plan.
    plan : UncertainPlan
        First stage, outcomes, values and chances.
    made : sequence of Recourse
        All decisions, one for every future, in their order.
    checked : sequence of Checked, optional
        What :func:`check_future` says of each, where that was done elsewhere (it takes a second a future).
    """
    return tuple(_faults(case, plan, made, checked))


def _faults(
    case: Case, plan: UncertainPlan, made: Sequence[Recourse], checked: Sequence[Checked] | None
) -> Iterator[Violation]:
    wrong = [*_futures(case, plan.futures, "futures"), *_futures(case, plan.tried_on, "futures tried")]
    yield from wrong
    if wrong and checked is None:
        return  # what is no future of the case cannot be reckoned again
    names = [one.future for one in plan.futures]
    if [one.future for one in made] != names or [one.future for one in plan.outcomes] != names:
        yield Violation("U futures", "outcomes", "decisions and outcomes are not those of the plan's futures.")
        return
    for recourse in made:
        yield from _same_first_stage(plan.decisions, recourse)
    found = checked or [check_future(case, one, made[number]) for number, one in enumerate(plan.futures)]
    for one, stated in zip(found, plan.outcomes, strict=True):
        yield from one.violations
        if one.outcome is not None:
            yield from _outcome(stated, one.outcome)
    yield from _objective(plan)
    yield from check_proof(plan.proof, "plan for all futures")
    for name in ("value_of_stochastic_solution", "value_of_perfect_information"):
        yield from _range(name, getattr(plan, name))
    for row in plan.plans:
        yield from _tried(plan, row)
    yield from _chances(plan)


def _futures(case: Case, futures: Sequence[Future], where: str) -> Iterator[Violation]:
    total = math.fsum(one.probability for one in futures)
    if futures and abs(total - 1.0) > ROUNDING:
        yield Violation(
            "U probability", where, f"probabilities sum to {total:.12g}; they must sum to 1.", abs(total - 1)
        )
    if len({one.future for one in futures}) != len(futures):
        yield Violation("U futures", where, "a future stands twice.")
    rows = {row.uncertain: row for row in case.uncertainty}
    for one in futures:
        place = f"{where}: {one.future}"
        if not 0.0 < one.probability <= 1.0:
            yield Violation("U probability", place, f"a probability of {one.probability:g}; above 0, at most 1.")
        if one.scenario not in case.scenario_ids:
            yield Violation("U futures", place, f"{one.scenario!r} is no scenario of the case.")
        for name, value in one.values.items():
            row = rows.get(name)
            if row is None:
                yield Violation("U futures", place, f"{name!r} is no uncertain figure of the case.")
            elif not row.low - LIKELY_VALUE_TOLERANCE <= value <= row.high + LIKELY_VALUE_TOLERANCE:
                message = f"{name} at {value:g}; the case says {row.low:g} to {row.high:g}."
                yield Violation("U futures", place, message, max(row.low - value, value - row.high))


def _same_first_stage(first: FirstStage, made: Recourse) -> Iterator[Violation]:
    """Yield decisions of one future that are not those taken before it is known."""
    where = f"future {made.future}"
    for rule, stated, own in (
        ("U1 same_configuration", first.configurations, made.beds.configurations),
        ("U2 same_recruits", first.recruited, made.staff.recruited),
        ("U3 same_moves", first.redeployed, made.staff.redeployed),
        ("U4 same_redundancies", first.redundant, made.staff.redundant),
        ("U1 same_territory", first.territory, made.staff.territory),
    ):
        different = set(stated) ^ set(own)
        if different:
            message = (
                f"{len(different)} rows are not those decided first, e.g. {next(iter(sorted(map(str, different))))}."
            )
            yield Violation(rule, where, message, float(len(different)))


def _outcome(stated: Outcome, found: Outcome) -> Iterator[Violation]:
    for name in type(stated).model_fields:
        said, is_so = getattr(stated, name), getattr(found, name)
        if isinstance(is_so, bool | str):
            if said != is_so:
                yield Violation(f"outcome {name}", f"future {stated.future}", f"stated {said}; it is {is_so}.")
            continue
        share = OBJECTIVE_TOLERANCE_SHARE if name == "objective_gbp" else FUTURE_TOLERANCE_SHARE
        if abs(said - is_so) > max(MONEY_TOLERANCE_GBP, share * abs(is_so)):
            message = f"stated as {said:,.4f}; the decisions give {is_so:,.4f}."
            yield Violation(f"outcome {name}", f"future {stated.future}", message, abs(said - is_so))


def _objective(plan: UncertainPlan) -> Iterator[Violation]:
    """Yield a mean, dear end or objective that does not follow from the outcomes."""
    costs = [(one.objective_gbp, future.probability) for one, future in zip(plan.outcomes, plan.futures, strict=True)]
    mean = math.fsum(cost * chance for cost, chance in costs)
    dear = dear_end(costs, plan.cvar_level)
    for name, said, is_so in (("mean_gbp", plan.mean_gbp, mean), ("cvar_gbp", plan.cvar_gbp, dear)):
        if abs(said - is_so) > max(MONEY_TOLERANCE_GBP, OBJECTIVE_TOLERANCE_SHARE * abs(is_so)):
            message = f"stated as {said:,.2f} GBP; the outcomes give {is_so:,.2f} GBP."
            yield Violation(f"U5 {name}" if name == "mean_gbp" else f"U6 {name}", "plan", message, abs(said - is_so))
    weighed = (1.0 - plan.cvar_weight) * mean + plan.cvar_weight * dear
    yield from check_objective(plan.proof, weighed, "plan for all futures")


def dear_end(costs: Sequence[tuple[float, float]], level: float) -> float:
    """Return the least of ``v + mean of what lies above v / (1 - level)`` over the costs v: the definition itself."""
    return min(
        value + math.fsum(chance * max(0.0, cost - value) for cost, chance in costs) / (1.0 - level)
        for value, _ in costs
    )


def _range(name: str, row: Range) -> Iterator[Violation]:
    if not 0.0 <= row.low_gbp <= row.high_gbp + MONEY_TOLERANCE_GBP:
        message = f"from {row.low_gbp:,.2f} to {row.high_gbp:,.2f} GBP; it must rise from 0 or more."
        yield Violation(name, "plan", message, abs(row.low_gbp - row.high_gbp))


def _tried(plan: UncertainPlan, row: PlanOutcome) -> Iterator[Violation]:
    """Yield means of a plan tried on other futures that its outcomes do not give."""
    where = f"{row.plan} on other futures"
    if [one.future for one in row.outcomes] != [one.future for one in plan.tried_on]:
        yield Violation("U futures", where, "the outcomes are not those of the futures drawn.")
        return
    costs = [one.objective_gbp for one in row.outcomes]
    num = len(costs)
    mean = math.fsum(costs) / num
    spread = math.sqrt(math.fsum((cost - mean) ** 2 for cost in costs) / max(1, num - 1) / num)
    dear = dear_end([(cost, 1.0 / num) for cost in costs], 0.9)
    for name, is_so in (
        ("mean_gbp", mean),
        ("low_gbp", mean - Z_80 * spread),
        ("high_gbp", mean + Z_80 * spread),
        ("dearest_tenth_gbp", dear),
    ):
        if abs(getattr(row, name) - is_so) > max(MONEY_TOLERANCE_GBP, PEOPLE_TOLERANCE * abs(is_so)):
            message = f"stated as {getattr(row, name):,.2f} GBP; the outcomes give {is_so:,.2f} GBP."
            yield Violation(f"tried {name}", where, message, abs(getattr(row, name) - is_so))


def _chances(plan: UncertainPlan) -> Iterator[Violation]:
    tests = {
        "budget": lambda one: one.budget_kept,
        "service level": lambda one: one.level_kept,
        "closure and workforce tests": lambda one: one.closure_test_kept and one.workforce_test_kept,
    }
    expected = {(row.plan, kept): [tests[kept](one) for one in row.outcomes] for row in plan.plans for kept in tests}
    if {(row.plan, row.kept) for row in plan.chances} != expected.keys():
        yield Violation("chance", "plan", "a chance is missing or stands for a plan that was not tried.")
        return
    for row in plan.chances:
        yield from _chance(row, expected[row.plan, row.kept])


def _chance(row: Chance, kept: Sequence[bool]) -> Iterator[Violation]:
    low, high = wilson(sum(kept), len(kept))
    for name, is_so in (
        ("futures", len(kept)),
        ("kept_in", sum(kept)),
        ("share", sum(kept) / len(kept)),
        ("low", low),
        ("high", high),
    ):
        if abs(getattr(row, name) - is_so) > ROUNDING:
            message = f"{name} is stated as {getattr(row, name):.6g}; the outcomes give {is_so:.6g}."
            yield Violation("chance", f"{row.plan}, {row.kept}", message, abs(getattr(row, name) - is_so))


def wilson(kept: int, num: int) -> tuple[float, float]:
    """Return Wilson's 80 % interval of a share: the shares s with ``(kept/num - s)^2 <= z^2 s (1 - s) / num``."""
    # Roots of (1 + z2/n) s^2 - (2 p + z2/n) s + p^2.
    share, part = kept / num, Z_80**2 / num
    a, b, c = 1.0 + part, -(2.0 * share + part), share * share
    root = math.sqrt(max(0.0, b * b - 4.0 * a * c))
    return max(0.0, (-b - root) / (2.0 * a)), min(1.0, (-b + root) / (2.0 * a))
