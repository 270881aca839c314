"""Who has to decide what by when: recruitment, redeployment, redundancy (`docs/figures.md`, Staff calendar)."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.decisions import CalendarRow
from capplan.plan.staff.ledger import Ledger
from capplan.units import add_months


def calendar_rows(ledger: Ledger) -> tuple[CalendarRow, ...]:
    """Return one row for each recruitment, redeployment and redundancy, by the month to decide and then the start."""
    return tuple(sorted(_steps(ledger), key=lambda row: (row.decide_by, row.starts)))


def _steps(ledger: Ledger) -> Iterator[CalendarRow]:
    for joins in ledger.staff.recruited:
        yield CalendarRow(
            kind="recruit",
            role=joins.role,
            workplace=joins.workplace,
            from_role="",
            from_site="",
            fte=joins.fte,
            decide_by=add_months(joins.period, -ledger.case.role[joins.role].recruit_lead_months),
            starts=joins.period,
            productive_from=joins.period,
        )
    for moves in ledger.staff.redeployed:
        yield CalendarRow(
            kind="redeploy",
            role=moves.to_role,
            workplace=moves.base,
            from_role=moves.role,
            from_site=moves.site,
            fte=moves.fte,
            decide_by=moves.period,
            starts=moves.period,
            productive_from=add_months(moves.period, ledger.terms(moves.role, moves.to_role).retrain_months),
        )
    for goes in ledger.staff.redundant:
        yield CalendarRow(
            kind="redundancy",
            role=goes.role,
            workplace=goes.workplace,
            from_role="",
            from_site="",
            fte=goes.fte,
            decide_by=goes.period,
            starts=goes.period,
            productive_from=goes.period,
        )
