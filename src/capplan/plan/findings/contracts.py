"""Contracts whose end falls inside the plan, and contracts that only notice can end."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Finding
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import counted, listed, month_name
from capplan.units import add_months

TOPIC = "contracts"


def contract_ends(case: Case) -> Iterator[Finding]:
    """Yield one finding for each contract whose term ends inside the horizon."""
    after = add_months(case.horizon.start, case.horizon.months)
    for row in case.contracts:
        if row.ends is None or not case.horizon.start <= row.ends < after:
            continue
        sites = [site.title for site in case.sites if site.contract == row.contract]
        runs = f" Under it {'runs' if len(sites) == 1 else 'run'} {listed(sites)}." if sites else ""
        yield Finding(
            id=f"contract-ends-{row.contract}",
            topic=TOPIC,
            severity="note",
            text=f"The contract for {row.title} has ended by {month_name(row.ends)}, inside the plan: a point at "
            f"which the service can change without breaking a term.{runs}",
            figures={"ends": row.ends, "notice_months": row.notice_months, "sites": len(sites)},
            sources=sources_of("contracts", [(row.contract, row)]),
        )


def open_ended_contracts(case: Case) -> Iterator[Finding]:
    """Yield one finding that lists the contracts with a notice period but no end."""
    rows = [row for row in case.contracts if row.ends is None and row.notice_months > 0]
    if rows:
        named = [f"{row.title} ({counted(row.notice_months, 'month')})" for row in rows]
        yield Finding(
            id="contracts-notice-without-end",
            topic=TOPIC,
            severity="note",
            text=f"{counted(len(rows), 'contract has', 'contracts have')} a notice period but no end, so nothing "
            f"changes until notice is served: {listed(named)}.",
            figures={"contracts": len(rows), **{f"notice_months_{row.contract}": row.notice_months for row in rows}},
            sources=sources_of("contracts", [(row.contract, row) for row in rows]),
        )
