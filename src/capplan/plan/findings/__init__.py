"""Plain sentences with figures that the engine notices by itself: one function for each kind of finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding, OptionId, Regret
from capplan.plan.findings.assumptions import assumed_rows
from capplan.plan.findings.benchmarks import benchmark_reconciliation
from capplan.plan.findings.closures import closures
from capplan.plan.findings.contracts import contract_ends, open_ended_contracts
from capplan.plan.findings.levers import lever_sums, payback, round_the_clock_post
from capplan.plan.findings.milestones import closure_notice, milestone_order, undefined_references
from capplan.plan.findings.overload import curable_delay, overload, standard_today
from capplan.plan.findings.spending import budgets_breached, savings_against_all
from capplan.plan.findings.staff_lists import staff_statements
from capplan.plan.findings.staff_plan import staff_findings
from capplan.plan.findings.units import occupancy_is_a_result, refusals_at_reading, small_units

__all__ = ["find"]


def find(case: Case, options: Mapping[OptionId, BedPlan], regrets: Sequence[Regret] = ()) -> tuple[Finding, ...]:
    """Return everything worth saying about a case and the options solved for it.

    Parameters
    ----------
    case : Case
        In the scenario of the options.
    options : mapping of option id to BedPlan
        Any of business-as-usual, do-minimum and plan; findings that need a missing one are left out.
    regrets : sequence of Regret, optional
        Cost of each reduction coming a year later, if known.

    Returns
    -------
    tuple of Finding
        In reading order; every id is unique and stays the same from run to run. No finding names a source twice.
    """
    found = (*_of_the_case(case), *_of_the_options(case, options, regrets))
    return tuple(row.model_copy(update={"sources": tuple(dict.fromkeys(row.sources))}) for row in found)


def _of_the_case(case: Case) -> Iterator[Finding]:
    yield from benchmark_reconciliation(case)
    yield from closure_notice(case)
    yield from milestone_order(case)
    yield from undefined_references(case)
    yield from contract_ends(case)
    yield from open_ended_contracts(case)
    yield from curable_delay(case)
    yield from staff_statements(case)
    yield from lever_sums(case)
    yield from payback(case)
    yield from round_the_clock_post(case)


def _of_the_options(case: Case, options: Mapping[OptionId, BedPlan], regrets: Sequence[Regret]) -> Iterator[Finding]:
    today, plan = options.get("business-as-usual"), options.get("plan")
    if today is not None:
        yield from standard_today(case, today)
        yield from overload(case, today)
        yield from budgets_breached(case, today)
    if plan is not None:
        yield from overload(case, plan)
        yield from savings_against_all(case, options)
        yield from closures(case, plan, regrets)
        yield from small_units(case, plan)
        yield from refusals_at_reading(case, plan)
        yield from occupancy_is_a_result(case, plan)
        yield from staff_findings(case, options)
    yield from assumed_rows(case)
