"""Solve the `hub` formulation on a case: shifts, posts, figures, proof, and a simulation of the week."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from capplan.case.case import Case
from capplan.case.hub_week import clock
from capplan.decisions.hub import HubPlan
from capplan.errors import Infeasible
from capplan.formulations import hub
from capplan.formulations.hub.inputs import Aim
from capplan.plan.hub_figures import hub_figures, on_duty
from capplan.plan.proof import proof_of
from capplan.simulate.hub import simulate_hub
from capplan.simulate.hub_work import simulate_hub_work
from capplan.solve import Profile, Progress, Status, explain, run

SIMULATED_WEEKS = 100
# What has to give way where posts and shifts cannot meet what is asked: fewer people at work first.
_PENALTY = {"least_on_duty": 1.0, "max_posts": 10.0, "min_posts": 10.0}


def plan_hub(
    case: Case,
    profile: Profile,
    aim: Aim = "weeks",
    *,
    simulated_weeks: int = SIMULATED_WEEKS,
    log_path: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> HubPlan:
    """Find shifts, breaks, seats and posts of the hub.

    Parameters
    ----------
    case : Case
        With the tables of a hub.
    profile : Profile
        Gap, time limit, seed and HiGHS options.
    aim : {'weeks', 'mean'}
        Plan for the week that hub_weeks_share of the weeks do not exceed, or for the mean week.
    simulated_weeks : int
        Weeks to simulate; 0 leaves the simulation out.

    Raises
    ------
    Infeasible
        With the half hours and contracts that clash, in words.
    NoPlanInTime, SolverTrouble
        If the run ended without an answer, or model and figures disagree.
    """
    inputs = hub.inputs_of(case, aim)
    model = hub.build(inputs)
    result = run(model, profile, log_path=log_path, on_progress=on_progress)
    if result.status is Status.INFEASIBLE:
        raise Infeasible(_causes(case, inputs))
    objective = result.require_solution()
    decisions = hub.extract(model)
    figures = hub_figures(case, inputs, decisions)
    seats = {(row.contact, row.half_hour): row.people for row in decisions.short}
    simulated = (
        simulate_hub(
            case,
            {key: number - round(seats.get(key, 0.0)) for key, number in inputs.required.items()},
            inputs.factor,
            simulated_weeks,
            profile.seed,
        )
        if simulated_weeks
        else ()
    )
    duty, _ = on_duty(inputs, decisions)
    simulated_work = (
        simulate_hub_work(case, decisions, duty, inputs.factor, simulated_weeks, profile.seed)
        if simulated_weeks
        else ()
    )
    return HubPlan(
        aim=aim,
        decisions=decisions,
        figures=figures,
        proof=proof_of(objective, result.bound, figures.totals.objective_gbp, profile, sign="£"),
        simulated=simulated,
        simulated_work=simulated_work,
        simulated_weeks=simulated_weeks,
        seed=profile.seed,
    )


def _causes(case: Case, inputs: hub.Inputs) -> list[str]:
    """Say what clashes, and the cheapest way out."""
    model = hub.build(inputs)
    clashes = explain(model, {name: price for name, price in _PENALTY.items() if len(model.component(name))})
    contracts = {row.contract: row.title for row in case.hub_contracts}
    causes = []
    for one in clashes:
        amount = f"{one.amount:.3g}".rstrip(".")
        if one.component == "least_on_duty":
            at = int(str(one.index))
            wanted = inputs.least[at]
            causes.append(
                f"{clock(at)}: {amount} of the {wanted} people asked for cannot be on duty with the shifts and posts "
                "of the case. Add a shift that covers it, stagger the breaks, or lower min_on_duty."
            )
        elif one.component == "max_posts":
            causes.append(f"{contracts[str(one.index)]}: {amount} posts more than max_posts would do. Raise max_posts.")
        else:
            causes.append(f"{contracts[str(one.index)]}: {amount} posts fewer than min_posts. Lower min_posts.")
    return causes or ["The requirements clash, but none of those that may give way resolves it."]
