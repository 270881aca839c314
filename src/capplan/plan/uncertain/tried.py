"""What plans make of futures: outcomes, means with their spread, and the chance that each keeps what it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import binomtest, norm

from capplan.case.case import Case
from capplan.case.demand import opening_waiting
from capplan.decisions.uncertain import Chance, Outcome, PlanName, PlanOutcome
from capplan.plan.uncertain.master import dear_end
from capplan.plan.uncertain.second_stage import Answer

# The service level: hours left undone are at most this share of all hours of work.
UNDONE_SHARE = 0.02
CONFIDENCE = 0.8
DEAREST = 0.9
SLACK = 1e-6


def outcome(case: Case, first_cost_gbp: float, answer: Answer) -> Outcome:
    """Return the outcome of a future from what it makes of a first stage.

    Parameters
    ----------
    case
        In the periods planned.
    first_cost_gbp
        Cost of the first stage, GBP present value.

    Raises
    ------
    ValueError
        If the future has no answer.
    """
    if answer.value is None:
        raise ValueError(f"{answer.future} has no answer.")
    amounts = answer.amounts
    hours = amounts["worked"] + amounts["agency"] + amounts["shortfall"]
    waits = sum(opening_waiting(case).values()) * sum(period.days for period in case.periods)
    level = amounts["waiting"] <= waits + SLACK and amounts["shortfall"] <= UNDONE_SHARE * hours + SLACK
    return Outcome(
        future=answer.future,
        objective_gbp=first_cost_gbp + answer.value,
        waiting_bed_days=amounts["waiting"],
        diverted_people=amounts["diverted"],
        shortfall_hours=amounts["shortfall"],
        agency_hours=amounts["agency"],
        closure_test_kept=answer.kept["closure"],
        workforce_test_kept=answer.kept["staff"],
        budget_kept=answer.kept["budget"],
        level_kept=level,
    )


def plan_outcome(plan: PlanName, outcomes: Sequence[Outcome]) -> PlanOutcome:
    """Return mean, its 80 % interval (normal, of independent futures) and the dearest tenth of a plan's outcomes."""
    costs = np.array([one.objective_gbp for one in outcomes])
    error = float(costs.std(ddof=1) / np.sqrt(len(costs))) if len(costs) > 1 else 0.0
    z = float(norm.ppf((1.0 + CONFIDENCE) / 2.0))
    return PlanOutcome(
        plan=plan,
        mean_gbp=float(costs.mean()),
        low_gbp=float(costs.mean()) - z * error,
        high_gbp=float(costs.mean()) + z * error,
        dearest_tenth_gbp=dear_end(costs.tolist(), [1.0 / len(costs)] * len(costs), DEAREST),
        outcomes=tuple(outcomes),
    )


def chances(row: PlanOutcome) -> Iterator[Chance]:
    """Yield in how many futures a plan keeps budget, service level and tests, with Wilson's 80 % interval."""
    num = len(row.outcomes)
    counts = {
        "budget": sum(one.budget_kept for one in row.outcomes),
        "service level": sum(one.level_kept for one in row.outcomes),
        "closure and workforce tests": sum(one.closure_test_kept and one.workforce_test_kept for one in row.outcomes),
    }
    for kept, count in counts.items():
        interval = binomtest(count, num).proportion_ci(confidence_level=CONFIDENCE, method="wilson")
        yield Chance(
            plan=row.plan,
            kept=kept,  # type: ignore[arg-type]
            futures=num,
            kept_in=count,
            share=count / num,
            low=float(interval.low),
            high=float(interval.high),
        )
