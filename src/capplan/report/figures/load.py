"""Load against safe load, one panel for each setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.simulation import Simulation
from capplan.report.figures import style, words
from capplan.report.figures.chart import Chart, Column, DataTable
from capplan.report.figures.drawing import Sheet, drawing
from capplan.report.figures.months import edges, mark_years, offset, rhythm

_ID = "load"
_TITLE = "Load against safe load by setting"
_PANEL_IN = 1.8
_GAP_IN = 0.7
_COLUMN_GAP = 0.08
_COLUMNS = 2
_TOLERANCE = 1e-3


@dataclass
class Loads:
    """Beds, load and safe load of a setting in each period, summed over its sites.

    `low` and `high` hold the load in eight of ten simulated futures, sites varying each on its own; [] where nothing
    was simulated.
    """

    beds: list[float]
    load: list[float]
    safe_load: list[float]
    unsteady: list[bool]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)


def load_against_safe_load(case: Case, plan: BedPlan, source: str, simulation: Simulation | None = None) -> Chart:
    """Draw load, safe load and staffed beds of each setting under one option, and the simulated range of the load."""
    loads = {setting: row for setting, row in setting_loads(case, plan).items() if any(row.beds) or any(row.load)}
    if simulation is not None:
        _simulated(case, loads, simulation)
    lines = max(1, -(-len(loads) // _COLUMNS))
    height = lines * _PANEL_IN + (lines - 1) * _GAP_IN
    summary = _summary(case, loads)
    with drawing(_ID):
        sheet = Sheet(
            _TITLE,
            f"beds occupied on average, {rhythm(case)}, without spot purchase",
            source,
            height + 0.25,
            legend_rows=2,
        )
        sheet.legend(
            _handles(case, any(any(row.unsteady) for row in loads.values()), simulation is not None), columns=3
        )
        width = (1 - _COLUMN_GAP) / _COLUMNS
        for number, (setting, row) in enumerate(loads.items()):
            line, column = divmod(number, _COLUMNS)
            bottom = (lines - 1 - line) * (_PANEL_IN + _GAP_IN) / (height + 0.25)
            axes = sheet.axes(column * (width + _COLUMN_GAP), bottom, width, _PANEL_IN / (height + 0.25))
            _panel(axes, case, row, width * sheet.plot_width_in)
            axes.set_title(words.short(case.setting[setting].title, 48), loc="left", size=9.5, weight="bold")
        svg = sheet.svg(_ID, _TITLE, summary)
    return Chart(_ID, _TITLE, summary, svg, _table(case, loads))


def setting_loads(case: Case, plan: BedPlan) -> dict[str, Loads]:
    """Return loads by setting, in the order of the case's settings; spot purchase has no queue and is left out."""
    position = {period.id: index for index, period in enumerate(case.periods)}
    size = len(position)
    loads = {row.setting: Loads([0.0] * size, [0.0] * size, [0.0] * size, [False] * size) for row in case.settings}
    for row in plan.figures.bed_plan:
        if row.kind == "spot":
            continue
        setting, index = loads[row.setting], position[row.period]
        setting.beds[index] += row.beds_staffed
        setting.load[index] += row.load
        setting.safe_load[index] += row.safe_load
        setting.unsteady[index] |= row.state == "no-steady-state"
    return loads


def _simulated(case: Case, loads: dict[str, Loads], simulation: Simulation) -> None:
    """Add the simulated range: of a setting the mean, less and plus the root of the squared distances of its sites."""
    position = {period.id: index for index, period in enumerate(case.periods)}
    size = len(position)
    for setting, row in loads.items():
        mean, below, above = [0.0] * size, [0.0] * size, [0.0] * size
        for one in simulation.loads:
            if case.site[one.site].setting == setting:
                index = position[one.period]
                mean[index] += one.load
                below[index] += (one.load - one.load_low) ** 2
                above[index] += (one.load_high - one.load) ** 2
        row.low = [middle - sqrt(square) for middle, square in zip(mean, below, strict=True)]
        row.high = [middle + sqrt(square) for middle, square in zip(mean, above, strict=True)]


