"""What the plan saves against the other options, who gains and loses, and which budgets break."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding, OptionId
from capplan.plan.findings.overload import NAMES
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import gbp, listed, more_or_less

TOPIC = "money"
ACUTE = frozenset({"acute-waiting", "acute-diverted"})
ONE_OFF = frozenset({"capital", "one-off-revenue"})


def savings(case: Case, plan: BedPlan, other: BedPlan) -> Iterator[Finding]:
    """Yield one finding: the plan's money against another option's, and when the one-off spending is repaid."""
    mine, theirs = plan.figures.totals, other.figures.totals
    saving = {
        "saving_present_gbp": theirs.cost_present_gbp - mine.cost_present_gbp,
        "saving_nominal_gbp": theirs.cost_nominal_gbp - mine.cost_nominal_gbp,
        "saving_revenue_nominal_gbp": theirs.revenue_nominal_gbp - mine.revenue_nominal_gbp,
        "saving_capital_nominal_gbp": theirs.capital_nominal_gbp - mine.capital_nominal_gbp,
        "saving_acute_nominal_gbp": _nominal(other, ACUTE) - _nominal(plan, ACUTE),
        "one_off_nominal_gbp": _nominal(plan, ONE_OFF) - _nominal(other, ONE_OFF),
    }
    repaid, repaid_in_cash = payback_year(plan, other), payback_year(plan, other, leave_out=ACUTE)
    present, nominal = saving["saving_present_gbp"], saving["saving_nominal_gbp"]
    revenue, capital = saving["saving_revenue_nominal_gbp"], saving["saving_capital_nominal_gbp"]
    text = (
        f"Against {NAMES[other.option]} the plan {more_or_less(present, 'saves', 'costs')} {gbp(abs(present))}"
        f"{more_or_less(present, '', ' more')} at present value over {case.horizon.months} months "
        f"({gbp(abs(nominal))} {more_or_less(nominal, 'less', 'more')} in nominal money: revenue "
        f"{gbp(abs(revenue))} {more_or_less(revenue, 'less', 'more')}, capital {gbp(abs(capital))} "
        f"{more_or_less(capital, 'less', 'more')})."
    )
    acute = saving["saving_acute_nominal_gbp"]
    if acute >= 0.5:
        text += f" Acute bed days avoided count for {gbp(acute)}, which is cash only if the acute beds change too."
    elif acute <= -0.5:
        text += f" Acute bed days cost {gbp(-acute)} more."
    one_off = saving["one_off_nominal_gbp"]
    if one_off >= 0.5:
        text += f" One-off spending of {gbp(one_off)} is {_repaid(repaid)}"
        text += "." if repaid == repaid_in_cash else f", without the acute bed days {_repaid(repaid_in_cash)}."
    yield Finding(
        id=f"savings-against-{other.option}",
        topic=TOPIC,
        severity="note" if present >= 0 else "warning",
        text=text,
        figures={**saving, "repaid_by_end_of": repaid or "", "repaid_without_acute_by_end_of": repaid_in_cash or ""},
        sources=("configurations.csv", "transitions.csv", "settings.csv"),
    )


def payback_year(plan: BedPlan, other: BedPlan, leave_out: Collection[str] = ()) -> str | None:
    """Return the first year from whose end on the plan has, in nominal money, cost no more in total than another.

    Parameters
    ----------
    plan, other
        The options compared.
    leave_out
        Kinds of money that do not count.

    Returns
    -------
    str or None
        Financial year; none if that is not reached inside the horizon.
    """
    ahead: dict[str, float] = {}
    for option, sign in ((other, 1), (plan, -1)):
        for row in option.figures.money:
            if row.kind not in leave_out:
                ahead[row.year] = ahead.get(row.year, 0.0) + sign * row.nominal_gbp
    total, repaid = 0.0, None
    for year in sorted(ahead):
        total += ahead[year]
        if total < -0.005:
            repaid = None
        elif repaid is None:
            repaid = year
    return repaid


def funder_balance(case: Case, plan: BedPlan, other: BedPlan) -> Iterator[Finding]:
    """Yield one finding: which funder pays less and which pays more under the plan than under another option."""
    differences = {row.funder: 0.0 for row in case.funders}
    for option, sign in ((plan, 1), (other, -1)):
        for row in option.figures.money:
            differences[row.funder] += sign * row.nominal_gbp
    moved = {name: value for name, value in differences.items() if abs(value) >= 0.5}
    if not moved:
        return
    titles = {row.funder: row.title for row in case.funders}
    parts = [
        f"{titles[name]} pays {gbp(abs(value))} {'more' if value > 0 else 'less'}"
        for name, value in sorted(moved.items(), key=lambda item: (item[1], item[0]))
    ]
    gain_and_loss = min(moved.values()) < 0 < max(moved.values())
    yield Finding(
        id=f"funders-against-{other.option}",
        topic=TOPIC,
        severity="warning" if gain_and_loss else "note",
        text=f"Against {NAMES[other.option]}, over the whole plan in nominal money: {listed(parts)}."
        + (" Some gain and others pay: their agreement has to settle the difference." if gain_and_loss else ""),
        figures={f"extra_nominal_gbp_{name}": value for name, value in differences.items()},
        sources=sources_of("funders", [(row.funder, row) for row in case.funders]),
    )


def budgets_breached(case: Case, business_as_usual: BedPlan) -> Iterator[Finding]:
    """Yield one finding for each budget that business as usual, which is not held to it, overspends."""
    titles = {row.funder: row.title for row in case.funders} | {"pool": "The pooled budget"}
    for row in case.budgets:
        members = {
            funder.funder
            for funder in case.funders
            if funder.funder == row.funder or (row.funder == "pool" and funder.pooled)
        }
        spent = {"revenue": 0.0, "capital": 0.0}
        for money in business_as_usual.figures.money:
            if money.year == row.year and money.funder in members:
                spent["capital" if money.kind == "capital" else "revenue"] += money.nominal_gbp
        for kind, limit in (("revenue", row.revenue_gbp), ("capital", row.capital_gbp)):
            if limit is None or spent[kind] <= limit + 0.5:
                continue
            yield Finding(
                id=f"budget-breached-{kind}-{row.funder}-{row.year.replace('/', '-')}",
                topic=TOPIC,
                severity="warning",
                text=f"{titles[row.funder]}, {row.year}: business as usual spends {gbp(spent[kind])} of {kind}, "
                f"{gbp(spent[kind] - limit)} over the limit of {gbp(limit)}.",
                figures={
                    "spent_nominal_gbp": spent[kind],
                    "limit_gbp": limit,
                    "over_gbp": spent[kind] - limit,
                },
                sources=sources_of("budgets", [(f"{row.funder} {row.year}", row)]),
            )


def savings_against_all(case: Case, options: Mapping[OptionId, BedPlan]) -> Iterator[Finding]:
    """Yield savings and funder balance of the plan against each other option there is."""
    others: tuple[OptionId, ...] = ("business-as-usual", "do-minimum")
    for name in others:
        if "plan" in options and name in options:
            yield from savings(case, options["plan"], options[name])
            yield from funder_balance(case, options["plan"], options[name])


def _nominal(plan: BedPlan, kinds: Collection[str]) -> float:
    return sum(row.nominal_gbp for row in plan.figures.money if row.kind in kinds)


def _repaid(year: str | None) -> str:
    return f"repaid by the end of {year}" if year else "not repaid inside the plan"
