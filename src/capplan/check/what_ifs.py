"""Check what a plan says beside its options: beds first and staff after them, levers, and one unit more."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.violation import GAP_TOLERANCE, MONEY_TOLERANCE_GBP, Violation
from capplan.decisions import LeverRow, Plan, SequenceRow


def check_what_ifs(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield contradictions in the rows on sequence, levers and one unit more."""
    objectives = {row.scenario: row.proof.objective for row in plan.scenarios}
    objectives |= {option.scenario: option.proof.objective for option in plan.options if option.option == "plan"}
    yield from _twice("sequence scenario", [row.scenario for row in plan.sequence])
    for row in plan.sequence:
        yield from _sequence(case, row, objectives.get(row.scenario))
    yield from _twice("lever id", [row.lever for row in plan.levers])
    for lever in plan.levers:
        yield from _lever(case, lever)
    for number, marginal in enumerate(plan.marginal, start=1):
        if marginal.worth_present_gbp is None and not marginal.text:
            where = f"row {number}, {marginal.kind} {marginal.where}"
            yield Violation("marginal text", where, "no worth is stated and no reason why.")


def _twice(rule: str, ids: list[str]) -> Iterator[Violation]:
    for name in dict.fromkeys(ids):
        if ids.count(name) > 1:
            yield Violation(rule, name, "the row stands twice.")


def _sequence(case: Case, row: SequenceRow, plan_objective: float | None) -> Iterator[Violation]:
    where = f"scenario {row.scenario}"
    if row.scenario not in case.scenario_ids:
        yield Violation("sequence scenario", where, "the case has no such scenario.")
    possible = row.sequence_objective_gbp is not None
    if possible == bool(row.reason):
        message = (
            "a reason is given why it cannot be staffed, but it is." if possible else "no reason is given why not."
        )
        yield Violation("sequence reason", where, message)
    difference = None if row.sequence_objective_gbp is None else row.sequence_objective_gbp - row.joint_objective_gbp
    if difference is None or row.difference_gbp is None:
        if difference is not row.difference_gbp:
            message = "the difference is stated where there is none, or the other way round."
            yield Violation("sequence difference_gbp", where, message)
    elif abs(row.difference_gbp - difference) > _noise(row.joint_objective_gbp):
        message = f"the difference is stated as {row.difference_gbp:,.2f} GBP; it is {difference:,.2f} GBP."
        yield Violation("sequence difference_gbp", where, message, abs(row.difference_gbp - difference))
    # The two objectives compared may count recruits as fractions of steps, of which the bound does not speak.
    if plan_objective is not None and row.joint_bound_gbp - plan_objective > _noise(plan_objective):
        message = f"the bound of {row.joint_bound_gbp:,.2f} GBP is above the plan's {plan_objective:,.2f} GBP."
        yield Violation("sequence bound", where, message, row.joint_bound_gbp - plan_objective)


def _noise(gbp: float) -> float:
    return max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(gbp))


def _lever(case: Case, row: LeverRow) -> Iterator[Violation]:
    where = f"lever {row.lever}"
    lever = next((lever for lever in case.levers if lever.lever == row.lever), None)
    if lever is None:
        yield Violation("lever id", where, "the case has no such lever.")
        return
    for name, stated, wanted in (
        ("title", row.title, lever.title),
        ("on", row.on, lever.on),
        ("stated_saving_gbp_per_year", row.stated_saving_gbp_per_year, lever.stated_saving_gbp),
    ):
        if stated != wanted:
            yield Violation(f"lever {name}", where, f"{stated!r} is stated; the case says {wanted!r}.")
