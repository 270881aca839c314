"""Estates for a quick plan: what runs where and when, found on beds alone and set to dates that can be staffed.

Candidates come from a known estate (the sites in question free, then the dates of all) and from beds alone planned
anew; the coarse model of beds and staff says what each costs and whether it can be staffed at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from capplan.case.case import Case
from capplan.case.overlay import with_parameter
from capplan.decisions import BedPlan, OptionId
from capplan.formulations import beds, system
from capplan.plan.held import chosen, estate, held, run_held, values_of
from capplan.plan.search import COARSE_MONTHS, Inputs, build, far_from_changes
from capplan.solve import Profile, run
from capplan.solve.profile import OptionValue
from capplan.units import add_months

# First the estate may change every half year only; then each change may move within half a year.
GRID_MONTHS = 6
NEAR_MONTHS = 6
# Reductions that cannot be staffed come so many months later, the first that can.
LATER_MONTHS = (0, 3, 6, 12)
# The estate is searched to these shares: from nothing, and around a plan that is known.
GRID_GAP = 0.03
NEAR_GAP = 0.002
NEAR_HIGHS: Mapping[str, OptionValue] = {"mip_max_nodes": 40, "mip_pscost_minreliable": 0}

Estate = Mapping[tuple[str, str], str]
Path = dict[tuple[str, str], str]


def path_of(plan: BedPlan) -> Path:
    """Return what runs in a plan, by (site, period)."""
    return {(row.site, row.period): row.configuration for row in plan.decisions.configurations}


def inputs_of(case: Case, base: OptionId, territory: Mapping[str, str] | None) -> Inputs:
    """Return the inputs of the model that a case is planned with: beds and staff, or beds alone."""
    return system.inputs_of(case, base, territory) if case.plans_staff else beds.inputs_of(case, base)


def candidates(
    case: Case,
    base: OptionId,
    territory: Mapping[str, str] | None,
    profile: Profile,
    prepare: Callable[[Any], None],
    near: Estate | None,
    touched: Collection[str],
) -> list[Path]:
    """Return estates that beds alone could run, each once.

    Parameters
    ----------
    near : mapping of (site, period) to configuration, optional
        A known estate: at first every site but those touched runs like that.
        Where it leads to none, beds alone are planned anew.
    """
    inputs = _alone(case, base, territory)
    fine = build(inputs.coarse(COARSE_MONTHS))
    prepare(fine)
    found: list[Path] = []
    if near is not None:
        found += _from_known(fine, inputs, near, touched, profile)
    if not found:
        found += _anew(case, base, territory, fine, inputs, profile, prepare)
    return [path for number, path in enumerate(found) if path not in found[:number]]


def _from_known(
    fine: Any, inputs: beds.Inputs, near: Estate, touched: Collection[str], profile: Profile
) -> Iterator[Path]:
    """Yield the known estate with the touched sites free, and that with all dates free within half a year."""
    kept = {key: value for key, value in as_values(fine, near).items() if key[0] not in touched}
    if not _runs_whole(kept):
        return
    with held(fine, kept):
        found = run(fine, replace(profile, mip_rel_gap=NEAR_GAP)).has_solution
    if found:
        path = _runs(fine)
        yield path
        yield _nearby(fine, inputs, path, profile)


def _anew(
    case: Case,
    base: OptionId,
    territory: Mapping[str, str] | None,
    fine: Any,
    inputs: beds.Inputs,
    profile: Profile,
    prepare: Callable[[Any], None],
) -> Iterator[Path]:
    """Yield the estate of beds alone, changes every half year at first."""
    every = case.parameters.change_every_months
    half = with_parameter(case, "change_every_months", every * max(1, GRID_MONTHS // every))
    grid = build(_alone(half, base, territory).coarse(COARSE_MONTHS))
    prepare(grid)
    if run(grid, replace(profile, mip_rel_gap=GRID_GAP)).has_solution:
        yield _nearby(fine, inputs, _runs(grid), profile)


def _nearby(fine: Any, inputs: beds.Inputs, path: Path, profile: Profile) -> Path:
    """Return the best estate that changes within half a year of the given one's dates."""
    values = as_values(fine, path)
    if not run_held(fine, values, profile).has_solution:
        return path
    start = values_of(fine)
    close = replace(profile, mip_rel_gap=NEAR_GAP, highs={**NEAR_HIGHS, **profile.highs})
    with held(fine, far_from_changes(inputs, values, NEAR_MONTHS)):
        better = run(fine, close, start=start).has_solution
    return _runs(fine) if better else path


def staffed(model: Any, inputs: Inputs, path: Estate, profile: Profile) -> tuple[float, Path] | None:
    """Return what an estate costs in a model with everybody placed and staffed, and the dates at which it can be.

    Beds alone know nothing of the workforce test: where the estate cannot be staffed, all reductions come later, and
    then each goes back to its own date where it can be staffed and costs less. None where no date serves.
    """
    for months in LATER_MONTHS:
        late = dict.fromkeys(shrinking(inputs, path), months)
        moved = later(inputs, path, late)
        result = run_held(model, as_values(model, moved), profile)
        if not result.has_solution:
            continue
        best = result.require_solution()
        for site in late if months else ():
            tried = later(inputs, path, {**late, site: 0})
            found = run_held(model, as_values(model, tried), profile)
            if found.has_solution and found.require_solution() < best:
                best, moved, late[site] = found.require_solution(), tried, 0
        return best, moved
    return None


def _alone(case: Case, base: OptionId, territory: Mapping[str, str] | None) -> beds.Inputs:
    """Return the inputs of beds alone, with the staff in their price."""
    if case.plans_staff:
        return system.beds_alone(case, base, territory or {})
    return beds.inputs_of(case, base)


def shrinking(inputs: Inputs, path: Estate) -> list[str]:
    """Return the sites that shrink in an estate and never grow."""
    own = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    sites = []
    for site, row in own.sites.items():
        beds = [own.beds[site, row.today], *(own.beds[site, path[site, period.id]] for period in own.periods)]
        if beds == sorted(beds, reverse=True) and beds[0] > beds[-1]:
            sites.append(site)
    return sites


def later(inputs: Inputs, path: Estate, late: Mapping[str, int]) -> Path:
    """Return the estate with the changes of some sites so many months later, up to the plan's end."""
    own = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    later = dict(path)
    for site, months in late.items():
        for period in own.periods:
            later[site, period.id] = path.get((site, add_months(period.id, -months)), own.sites[site].today)
    return later


def today(inputs: Inputs) -> Path:
    """Return the estate in which every site stays as it is."""
    own = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    return {(site, period.id): row.today for site, row in own.sites.items() for period in own.periods}


def as_values(model: Any, path: Estate) -> dict[Any, int]:
    """Return the configurations of an estate as values of a model, 0 or 1 by index."""
    return {key: int(path.get((key[0], key[2])) == key[1]) for key in estate(model).configuration}


def _runs_whole(values: Mapping[Any, int]) -> bool:
    """Say whether every site and period of the values runs something: the estate fits the model's freedom."""
    runs: dict[tuple[str, str], int] = {}
    for (site, _, period), value in values.items():
        runs[site, period] = runs.get((site, period), 0) + value
    return all(count == 1 for count in runs.values())


def _runs(model: Any) -> Path:
    return {(site, period): name for (site, name, period), value in chosen(model).items() if value == 1}
