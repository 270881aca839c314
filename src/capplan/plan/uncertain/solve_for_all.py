"""Solve a case for all its futures: the decomposition put together, with whole steps where there are few."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from capplan.case.case import Case
from capplan.case.futures import in_future
from capplan.decisions.uncertain import Future
from capplan.errors import Infeasible, NoPlanInTime
from capplan.formulations import system
from capplan.plan.board.estates import Estate, candidates
from capplan.plan.search import COARSE_MONTHS, FEW_STEPS
from capplan.plan.uncertain.decomposition import ROUGH_SHARE, Search
from capplan.plan.uncertain.estates import bettered, dived
from capplan.plan.uncertain.master import Master
from capplan.plan.uncertain.pool import Pool
from capplan.plan.uncertain.staff import best_staff, for_estate
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
    profile, on_progress
        As elsewhere.
    """

    case: Case
    territory: Mapping[str, str]
    profile: Profile
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

    def estates(self, future: Future) -> Sequence[Estate]:
        """Return estates that suit one future, found on beds alone: (site, period) to configuration."""
        case = in_future(self.case, future.future, future.scenario, future.values)
        return candidates(case, "plan", self.territory, self.profile, lambda _: None, None, ())

    def search(
        self, master: Master, pool: Pool, starts: Sequence[Floats] = (), estates: Sequence[Estate] = ()
    ) -> Search:
        """Search until the gap asked is proven, the limit is reached, or somebody stops it.

        Parameters
        ----------
        starts
            First stages to begin with.
        estates
            Estates to begin with: they get their best staff.
        """
        with stop_on_ctrl_c() as stop:
            context = Context(self.profile, None, self.on_progress, stop)
            found = Search(master, pool, context)
            solve(found, starts, [master.estate(path) for path in estates])
        return found


def whole_steps(inputs: system.Inputs) -> bool:
    """Whether recruits and moves are few enough to be searched in whole steps."""
    return len(inputs.workforce.recruits) + len(inputs.workforce.redeployments) <= FEW_STEPS


def solve(search: Search, starts: Sequence[Floats] = (), estates: Sequence[Floats] = ()) -> None:
    """Search until the gap asked is proven, the time is over, or somebody stops it.

    Parameters
    ----------
    starts : arrays over the first stage
        Where to begin.
    estates : arrays over the configurations
        Where to begin as well, each with its best staff.

    Raises
    ------
    Infeasible
        If no first stage suits every future.
    NoPlanInTime
        If the time was over before a first stage was known.
    """
    for start in starts:
        search.keep(start)
    for estate in estates:
        for_estate(search, estate)
    if search.best is None:
        # Found late, a plan may not be found at all: today's estate is one from the start.
        for_estate(search, search.master.today())
    search.relax(ROUGH_SHARE)
    if starts and search.best is not None and not search.done():
        # A start was staffed for some of the futures.
        for_estate(search, search.best[search.configuration], search.best)
        search.tell()
    paths, seen = search.master.paths(), set[bytes]()
    dived(search, paths, seen)
    bettered(search, paths, seen)
    search.master.relaxed_rows = search.master.compiled.num_rows
    while not search.done():
        proposal, bound = search.search_master()
        search.bound = max(search.bound, min(bound, search.objective))
        if proposal is None:
            break
        best_staff(search, proposal)
        search.tell()
    if search.best is None:
        raise NoPlanInTime("The time was over before a plan for all futures was known.")
