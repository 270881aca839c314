"""Check a table of options: each plan against the case as its option makes it, and what is said across options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from capplan.case.case import Case
from capplan.case.freedom import takes_freedom_only, usual_of
from capplan.case.option_tables import STANDARD
from capplan.case.overlay import base_option, with_option
from capplan.check.answer import Answer, read_answer
from capplan.check.bases import check_bases
from capplan.check.beds import check_beds
from capplan.check.board_figures import recompute_choice, recompute_switching
from capplan.check.compare import compare_row, compare_rows
from capplan.check.facts import Facts
from capplan.check.figures import recompute_figures
from capplan.check.staff_answer import read_staff
from capplan.check.violation import GAP_TOLERANCE, MONEY_TOLERANCE_GBP, OBJECTIVE_TOLERANCE_SHARE, Violation
from capplan.decisions import BasePlan, BedFigures, BedPlan
from capplan.decisions.board import Choice, OptionTable

_LISTS: dict[str, tuple[str, ...]] = {"funders": ("funder",), "access": ("group",)}


def check_options(case: Case, table: OptionTable) -> tuple[Violation, ...]:
    """Return everything that is wrong with a table of options; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case with its options, set to the scenario of the table.
    table : OptionTable
        The whole of ``options.json``.
    """
    return tuple(_faults(case, table))


def _faults(case: Case, table: OptionTable) -> Iterator[Violation]:
    yield from identity(case, table.case, table.case_digest, table.scenario)
    yield from bases_faults(case, table.bases)
    if table.bases is not None:
        case = case.with_bases(table.bases.decisions.open)
    known = {*STANDARD, *(row.option for row in case.options)}
    names = [one.option for one in table.choices]
    for name in dict.fromkeys(names):
        if name not in known or names.count(name) > 1:
            yield Violation("options ids", f"option {name}", "the case has no such option, or it stands twice.")
    plans = {one.option: one.plan for one in table.choices if one.option in known}
    for one in table.choices:
        if one.option in known:
            usual = usual_of(case, one.option, list(plans))
            yield from _choice(case, table, one, None if usual is None else plans[usual])
    yield from _freedom(case, [one for one in table.choices if one.option in known])
    yield from _order(table)


def identity(case: Case, name: str, digest: str, scenario: str) -> Iterator[Violation]:
    """Yield what an answer says of its case and is not so."""
    for field, stated, wanted in (
        ("case", name, case.identity.id),
        ("case_digest", digest, case.digest),
        ("scenario", scenario, case.scenario),
    ):
        if stated != wanted:
            yield Violation("plan identity", field, f"{stated!r} is stated; it should be {wanted!r}.")


def bases_faults(case: Case, bases: BasePlan | None) -> Iterator[Violation]:
    """Yield faults of the choice of bases, which every option shares."""
    if (bases is None) == bool(case.roles):
        yield Violation("bases", "bases", "bases are stated where no staff are planned, or the other way round.")
    elif bases is not None:
        for fault in check_bases(case, bases):
            yield Violation(fault.rule, f"bases: {fault.where}", fault.message, fault.amount)


def territory_faults(bases: BasePlan | None, plan: BedPlan, where: str) -> Iterator[Violation]:
    """Yield areas that a plan gives to another base than was chosen."""
    chosen = set() if bases is None else {(row.area, row.base) for row in bases.decisions.territory}
    rows = () if plan.staff is None else plan.staff.decisions.territory
    for area, base in sorted({(row.area, row.base) for row in rows} - chosen):
        yield Violation("territory", f"{where}: area {area}", f"base {base} serves it; the bases say otherwise.")


def _choice(case: Case, table: OptionTable, one: Choice, usual: BedPlan | None) -> Iterator[Violation]:
    where, base = f"option {one.option}", base_option(case, one.option)
    if one.base_option != base:
        yield Violation("options base", where, f"{one.base_option!r} is stated; the case says {base!r}.")
    if one.plan is None or one.figures is None:
        if (one.plan is None) != (one.figures is None) or not one.cause or one.status in ("proven", "feasible"):
            yield Violation("options cause", where, "there is no plan, and no reason why, or a status of one.")
        return
    plan, after = one.plan, with_option(case, one.option)
    wanted = "proven" if plan.proof.status == "optimal" else "feasible"
    if one.status != wanted or one.cause:
        yield Violation("options status", where, f"{one.status!r} is stated; the proof says {wanted!r}.")
    for name, stated, real in (("option", plan.option, base), ("scenario", plan.scenario, after.scenario)):
        if stated != real:
            yield Violation(f"options {name}", where, f"the plan is for {stated!r}; it should be for {real!r}.")
            return
    yield from territory_faults(table.bases, plan, where)
    faults = check_beds(after, plan)
    for fault in faults:
        yield Violation(fault.rule, f"{where}: {fault.where}", fault.message, fault.amount)
    if not faults:
        yield from _figures(after, one, plan, usual)


def _figures(case: Case, one: Choice, plan: BedPlan, usual: BedPlan | None) -> Iterator[Violation]:
    figures = bed_figures_of(case, plan)
    if figures is None or one.figures is None:
        return
    answer, money = figures
    wanted = recompute_choice(answer, plan, money, usual)
    blank = dict.fromkeys(_LISTS, ())
    where = f"option {one.option}"
    yield from compare_row("options", where, one.figures.model_copy(update=blank), wanted.model_copy(update=blank))
    for name, key in _LISTS.items():
        for fault in compare_rows(f"options.{name}", key, getattr(one.figures, name), getattr(wanted, name)):
            yield Violation(fault.rule, f"{where}: {fault.where}", fault.message, fault.amount)
    rows = () if usual is None or plan is usual else recompute_switching(plan, usual)
    for fault in compare_rows("options.switching", ("kind",), one.switching, rows):
        yield Violation(fault.rule, f"{where}: {fault.where}", fault.message, fault.amount)


def bed_figures_of(case: Case, plan: BedPlan) -> tuple[Answer, BedFigures] | None:
    """Return a checked plan's decisions as lookups, with the figures that follow from them."""
    territory = {} if plan.staff is None else {row.area: row.base for row in plan.staff.decisions.territory}
    facts = Facts(case, plan.option, territory)
    answer, _ = read_answer(facts, plan.decisions)
    if answer is None:
        return None
    if plan.staff is not None:
        answer = replace(answer, staff=read_staff(facts, plan.staff.decisions)[0])
    return answer, recompute_figures(answer)


