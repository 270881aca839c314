"""Check a programme: every rule of the formulation, every figure, and the proof.

Specification: `formulations/programme/formulation.md`; definitions of the figures: `docs/figures.md`. Works from the
case and the starts alone and shares no code with the model that chose them.
"""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.compare import compare_row, compare_rows
from capplan.check.programme_facts import ProgrammeFacts, name_of, number_of
from capplan.check.programme_figures import (
    Sums,
    months_of_rows,
    recompute_pots,
    recompute_programme,
    recompute_totals,
    team_in,
)
from capplan.check.proof import check_objective, check_proof
from capplan.check.violation import BUDGET_TOLERANCE_GBP, FTE_TOLERANCE, PEOPLE_TOLERANCE, ROUNDING, Violation
from capplan.decisions.programme import PotYear, ProgrammeDecisions, ProgrammePlan, ProgrammeTotals

_TABLES = {
    "schedule": ("initiative", "locality"),
    "contracts": ("contract", "initiative"),
    "lines": ("line", "year"),
    "funder_years": ("funder", "year"),
    "funders": ("funder",),
    "pots": ("pot", "year"),
    "months": ("month",),
    "contingencies": ("contingency", "year"),
    "ranges": ("end", "year"),
}


def check_programme(case: Case, plan: ProgrammePlan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a programme; nothing when it is right.

    Parameters
    ----------
    case : Case
        With the tables of a programme.
    plan : ProgrammePlan
        Decisions, figures, proof, and the plans at the ends of what is undecided.

    Returns
    -------
    tuple of Violation
        Rules broken, then figures that differ, then faults of the proof. Where the starts cannot be read (unknown
        ids, months outside the plan, twice) these alone.
    """
    if unreadable := tuple(_unreadable(case, plan.decisions)):
        return unreadable
    facts = ProgrammeFacts(case, plan.decisions)
    figures = recompute_programme(facts, plan.decisions)
    found = [*rules_broken(facts, figures.pots, figures.totals)]
    for name, key in _TABLES.items():
        found += compare_rows(name, key, getattr(plan.figures, name), getattr(figures, name))
    found += compare_row("totals", "all", plan.figures.totals, figures.totals)
    found += check_proof(plan.proof, "proof of the programme")
    found += check_objective(plan.proof, figures.totals.objective, "proof of the programme")
    return (*found, *_ends(case, plan))


def _ends(case: Case, plan: ProgrammePlan) -> Iterator[Violation]:
    undecided = any(row.low_gbp is not None for row in case.initiative_money)
    wanted = ["favourable", "adverse"] if undecided else []
    if [row.end for row in plan.ends] != wanted:
        yield Violation("ends", "programme", f"the plans at the ends of what is undecided are not {wanted}.")
    for row in plan.ends:
        where = f"{row.end} end"
        if unreadable := tuple(_unreadable(case, row.decisions)):
            yield from unreadable
            continue
        facts = ProgrammeFacts(case, row.decisions, row.end)
        sums = Sums(facts)
        totals = recompute_totals(facts, sums)
        for fault in rules_broken(facts, recompute_pots(facts, sums), totals):
            yield Violation(fault.rule, f"{where}: {fault.where}", fault.message, fault.amount)
        yield from compare_row("ends.totals", where, row.totals, totals)
        yield from check_proof(row.proof, where)
        yield from check_objective(row.proof, totals.objective, where)


def _unreadable(case: Case, decisions: ProgrammeDecisions) -> Iterator[Violation]:
    known = ProgrammeFacts(case, ProgrammeDecisions(starts=()))
    seen = set()
    for row in decisions.starts:
        key, where = (row.initiative, row.locality), _where((row.initiative, row.locality))
        if key not in known.keys:
            yield Violation("starts", where, "the case has no such start, or leaves it out.")
        elif number_of(row.month) not in known.plan_months:
            yield Violation("starts", where, f"{row.month} lies outside the plan.")
        elif key in seen:
            yield Violation("M1 starts_once", where, "it starts twice.")
        elif not any(known.broken_date(key, month) is None for month in known.plan_months):
            yield Violation("start date", where, "no month of the plan is possible for it.")
        seen.add(key)


def rules_broken(facts: ProgrammeFacts, pots: tuple[PotYear, ...], totals: ProgrammeTotals) -> Iterator[Violation]:
    """Yield every rule that the starts break, given what the pots and the whole come to."""
    yield from _starts(facts)
    yield from _order(facts)
    yield from _capacity(facts)
    yield from _money(facts, pots)
    yield from _aims(facts, totals)


def _starts(facts: ProgrammeFacts) -> Iterator[Violation]:
    for key in facts.keys:
        if facts.must(key) and key not in facts.start:
            yield Violation("M1 starts_once", _where(key), "it must start, and does not.")
    for key, month in facts.start.items():
        rule = facts.broken_date(key, month)
        if rule is None:
            continue
        message = f"it starts in {name_of(month)}, against its {rule}."
        if rule == "notice":
            contract = facts.case.contract[facts.initiative[key[0]].contract or ""]
            message = (
                f"the contract ends in {name_of(month)}; {contract.notice_months} months of notice would have to be "
                f"served in {name_of(month - contract.notice_months)}, before it can be."
            )
        yield Violation(f"start date {rule}", _where(key), message)


def _order(facts: ProgrammeFacts) -> Iterator[Violation]:
    for rule, key, other, lag in facts.waits():
        if key not in facts.start:
            continue
        if other not in facts.start:
            yield Violation(rule, _where(key), f"it starts, but {_where(other)} never does.")
        elif facts.start[key] < facts.start[other] + lag:
            months = facts.start[other] + lag - facts.start[key]
            message = f"it starts {months} months before {_where(other)} and {lag} months after it allow."
            yield Violation(rule, _where(key), message, float(months))


def _capacity(facts: ProgrammeFacts) -> Iterator[Violation]:
    for month, limit in months_of_rows(facts, "team").items():
        fte = team_in(facts, month)
        if fte > limit + FTE_TOLERANCE:
            yield Violation(
                "M6 team_capacity", name_of(month), f"{fte:g} FTE of the team; {limit:g} FTE there are.", fte - limit
            )
    for month, limit in months_of_rows(facts, "locality").items():
        taking: dict[str, int] = {}
        for key, start in facts.start.items():
            if key[1] and start <= month < start + facts.initiative[key[0]].team_months:
                taking[key[1]] = taking.get(key[1], 0) + 1
        for locality, number in taking.items():
            if number > limit + FTE_TOLERANCE:
                where = f"locality {locality}, {name_of(month)}"
                message = f"{number} initiatives are brought in at once; {limit:g} at most."
                yield Violation("M7 locality_capacity", where, message, number - limit)
    for month, limit in months_of_rows(facts, "starts").items():
        number = list(facts.start.values()).count(month)
        if number > limit + FTE_TOLERANCE:
            yield Violation("M8 start_limit", name_of(month), f"{number} starts; {limit:g} at most.", number - limit)


def _money(facts: ProgrammeFacts, pots: tuple[PotYear, ...]) -> Iterator[Violation]:
    protected = {(row.pot, row.year): row.protected_gbp for row in facts.case.programme_budgets}
    for row in pots:
        where = f"pot {row.pot}, {row.year}"
        for money, room in (("revenue", row.revenue_room_gbp), ("capital", row.capital_room_gbp)):
            if room is not None and room < -BUDGET_TOLERANCE_GBP:
                message = f"{-room:,.2f} GBP of {money} more is spent than the pot has."
                yield Violation("M10 budget", where, message, -room)
        missing = protected.get((row.pot, row.year), 0.0) - row.spent_gbp
        if missing > BUDGET_TOLERANCE_GBP:
            message = f"{row.spent_gbp:,.2f} GBP is spent; {missing:,.2f} GBP more is protected."
            yield Violation("M12 protected", where, message, missing)


def _aims(facts: ProgrammeFacts, totals: ProgrammeTotals) -> Iterator[Violation]:
    aim = facts.case.aim
    for rule, value, limit in (
        ("M13 max_present", totals.present_gbp, aim.max_present_gbp),
        ("M14 max_gap", totals.gap_year_gbp, aim.max_gap_year_gbp),
        ("M15 max_wait", totals.mean_wait_months, aim.max_mean_wait_months),
    ):
        if value is not None and limit is not None and value > limit + max(PEOPLE_TOLERANCE, ROUNDING * abs(limit)):
            yield Violation(rule, "programme", f"{value:,.2f}; {limit:,.2f} at most.", value - limit)


def _where(key: tuple[str, str]) -> str:
    return f"{key[0]} in {key[1]}" if key[1] else key[0]
