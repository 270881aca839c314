"""Why no programme meets every requirement, in words, with the cheapest way out."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.formulations import programme
from capplan.formulations.programme.units_of import Unit, units_of
from capplan.plan.programme.earliest import earliest_starts
from capplan.solve import Clash, Profile, Status, explain, run

# What gives way first: money and capacity, pound for pound; then order; a start that is left out comes last.
_PENALTY = {
    "budget": 1.0,
    "carry_over": 10.0,
    "protected": 1.0,
    "max_present": 1.0,
    "max_gap": 1.0,
    "max_wait": 10.0,
    "start_limit": 1e4,
    "team_capacity": 1e4,
    "locality_capacity": 1e4,
    "precedence": 1e5,
    "benefit_shown": 1e5,
    "roll_out_order": 1e5,
    "starts_once": 1e7,
}


def programme_causes(case: Case) -> list[str]:
    """Say what clashes in a programme on its own; nothing where it can be done."""
    inputs = programme.inputs_of(case)
    if run(programme.build(inputs), Profile(name="feasible")).status is Status.INFEASIBLE:
        return [f"programme: {cause}" for cause in causes(case, inputs)]
    return []


def causes(case: Case, inputs: programme.Inputs) -> list[str]:
    """Say what clashes: first what cannot start at all in its time, then what is short of money or capacity."""
    late = list(_too_late(case, inputs))
    if late:
        return late
    model = programme.build(inputs)
    names = {name: price for name, price in _PENALTY.items() if len(model.component(name))}
    found = list(dict.fromkeys(_words(case, one) for one in explain(model, names)))
    return found or ["The requirements clash, but none of those that may give way resolves it."]


def _too_late(case: Case, inputs: programme.Inputs) -> Iterator[str]:
    """Yield what must start but has no month to do so, by its own dates or by all that it waits for."""
    earliest = earliest_starts(inputs)
    units = {unit.id: unit for unit in units_of(case)}
    lags = [(lag, name) for name in ("precedence", "benefit", "roll_out") for lag in [getattr(inputs, f"{name}_lag")]]
    for unit in sorted(inputs.must):
        if earliest[unit] is not None:
            continue
        title = title_of(case, units[unit])
        if not inputs.starts_in[unit]:
            yield (
                f"{title} has no month in which it may start: its dates, gate, meetings and notice leave none. Move "
                "latest, the gate or the end of the contract, or lengthen the plan."
            )
            continue
        others = [(other, lag) for found, _ in lags for (waiting, other), lag in found.items() if waiting == unit]
        named = ", ".join(
            f"{title_of(case, units[other])} (first possible {earliest[other] or 'never'}, {lag} months before)"
            for other, lag in others
        )
        yield (
            f"{title} must start by {inputs.starts_in[unit][-1]}, before what it waits for: {named}. Let it start "
            "later, shorten a wait, or bring the earlier one forward."
        )


def title_of(case: Case, unit: Unit) -> str:
    """Return the title of an initiative, with its locality."""
    if unit.place is None:
        return unit.initiative.title
    place = next(row.title for row in case.localities if row.locality == unit.place.locality)
    return f"{unit.initiative.title}, {place}"


def _words(case: Case, one: Clash) -> str:
    index = one.index if isinstance(one.index, tuple) else (one.index,)
    pots = {row.pot: row.title for row in case.pots}
    match one.component:
        case "budget" | "carry_over":
            return (
                f"{pots[index[0]]}, {index[1]}: £{one.amount:,.0f} of {index[2]} more than its limit would do. Raise "
                "it, carry more over, or let initiatives start later."
            )
        case "protected":
            return f"{pots[index[0]]}, {index[1]}: £{one.amount:,.0f} less than what is protected is spent. Lower it."
        case "max_present" | "max_gap":
            return f"The limit on {one.component[4:]} cost is missed by £{one.amount:,.0f}. Raise it in case.toml."
        case "max_wait":
            return f"Localities wait {one.amount:,.0f} people-months too long. Raise max_mean_wait_months."
        case "start_limit" | "team_capacity" | "locality_capacity":
            what = {"start_limit": "starts", "team_capacity": "FTE of the team", "locality_capacity": "initiatives"}
            return (
                f"{index[-1]}: {one.amount:g} {what[one.component]} more than programme_capacity.csv allows would do. "
                "Raise the limit, or let initiatives start later."
            )
        case _:
            units = {unit.id: title_of(case, unit) for unit in units_of(case)}
            named = ", ".join(units[str(part)] for part in index if str(part) in units)
            return f"{named}: cannot start as asked ({one.component}). Let it start later, or make it use = may."
