"""The stage `simulate`: how one option of a run fares when life is random."""

from __future__ import annotations

import os

from capplan.case.case import Case
from capplan.case.demand import arrivals
from capplan.decisions import BedPlan
from capplan.decisions.simulation import Simulation
from capplan.simulate.beds import REPLICATIONS, simulate_beds

# Below so many people in all replications a second process takes longer to start than it saves.
PEOPLE_PER_PROCESS = 100_000


def simulate_option(case: Case, option: BedPlan, seed: int, replications: int = REPLICATIONS) -> Simulation:
    """Simulate an option with as many processes as pay; the answer does not hang on their number.

    Parameters
    ----------
    case : Case
        In the scenario of the option.
    option : BedPlan
        Decisions and figures.
    seed, replications : int
        As for `capplan.simulate.beds.simulate_beds`.
    """
    people = sum(arrivals(case).values()) * replications
    processes = min(os.cpu_count() or 1, 2) if people > PEOPLE_PER_PROCESS else 1
    return simulate_beds(case, option, replications, seed, processes)
