"""Cost by year of each option, and where the plan's cost differs by kind of money."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, get_args

from capplan.case.case import Case
from capplan.decisions import BedPlan, MoneyKind, OptionId, Plan
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing, legend_area

_LOOKS: dict[OptionId, tuple[str, str]] = {
    "business-as-usual": ("rule", ""),
    "do-minimum": ("orange", "///"),
    "plan": ("blue", "\\\\\\"),
}
_BAR = 0.27
_ROW_IN = 0.62
_MAX_UPRIGHT_BARS = 18


def cost_by_year(case: Case, plan: Plan, source: str) -> Chart:
    """Draw what each option costs in each financial year, nominal."""
    chart_id, title = "cost-by-year", "Cost by financial year of each option"
    options = tuple(option for option in _LOOKS if any(row.option == option for row in plan.options))
    years = list(dict.fromkeys(period.year for period in case.periods))
    costs = {option: by_year(plan.option(option)) for option in options}
    summary = _year_summary(years, costs)
    with drawing(chart_id):
        sheet = Sheet(title, "£ million a year, nominal, capital net of receipts included", source, 3.0)
        axes = sheet.axes()
        for number, option in enumerate(options):
            colour, hatch = _LOOKS[option]
            middle = number - (len(options) - 1) / 2
            for index, year in enumerate(years):
                value = costs[option][year] / 1e6
                axes.bar(
                    index + middle * _BAR, value, width=_BAR, facecolor=style.light(colour), hatch=hatch,
                    edgecolor=style.light("ink"), linewidth=0.7,
                )  # fmt: skip
                axes.annotate(
                    words.number(value, 1), (index + middle * _BAR, max(value, 0.0)), xytext=(0, 3),
                    textcoords="offset points", ha="center", va="bottom", size=8,
                    rotation=0 if len(years) * len(options) <= _MAX_UPRIGHT_BARS else 90,
                )  # fmt: skip
        axes.set_xticks(range(len(years)), labels=years)
        axes.set_xlim(-0.5, len(years) - 0.5)
        axes.tick_params(axis="x", length=0)
        axes.margins(y=0.14)
        axes.yaxis.grid(True)
        axes.axhline(0, color=style.light("rule"), linewidth=0.8)
        sheet.legend([legend_area(*_LOOKS[option], words.OPTION_TITLES[option]) for option in options], columns=3)
        svg = sheet.svg(chart_id, title, summary)
    columns = (
        Column("Financial year", numeric=False),
        *(Column(words.OPTION_TITLES[o], "£ thousand") for o in options),
    )
    rows = [(year, *(words.gbp_k(costs[option][year]) for option in options)) for year in years]
    rows.append(("All years", *(words.gbp_k(sum(costs[option].values())) for option in options)))
    return Chart(chart_id, title, summary, svg, DataTable("Cost by financial year, nominal", columns, tuple(rows)))


def cost_difference(plan: Plan, source: str) -> Chart:
    """Draw by kind of money how the plan's cost differs from the other options over the whole plan."""
    chart_id, title = "cost-difference", "Where the plan costs more and where it costs less"
    others = tuple(row.option for row in plan.options if row.option != "plan")
    chosen = by_kind(plan.option("plan"))
    gaps = {
        other: {kind: chosen[kind] - cost for kind, cost in by_kind(plan.option(other)).items()} for other in others
    }
    kinds = [kind for kind in get_args(MoneyKind) if any(abs(gaps[other][kind]) >= 500 for other in others)]
    totals = {other: sum(gaps[other].values()) for other in others}
    summary = (
        "Over the whole plan, before discounting, the plan costs "
        + words.listing([f"{_more_or_less(totals[o])} than {words.OPTION_TITLES[o].lower()}" for o in others])
        + "."
    )
    lines: list[tuple[str, list[float]]] = [
        (words.KIND_TITLES[kind], [gaps[other][kind] / 1e6 for other in others]) for kind in kinds
    ]
    lines.append(("All kinds", [totals[other] / 1e6 for other in others]))
    unit = "£ million over the whole plan, nominal; left of zero: the plan costs less"
    with drawing(chart_id):
        sheet = Sheet(title, unit, source, len(lines) * _ROW_IN, 2.75, 0.35)
        axes = sheet.axes()
        _difference_bars(axes, others, lines)
        sheet.legend([legend_area(*_LOOKS[o], f"against {words.OPTION_TITLES[o].lower()}") for o in others], columns=2)
        svg = sheet.svg(chart_id, title, summary)
    columns = (
        Column("Kind of money", numeric=False),
        *(Column(f"Against {words.OPTION_TITLES[other].lower()}", "£ thousand") for other in others),
    )
    rows = tuple((label, *(words.gbp_k(1e6 * value, plus=True) for value in values)) for label, values in lines)
    return Chart(
        chart_id, title, summary, svg, DataTable("Cost of the plan less cost of another option, nominal", columns, rows)
    )


def by_year(plan: BedPlan) -> dict[str, float]:
    """Return nominal GBP by financial year; a year without spending counts as 0."""
    totals: dict[str, float] = defaultdict(float)
    for row in plan.figures.money:
        totals[row.year] += row.nominal_gbp
    return totals


def by_kind(plan: BedPlan) -> dict[MoneyKind, float]:
    """Return nominal GBP by kind of money, every kind."""
    totals: dict[MoneyKind, float] = dict.fromkeys(get_args(MoneyKind), 0.0)
    for row in plan.figures.money:
        totals[row.kind] += row.nominal_gbp
    return totals


def _difference_bars(axes: Any, others: tuple[OptionId, ...], lines: list[tuple[str, list[float]]]) -> None:
    height = 0.7 / max(1, len(others))
    largest = max((abs(value) for _, values in lines for value in values), default=1.0) or 1.0
    for line, (_, values) in enumerate(lines):
        for number, (other, value) in enumerate(zip(others, values, strict=True)):
            level = line + (number - (len(others) - 1) / 2) * height
            colour, hatch = _LOOKS[other]
            axes.barh(
                level, value, height=height * 0.9, facecolor=style.light(colour), hatch=hatch,
                edgecolor=style.light("ink"), linewidth=0.7,
            )  # fmt: skip
            axes.annotate(
                words.signed(value, 2), (value, level), xytext=(4 if value >= 0 else -4, 0),
                textcoords="offset points", ha="left" if value >= 0 else "right", va="center", size=8.5,
            )  # fmt: skip
    axes.set_yticks(range(len(lines)), labels=[label for label, _ in lines])
    axes.tick_params(axis="y", length=0, labelcolor=style.light("ink"))
    axes.set_ylim(len(lines) - 0.5, -0.5)
    low = min(0.0, *(value for _, values in lines for value in values))
    high = max(0.0, *(value for _, values in lines for value in values))
    axes.set_xlim(low - 0.16 * largest, high + 0.16 * largest)
    axes.axhline(len(lines) - 1.5, color=style.light("rule"), linewidth=0.8)
    axes.axvline(0, color=style.light("ink"), linewidth=1)
    axes.xaxis.grid(True)


def _more_or_less(difference_gbp: float) -> str:
    return f"{words.gbp_m(abs(difference_gbp))} {'more' if difference_gbp > 0 else 'less'}"


def _year_summary(years: list[str], costs: dict[OptionId, dict[str, float]]) -> str:
    parts = [
        f"{words.OPTION_TITLES[option].lower()} {words.gbp_m(cost[years[-1]], 1)}" for option, cost in costs.items()
    ]
    return f"In {years[-1]}, the last year, the options cost {words.listing(parts)}."
