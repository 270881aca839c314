"""The transition network: which change of configuration may take effect at which site in which period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from capplan.case.case import Case
from capplan.case.rules import earliest_increase, earliest_reduction
from capplan.case.tables import Site
from capplan.decisions import OptionId
from capplan.units import months_between


class Arc(NamedTuple):
    """A change (or stay) that takes effect at the start of a period, with its beds and one-off costs."""

    site: str
    source: str
    target: str
    period: str
    beds_change: int
    capital_gbp: float
    revenue_gbp: float


def arcs_of(case: Case, site: Site, option: OptionId) -> Iterator[Arc]:
    """Yield the arcs of a site that the dates and the option's freedom permit and that today's state can reach."""
    rows = {row.configuration: row for row in case.configurations_of[site.site]}
    moves = [row for row in case.transitions if row.site == site.site]
    shrinks_from, grows_from = earliest_reduction(case, site), earliest_increase(case, site)
    every = case.parameters.change_every_months
    reached = {site.today}
    for period in case.periods:
        arcs = [Arc(site.site, name, name, period.id, 0, 0.0, 0.0) for name in rows if name in reached]
        for move in moves if months_between(case.horizon.start, period.id) % every == 0 else ():
            source, target = rows[move.from_configuration], rows[move.to_configuration]
            change = target.beds_staffed - source.beds_staffed
            in_time = period.id >= grows_from if change > 0 else period.id >= shrinks_from if change < 0 else True
            if move.from_configuration in reached and in_time and _free(option, change, target.kind):
                arcs.append(
                    Arc(
                        site.site,
                        move.from_configuration,
                        move.to_configuration,
                        period.id,
                        change,
                        move.capital_gbp,
                        move.revenue_gbp,
                    )
                )
        reached = {arc.target for arc in arcs}
        yield from arcs


def _free(option: OptionId, beds_change: int, target_kind: str) -> bool:
    """Return whether an option has the freedom to make a change (formulation, `Sets`)."""
    if option == "plan":
        return True
    return option == "do-minimum" and beds_change > 0 and target_kind in {"block", "spot", "place"}


def reachable(case: Case, arcs: tuple[Arc, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return every (site, configuration, period id) that some arc enters, in file and time order."""
    entered = {(arc.site, arc.target, arc.period) for arc in arcs}
    return tuple(
        (site.site, row.configuration, period.id)
        for site in case.sites
        for period in case.periods
        for row in case.configurations_of[site.site]
        if (site.site, row.configuration, period.id) in entered
    )
