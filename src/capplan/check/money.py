"""Every amount of money that the decisions cause, and the budgets they must stay within (B17 or S9, B18)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from capplan.check.answer import Answer, Change
from capplan.check.staff_money import staff_amounts
from capplan.check.violation import BUDGET_TOLERANCE_GBP, Violation
from capplan.decisions import MoneyKind
from capplan.units import MONTHS_PER_YEAR, add_months

ACUTE = "acute"
POOL = "pool"


@dataclass(frozen=True)
class Amount:
    """Money of one kind spent on a setting (or `acute`), or by one funder, in a period; receipts negative."""

    number: int
    setting: str | None
    kind: MoneyKind
    gbp: float
    funder: str | None = None


def amounts(answer: Answer) -> tuple[Amount, ...]:
    """Return every amount, nominal, before it is split between funders."""
    return tuple(_all_amounts(answer))


def _all_amounts(answer: Answer) -> Iterator[Amount]:
    facts, case = answer.facts, answer.facts.case
    for site in case.sites:
        for number, period in enumerate(case.periods):
            yearly = facts.fixed_gbp_per_year(site, answer.ran(site, number))
            yield Amount(number, site.setting, "fixed", yearly * period.months / MONTHS_PER_YEAR)
            days = answer.load[site.site, number] * period.days
            yield Amount(number, site.setting, "variable", days * facts.variable_gbp_per_day(site))
    for change in answer.changes:
        setting = change.site.setting
        for number, gbp in stranded(answer, change):
            yield Amount(number, setting, "stranded", gbp)
        capital_gbp, revenue_gbp = one_off(answer, change)
        yield Amount(change.number, setting, "one-off-revenue", revenue_gbp)
        yield Amount(change.number, setting, "capital", capital_gbp)
    waiting_gbp = case.parameters.acute_delayed_day_gbp
    for cohort, locality in facts.opening:
        for number in range(len(case.periods)):
            days = waiting_days(answer, cohort, locality, number)
            yield Amount(number, ACUTE, "acute-waiting", waiting_gbp * days)
    for (cohort, _, number), people in answer.diverted.items():
        days = case.cohort[cohort].acute_stay_days * people
        yield Amount(number, ACUTE, "acute-diverted", case.parameters.acute_admission_day_gbp * days)
    if answer.staff is not None:
        for one in staff_amounts(answer.staff):
            yield Amount(one.number, one.setting, one.kind, one.gbp, one.funder)


def stranded(answer: Answer, change: Change) -> tuple[tuple[int, float], ...]:
    """Return the stranded cost of a reduction by number of the period, inside the horizon."""
    if change.beds_added >= 0:
        return ()
    facts, site, periods = answer.facts, change.site, answer.facts.case.periods
    yearly = site.stranded_share * saving_gbp_per_year(answer, change)
    start = periods[change.number].id
    end = add_months(start, site.stranded_months)
    return tuple(
        (number, yearly * period.months / MONTHS_PER_YEAR)
        for number, period in enumerate(facts.case.periods)
        if start <= period.id < end
    )


def saving_gbp_per_year(answer: Answer, change: Change) -> float:
    """Return the fixed cost a year that a change ends; negative where it adds."""
    facts = answer.facts
    left = facts.fixed_gbp_per_year(change.site, change.before)
    return left - facts.fixed_gbp_per_year(change.site, change.after)


def one_off(answer: Answer, change: Change) -> tuple[float, float]:
    """Return (capital, revenue) of a change; nothing where the transition is not listed."""
    key = (change.site.site, change.before.configuration, change.after.configuration)
    row = answer.facts.transition.get(key)
    return (0.0, 0.0) if row is None else (row.capital_gbp, row.revenue_gbp)


def waiting_days(answer: Answer, cohort: str, locality: str, number: int) -> float:
    """Return days waited in a period: the mean of its two ends times its days."""
    ends = answer.waited(cohort, locality, number - 1) + answer.waited(cohort, locality, number)
    return answer.facts.case.periods[number].days * ends / 2.0


def spending(answer: Answer) -> dict[tuple[str, str, MoneyKind], float]:
    """Return nominal GBP by financial year, funder and kind."""
    case = answer.facts.case
    shares: dict[str | None, list[tuple[str, float]]] = {}
    for row in case.funding:
        shares.setdefault(row.setting, []).append((row.funder, row.share))
    terms: dict[tuple[str, str, MoneyKind], list[float]] = {}
    for amount in amounts(answer):
        payers = shares.get(amount.setting, []) if amount.funder is None else [(amount.funder, 1.0)]
        for funder, share in payers:
            key = (case.periods[amount.number].year, funder, amount.kind)
            terms.setdefault(key, []).append(share * amount.gbp)
    return {key: math.fsum(parts) for key, parts in terms.items()}


def present_value_gbp(answer: Answer, amounts_by_period: list[tuple[int, float]]) -> float:
    """Return the present value in year 0 of amounts by number of the period."""
    case = answer.facts.case
    rate = case.parameters.discount_rate
    first = int(case.periods[0].year[:4])
    return math.fsum(
        gbp / (1.0 + rate) ** (int(case.periods[number].year[:4]) - first) for number, gbp in amounts_by_period
    )


def check_budgets(answer: Answer) -> Iterator[Violation]:
    """Yield budgets that are overspent (B17, with staff S9; B18). Business as usual is not held to them."""
    case = answer.facts.case
    if answer.facts.option == "business-as-usual":
        return
    spent = spending(answer)
    pooled = {row.funder for row in case.funders if row.pooled}
    for budget in case.budgets:
        funders = pooled if budget.funder == POOL else {budget.funder}
        for rule, limit, is_capital in (
            ("B17 revenue_budget" if answer.staff is None else "S9 revenue_budget", budget.revenue_gbp, False),
            ("B18 capital_budget", budget.capital_gbp, True),
        ):
            if limit is None:
                continue
            total = math.fsum(
                gbp
                for (year, funder, kind), gbp in spent.items()
                if year == budget.year and funder in funders and (kind == "capital") == is_capital
            )
            if total - limit > BUDGET_TOLERANCE_GBP:
                message = f"{total:,.2f} GBP are spent; the limit is {limit:,.2f} GBP."
                where = f"funder {budget.funder}, year {budget.year}"
                yield Violation(rule, where, message, total - limit)
