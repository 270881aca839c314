"""Safe and full load of every configuration, solved exactly from the queue before the model is built."""

from __future__ import annotations

from functools import cache

from capplan.case.case import Case
from capplan.case.tables import Configuration
from capplan.queueing import safe_load

# The same queue is asked for by beds and by staff, and again for every option and scenario.
_solved = cache(safe_load)


def safe_loads(case: Case) -> dict[tuple[str, str], float]:
    """Return the largest load that keeps the service standard, by (site, configuration), in occupied beds.

    A spot configuration is bought person by person, so its beds are all usable. Any other is held to
    the strictest rule among the cohorts its site admits, each at its own stay in the site's setting.
    """
    return {(row.site, row.configuration): _safe_load(case, row) for row in case.configurations}


def full_loads(case: Case) -> dict[tuple[str, str], float]:
    """Return the load a configuration can physically run at, by (site, configuration), in occupied beds."""
    share = case.parameters.full_occupancy
    return {
        (row.site, row.configuration): row.beds_staffed * (1.0 if row.kind == "spot" else share)
        for row in case.configurations
    }


def _safe_load(case: Case, row: Configuration) -> float:
    if row.kind == "spot" or row.beds_staffed == 0:
        return float(row.beds_staffed)
    site = case.site[row.site]
    loads = [
        _solved(
            row.beds_staffed,
            cohort.rule,
            cohort.rule_target,
            case.stay[cohort.cohort, site.setting].stay_days * case.factor(cohort.cohort)[1],
            cohort.wait_days,
        )
        for cohort in case.admitted(site)
    ]
    return min(loads, default=float(row.beds_staffed))
