"""Money tables: by funder and year, capital and revenue apart, and the use of budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from capplan.case.case import Case
from capplan.decisions import BedPlan, MoneyKind, MoneyRow, OptionId, Plan
from capplan.report.figures import Column, DataTable, words

_POOL = "pool"
_KEPT_WITHIN_GBP = 1.0
_STAFF_KINDS: frozenset[MoneyKind] = frozenset(
    ("pay", "agency", "recruitment", "pay-protection", "redundancy", "bases")
)
_Purse = Literal["revenue", "capital"]


@dataclass(frozen=True)
class BudgetUse:
    """Spending of a funder, or of the pool, against a stated limit of one year."""

    funder: str
    year: str
    purse: _Purse
    spent_gbp: float
    limit_gbp: float

    @property
    def kept(self) -> bool:
        """Say whether spending stays within the limit, to the pound."""
        return self.spent_gbp <= self.limit_gbp + _KEPT_WITHIN_GBP


def budget_use(case: Case, option: BedPlan) -> Iterator[BudgetUse]:
    """Yield spending against every stated budget of one option."""
    pooled = {funder.funder for funder in case.funders if funder.pooled}
    for budget in case.budgets:
        payers = pooled if budget.funder == _POOL else {budget.funder}
        limits: tuple[tuple[_Purse, float | None], ...] = (
            ("revenue", budget.revenue_gbp),
            ("capital", budget.capital_gbp),
        )
        for purse, limit in limits:
            if limit is not None:
                spent = sum(
                    row.nominal_gbp
                    for row in option.figures.money
                    if row.year == budget.year and row.funder in payers and _purse(row) == purse
                )
                yield BudgetUse(budget.funder, budget.year, purse, spent, limit)


def funder_tables(plan: Plan, case: Case) -> Iterator[DataTable]:
    """Yield the plan's money by funder and year: nominal, then present value."""
    years = list(dict.fromkeys(period.year for period in case.periods))
    rate = words.share(case.parameters.discount_rate)
    purses: tuple[_Purse, ...] = get_args(_Purse)
    kinds = (("nominal_gbp", "nominal"), ("present_gbp", f"present value, discounted at {rate} a year from {years[0]}"))
    for attribute, kind in kinds:
        spent: dict[tuple[str, _Purse, str], float] = defaultdict(float)
        for row in plan.option("plan").figures.money:
            spent[row.funder, _purse(row), row.year] += getattr(row, attribute)
        rows = []
        for funder in case.funders:
            title = f"{funder.title} ({'pooled' if funder.pooled else 'not pooled'})"
            for purse in purses:
                values = [spent[funder.funder, purse, year] for year in years]
                rows.append((title, purse, *map(words.gbp_k, values), words.gbp_k(sum(values))))
        for title, chosen in (("Pooled budget", True), ("Outside the pool", False)):
            payers = [funder.funder for funder in case.funders if funder.pooled is chosen]
            for purse in purses:
                values = [sum(spent[payer, purse, year] for payer in payers) for year in years]
                rows.append((title, purse, *map(words.gbp_k, values), words.gbp_k(sum(values))))
        columns = (
            Column("Funder", numeric=False),
            Column("Purse", numeric=False, short=True),
            *(Column(year) for year in years),
            Column("All years"),
        )
        yield DataTable(
            f"Plan: money by funder and financial year in £ thousand, {kind}",
            columns,
            tuple(rows),
            "Capital is net of receipts; a minus is a receipt.",
            grouped=True,
        )


def kind_table(plan: Plan) -> DataTable:
    """Return each kind of money of each option over the whole plan, nominal and present."""
    options = [row.option for row in plan.options]
    totals: dict[tuple[OptionId, MoneyKind], tuple[float, float]] = {}
    for option in plan.options:
        for row in option.figures.money:
            nominal, present = totals.get((option.option, row.kind), (0.0, 0.0))
            totals[option.option, row.kind] = (nominal + row.nominal_gbp, present + row.present_gbp)
    rows = [
        (
            words.KIND_TITLES[kind],
            *(words.gbp_k(value) for option in options for value in totals.get((option, kind), (0.0, 0.0))),
        )
        for kind in get_args(MoneyKind)
        if kind not in _STAFF_KINDS or any((option, kind) in totals for option in options)
    ]
    whole = [
        sum(pair[side] for (option, _), pair in totals.items() if option == name) for name in options for side in (0, 1)
    ]
    rows.append(("All kinds", *map(words.gbp_k, whole)))
    columns = [Column("Kind of money", numeric=False)]
    for option_id in options:
        columns += [Column(f"{words.OPTION_TITLES[option_id]}, {side}") for side in ("nominal", "present")]
    return DataTable("Money by kind over the whole plan, £ thousand", tuple(columns), tuple(rows))


def budget_table(plan: Plan, case: Case) -> DataTable:
    """Return the plan's and business as usual's spending against every stated budget."""
    titles = {funder.funder: funder.title for funder in case.funders} | {_POOL: "Pooled budget"}
    usual = {(use.funder, use.year, use.purse): use for use in budget_use(case, plan.option("business-as-usual"))}
    rows = []
    for use in budget_use(case, plan.option("plan")):
        other = usual[use.funder, use.year, use.purse]
        rows.append(
            (
                f"{titles[use.funder]}, {use.purse}",
                use.year,
                words.gbp_k(use.limit_gbp),
                words.gbp_k(use.spent_gbp),
                _room(use),
                words.gbp_k(other.spent_gbp),
                _room(other),
            )
        )
    columns = (
        Column("Budget", numeric=False),
        Column.of_dates("Year"),
        Column("Limit", "£ thousand"),
        Column("Plan spends", "£ thousand"),
        Column("Plan: room left", "£ thousand"),
        Column("Business as usual spends", "£ thousand"),
        Column("Business as usual: room left", "£ thousand"),
    )
    note = "Nominal. Business as usual is not held to budgets; where it breaks one, the word over says by how much."
    return DataTable("Spending against the stated budgets", columns, tuple(sorted(rows)), note, grouped=True)


def _room(use: BudgetUse) -> str:
    room = words.gbp_k(abs(use.limit_gbp - use.spent_gbp))
    return room if use.kept else f"over by {room}"


def _purse(row: MoneyRow) -> _Purse:
    return "capital" if row.kind == "capital" else "revenue"
