"""Check that initiatives which are changes of sites start in the month in which their sites change.

Specification: `formulations/linked/formulation.md`. Works from the case and the decisions alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.programme_tables import ProgrammeSite
from capplan.check.violation import Violation
from capplan.decisions import BedDecisions
from capplan.decisions.programme import ProgrammeDecisions


def check_linked(case: Case, beds: BedDecisions, programme: ProgrammeDecisions) -> Iterator[Violation]:
    """Yield initiatives that start before, after or without the change of site that they are (L1, L2)."""
    starts = {(row.initiative, row.locality): row.month for row in programme.starts}
    for row in case.programme_sites:
        begins, changes = starts.get((row.initiative, row.locality or "")), _first_changed(case, beds, row)
        if begins != changes:
            message = (
                f"starts {begins or 'never'}, but the site {row.change} {changes or 'never'}; they are one change."
            )
            yield Violation("L1 L2 one change", f"initiative {row.initiative}, site {row.site}", message)


def _first_changed(case: Case, beds: BedDecisions, row: ProgrammeSite) -> str | None:
    size = {one.configuration: one.beds_staffed for one in case.configurations if one.site == row.site}
    now = size[next(one.today for one in case.sites if one.site == row.site)]
    for one in sorted(beds.configurations, key=lambda one: one.period):
        if one.site != row.site:
            continue
        runs = size.get(one.configuration, now)
        if {"opens": runs > now, "reduces": runs < now, "closes": runs == 0 and now > 0}[row.change]:
            return one.period
    return None
