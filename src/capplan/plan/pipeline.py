"""The chain of `capplan run`: bases, options, what-ifs, findings, other scenarios, independent check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from capplan.case.case import Case
from capplan.check import check_plan
from capplan.decisions import (
    BasePlan,
    BedPlan,
    Finding,
    HubPlan,
    LeverRow,
    MarginalRow,
    OptionId,
    Plan,
    ScenarioSummary,
    SequenceRow,
)
from capplan.decisions.documents import DocumentRow
from capplan.decisions.programme import ProgrammePlan
from capplan.decisions.rota import RotaPlan
from capplan.errors import Infeasible, VerificationFailed
from capplan.plan.bases import plan_bases
from capplan.plan.documents import document_rows
from capplan.plan.findings import find
from capplan.plan.findings.documents import document_findings
from capplan.plan.findings.hub import hub_findings
from capplan.plan.findings.impossible import do_minimum_not_possible
from capplan.plan.findings.programme import programme_findings
from capplan.plan.findings.rota import rota_findings
from capplan.plan.findings.simulation import simulation_findings
from capplan.plan.findings.words import counted, month_name
from capplan.plan.hub import plan_hub
from capplan.plan.levers import lever_worth
from capplan.plan.linked import start_months
from capplan.plan.marginal import marginal_values
from capplan.plan.option import Solved, solve_option
from capplan.plan.programme import plan_programme
from capplan.plan.regret import regrets
from capplan.plan.rota import make_rota
from capplan.plan.sequence import in_sequence
from capplan.plan.simulation import simulate_option
from capplan.plan.sizes import setting_sizes
from capplan.solve import Profile, Progress

# Other scenarios are for comparison: they are solved to this multiple of the gap asked, which is printed.
SCENARIO_GAPS = 2.0
# Half hours make many plans of the hub nearly alike. Measured at the county's size on one core: within 2.5 % in some
# ten seconds, within 0.5 % in two minutes and a half. `capplan hub` proves what is asked, a run this multiple of it.
HUB_GAPS = 5.0
OPTIONS: tuple[OptionId, ...] = ("business-as-usual", "do-minimum", "plan")


@dataclass
class Run:
    """What a run reports to while it works, and what it leaves behind beside the plan.

    Attributes
    ----------
    log_dir : Path
        Folder for the solver's logs, one file a solve.
    on_stage : callable
        Told the name of each stage as it begins.
    on_progress : callable
        Told the solver's progress about once a second.
    seconds : dict of stage to seconds
        Wall time, filled while the run works.
    """

    log_dir: Path
    on_stage: Callable[[str], None]
    on_progress: Callable[[Progress], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Path]:
        """Announce and time a stage; yields the file for its solver log."""
        self.on_stage(name)
        began = time.perf_counter()
        yield self.log_dir / f"{len(self.seconds):02d}-{name.replace(' ', '-')}.log"
        self.seconds[name] = time.perf_counter() - began


@dataclass(frozen=True)
class Chain:
    """What the stages of one run share: how to solve, whom to tell, and which base serves which area."""

    profile: Profile
    run: Run
    territory: Mapping[str, str] | None = None

    def solve(self, case: Case, option: OptionId, name: str) -> Solved:
        """Solve one option as a stage of its own."""
        with self.run.stage(name) as log_path:
            return solve_option(
                case,
                option,
                self.profile,
                log_path=log_path,
                on_progress=self.run.on_progress,
                territory=self.territory,
            )

    def looser(self) -> Chain:
        """Return the same chain for scenarios that are only compared."""
        return replace(self, profile=replace(self.profile, mip_rel_gap=SCENARIO_GAPS * self.profile.mip_rel_gap))


def make_plan(case: Case, profile: Profile, run: Run, *, with_rota: bool = False) -> Plan:
    """Choose bases, solve every option on the case's scenario, the plan on every other scenario; check all of it.

    Where do-minimum is infeasible the run goes on without it, and a finding says why. Without tables about
    staff there are no bases, and beds are planned alone.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        As `capplan.plan.option.solve_option` does; an infeasible option is named.
    VerificationFailed
        If the independent checker finds fault with the plan.
    """
    if not case.plans_beds:
        return _without_beds(case, profile, run, with_rota=with_rota)
    given, bases = case, _bases(case, profile, run)
    if bases is not None:
        case = case.with_bases(bases.decisions.open)
    territory = None if bases is None else {row.area: row.base for row in bases.decisions.territory}
    chain = Chain(profile, run, territory)
    solved, impossible = _solve_options(case, chain)
    options = {option: one.plan for option, one in solved.items()}
    with run.stage("a year later"):
        later = tuple(regrets(case, solved["plan"], profile))
    levers, marginal = _what_ifs(case, chain, solved["plan"])
    sequence = _in_sequence(case, chain, solved["plan"])
    hub = _hub(case, profile, run)
    rota = _rota(given, profile, run, asked=with_rota)
    programme = _programme(case, profile, run, start_months(case, options["plan"]))
    with run.stage("simulate"):
        simulation = simulate_option(case, options["plan"], profile.seed)
    scenarios = []
    for name in _other_scenarios(case):
        summary, rows = _scenario(case.in_scenario(name), chain.looser())
        scenarios.append(summary)
        sequence += rows
    documents = _documents(case, run)
    plan = Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        bases=bases,
        hub=hub,
        options=tuple(options.values()),
        regrets=later,
        sizes=setting_sizes(case, options["plan"]),
        sequence=sequence,
        levers=levers,
        marginal=marginal,
        scenarios=tuple(scenarios),
        rota=rota,
        programme=programme,
        documents=documents,
        simulation=simulation,
        findings=(
            *impossible,
            *find(case, options, later),
            *hub_findings(case, hub),
            *rota_findings(given, rota),
            *programme_findings(case, programme),
            *document_findings(case, documents),
            *simulation_findings(case, simulation),
        ),
    )
    return _checked(given, plan, run)


def _without_beds(case: Case, profile: Profile, run: Run, *, with_rota: bool) -> Plan:
    """Plan what a case holds beside beds (point of referral, rota, programme), and say what its tables tell."""
    run.on_stage("beds and staff: skipped, the case has no tables for beds (sites.csv)")
    hub = _hub(case, profile, run)
    rota = _rota(case, profile, run, asked=with_rota)
    programme = _programme(case, profile, run, {})
    documents = _documents(case, run)
    plan = Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        hub=hub,
        options=(),
        regrets=(),
        sizes=(),
        scenarios=(),
        rota=rota,
        programme=programme,
        documents=documents,
        findings=(
            *find(case, {}),
            *hub_findings(case, hub),
            *rota_findings(case, rota),
            *programme_findings(case, programme),
            *document_findings(case, documents),
        ),
    )
    return _checked(case, plan, run)


def _checked(case: Case, plan: Plan, run: Run) -> Plan:
    """Return a plan that the independent checker finds no fault with."""
    with run.stage("independent check"):
        violations = check_plan(case, plan)
    if violations:
        raise VerificationFailed("\n".join(["The plan fails its own independent check:", *map(str, violations)]))
    return plan


def _bases(case: Case, profile: Profile, run: Run) -> BasePlan | None:
    if not case.plans_staff:
        return None
    with run.stage("bases") as log_path:
        return plan_bases(case, profile, log_path=log_path, on_progress=run.on_progress)


def _rota(case: Case, profile: Profile, run: Run, *, asked: bool) -> RotaPlan | None:
    """Name who works when, if asked; a stage that is skipped is said to be."""
    if not case.plans_rota:
        run.on_stage("rota: skipped, rotas.csv has no row")
        return None
    if not asked:
        run.on_stage("rota: not asked for (--rota, or capplan rota)")
        return None
    with run.stage("rota"):
        return make_rota(case, profile, on_progress=run.on_progress)


def _hub(case: Case, profile: Profile, run: Run) -> HubPlan | None:
    """Plan the single point of referral, where the case has the tables for it."""
    if not case.plans_hub:
        run.on_stage("hub: skipped, the case has no hub_contacts.csv")
        return None
    looser = replace(profile, mip_rel_gap=HUB_GAPS * profile.mip_rel_gap)
    with run.stage("hub") as log_path:
        return plan_hub(case, looser, log_path=log_path, on_progress=run.on_progress)


def _documents(case: Case, run: Run) -> tuple[DocumentRow, ...]:
    """Work out every check of the source document, where the case has any."""
    if not case.has_document:
        run.on_stage("documents: skipped, the case has no document_checks.csv")
        return ()
    with run.stage("documents"):
        return document_rows(case)


def _programme(case: Case, profile: Profile, run: Run, tied: Mapping[str, str | None]) -> ProgrammePlan | None:
    """Choose what starts when, where the case has the tables of a programme; what is tied to sites, with them."""
    if not case.plans_programme:
        run.on_stage("programme: skipped, the case has no initiatives.csv")
        return None
    with run.stage("programme") as log_path:
        return plan_programme(case, profile, tied=tied, log_path=log_path, on_progress=run.on_progress)


def _solve_options(case: Case, chain: Chain) -> tuple[dict[OptionId, Solved], tuple[Finding, ...]]:
    """Solve every option; an infeasible do-minimum becomes a finding, since the plan does not need it."""
    solved: dict[OptionId, Solved] = {}
    impossible: tuple[Finding, ...] = ()
    for option in OPTIONS:
        try:
            solved[option] = chain.solve(case, option, option)
        except Infeasible as reason:
            if option != "do-minimum":
                raise _named(reason, case, option) from reason
            impossible = (do_minimum_not_possible(reason.cause),)
    return solved, impossible


def _what_ifs(case: Case, chain: Chain, plan: Solved) -> tuple[tuple[LeverRow, ...], tuple[MarginalRow, ...]]:
    """Price the levers and one unit more of everything scarce, where staff are planned."""
    if chain.territory is None:
        return (), ()
    with chain.run.stage("levers"):
        levers = tuple(lever_worth(case, chain.territory, plan.plan.decisions, chain.profile))
    with chain.run.stage("one unit more"):
        marginal = tuple(marginal_values(case, chain.territory, plan, chain.profile))
    return levers, marginal


def _in_sequence(case: Case, chain: Chain, plan: Solved) -> tuple[SequenceRow, ...]:
    """Plan beds first and staff after them, where staff are planned."""
    if chain.territory is None:
        return ()
    looser = chain.looser()
    with chain.run.stage(f"beds first on {case.scenario}") as log_path:
        return (in_sequence(case, plan, looser.profile, log_path=log_path, on_progress=chain.run.on_progress),)


def _named(reason: Infeasible, case: Case, option: OptionId) -> Infeasible:
    """Return the same error with the option and the scenario in each of its sentences."""
    return Infeasible([f"{option}, scenario {case.scenario}: {cause}" for cause in reason.cause])


def _solve_named(case: Case, option: OptionId, chain: Chain) -> Solved:
    try:
        return chain.solve(case, option, f"{option} on {case.scenario}")
    except Infeasible as reason:
        raise _named(reason, case, option) from reason


def _other_scenarios(case: Case) -> Iterator[str]:
    """Yield the scenarios to report beside the one planned for; `base` only where no other is named."""
    for name in case.scenario_ids:
        if name not in {case.scenario, "base"}:
            yield name


def _scenario(case: Case, chain: Chain) -> tuple[ScenarioSummary, tuple[SequenceRow, ...]]:
    usual = _solve_named(case, "business-as-usual", chain)
    plan = _solve_named(case, "plan", chain)
    return _summary(case, usual.plan, plan.plan), _in_sequence(case, chain, plan)


def _summary(case: Case, usual: BedPlan, plan: BedPlan) -> ScenarioSummary:
    staff = None if plan.staff is None else plan.staff.figures.totals
    return ScenarioSummary(
        scenario=case.scenario,
        title=next(row.title for row in case.scenarios if row.scenario == case.scenario),
        proof=plan.proof,
        totals=plan.figures.totals,
        business_as_usual=usual.figures.totals,
        beds_at_end=_beds_at_end(case, plan),
        closures=tuple(
            f"{case.site[row.site].title}: {counted(row.beds_removed, 'bed')} fewer from {month_name(row.closed)}"
            for row in plan.figures.closures
        ),
        fte_at_start=None if staff is None else staff.fte_at_start,
        fte_at_end=None if staff is None else staff.fte_at_end,
    )


def _beds_at_end(case: Case, plan: BedPlan) -> dict[str, int]:
    last = case.periods[-1].id
    beds = dict.fromkeys((row.setting for row in case.settings), 0)
    for row in plan.figures.bed_plan:
        if row.period == last and row.kind != "spot":
            beds[row.setting] += row.beds_staffed
    return beds
