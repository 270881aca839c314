"""Beds that admit at a site, by period: what runs, less what is about to leave, is not in use yet, or lacks staff."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from capplan.case.case import Case
from capplan.case.tables import Site
from capplan.decisions import BedDecisions
from capplan.units import add_months, months_between


def usable_beds(case: Case, decisions: BedDecisions) -> dict[str, list[int]]:
    """Return the beds that take somebody new, by site, one number a period.

    Beds about to leave take nobody new in the double-running months before; of new beds only the part that the ramp
    allows (rounded down) is in use, as constraint B3 of the `beds` formulation has it for loads.
    """
    beds_of = {(row.site, row.configuration): row.beds_staffed for row in case.configurations}
    runs = {(row.site, row.period): beds_of[row.site, row.configuration] for row in decisions.configurations}
    return {site.site: _usable(case, site, beds_of, runs) for site in case.sites}


def _usable(
    case: Case, site: Site, beds_of: Mapping[tuple[str, str], int], runs: Mapping[tuple[str, str], int]
) -> list[int]:
    periods = case.periods
    staffed = [runs[site.site, period.id] for period in periods]
    usable = [float(beds) for beds in staffed]
    before = beds_of[site.site, site.today]
    for number, beds in enumerate(staffed):
        change, month = beds - before, periods[number].id
        if change < 0:
            begins = add_months(month, -site.double_running_months)
            for earlier in range(number):
                if periods[earlier].id >= begins:
                    usable[earlier] += change
        elif change > 0:
            for later in range(number, len(periods)):
                months = months_between(month, periods[later].id) + 1
                usable[later] -= change * (1.0 - min(1.0, months / (site.ramp_months + 1)))
        before = beds
    return [max(0, math.floor(beds + 1e-9)) for beds in usable]


def present_share(case: Case, site: Site, random: np.random.Generator) -> list[float]:
    """Draw for each period the share of a home team's usual hours that sickness leaves, at most 1.

    A month's sickness follows a beta distribution with the mean of the roles that work from the team's bases (weighted
    by budgeted posts) and the spread of `sickness_spread`. Without staff tables, and in wards and homes, it is 1: there
    the bank covers.
    """
    number = len(case.periods)
    bases = {base.base for base in case.bases if base.home_site == site.site}
    posts = [(row.budget_fte, case.role[row.role]) for row in case.establishment if row.workplace in bases]
    total = sum(fte for fte, _ in posts)
    spread = case.parameters.sickness_spread
    if total <= 0.0 or spread <= 0.0:
        return [1.0] * number
    ill = sum(fte * role.sickness_share for fte, role in posts) / total
    away = sum(fte * (role.leave_share + role.training_share) for fte, role in posts) / total
    variance = (spread * ill) ** 2
    if ill <= 0.0 or variance >= ill * (1.0 - ill):
        return [1.0] * number
    size = ill * (1.0 - ill) / variance - 1.0
    drawn = random.beta(ill * size, (1.0 - ill) * size, number)
    return [min(1.0, (1.0 - away - share) / (1.0 - away - ill)) for share in drawn.tolist()]