def _panel(axes: Any, case: Case, row: Loads, width_in: float) -> None:
    steps = edges(case)
    mark_years(axes, case, width_in)
    safe, load, beds = ([*values, values[-1]] for values in (row.safe_load, row.load, row.beds))
    axes.fill_between(steps, 0, safe, step="post", facecolor=style.light("blue-tint"), edgecolor="none")
    if row.low:
        low, high = ([*values, values[-1]] for values in (row.low, row.high))
        axes.fill_between(
            steps, low, high, step="post", facecolor="none", edgecolor=style.light("rule"), hatch="////", linewidth=0.6
        )
    axes.step(steps, beds, where="post", color=style.light("rule"), linewidth=1.1, linestyle=(0, (1, 1.5)))
    axes.step(steps, safe, where="post", color=style.light("blue"), linewidth=1.3, linestyle=(0, (5, 2)))
    axes.step(steps, load, where="post", color=style.light("ink"), linewidth=1.7)
    marks = [(step, value) for step, value, bad in zip(steps, row.load, row.unsteady, strict=False) if bad]
    axes.plot(
        [step for step, _ in marks], [value for _, value in marks],
        linestyle="", marker="x", markersize=3.5, color=style.light("vermilion"), markeredgewidth=1.3,
    )  # fmt: skip
    standard = offset(case, case.horizon.standard_from)
    if 0 < standard < case.horizon.months:
        axes.axvline(standard, color=style.light("green"), linewidth=1.2, linestyle=(0, (4, 1.5, 1, 1.5)))
    axes.set_ylim(0, 1.1 * max(1.0, *safe, *load, *beds, *row.high))
    axes.yaxis.grid(True)


def _handles(case: Case, unsteady: bool, simulated: bool) -> list[Any]:
    handles: list[Any] = [
        Line2D([], [], color=style.light("ink"), linewidth=1.7, label="load"),
        Patch(
            facecolor=style.light("blue-tint"), edgecolor=style.light("blue"), linestyle=(0, (5, 2)), linewidth=1.3,
            label="safe load",
        ),
        Line2D([], [], color=style.light("rule"), linestyle=(0, (1, 1.5)), linewidth=1.1, label="staffed beds"),
    ]  # fmt: skip
    if 0 < offset(case, case.horizon.standard_from) < case.horizon.months:
        dashes = (0, (4, 1.5, 1, 1.5))
        line = Line2D([], [], color=style.light("green"), linestyle=dashes, linewidth=1.2, label="standard from")
        handles.append(line)
    if simulated:
        text = "load in eight of ten simulated futures"
        handles.append(Patch(facecolor="none", edgecolor=style.light("rule"), hatch="////", linewidth=0.6, label=text))
    if unsteady:
        mark = Line2D(
            [], [], color=style.light("vermilion"), marker="x", linestyle="", label="a site with no steady state"
        )
        handles.append(mark)
    return handles


def _summary(case: Case, loads: dict[str, Loads]) -> str:
    over = {setting: _periods_over(case, row) for setting, row in loads.items()}
    parts = [
        f"{case.setting[setting].title} in {len(periods)} of {words.count(len(case.periods), 'period')}"
        for setting, periods in over.items()
        if periods
    ]
    if not parts:
        return "Under the plan the load of every setting stays within its safe load in every period."
    standard_from = case.horizon.standard_from
    early = all(period < standard_from for periods in over.values() for period in periods)
    when = f", each time before {words.month(standard_from)}, when the standard begins to hold" if early else ""
    return f"Under the plan the load of all sites together lies above the safe load for {words.listing(parts)}{when}."


def _periods_over(case: Case, row: Loads) -> list[str]:
    return [
        period.id
        for period, load, safe in zip(case.periods, row.load, row.safe_load, strict=True)
        if load > safe + _TOLERANCE
    ]


def _table(case: Case, loads: dict[str, Loads]) -> DataTable:
    simulated = any(row.low for row in loads.values())
    rows = [
        (
            case.setting[setting].title,
            words.month(period.id),
            words.number(row.beds[index]),
            words.number(row.load[index], 1),
            words.number(row.safe_load[index], 1),
            *((words.number(row.low[index], 1), words.number(row.high[index], 1)) if row.low else ()),
            "yes" if row.unsteady[index] else "no",
        )
        for setting, row in loads.items()
        for index, period in enumerate(case.periods)
    ]
    columns = (
        Column("Setting", numeric=False),
        Column.of_dates("Period from"),
        Column("Staffed", "beds"),
        Column("Load", "beds"),
        Column("Safe load", "beds"),
        *((Column("Simulated, low", "beds"), Column("Simulated, high", "beds")) if simulated else ()),
        Column("A site with no steady state", numeric=False),
    )
    note = (
        "Simulated: tenth and ninetieth percentile of the sites' loads, added as if each site varied on its own."
        if simulated
        else ""
    )
    return DataTable("Load and safe load of each setting under the plan", columns, tuple(rows), note, grouped=True)
