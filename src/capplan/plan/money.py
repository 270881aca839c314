"""What an option costs: by financial year, funder and kind, from its decisions (`docs/figures.md`, Money)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

from capplan.case.calendar import Period
from capplan.case.case import Case
from capplan.decisions import MoneyKind, MoneyRow
from capplan.plan.flows import TINY, Change, Flows
from capplan.units import MONTHS_PER_YEAR, add_months

ACUTE = "acute"
KINDS: tuple[MoneyKind, ...] = get_args(MoneyKind)


class Amount(NamedTuple):
    """Money spent in a period, not discounted: shared by a setting's (or `acute`'s) funders, or paid by one funder.

    Attributes
    ----------
    funder : str
        Funder that pays all of it; '' where the setting's funders share it.
    """

    period: Period
    setting: str
    kind: MoneyKind
    gbp: float
    funder: str = ""


def amounts(flows: Flows) -> Iterator[Amount]:
    """Yield every amount that an option spends or receives on beds, before it is split over funders."""
    yield from _running(flows)
    for change in flows.changes:
        yield from one_offs(change)
        yield from stranded(flows, change)
    yield from _acute(flows)


def money_rows(case: Case, spent: Iterable[Amount]) -> tuple[MoneyRow, ...]:
    """Return spending by year, funder and kind; rows of zero are left out."""
    shares: dict[str, list[tuple[str, float]]] = {}
    for row in case.funding:
        shares.setdefault(row.setting, []).append((row.funder, row.share))
    nominal: dict[tuple[str, str, MoneyKind], float] = {}
    for amount in spent:
        for funder, share in ((amount.funder, 1.0),) if amount.funder else shares.get(amount.setting, ()):
            key = (amount.period.year, funder, amount.kind)
            nominal[key] = nominal.get(key, 0.0) + share * amount.gbp
    discount = {period.year: period.discount for period in case.periods}
    return tuple(
        MoneyRow(
            year=year,
            funder=funder.funder,
            kind=kind,
            nominal_gbp=gbp,
            present_gbp=gbp * discount[year],
        )
        for year in dict.fromkeys(period.year for period in case.periods)
        for funder in case.funders
        for kind in KINDS
        if abs(gbp := nominal.get((year, funder.funder, kind), 0.0)) > TINY
    )


def one_offs(change: Change) -> Iterator[Amount]:
    """Yield the one-off money of a change."""
    setting = change.site.setting
    yield Amount(change.period, setting, "one-off-revenue", change.transition.revenue_gbp)
    yield Amount(change.period, setting, "capital", change.transition.capital_gbp)


def stranded(flows: Flows, change: Change) -> Iterator[Amount]:
    """Yield the fixed cost that stays behind for a time after a reduction, inside the horizon."""
    if change.beds >= 0:
        return
    site = change.site
    ends = add_months(change.period.id, site.stranded_months)
    per_year = site.stranded_share * fixed_saving(flows, change)
    for period in flows.case.periods:
        if change.period.id <= period.id < ends:
            yield Amount(period, site.setting, "stranded", per_year * period.months / MONTHS_PER_YEAR)


def fixed_saving(flows: Flows, change: Change) -> float:
    """Return the fixed cost a year that a change removes (negative if it adds)."""
    site = change.site.site
    return flows.costs[site, change.before.configuration][0] - flows.costs[site, change.after.configuration][0]


def _running(flows: Flows) -> Iterator[Amount]:
    for period in flows.case.periods:
        for site in flows.case.sites:
            runs = flows.configuration[site.site, period.id]
            per_year = flows.costs[site.site, runs.configuration][0]
            yield Amount(period, site.setting, "fixed", per_year * period.months / MONTHS_PER_YEAR)
            bed_days = flows.load[site.site, period.id] * period.days
            yield Amount(period, site.setting, "variable", flows.variable_gbp[site.site] * bed_days)


def _acute(flows: Flows) -> Iterator[Amount]:
    case = flows.case
    for days in flows.waiting_days.values():
        for period, waited in zip(case.periods, days, strict=True):
            yield Amount(period, ACUTE, "acute-waiting", case.parameters.acute_delayed_day_gbp * waited)
    for (cohort, _), people in flows.diverted.items():
        per_person = case.parameters.acute_admission_day_gbp * case.cohort[cohort].acute_stay_days
        for period, number in zip(case.periods, people, strict=True):
            yield Amount(period, ACUTE, "acute-diverted", per_person * number)
