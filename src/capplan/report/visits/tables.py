"""Tables of a planned day, for people who open them in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.buffers import BufferRow
from capplan.plan.visits.sheets import Sheet
from capplan.report.tables.written import Cell, Table, fine, pence
from capplan.units import seconds_to_clock, seconds_to_minutes

KEYS = (
    ("visits", "visits asked for", "visits"),
    ("made", "visits made", "visits"),
    ("unserved_critical", "time-critical visits not made", "visits"),
    ("unserved_high", "visits of high priority not made", "visits"),
    ("unserved_normal", "visits of normal priority not made", "visits"),
    ("unserved_rapid", "rapid calls not made", "visits"),
    ("carers_out", "carers with a visit", "people"),
    ("work_hours", "hours worked", "hours"),
    ("contact_share", "with clients, of the hours worked", "share"),
    ("travel_share", "on the way, of the hours worked", "share"),
    ("waiting_share", "waiting, of the hours worked", "share"),
    ("utilisation", "hours worked over contract hours on duty", "share"),
    ("travel_min_per_visit", "travel of a visit", "minutes"),
    ("distance_km", "kilometres", "km"),
    ("on_preferred_share", "near the preferred start, of visits that have one", "share"),
    ("known_share", "by a carer who knows the person, where one is named", "share"),
    ("largest_work_hours", "longest day", "hours"),
    ("least_work_hours", "shortest day", "hours"),
    ("pay_gbp", "pay", "GBP"),
    ("overtime_gbp", "overtime", "GBP"),
    ("mileage_gbp", "mileage", "GBP"),
    ("help_across_gbp", "help across bases (a weight)", "GBP"),
    ("continuity_gbp", "continuity (a weight, taken off)", "GBP"),
    ("deviation_gbp", "away from preferred starts (a weight)", "GBP"),
    ("unserved_gbp", "visits not made (a weight)", "GBP"),
    ("objective_gbp", "all of these", "GBP"),
)
"""Figure of `DayTotals`, its words, its unit."""

_DOING = {
    "leave": "leave",
    "way": "on the way",
    "wait": "wait",
    "visit": "visit",
    "break": "break",
    "back": "back",
}


def day_tables(case: Case, plan: VisitPlan, sheets: Sequence[Sheet]) -> tuple[Table, ...]:
    """Return the tables of a day."""
    tables = [run_sheets(sheets), visits(case, plan), carers(plan), keys(plan), unserved(case, plan), travel(plan)]
    if plan.replanned is not None:
        tables.append(changes(plan))
    return tuple(tables)


def run_sheets(sheets: Sequence[Sheet]) -> Table:
    """Return what every carer does, line by line."""
    headings = ("carer", "base", "from", "to", "what", "place", "visit", "client", "skills", "together_with")
    rows = tuple(
        (
            sheet.carer,
            sheet.base,
            seconds_to_clock(line.from_s),
            seconds_to_clock(line.to_s),
            _DOING[line.kind],
            line.place,
            line.visit,
            line.client,
            line.skills,
            line.together_with,
        )
        for sheet in sheets
        for line in sheet.lines
    )
    return Table("run_sheets", headings, rows)


def visits(case: Case, plan: VisitPlan) -> Table:
    """Return every visit: when, by whom, how likely on time."""
    shares = {row.visit: row for row in plan.on_time.visits} if plan.on_time else {}
    rows: list[tuple[Cell, ...]] = []
    for row, made in zip(case.visits, plan.figures.visits, strict=True):
        fate = shares.get(row.visit)
        rows.append(
            (
                row.visit,
                row.client,
                row.base,
                row.priority,
                row.response,
                row.windows or "",
                row.preferred_start or "",
                None if made.start_s is None else seconds_to_clock(made.start_s),
                row.duration_min,
                " ".join(made.carers),
                fine(made.deviation_min),
                fine(fate.on_time_share) if fate else None,
                fine(fate.mean_late_min) if fate else None,
            )
        )
    headings = (
        "visit", "client", "base", "priority", "response", "windows", "preferred_start", "start", "duration_min",
        "carers", "deviation_min", "on_time_share", "mean_late_min",
    )  # fmt: skip
    return Table("visit_times", headings, tuple(rows))


def carers(plan: VisitPlan) -> Table:
    """Return every carer's day in hours and money."""
    headings = (
        "carer", "visits", "work_min", "overtime_min", "pay_gbp", "overtime_gbp", "mileage_gbp", "help_across_gbp",
        "continuity_gbp",
    )  # fmt: skip
    rows = tuple(
        (
            row.carer,
            row.visits,
            fine(row.work_min),
            fine(row.overtime_min),
            pence(row.pay_gbp),
            pence(row.overtime_gbp),
            pence(row.mileage_gbp),
            pence(row.help_across_gbp),
            pence(row.continuity_gbp),
        )
        for row in plan.figures.carers
    )
    return Table("carer_days", headings, rows)


