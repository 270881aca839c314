"""A plan of one option in about a minute where the search of `capplan run` takes five: good, with a plain bound.

Estate first (`estates`), then everybody and all staff around it in the exact model. The bound is the relaxation of
the coarse model, in which nothing has to be whole, or that of an option which is freer: no plan costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from capplan.case.case import Case
from capplan.decisions import BedPlan, OptionId
from capplan.errors import Infeasible, NoPlanInTime
from capplan.plan.board.estates import Estate, Path, as_values, candidates, inputs_of, staffed, today
from capplan.plan.board.limits import Start
from capplan.plan.board.measures import Limit
from capplan.plan.board.within import Within
from capplan.plan.held import run_held
from capplan.plan.infeasible import why_infeasible
from capplan.plan.linked import prepared
from capplan.plan.option import plan_of, solve_option
from capplan.plan.search import COARSE_MONTHS, Found, Inputs, build, is_long, is_still, search
from capplan.plan.steps import with_whole_steps
from capplan.solve import Profile, Status, lp_relaxation

# What is asked of an option in the table: at most this share above the best possible.
QUICK_GAP = 0.03
# Where the coarse cost of the cheapest estate lies further above the bound than this share, a better one is sought.
IMPROVE = 0.025


def quick_plan(
    case: Case,
    base: OptionId,
    profile: Profile,
    territory: Mapping[str, str] | None,
    *,
    near: Estate | None = None,
    touched: Collection[str] = (),
    least: float | None = None,
    limit: Limit | None = None,
    start: Start | None = None,
) -> BedPlan:
    """Return a plan with the bound that comes with it; a case that is not long is solved as `capplan run` does.

    Where the gap asked is missed the plan is returned as it is, with its gap: the whole model is not searched.

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
    least : float, optional
        A known bound (GBP): no plan costs less. A bound of its own is sought only where this one misses the gap.
    limit : Limit, optional
        A limit that the plan keeps beside all others.
    start : Start, optional
        Of a long plan: estates to try, and the bound that comes with them. No others are sought.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        As `capplan.plan.option.solve_option` does.
    """
    inputs = inputs_of(case, base, territory)

    def limited(model: Any) -> None:
        if limit is not None:
            limit.add(model, case)

    if not (is_long(inputs) or is_still(inputs)):
        return solve_option(case, base, profile, territory=territory, prepare=limited).plan
    prepare = prepared(case, base, limited)
    profile = replace(profile, mip_rel_gap=QUICK_GAP)
    if is_still(inputs):
        found = with_whole_steps(_of_today(inputs, profile, prepare), profile, search_on=False)
        found.result.require_solution()
        return plan_of(case, base, found, profile)
    coarse = build(inputs.coarse(COARSE_MONTHS, pooled=limit is None))
    prepare(coarse)
    if start is not None:
        paths: Sequence[Path] = start.paths
        bound = 0.0 if start.bound is None else start.bound  # costs are never negative
    else:
        bound = _bound(coarse, inputs, profile, prepare) if least is None else least
        paths = candidates(case, base, territory, profile, prepare, near, touched)

    def improved(path: Path) -> Path:
        return Within(case, inputs.coarse(COARSE_MONTHS), None, prepare, profile).improved(path, inf)

    found = _best(coarse, inputs, paths, profile, prepare, bound, known=start is not None, improved=improved)
    found = with_whole_steps(found, profile, search_on=False)
    objective = found.result.require_solution()
    if least is not None and objective - found.bound > QUICK_GAP * abs(objective):
        found = replace(found, bound=max(found.bound, _bound(coarse, inputs, profile, prepare)))
    return plan_of(case, base, found, profile)


def _of_today(inputs: Inputs, profile: Profile, prepare: Callable[[Any], None]) -> Found:
    """Plan a case in which no site may change: steps in fractions are a linear programme, exact and its own bound."""
    model = build(inputs)
    prepare(model)
    result = run_held(model, as_values(model, today(inputs)), profile)
    if result.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(model, result.cause))
    result.require_solution()
    return Found(model, result, result.bound)


def _bound(coarse: Any, inputs: Inputs, profile: Profile, prepare: Callable[[Any], None]) -> float:
    """Return the objective where nothing has to be whole; say why where even then there is no plan."""
    relaxed = lp_relaxation(coarse, profile)
    if relaxed.status is Status.INFEASIBLE:
        model = build(inputs)
        prepare(model)
        raise Infeasible(why_infeasible(model))
    if relaxed.objective is None:
        raise NoPlanInTime("The limit was reached before a bound was found; give more time with --time-limit.")
    return relaxed.objective


def _best(
    coarse: Any,
    inputs: Inputs,
    paths: Sequence[Path],
    profile: Profile,
    prepare: Callable[[Any], None],
    bound: float,
    *,
    known: bool,
    improved: Callable[[Path], Path],
) -> Found:
    """Place everybody and plan staff around the cheapest estate.

    Where the gap is wide, sites of the cheapest take better paths first (`improved`). Where none can be staffed,
    search as a run does, unless all estates were `known` before.
    """
    costs = [one for one in (staffed(coarse, inputs, path, profile) for path in paths) if one is not None]
    if not known and costs and (least := min(costs, key=lambda one: one[0]))[0] - bound > IMPROVE * abs(least[0]):
        better = improved(least[1])
        costs += [one for one in (staffed(coarse, inputs, better, profile),) if one is not None]
    model = build(inputs)
    prepare(model)
    for _, path in sorted(costs, key=lambda one: one[0]):
        exact = staffed(model, inputs, path, profile)
        if exact is not None:
            # The model may hold a date that was tried last.
            return Found(model, run_held(model, as_values(model, exact[1]), profile), bound)
    if known:
        raise NoPlanInTime("None of the estates known can be staffed.")
    bound = max(bound, _bound(coarse, inputs, profile, prepare))
    found = search(inputs, profile, prepare=prepare)
    if found.result.status is Status.INFEASIBLE:
        raise Infeasible(why_infeasible(found.model, found.result.cause))
    found.result.require_solution()
    return replace(found, bound=max(found.bound, bound))
