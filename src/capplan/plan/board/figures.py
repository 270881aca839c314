"""The figures of one option in the table of options (`docs/figures.md`, Options)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from capplan.case.case import Case
from capplan.decisions import BedPlan, ClosureRow, MoneyKind
from capplan.decisions.board import OTHER_RATE, ChoiceFigures, FunderMoney, SwitchingRow
from capplan.plan.board.groups import group_access
from capplan.plan.flows import TINY

SAME_GBP = 0.005


def choice_figures(case: Case, plan: BedPlan, usual: BedPlan | None) -> ChoiceFigures:
    """Return what the board compares of one option.

    Parameters
    ----------
    case : Case
        With the option's changes made.
    plan : BedPlan
        The option's plan.
    usual : BedPlan or None
        Business as usual, which every option is compared with.
    """
    totals, last = plan.figures.totals, case.periods[-1].id
    staff = None if plan.staff is None else plan.staff.figures
    other = present_other_gbp(case, plan)
    money = plan.figures.money
    of_beds = [row for row in plan.figures.closures if case.setting[case.site[row.site].setting].unit == "bed"]
    return ChoiceFigures(
        cost_nominal_gbp=totals.cost_nominal_gbp,
        cost_present_gbp=totals.cost_present_gbp,
        cost_present_other_gbp=other,
        against_usual_gbp=None if usual is None else totals.cost_present_gbp - usual.figures.totals.cost_present_gbp,
        against_usual_other_gbp=None if usual is None else other - present_other_gbp(case, usual),
        revenue_nominal_gbp=totals.revenue_nominal_gbp,
        capital_nominal_gbp=totals.capital_nominal_gbp,
        funders=tuple(_funders(case, plan)),
        beds_at_start=totals.beds_at_start,
        beds_at_end=totals.beds_at_end,
        places_at_end=sum(
            row.beds_staffed
            for row in plan.figures.bed_plan
            if row.period == last and case.setting[row.setting].unit == "place"
        ),
        beds_closed=sum(row.beds_removed for row in of_beds),
        first_reduction=min((row.closed for row in of_beds), default=None),
        fte_at_start=None if staff is None else staff.totals.fte_at_start,
        fte_at_end=None if staff is None else staff.totals.fte_at_end,
        fte_recruited=None if staff is None else staff.totals.recruited_fte,
        agency_gbp=None if staff is None else sum(row.nominal_gbp for row in money if row.kind == "agency"),
        shortfall_hours=None if staff is None else staff.totals.shortfall_hours,
        access=group_access(case, plan.decisions),
        waiting_bed_days=totals.waiting_bed_days,
        diverted_people=totals.diverted_people,
        most_waiting=_most_waiting(plan),
        tightest_load=_tightest(case, plan),
        spot_share=_spot_share(case, plan),
        closures=len(plan.figures.closures),
        closures_passed=sum(map(_passed, plan.figures.closures)),
    )


def present_other_gbp(case: Case, plan: BedPlan) -> float:
    """Return the cost of a plan discounted at the other rate."""
    discount = _other_discount(case)
    return sum(discount[row.year] * row.nominal_gbp for row in plan.figures.money)


def switching(plan: BedPlan, usual: BedPlan) -> tuple[SwitchingRow, ...]:
    """Return for each kind of money the factor at which the option costs what business as usual costs.

    Everything is decided as it is; a kind that both spend alike, or that would have to be negative, has no row.
    """
    here, there = _by_kind(plan), _by_kind(usual)
    saving = sum(there.values()) - sum(here.values())
    rows = []
    for kind in get_args(MoneyKind):
        less = there[kind] - here[kind]
        if abs(less) > SAME_GBP and (factor := 1.0 - saving / less) >= 0.0:
            rows.append(SwitchingRow(kind=kind, present_gbp=here[kind], usual_gbp=there[kind], factor=factor))
    return tuple(rows)


def _by_kind(plan: BedPlan) -> dict[MoneyKind, float]:
    money: dict[MoneyKind, float] = dict.fromkeys(get_args(MoneyKind), 0.0)
    for row in plan.figures.money:
        money[row.kind] += row.present_gbp
    return money


def _other_discount(case: Case) -> Mapping[str, float]:
    return {period.year: (1.0 + OTHER_RATE) ** -period.year_index for period in case.periods}


def _funders(case: Case, plan: BedPlan) -> Iterator[FunderMoney]:
    discount = _other_discount(case)
    for funder in case.funders:
        rows = [row for row in plan.figures.money if row.funder == funder.funder]
        yield FunderMoney(
            funder=funder.funder,
            nominal_gbp=sum(row.nominal_gbp for row in rows),
            present_gbp=sum(row.present_gbp for row in rows),
            present_other_gbp=sum(discount[row.year] * row.nominal_gbp for row in rows),
        )


def _passed(row: ClosureRow) -> bool:
    return row.test_passed and row.workforce_passed is not False


def _most_waiting(plan: BedPlan) -> float:
    waiting: dict[str, float] = {}
    for row in plan.decisions.waiting:
        waiting[row.period] = waiting.get(row.period, 0.0) + row.people
    return max(waiting.values(), default=0.0)


def _tightest(case: Case, plan: BedPlan) -> float | None:
    loads = (
        row.load / row.safe_load
        for row in plan.figures.bed_plan
        if row.period >= case.horizon.standard_from and row.kind != "spot" and row.safe_load > TINY
    )
    return max(loads, default=None)


def _spot_share(case: Case, plan: BedPlan) -> float:
    """Return the part of all bed-days, home places apart, that is bought person by person."""
    days = {period.id: period.days for period in case.periods}
    spent = {"spot": 0.0, "other": 0.0}
    for row in plan.figures.bed_plan:
        if case.setting[row.setting].unit == "bed":
            spent["spot" if row.kind == "spot" else "other"] += row.load * days[row.period]
    whole = sum(spent.values())
    return spent["spot"] / whole if whole > TINY else 0.0
