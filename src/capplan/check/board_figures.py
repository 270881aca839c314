"""Recompute what the table of options says of one option: money, beds, staff, access, risk, tests, switching values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import get_args

from capplan.check.answer import Answer
from capplan.check.board_groups import group_access
from capplan.check.violation import ZERO
from capplan.decisions import BedFigures, BedPlan, MoneyKind, MoneyRow
from capplan.decisions.board import OTHER_RATE, ChoiceFigures, FunderMoney, SwitchingRow

_HALF_PENNY = 0.005


def recompute_choice(answer: Answer, plan: BedPlan, figures: BedFigures, usual: BedPlan | None) -> ChoiceFigures:
    """Return the figures of an option.

    Parameters
    ----------
    answer
        The option's decisions.
    plan
        The option as stated; only its figures on staff are read, which have been recomputed by then.
    figures
        The figures of its beds, recomputed.
    usual
        Business as usual as stated, already checked; None if it has no plan.
    """
    case = answer.facts.case
    money, totals = figures.money, figures.totals
    staff = plan.staff.figures.totals if plan.staff is not None else None
    bed_sites = {site.site for site in case.sites if case.setting[site.setting].unit == "bed"}
    reductions = [change for change in answer.changes if change.beds_added < 0 and change.site.site in bed_sites]
    end = len(case.periods) - 1
    before = None if usual is None else math.fsum(row.present_gbp for row in usual.figures.money)
    other = _at_other_rate(answer, money)
    return ChoiceFigures(
        cost_nominal_gbp=totals.cost_nominal_gbp,
        cost_present_gbp=totals.cost_present_gbp,
        cost_present_other_gbp=other,
        against_usual_gbp=None if before is None else totals.cost_present_gbp - before,
        against_usual_other_gbp=None if usual is None else other - _at_other_rate(answer, usual.figures.money),
        revenue_nominal_gbp=totals.revenue_nominal_gbp,
        capital_nominal_gbp=totals.capital_nominal_gbp,
        funders=tuple(_funder(answer, row.funder, money) for row in case.funders),
        beds_at_start=totals.beds_at_start,
        beds_at_end=totals.beds_at_end,
        places_at_end=sum(
            answer.configuration[site.site, end].beds_staffed for site in case.sites if site.site not in bed_sites
        ),
        beds_closed=-sum(change.beds_added for change in reductions),
        first_reduction=min((case.periods[change.number].id for change in reductions), default=None),
        fte_at_start=None if staff is None else staff.fte_at_start,
        fte_at_end=None if staff is None else staff.fte_at_end,
        fte_recruited=None if staff is None else staff.recruited_fte,
        agency_gbp=None if staff is None else math.fsum(row.nominal_gbp for row in money if row.kind == "agency"),
        shortfall_hours=None if staff is None else staff.shortfall_hours,
        access=group_access(answer),
        waiting_bed_days=totals.waiting_bed_days,
        diverted_people=totals.diverted_people,
        most_waiting=_most_waiting(answer),
        tightest_load=_tightest_load(answer),
        spot_share=_spot_share(answer, bed_sites),
        closures=len(figures.closures),
        closures_passed=sum(row.test_passed and row.workforce_passed in (None, True) for row in plan.figures.closures),
    )


def recompute_switching(plan: BedPlan, usual: BedPlan) -> tuple[SwitchingRow, ...]:
    """Return the factor on each kind of money that makes the two plans cost the same."""
    more = {kind: _of_kind(plan, kind) - _of_kind(usual, kind) for kind in get_args(MoneyKind)}
    rows = []
    for kind, difference in more.items():
        if abs(difference) <= _HALF_PENNY:
            continue
        others = math.fsum(amount for name, amount in more.items() if name != kind)
        factor = -others / difference
        if factor >= 0.0:
            spent = _of_kind(plan, kind)
            rows.append(SwitchingRow(kind=kind, present_gbp=spent, usual_gbp=spent - difference, factor=factor))
    return tuple(rows)


def _of_kind(plan: BedPlan, kind: MoneyKind) -> float:
    return math.fsum(row.present_gbp for row in plan.figures.money if row.kind == kind)


def _at_other_rate(answer: Answer, money: Iterable[MoneyRow]) -> float:
    index = {period.year: period.year_index for period in answer.facts.case.periods}
    return math.fsum(row.nominal_gbp / (1.0 + OTHER_RATE) ** index[row.year] for row in money)


def _funder(answer: Answer, funder: str, money: Iterable[MoneyRow]) -> FunderMoney:
    own = [row for row in money if row.funder == funder]
    return FunderMoney(
        funder=funder,
        nominal_gbp=math.fsum(row.nominal_gbp for row in own),
        present_gbp=math.fsum(row.present_gbp for row in own),
        present_other_gbp=_at_other_rate(answer, own),
    )


def _most_waiting(answer: Answer) -> float:
    ends = [0.0] * len(answer.facts.case.periods)
    for (_, _, number), people in answer.waiting.items():
        ends[number] += people
    return max(ends)


def _tightest_load(answer: Answer) -> float | None:
    facts, tightest = answer.facts, None
    for site in facts.case.sites:
        for number, period in enumerate(facts.case.periods):
            runs = answer.configuration[site.site, number]
            safe = facts.safe(site, runs)
            if period.id >= facts.case.horizon.standard_from and runs.kind != "spot" and safe > ZERO:
                tightest = max(tightest or 0.0, answer.load[site.site, number] / safe)
    return tightest


def _spot_share(answer: Answer, bed_sites: set[str]) -> float:
    days = [period.days for period in answer.facts.case.periods]
    of_beds = [
        (answer.configuration[site, number].kind == "spot", load * days[number])
        for (site, number), load in answer.load.items()
        if site in bed_sites
    ]
    whole = math.fsum(amount for _, amount in of_beds)
    return math.fsum(amount for spot, amount in of_beds if spot) / whole if whole > ZERO else 0.0
