"""Lines of the capacity and demand grid: services of their part, shares that sum to 1."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of
from capplan.case.grid.layout import SERVICES
from capplan.case.grid_tables import GridLine


def service_of_other_part(draft: Draft) -> Iterator[Fault]:
    """Yield lines whose service is not in their part of the grid."""
    for number, row in draft.numbered(GridLine):
        if row.service not in SERVICES[row.part]:
            repair = f"Write {one_of(list(SERVICES[row.part]), row.service)}."
            yield fault_at(GridLine, number, "service", row.service, f"is not a line of part {row.part}", repair)


def line_shares(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts whose shares do not sum to 1."""
    shares: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in draft.numbered(GridLine):
        shares[row.cohort].append((number, row.share))
    for cohort, found in shares.items():
        total = sum(share for _, share in found)
        if not math.isclose(total, 1.0, abs_tol=1e-6):
            problem = f"makes the shares of cohort {cohort} sum to {total:g}"
            yield fault_at(GridLine, found[-1][0], "share", f"{found[-1][1]:g}", problem, "Let them sum to 1.")
