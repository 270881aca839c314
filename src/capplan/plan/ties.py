"""Ties: among plans of the same objective, one that changes fewer beds."""

from __future__ import annotations

from typing import Any

from capplan.plan.held import chosen, estate, run_held
from capplan.plan.search import FEW_STEPS, Found
from capplan.solve import Profile, tie_break

# Plans whose objectives differ by less than this share are ties (a penny in ten thousand pounds).
TOLERANCE = 1e-6
NODES = 20


def break_ties(found: Found, profile: Profile) -> None:
    """Keep a plan of the same objective that changes fewer beds, if the search finds one.

    A model searched directly is searched again for the fewest beds changed. In one searched coarse
    first, which is long, each site's changes are dropped in turn, where the plan costs no more without.
    Plans with many staff are left as they are.
    """
    model, best = found.model, found.result.require_solution()
    beds = estate(model)
    if not any(beds.changes.values()) or _has_many_staff(model):
        return
    before, beds_before = chosen(model), round(beds.tie_break())
    cap = best + TOLERANCE * abs(best)
    if found.settled:
        after = _without_idle_changes(model, before, cap, profile)
    else:
        tie_break(model, beds.tie_break, primary_cap=cap, profile=profile, max_nodes=NODES)
        after = chosen(model) if round(beds.tie_break()) < beds_before else before
    run_held(model, after, profile)


def _has_many_staff(model: Any) -> bool:
    """Whether so many staff are planned that a tie is unlikely and every try a long search."""
    staff = model.component("workforce")
    return staff is not None and len(staff.recruited) + len(staff.redeployed) > FEW_STEPS


def _without_idle_changes(model: Any, plan: dict[Any, int], cap: float, profile: Profile) -> dict[Any, int]:
    """Drop every site's changes that save nothing."""
    inputs = estate(model).inputs
    for site, row in inputs.sites.items():
        stays = {key: int(key[1] == row.today) for key in plan if key[0] == site}
        if any(plan[key] != value for key, value in stays.items()):
            without = {**plan, **stays}
            objective = run_held(model, without, profile).objective
            if objective is not None and objective <= cap:
                plan = without
    return plan
