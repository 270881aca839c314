"""The day as one page to read and print: key figures, what is not made and why, timeline, maps, run sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.sheets import Kind, Line, Sheet
from capplan.report.figures import Chart, Column, DataTable, words
from capplan.report.frame import render_page
from capplan.report.visits.tables import KEYS
from capplan.report.visits.timeline import wall_clock

_DOING: dict[Kind, str] = {
    "leave": "leave", "way": "on the way", "wait": "wait", "visit": "visit", "break": "break", "back": "back",
}  # fmt: skip


def render_day(
    case: Case, plan: VisitPlan, day: str, sheets: Sequence[Sheet], timeline: Chart, maps: Mapping[str, Chart]
) -> str:
    """Return the page of a day; clients and carers stand on it by keys alone.

    Parameters
    ----------
    day
        The date, as printed.
    maps
        By base.
    """
    totals = plan.figures.totals
    sections = [
        ("figures", "Key figures"),
        ("unserved", "Visits not made"),
        *([("changes", "What has changed")] if plan.replanned else []),
        ("timeline", "Timeline"),
        ("maps", "Maps"),
        ("sheets", "Run sheets"),
    ]
    return render_page(
        "visits.html.j2",
        title=f"Visits: {case.identity.title}",
        lede=(
            f"{day}. {totals.made} of {totals.visits} visits, {totals.carers_out} carers. Clients and carers are named "
            "by keys alone."
        ),
        sections=sections,
        case=case,
        plan=plan,
        proof=_proof_words(plan),
        figures=_figures(plan),
        travel=_travel(case, plan),
        unserved=_unserved(plan),
        changes=_changes(plan),
        clock=wall_clock,
        timeline=timeline,
        maps={case.base[base].title: chart for base, chart in maps.items()},
        sheets=[(f"{_heading(case, sheet)}, {day}", _sheet(sheet)) for sheet in sheets],
    )


def _figures(plan: VisitPlan) -> DataTable:
    rows = [(text.capitalize(), *_figure(getattr(plan.figures.totals, name), unit)) for name, text, unit in KEYS]
    if plan.on_time:
        days = f"{plan.on_time.days} simulated days"
        rows.append((f"On time, mean of the visits ({days})", words.number(100 * plan.on_time.mean_share, 1), "%"))
        rows.append((f"On time, the worst visit ({days})", words.number(100 * plan.on_time.worst_share, 1), "%"))
    columns = (Column("Figure", numeric=False), Column("Value"), Column("Unit", numeric=False, short=True))
    return DataTable("The day in figures", columns, tuple(rows))


def _figure(value: float | None, unit: str) -> tuple[str, str]:
    if value is None:
        return words.NONE, unit
    if unit == "share":
        return words.number(100 * value, 1), "%"
    return words.number(value, 0 if isinstance(value, int) else 2 if unit == "GBP" else 1), unit


def _travel(case: Case, plan: VisitPlan) -> DataTable:
    columns = (
        Column("Base", numeric=False),
        Column("Assumed", "minutes"),
        Column("Measured", "minutes"),
        Column("Plan staff again", numeric=False, short=True),
    )
    rows = tuple(
        (
            case.base[row.base].title,
            words.number(row.assumed_min, 1),
            words.number(row.measured_min, 1),
            "yes" if row.differs else "no",
        )
        for row in plan.travel
    )
    return DataTable("Travel and waiting of a visit: what staffing assumes, what the rounds take", columns, rows)


def _unserved(plan: VisitPlan) -> DataTable:
    columns = (Column("Visit", numeric=False), Column("Reason", numeric=False))
    return DataTable("Why each is not made", columns, tuple((row.visit, row.words) for row in plan.unserved))


def _changes(plan: VisitPlan) -> DataTable:
    columns = tuple(Column(title, numeric=False) for title in ("Visit", "Told", "Now"))
    rows = tuple(
        (
            one.visit,
            _told(one.start_before_s, one.carers_before),
            _told(one.start_after_s, one.carers_after),
        )
        for one in (plan.replanned.changes if plan.replanned else ())
    )
    return DataTable("Visits that are not as told", columns, rows)


def _told(start_s: int | None, carers: Sequence[str]) -> str:
    return "not made" if start_s is None else f"{wall_clock(start_s)} {' and '.join(carers)}"


def _heading(case: Case, sheet: Sheet) -> str:
    on_duty = " to ".join(map(wall_clock, sheet.shift))
    return f"{sheet.carer}, {case.base[sheet.base].title}, {on_duty}, by {sheet.mode}"


def _sheet(sheet: Sheet) -> DataTable:
    columns = (
        *(Column.of_dates(title) for title in ("From", "To")),
        *(Column(title, numeric=False) for title in ("What", "Place", "Client", "Skills", "Together with")),
    )
    rows = tuple(
        (
            wall_clock(line.from_s),
            wall_clock(line.to_s),
            _what(line),
            line.place,
            line.client,
            line.skills,
            line.together_with,
        )
        for line in sheet.lines
    )
    number = words.count(len(sheet.visits), "visit")
    return DataTable(f"{sheet.carer}, from {wall_clock(sheet.shift[0])}: {number}", columns, rows)


def _what(line: Line) -> str:
    critical = " (time-critical)" if line.priority == "time-critical" else ""
    return f"{_DOING[line.kind]}{' ' + line.visit if line.kind == 'visit' else ''}{critical}"


def _proof_words(plan: VisitPlan) -> str:
    proof = plan.proof
    asked = plan.figures.totals.visits
    left = asked - plan.figures.totals.made
    made = (
        f"The plan leaves out {left} of {words.count(asked, 'visit')}; that every plan leaves out "
        f"{proof.unserved_bound} or more is proven."
        if left
        else "The plan makes every visit."
    )
    net = "" if proof.net_gap is None else f", {words.share(proof.net_gap)} without pay for contact"
    even = f" £{plan.balance_gbp:,.2f} of it shares work more evenly among carers." if plan.balance_gbp else ""
    return (
        f"{made} Its cost is proven to within {words.share(proof.gap)} of the least possible{net}.{even} The search "
        f"ended by: {proof.stopped_by}."
    )
