"""What one unit more is worth, in words: a bed, an FTE, a month's notice, ten thousand pounds.

Configurations stay as planned and everything else follows (a linear programme), except for notice, where the
reductions that wait for it come earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from capplan.case.case import Case
from capplan.case.rules import earliest_reduction
from capplan.decisions import MarginalRow
from capplan.formulations import system
from capplan.formulations.workforce.places import Territory
from capplan.plan.findings.words import counted
from capplan.plan.held import estate, held, run_held, steps_as_fractions
from capplan.plan.option import Solved
from capplan.plan.search import build
from capplan.solve import Profile, fixed_lp
from capplan.units import add_months

MONEY_GBP = 10_000.0
# Worth below this is said to be nothing.
LEAST_GBP = 100.0


def marginal_values(case: Case, territory: Territory, solved: Solved, profile: Profile) -> Iterator[MarginalRow]:
    """Yield what one unit more of everything scarce is worth in the plan.

    Parameters
    ----------
    case : Case
        Plans staff.
    solved : Solved
        The plan with its model, whose variables are changed.
    """
    plan = solved.configurations()
    with held(solved.model, plan), steps_as_fractions(solved.model):
        duals = fixed_lp(solved.model, profile).duals
    yield from _beds(case, duals)
    yield from _posts(case, duals)
    yield from _notice(case, territory, solved, plan, profile)
    yield _money(duals)


def _beds(case: Case, duals: Mapping[Any, float]) -> Iterator[MarginalRow]:
    """Room for one person more at a site in every month: the sum of the duals of its load limits."""
    worth: dict[str, float] = {}
    for (component, index), dual in duals.items():
        if component == "beds.load_limit":
            worth[index[0]] = worth.get(index[0], 0.0) - dual
    for site, gbp in sorted(worth.items(), key=lambda item: -item[1]):
        title = case.site[site].title
        if gbp < LEAST_GBP:
            continue
        text = f"Room for one more person at {title} throughout the plan would save £{gbp:,.0f}, before its own cost."
        yield MarginalRow(kind="bed", where=site, role="", worth_present_gbp=gbp, text=text)


def _posts(case: Case, duals: Mapping[Any, float]) -> Iterator[MarginalRow]:
    """One FTE more in post at the start: the dual of the first month's balance, net of its pay."""
    first = case.periods[0].id
    for (component, index), dual in duals.items():
        if component != "workforce.balance" or index[2] != first:
            continue
        role, place = case.role[index[0]], index[1]
        where = case.base[place].title if place in case.base else case.site[place].title
        if dual < -LEAST_GBP:
            word = f"saves £{-dual:,.0f} more than it is paid"
        elif dual > LEAST_GBP:
            word = f"costs £{dual:,.0f} more than it saves"
        else:
            word = "pays for itself, no more"
        text = f"One FTE more of {role.title} at {where} from the start {word}, until it would have left by turnover."
        yield MarginalRow(kind="fte", where=place, role=role.role, worth_present_gbp=-dual, text=text)


def _notice(
    case: Case, territory: Territory, solved: Solved, plan: Mapping[Any, int], profile: Profile
) -> Iterator[MarginalRow]:
    """Shorten each contract's notice by one step of changes; reductions that waited for it come that much earlier."""
    months = case.parameters.change_every_months
    baseline = run_held(solved.model, plan, profile).require_solution()
    for contract in case.contracts:
        waiting = {
            row.site: row.closed
            for row in solved.plan.figures.closures
            if case.site[row.site].contract == contract.contract
            and earliest_reduction(case, case.site[row.site]) == row.closed
        }
        if not waiting or contract.notice_months < months:
            continue
        shorter = tuple(
            row.model_copy(update={"notice_months": row.notice_months - months}) if row is contract else row
            for row in case.contracts
        )
        sooner = replace(case, contracts=shorter)
        model = build(system.inputs_of(sooner, "plan", territory))
        objective = run_held(model, _earlier(estate(model), plan, waiting, months), profile).objective
        names = ", ".join(case.site[site].title for site in waiting)
        if objective is None:
            text = f"With {months} months less notice for {contract.title}, {names} could still not be reduced earlier."
            yield MarginalRow(kind="notice", where=contract.contract, role="", worth_present_gbp=None, text=text)
            continue
        gbp = (baseline - objective) / months
        earlier = counted(months, "month")
        word = f"saves £{gbp:,.0f}" if gbp >= 0 else f"costs £{-gbp:,.0f}"
        text = f"A month less notice for {contract.title} {word}: {names} would be reduced {earlier} earlier."
        if months > 1:
            text += f" (£{baseline - objective:,.0f} over {earlier}.)"
        yield MarginalRow(kind="notice", where=contract.contract, role="", worth_present_gbp=gbp, text=text)


def _earlier(beds: Any, plan: Mapping[Any, int], waiting: Mapping[str, str], months: int) -> dict[Any, int]:
    """Return the configurations with the waiting sites' paths moved earlier by some months."""
    runs = {(site, period): name for (site, name, period), value in plan.items() if value == 1}
    last = max(period for _, period in runs)
    path = {}
    for site, name, period in beds.configuration:
        later = min(add_months(period, months), last) if site in waiting else period
        if site in waiting and later < waiting[site]:
            later = period
        path[site, name, period] = int(runs[site, later] == name)
    return path


def _money(duals: Mapping[Any, float]) -> MarginalRow:
    """Ten thousand pounds more in the budget where it is scarcest."""
    scarce = {index: -dual for (component, index), dual in duals.items() if component == "revenue_budget"}
    if not scarce:
        text = "No budget is set, so £10,000 more in a budget changes nothing."
        return MarginalRow(kind="money", where="", role="", worth_present_gbp=0.0, text=text)
    (funder, year), gbp = max(scarce.items(), key=lambda item: item[1])
    worth = MONEY_GBP * gbp
    text = f"£10,000 more in the revenue budget of {funder} in {year} saves £{worth:,.0f} of present value."
    if worth < 1.0:
        text = "No revenue budget binds, so £10,000 more changes nothing."
    return MarginalRow(kind="money", where=funder, role="", worth_present_gbp=worth, text=text)
