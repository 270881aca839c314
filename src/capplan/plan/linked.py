"""Initiatives that are changes of sites: tied to them in the search, and started with them in the programme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capplan.case.case import Case
from capplan.case.programme_tables import ProgrammeSite
from capplan.decisions import BedPlan, OptionId
from capplan.formulations import linked, system
from capplan.formulations.linked import unit_of
from capplan.plan.held import estate
from capplan.plan.search import Inputs

Prepare = Callable[[Any], None]


def ties(case: Case, option: OptionId) -> bool:
    """Say whether an option is held to the programme: only the plan has the freedom to keep one."""
    return bool(case.programme_sites) and option == "plan"


def prepared(case: Case, option: OptionId, prepare: Prepare = lambda _: None) -> Prepare:
    """Return what adds rows to each model before it is searched: the caller's own, and those of the programme.

    Parameters
    ----------
    case : Case
        With rows in programme_sites.csv, or without.
    option : OptionId
        The freedom that is planned with.
    prepare : callable, optional
        What the caller adds.
    """
    if not ties(case, option):
        return prepare

    def both(model: Any) -> None:
        prepare(model)
        linked.add(model, estate(model), linked.inputs_of(case, option, estate(model).inputs))

    return both


def start_months(case: Case, plan: BedPlan) -> dict[str, str | None]:
    """Return the month in which each tied unit starts with its site; None where its site does not change."""
    months: dict[str, str | None] = {}
    for row in case.programme_sites:
        changed = linked.changed_configurations(case, row)
        periods = [
            one.period for one in plan.decisions.configurations if one.site == row.site and one.configuration in changed
        ]
        months[unit_of(row)] = min(periods, default=None)
    return months


def clashes(case: Case, inputs: Inputs) -> list[str]:
    """Say, for each initiative that is a change of a site, in which months it could be either."""
    of_beds = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    tied = linked.inputs_of(case, "plan", of_beds)
    words = [_window(case, tied, row) for row in case.programme_sites]
    return ["Sites and programme have no calendar in common.", *words]


def _window(case: Case, tied: linked.Inputs, row: ProgrammeSite) -> str:
    changed = tied.changed[unit_of(row), row.site]
    may = tied.programme.starts_in[unit_of(row)]
    can = sorted({arc.period for arc in tied.beds.arcs if _enters(arc, row.site, changed)})
    title = next(one.title for one in case.initiatives if one.initiative == row.initiative)
    site = case.site[row.site].title
    verb = {"opens": "open", "reduces": "be reduced", "closes": "close"}[row.change]
    return (
        f"{title} may start {_months(may)}, what it waits for apart; {site} can {verb} {_months(can)}. Bring the two "
        "together in initiatives.csv and sites.csv, or remove the row of programme_sites.csv."
    )


def _enters(arc: Any, site: str, changed: frozenset[str]) -> bool:
    return arc.site == site and arc.source not in changed and arc.target in changed


def _months(months: Any) -> str:
    return f"from {months[0]} to {months[-1]}" if months else "never"
