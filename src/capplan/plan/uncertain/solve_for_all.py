"""Solve a case for all its futures: the decomposition put together, with whole steps where there are few."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from capplan.case.case import Case
from capplan.case.futures import in_future
from capplan.decisions.uncertain import Future
from capplan.errors import Infeasible
from capplan.formulations import system
from capplan.plan.search import COARSE_MONTHS, FEW_STEPS
from capplan.plan.uncertain.decomposition import Search
from capplan.plan.uncertain.master import Master
from capplan.plan.uncertain.pool import Pool
from capplan.solve import Profile, Progress
from capplan.solve.arrays import Floats
from capplan.solve.interrupt import stop_on_ctrl_c
from capplan.solve.session import Context

# With so many periods or fewer the tested future's block stands in the master as it is, not in pools.
FEW_PERIODS = 8


@dataclass(frozen=True)
class Job:
    """What stays the same over the searches of one case.

    Attributes
    ----------
    case
        In the periods that are planned, with its bases chosen.
    territory : mapping of area to base
    profile, log_path, on_progress
        As elsewhere.
    """

    case: Case
    territory: Mapping[str, str]
    profile: Profile
    log_path: Path | None = None
    on_progress: Callable[[Progress], None] | None = None

    def master(self, futures: tuple[Future, ...]) -> Master:
        """Return the master over some futures, of which the first is tested."""
        one = futures[0]
        inputs = system.inputs_of(in_future(self.case, one.future, one.scenario, one.values), "plan", self.territory)
        if not whole_steps(inputs):
            inputs = replace(inputs, workforce=inputs.workforce.in_fractions())
        if len(inputs.periods) > FEW_PERIODS:
            inputs = inputs.coarse(COARSE_MONTHS)
        parameters = self.case.parameters
        master = Master(inputs, futures, parameters.cvar_level, parameters.cvar_weight)
        if master.contradictions:
            raise Infeasible([one.sentence for one in master.contradictions])
        return master

    def pool(self, futures: tuple[Future, ...], master: Master) -> Pool:
        """Return the futures, ready to price first stages of a master."""
        return Pool(self.case, self.territory, futures, master.first, self.profile)

    def search(self, master: Master, pool: Pool, starts: tuple[Floats, ...] = ()) -> Search:
        """Search until the gap asked is proven, the limit is reached, or somebody stops it."""
        whole = bool(master.compiled.integer[master.first_columns].sum() > len(master.configuration))
        with stop_on_ctrl_c() as stop:
            context = Context(self.profile, None, self.on_progress, stop)
            found = Search(master, pool, context, whole)
            found.solve(starts)
        return found


def whole_steps(inputs: system.Inputs) -> bool:
    """Whether recruits and moves are few enough to be searched in whole steps."""
    return len(inputs.workforce.recruits) + len(inputs.workforce.redeployments) <= FEW_STEPS