def keys(plan: VisitPlan) -> Table:
    """Return the key figures of a day, and how good the plan is proven to be."""
    rows = list(_key_rows(plan))
    return Table("day_figures", ("figure", "meaning", "value", "unit"), tuple(rows))


def _key_rows(plan: VisitPlan) -> Iterator[tuple[Cell, ...]]:
    for name, words, unit in KEYS:
        value = getattr(plan.figures.totals, name)
        yield name, words, _cell(value, unit), unit
    proof = plan.proof
    yield "bound", "no plan costs less than", pence(proof.bound), "GBP"
    yield "gap", "furthest the plan can be from the best", fine(proof.gap), "share"
    yield "net_gap", "the same without pay for contact", fine(proof.net_gap), "share"
    yield "unserved_bound", "every plan leaves out at least", proof.unserved_bound, "visits"
    if plan.balance_gbp:
        yield "balance_gbp", "spent on sharing work more evenly", pence(plan.balance_gbp), "GBP"
    if plan.on_time is not None:
        yield "on_time_mean", "on time, mean of the visits", fine(plan.on_time.mean_share), "share"
        yield "on_time_worst", "on time, the worst visit", fine(plan.on_time.worst_share), "share"
    if plan.replanned is not None:
        yield "moved_share", "visits moved, of those told before", fine(plan.replanned.moved_share), "share"


def _cell(value: float | None, unit: str) -> Cell:
    if isinstance(value, int):
        return value
    return pence(value) if unit == "GBP" else fine(value)


def unserved(case: Case, plan: VisitPlan) -> Table:
    """Return why visits are not made."""
    rows = {visit.visit: visit for visit in case.visits}
    return Table(
        "unserved",
        ("visit", "client", "priority", "reason", "in_words"),
        tuple(
            (row.visit, rows[row.visit].client, rows[row.visit].priority, row.reason, row.words)
            for row in plan.unserved
        ),
    )


def travel(plan: VisitPlan) -> Table:
    """Return travel and waiting of a visit assumed for staffing and measured on the rounds."""
    return Table(
        "measured_travel",
        ("base", "assumed_min_per_visit", "measured_min_per_visit", "plan_staff_again"),
        tuple(
            (row.base, fine(row.assumed_min), fine(row.measured_min), "yes" if row.differs else "no")
            for row in plan.travel
        ),
    )


def changes(plan: VisitPlan) -> Table:
    """Return what is not as told any more."""
    made = plan.replanned.changes if plan.replanned else ()
    rows = tuple(
        (
            one.visit,
            " ".join(one.carers_before),
            " ".join(one.carers_after),
            _clock(one.start_before_s),
            _clock(one.start_after_s),
            None
            if one.start_before_s is None or one.start_after_s is None
            else fine(seconds_to_minutes(one.start_after_s - one.start_before_s)),
        )
        for one in made
    )
    return Table(
        "changes", ("visit", "carers_before", "carers_after", "start_before", "start_after", "later_min"), rows
    )


def _clock(at_s: int | None) -> str:
    return "" if at_s is None else seconds_to_clock(at_s)


def buffers(tried: Sequence[BufferRow]) -> Table:
    """Return what minutes kept free on each way bring and cost."""
    headings = ("buffer_min", "on_time_mean", "on_time_worst", "made", "work_hours", "objective_gbp", "gap")
    rows = tuple(
        (
            fine(row.buffer_min),
            fine(row.on_time_mean),
            fine(row.on_time_worst),
            row.made,
            fine(row.work_hours),
            pence(row.objective_gbp),
            fine(row.gap),
        )
        for row in tried
    )
    return Table("buffers", headings, rows)
