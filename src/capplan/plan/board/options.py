"""The options of a case side by side: each planned, compared, and held against those it is freer than."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from types import MappingProxyType

from capplan.case.case import Case
from capplan.case.freedom import takes_freedom_only, usual_of
from capplan.case.option_tables import KINDS, STANDARD
from capplan.case.overlay import base_option, with_option
from capplan.decisions import BasePlan, BedPlan, OptionId, StaffPlan
from capplan.decisions.board import Choice, ChoiceStatus, Criterion, OptionTable
from capplan.errors import Infeasible, NoPlanInTime, SolverTrouble
from capplan.plan.bases import plan_bases
from capplan.plan.board.estates import Estate, path_of
from capplan.plan.board.figures import choice_figures, switching
from capplan.plan.board.quick import quick_plan
from capplan.plan.board.ranking import ordered, rankings
from capplan.plan.figures import bed_figures
from capplan.plan.proof import proof_at
from capplan.plan.staff import staff_figures
from capplan.processes import process_pool
from capplan.solve import Profile

TITLES: Mapping[str, tuple[str, str]] = {
    "business-as-usual": ("Business as usual", "Nothing changes; wards run up to their physical limit"),
    "do-minimum": ("Do minimum", "Only buys what is missing to keep the standard"),
    "plan": ("Plan", "Every freedom of the case"),
}
DEFAULT_ORDER: tuple[Criterion, ...] = ("cost_present_gbp", "waiting_bed_days", "diverted_people")
# Tables whose rows belong to sites, or to the contracts and gates of sites.
_OF_SITES = ("sites", "contracts", "gates")


@dataclass(frozen=True)
class Job:
    """One option to plan: all that it needs, so that it may be done in a process of its own."""

    option: str
    case: Case
    base: OptionId
    profile: Profile
    territory: Mapping[str, str] | None
    near: Estate | None = None
    touched: tuple[str, ...] = ()
    least: float | None = None


@dataclass(frozen=True)
class Done:
    """What came of a job: a plan, or why there is none."""

    option: str
    plan: BedPlan | None
    status: ChoiceStatus
    cause: tuple[str, ...] = ()


def option_table(
    case: Case,
    profile: Profile,
    *,
    wanted: Collection[str] = (),
    criteria: Sequence[Criterion] = DEFAULT_ORDER,
    processes: int = 2,
    known: Mapping[str, BedPlan] = MappingProxyType({}),
    on_stage: Callable[[str], None] = lambda _: None,
) -> OptionTable:
    """Plan every option of a case and put them side by side.

    Each option is planned from the case alone (and, where it differs from the plan only at some sites, from the
    plan's estate), so that the table is the same whatever the number of processes.

    Parameters
    ----------
    wanted : collection of option ids
        Only these, beside business as usual and the plan; all if empty.
    criteria : sequence of Criterion
        The order in which criteria count for the order of the options.
    processes : int
        Options planned at the same time.
    known : mapping of standard option to BedPlan
        Plans of a run on the same case, which are not made again.

    Raises
    ------
    KeyError
        If the case has no option of a name.
    ValueError
        If an option has no figure for a criterion.
    """
    names = _names(case, wanted)
    case, bases, territory = bases_of(case, profile)
    jobs = {name: Job(name, with_option(case, name), base_option(case, name), profile, territory) for name in names}
    done = {name: Done(name, plan, plan.proof.reached) for name, plan in known.items() if name in jobs}
    done |= _all_done(case, {name: job for name, job in jobs.items() if name not in done}, done, processes, on_stage)
    for name, job in jobs.items():
        if name not in done:
            done[name] = replace(done[job.base], option=name)
    done = _freed(case, jobs, done)
    choices = _choices(case, jobs, done)
    return OptionTable(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        bases=bases,
        choices=choices,
        rankings=rankings(choices),
        criteria=tuple(criteria),
        order=ordered(choices, criteria),
    )


def _names(case: Case, wanted: Collection[str]) -> list[str]:
    known = [*STANDARD, *(row.option for row in case.options)]
    for name in wanted:
        if name not in known:
            raise KeyError(name)
    always = {"business-as-usual", "plan"}
    return [name for name in known if not wanted or name in wanted or name in always]


def _all_done(
    case: Case, jobs: Mapping[str, Job], known: Mapping[str, Done], processes: int, on_stage: Callable[[str], None]
) -> dict[str, Done]:
    """Do every job; those that start from the plan's estate once the plan is there, if it is not known."""
    same = {*jobs, *known}
    own = {name: job for name, job in jobs.items() if name in STANDARD or job.case is not case or job.base not in same}
    after = {
        name: touched_sites(case, name) for name, job in own.items() if name not in STANDARD and job.base == "plan"
    }
    later = {name: sites for name, sites in after.items() if sites is not None}
    # The plan is the longest and others wait for it, so it comes first.
    first = sorted((name for name in own if name not in later), key=lambda name: name != "plan")

    def beside(plan: Done) -> list[Job]:
        return [beside_plan(case, own[name], plan, sites) for name, sites in later.items()]

    done: dict[str, Done] = {}
    if processes == 1:
        for name in first:
            done[name] = do(own[name])
            on_stage(f"{name}: {done[name].status}")
        for job in beside(known.get("plan") or done["plan"]) if later else ():
            done[job.option] = do(job)
            on_stage(f"{job.option}: {done[job.option].status}")
        return done
    with process_pool(processes) as pool:
        running: set[Future[Done]] = {pool.submit(do, own[name]) for name in first}
        if "plan" in known:
            running |= {pool.submit(do, job) for job in beside(known["plan"])}
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for one in ended:
                result = one.result()
                done[result.option] = result
                on_stage(f"{result.option}: {result.status}")
                if result.option == "plan":
                    running |= {pool.submit(do, job) for job in beside(result)}
    return done


def beside_plan(case: Case, job: Job, plan: Done, touched: tuple[str, ...]) -> Job:
    """Return the job of an option that differs from the plan at some sites, with what the plan knows for it.

    Its estate to start from; and its bound, where the option is the plan with freedom taken away, for every plan of
    the option is then one of the plan's.
    """
    if plan.plan is None:
        return job
    least = plan.plan.proof.bound if takes_freedom_only(case, job.option, "plan") else None
    return replace(job, near=path_of(plan.plan), touched=touched, least=least)


def do(job: Job) -> Done:
    """Plan one option."""
    try:
        plan = quick_plan(
            job.case, job.base, job.profile, job.territory, near=job.near, touched=job.touched, least=job.least
        )
    except Infeasible as reason:
        return Done(job.option, None, "infeasible", tuple(reason.cause))
    except (NoPlanInTime, SolverTrouble) as reason:
        return Done(job.option, None, "no-plan-in-time", (str(reason),))
    return Done(job.option, plan, plan.proof.reached)


def touched_sites(case: Case, option: str) -> tuple[str, ...] | None:
    """Return the sites that an option's changes are about; None where it changes more than sites."""
    sites: dict[str, None] = {}
    for row in case.option_changes:
        if row.option != option:
            continue
        table = KINDS[row.kind].target
        if table not in _OF_SITES:
            return None
        under = {one.contract for one in case.contracts if row.target in (one.contract, one.gate)}
        named = {row.target} if table == "sites" else {one.site for one in case.sites if one.contract in under}
        sites |= dict.fromkeys(one.site for one in case.sites if one.site in named)
    return tuple(sites)


def _freed(case: Case, jobs: Mapping[str, Job], done: Mapping[str, Done]) -> dict[str, Done]:
    """Give each option the better plan of one that is less free, and the bound of one that is freer."""
    better = dict(done)
    pairs = [(free, less) for free in jobs for less in jobs if takes_freedom_only(case, less, free)]
    for free, less in pairs:
        here, there = better[free].plan, better[less].plan
        if here is not None and there is not None and there.proof.objective < here.proof.objective:
            plan = _taken_over(jobs[free], there, here.proof.bound)
            better[free] = Done(free, plan, plan.proof.reached)
    for free, less in pairs:
        here, there = better[free].plan, better[less].plan
        if here is not None and there is not None and here.proof.bound > there.proof.bound:
            plan = there.model_copy(
                update={"proof": proof_at(there.proof.objective, here.proof.bound, there.proof.asked_gap)}
            )
            better[less] = replace(better[less], plan=plan, status=plan.proof.reached)
    return better


def _taken_over(job: Job, plan: BedPlan, bound: float) -> BedPlan:
    """Return the decisions of another option as a plan of this one."""
    staffing = None if plan.staff is None else plan.staff.decisions
    figures = bed_figures(job.case, plan.decisions, staffing)
    staff = None
    if staffing is not None:
        staff = StaffPlan(decisions=staffing, figures=staff_figures(job.case, plan.decisions, staffing))
    proof = proof_at(figures.totals.objective_gbp, bound, plan.proof.asked_gap)
    return BedPlan(
        option=job.base, scenario=job.case.scenario, proof=proof, decisions=plan.decisions, figures=figures, staff=staff
    )


def _choices(case: Case, jobs: Mapping[str, Job], done: Mapping[str, Done]) -> tuple[Choice, ...]:
    titles = {**TITLES, **{row.option: (row.title, row.description) for row in case.options}}

    def usual(name: str) -> BedPlan | None:
        other = usual_of(case, name, list(jobs))
        return None if other is None else done[other].plan

    return tuple(
        Choice(
            option=name,
            title=titles[name][0],
            description=titles[name][1],
            base_option=job.base,
            status=done[name].status,
            cause=done[name].cause,
            plan=plan,
            figures=None if plan is None else choice_figures(job.case, plan, before),
            switching=() if plan is None or before is None or plan is before else switching(plan, before),
        )
        for name, job in jobs.items()
        for plan, before in ((done[name].plan, usual(name)),)
    )


def bases_of(case: Case, profile: Profile) -> tuple[Case, BasePlan | None, dict[str, str] | None]:
    """Choose bases once for everything that is compared: the case with them, the choice, and who serves whom."""
    if not case.plans_staff:
        return case, None, None
    bases = plan_bases(case, profile)
    territory = {row.area: row.base for row in bases.decisions.territory}
    return case.with_bases(bases.decisions.open), bases, territory