def _freedom(case: Case, choices: list[Choice]) -> Iterator[Violation]:
    """Yield freer options that cost more than a less free one, whose plan is one of theirs."""
    for free in choices:
        for less in choices:
            if free.plan is None or less.plan is None or not takes_freedom_only(case, less.option, free.option):
                continue
            noise = max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(free.plan.proof.objective))
            for name, value in (("bound", free.plan.proof.bound), ("objective", free.plan.proof.objective)):
                above = value - less.plan.proof.objective
                if above > noise:
                    message = (
                        f"its {name} lies {above:,.2f} GBP above the objective of {less.option}, a less free option."
                    )
                    yield Violation(f"options {name}", f"option {free.option}", message, above)


def _order(table: OptionTable) -> Iterator[Violation]:
    """Yield places and an order that contradict the figures: a better figure by a step never stands behind."""
    having = {one.option for one in table.choices if one.figures is not None}
    if set(table.order) != having or len(table.order) != len(having):
        yield Violation("options order", "order", "the order does not hold every option with a plan once.")
    for row in table.rankings:
        if set(row.places) != having:
            yield Violation("options ranking", row.criterion, "not every option with a plan has a place.")
            continue
        values = {one.option: _value(one, row.criterion) for one in table.choices if one.option in having}
        for first in having:
            for second in having:
                better = values[second] - values[first] if row.better == "low" else values[first] - values[second]
                if better > row.step * (1.0 + OBJECTIVE_TOLERANCE_SHARE) and row.places[first] >= row.places[second]:
                    message = f"{first} is better than {second} by {better:,.6g} and does not stand before it."
                    yield Violation("options ranking", row.criterion, message, better)


def _value(one: Choice, criterion: str) -> float:
    if one.figures is None:
        return 0.0
    if criterion in ("mean_min", "near_share"):
        return next((float(getattr(row, criterion) or 0.0) for row in one.figures.access if row.group == "all"), 0.0)
    return float(getattr(one.figures, criterion) or 0.0)
