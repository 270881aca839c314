"""The time axis of charts: months counted from the start of the plan, marked by quarter and financial year."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import Any

from matplotlib.markers import TICKDOWN

from capplan.case.case import Case
from capplan.report.figures import style, words
from capplan.units import add_months, financial_year, months_between

_YEAR_LABEL_IN = 0.66
_QUARTER = 3
_MIN_MONTHS_OF_A_LABEL = 6
_QUARTER_LABEL_IN = 1.0  # a quarter at least so wide is named by its first month


def offset(case: Case, month: str) -> int:
    """Return months from the start of the plan to a month (negative if earlier)."""
    return months_between(case.horizon.start, month)


def rhythm(case: Case) -> str:
    """Return how often a figure of the plan is given, for a chart's unit line."""
    months = case.horizon.months_per_period
    return "each month" if months == 1 else f"each period of {months} months"


def edges(case: Case) -> list[int]:
    """Return where each period begins, in months from the start, and the end of the last."""
    return [*(offset(case, period.id) for period in case.periods), case.horizon.months]


def year_ends(case: Case) -> list[str]:
    """Return the first period and the last period of every financial year: where tables are read."""
    last = {period.year: period.id for period in case.periods}
    return list(dict.fromkeys([case.periods[0].id, *last.values()]))


def mark_years(axes: Any, case: Case, width_in: float, first: int = 0, name_quarters: bool = True) -> None:
    """Draw a line at the start of every financial year and write the year between two lines.

    Parameters
    ----------
    axes
        Axes whose x is months from the start of the plan.
    case
        The case, for its horizon.
    width_in
        Width of the axes in inches; years that have no room for a label go without.
    first
        Where the axis begins, in months from the start of the plan.
    name_quarters
        Name quarters by their first month too, where they have the room.
    """
    span = range(first, case.horizon.months)
    by_year = groupby(
        span, lambda index: financial_year(add_months(case.horizon.start, index), case.horizon.year_starts_month)
    )
    years = [(label, list(months)) for label, months in by_year]
    every = max(1, ceil(_YEAR_LABEL_IN * len(years) / width_in))
    axes.set_xlim(first, case.horizon.months)
    axes.set_xticks([months[0] for _, months in years], labels=[])
    axes.tick_params(axis="x", which="major", length=6)
    shown = [
        (label, (months[0] + months[-1] + 1) / 2)
        for index, (label, months) in enumerate(years)
        if index % every == 0 and (len(months) >= _MIN_MONTHS_OF_A_LABEL or len(years) == 1)
    ]
    quarters = range(-(-first // _QUARTER) * _QUARTER, case.horizon.months, _QUARTER)
    if name_quarters and width_in * _QUARTER >= _QUARTER_LABEL_IN * len(span):
        named = [(_month_name(case, month), month) for month in quarters]
        shown = [*named, *((f"\n{label}", middle) for label, middle in shown)]
    axes.set_xticks([middle for _, middle in shown], labels=[label for label, _ in shown], minor=True)
    axes.tick_params(axis="x", which="minor", length=0, pad=4, labelsize=9)
    axes.plot(
        quarters, [0] * len(quarters), transform=axes.get_xaxis_transform(),
        linestyle="", marker=TICKDOWN, markersize=3, markeredgewidth=0.7, color=style.light("rule"), clip_on=False,
    )  # fmt: skip
    axes.vlines(
        [months[0] for _, months in years], 0, 1, transform=axes.get_xaxis_transform(),
        color=style.light("grid"), linewidth=0.7, zorder=0.5,
    )  # fmt: skip


def _month_name(case: Case, index: int) -> str:
    """Return the short name of a month counted from the start of the plan."""
    return words.month(add_months(case.horizon.start, index))[:3]
