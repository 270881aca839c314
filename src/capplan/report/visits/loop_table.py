"""What the loop between staffing and rounds assumed and measured, as a table."""

from __future__ import annotations

from capplan.decisions.visit_loop import LoopPlan
from capplan.report.tables.written import Table, fine


def loop_table(plan: LoopPlan) -> Table:
    """Return one row for each round and base."""
    headings = (
        "round", "base", "assumed_min", "travel_min", "waiting_min", "stops", "need_hours", "agrees", "visits", "made",
        "carers", "contact_share", "travel_share", "waiting_share", "utilisation", "unserved_critical", "unserved_high",
        "unserved_normal", "unserved_rapid",
    )  # fmt: skip
    rows = tuple(
        (
            row.number,
            base.base,
            fine(base.assumed_min),
            fine(base.travel_min),
            fine(base.waiting_min),
            base.stops,
            fine(base.need_hours),
            "yes" if base.agrees else "no",
            row.visits,
            row.made,
            row.carers,
            fine(row.contact_share),
            fine(row.travel_share),
            fine(row.waiting_share),
            fine(row.utilisation),
            row.unserved_critical,
            row.unserved_high,
            row.unserved_normal,
            row.unserved_rapid,
        )
        for row in plan.rounds
        for base in row.bases
    )
    return Table("loop", headings, rows)
