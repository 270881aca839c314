"""A plan of one option in about a minute where the search of `capplan run` takes five: good, with a plain bound.

Estate first (beds alone, coarse), then everybody and all staff around it in the exact model. The bound is the
relaxation of the coarse model, in which nothing has to be whole: no plan costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from capplan.case.case import Case
from capplan.case.overlay import with_parameter
from capplan.decisions import BedPlan, OptionId
from capplan.errors import Infeasible, NoPlanInTime
from capplan.formulations import beds, system
from capplan.plan.board.measures import Limit
from capplan.plan.held import chosen, estate, held, run_held, steps_as_fractions, values_of
from capplan.plan.infeasible import why_infeasible
from capplan.plan.linked import prepared
from capplan.plan.option import plan_of, solve_option
from capplan.plan.search import COARSE_MONTHS, Found, Inputs, build, far_from_changes, is_long, search
from capplan.plan.steps import with_whole_steps
from capplan.solve import Profile, SolveResult, Status, lp_relaxation, run
from capplan.solve.profile import OptionValue
from capplan.units import add_months

# What is asked of an option in the table: at most this share above the best possible.
QUICK_GAP = 0.03
# First the estate may change every half year only; then each change may move within a year.
GRID_MONTHS = 6
NEAR_MONTHS = 6
# Reductions that cannot be staffed come so many months later, the first that can.
LATER_MONTHS = (0, 3, 6, 12)
# The estate is searched to these shares: from nothing, and around a plan that is known.
GRID_GAP = 0.03
NEAR_GAP = 0.002
NEAR_HIGHS: Mapping[str, OptionValue] = {"mip_max_nodes": 40, "mip_pscost_minreliable": 0}

Estate = Mapping[tuple[str, str], str]


def quick_plan(
    case: Case,
    base: OptionId,
    profile: Profile,
    territory: Mapping[str, str] | None,
    *,
    near: Estate | None = None,
    touched: Collection[str] = (),
    limit: Limit | None = None,
) -> BedPlan:
    """Return a plan with the bound that comes with it; a case that is not long is solved as `capplan run` does.

    Parameters
    ----------
    case : Case
        With the option's changes made.
    base : OptionId
        The freedom it starts from.
    profile : Profile
        Seed, time limit and HiGHS options; its gap holds for cases that are not long.
    territory : mapping of area to base, optional
        Where staff are planned: who serves whom.
    near : mapping of (site, period) to configuration, optional
        A known estate to start from: every site but those touched runs like that at first.
    touched : collection of site ids
        Sites whose freedom differs from that of the known estate.
    limit : Limit, optional
        A limit that the plan keeps beside all others.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        As `capplan.plan.option.solve_option` does.
    """
    inputs = inputs_of(case, base, territory)

    def limited(model: Any) -> None:
        if limit is not None:
            limit.add(model, case)

    if not is_long(inputs):
        return solve_option(case, base, profile, territory=territory, prepare=limited).plan
    prepare = prepared(case, base, limited)
    profile = replace(profile, mip_rel_gap=QUICK_GAP)
    coarse, model = build(inputs.coarse(COARSE_MONTHS)), build(inputs)
    prepare(coarse)
    prepare(model)
    relaxed = lp_relaxation(coarse, profile)
    if relaxed.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(model))
    if relaxed.objective is None:
        raise NoPlanInTime("The limit was reached before a bound was found; give more time with --time-limit.")
    path = _estate(case, base, territory, profile, prepare, near, touched)
    found = None if path is None else _around(model, inputs, path, profile, relaxed.objective)
    if found is None:
        found = search(inputs, profile, prepare=prepare)
        if found.result.status is Status.INFEASIBLE:
            raise Infeasible(why_infeasible(found.model, found.result.cause))
        found = replace(found, bound=max(found.bound, relaxed.objective))
    found.result.require_solution()
    found = with_whole_steps(found, profile)
    found.result.require_solution()
    return plan_of(case, base, found, profile)


def path_of(plan: BedPlan) -> dict[tuple[str, str], str]:
    """Return what runs in a plan, by (site, period)."""
    return {(row.site, row.period): row.configuration for row in plan.decisions.configurations}


def inputs_of(case: Case, base: OptionId, territory: Mapping[str, str] | None) -> Inputs:
    """Return the inputs of the model that a case is planned with: beds and staff, or beds alone."""
    return system.inputs_of(case, base, territory) if case.plans_staff else beds.inputs_of(case, base)


def _alone(case: Case, base: OptionId, territory: Mapping[str, str] | None) -> beds.Inputs:
    """Return the inputs of beds alone, with the staff in their price."""
    if case.plans_staff:
        return system.beds_alone(case, base, territory or {})
    return beds.inputs_of(case, base)


def _estate(
    case: Case,
    base: OptionId,
    territory: Mapping[str, str] | None,
    profile: Profile,
    prepare: Callable[[Any], None],
    near: Estate | None,
    touched: Collection[str],
) -> dict[tuple[str, str], str] | None:
    """Return an estate for beds alone, coarse; None where none is found."""
    inputs = _alone(case, base, territory)
    fine = build(inputs.coarse(COARSE_MONTHS))
    prepare(fine)
    path = None
    if near is not None:
        kept = {key: value for key, value in as_values(fine, near).items() if key[0] not in touched}
        if _runs_whole(kept):
            with held(fine, kept):
                if run(fine, replace(profile, mip_rel_gap=NEAR_GAP)).has_solution:
                    path = _runs(fine)
    if path is None:
        every = case.parameters.change_every_months
        half = with_parameter(case, "change_every_months", every * max(1, GRID_MONTHS // every))
        grid = build(_alone(half, base, territory).coarse(COARSE_MONTHS))
        prepare(grid)
        if not run(grid, replace(profile, mip_rel_gap=GRID_GAP)).has_solution:
            return None
        path = _runs(grid)
    values = as_values(fine, path)
    if not run_held(fine, values, profile).has_solution:
        return path
    start = values_of(fine)
    close = replace(profile, mip_rel_gap=NEAR_GAP, highs={**NEAR_HIGHS, **profile.highs})
    with held(fine, far_from_changes(inputs, values, NEAR_MONTHS)):
        better = run(fine, close, start=start).has_solution
    return _runs(fine) if better else path


def _around(model: Any, inputs: Inputs, path: Estate, profile: Profile, bound: float) -> Found | None:
    """Place everybody and plan all staff around an estate.

    Beds alone know nothing of the workforce test: where the estate cannot be staffed, reductions come later, and where
    that does not help, changes may move within a year.
    """
    for months in LATER_MONTHS:
        late = dict.fromkeys(_shrinking(inputs, path), months)
        result = run_held(model, as_values(model, _later(inputs, path, late)), profile)
        if result.has_solution:
            return Found(model, _sooner(model, inputs, path, late, result, profile) if months else result, bound)
    settled = far_from_changes(inputs, as_values(model, path), 2 * NEAR_MONTHS)
    with held(model, settled), steps_as_fractions(model):
        result = run(model, profile)
    return Found(model, result, bound) if result.has_solution else None


def _sooner(
    model: Any, inputs: Inputs, path: Estate, late: Mapping[str, int], result: SolveResult, profile: Profile
) -> SolveResult:
    """Bring back to its own date each reduction that can then be staffed and costs less; the model holds the last."""
    best, months, values = result, dict(late), values_of(model)
    for site in late:
        tried = {**months, site: 0}
        found = run_held(model, as_values(model, _later(inputs, path, tried)), profile)
        if found.has_solution and found.require_solution() < best.require_solution():
            best, months, values = found, tried, values_of(model)
    for one, value in values.items():
        one.set_value(value, skip_validation=True)
    return best


def _shrinking(inputs: Inputs, path: Estate) -> list[str]:
    """Return the sites that shrink in an estate and never grow."""
    own = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    sites = []
    for site, row in own.sites.items():
        beds = [own.beds[site, row.today], *(own.beds[site, path[site, period.id]] for period in own.periods)]
        if beds == sorted(beds, reverse=True) and beds[0] > beds[-1]:
            sites.append(site)
    return sites


def _later(inputs: Inputs, path: Estate, late: Mapping[str, int]) -> dict[tuple[str, str], str]:
    """Return the estate with the changes of some sites so many months later, up to the plan's end."""
    own = inputs.beds if isinstance(inputs, system.Inputs) else inputs
    later = dict(path)
    for site, months in late.items():
        for period in own.periods:
            later[site, period.id] = path.get((site, add_months(period.id, -months)), own.sites[site].today)
    return later


def as_values(model: Any, path: Estate) -> dict[Any, int]:
    """Return the configurations of an estate as values of a model, 0 or 1 by index."""
    return {key: int(path.get((key[0], key[2])) == key[1]) for key in estate(model).configuration}


def _runs_whole(values: Mapping[Any, int]) -> bool:
    """Say whether every site and period of the values runs something: the estate fits the model's freedom."""
    runs: dict[tuple[str, str], int] = {}
    for (site, _, period), value in values.items():
        runs[site, period] = runs.get((site, period), 0) + value
    return all(count == 1 for count in runs.values())


def _runs(model: Any) -> dict[tuple[str, str], str]:
    return {(site, period): name for (site, name, period), value in chosen(model).items() if value == 1}
