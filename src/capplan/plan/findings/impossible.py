"""The option that no decision can meet: why there is no do-minimum to compare the plan with."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.decisions import Finding

# The id by which a run that has no do-minimum says so.
DO_MINIMUM_NOT_POSSIBLE = "do-minimum-not-possible"


def do_minimum_not_possible(cause: Sequence[str]) -> Finding:
    """Return the finding that do-minimum cannot keep the requirements.

    Parameters
    ----------
    cause : sequence of str
        Sentences that name the requirements that clash.
    """
    return Finding(
        id=DO_MINIMUM_NOT_POSSIBLE,
        topic="money",
        severity="warning",
        text="Buying what is missing while closing and building nothing (do-minimum) cannot keep every requirement, "
        f"so the plan is compared with business as usual only. {' '.join(cause)}",
        figures={"requirements_that_clash": len(cause)},
        sources=("budgets.csv", "transitions.csv", "stays.csv"),
    )
