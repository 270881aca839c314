"""The chain of `capplan run`: options, regrets, sizes, findings, other scenarios, independent check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from capplan.case.case import Case
from capplan.check import check_plan
from capplan.decisions import BedPlan, Finding, OptionId, Plan, ScenarioSummary
from capplan.errors import Infeasible, VerificationFailed
from capplan.plan.beds import Solved, solve_beds
from capplan.plan.findings import find
from capplan.plan.findings.impossible import do_minimum_not_possible
from capplan.plan.regret import regrets
from capplan.plan.sizes import setting_sizes
from capplan.solve import Profile, Progress

# Other scenarios are for comparison: they are solved to this multiple of the gap asked, which is printed.
SCENARIO_GAPS = 2.0
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


def make_plan(case: Case, profile: Profile, run: Run) -> Plan:
    """Solve every option on the case's scenario, and the plan on every other scenario; check all of it.

    Where do-minimum is infeasible the run goes on without it, and a finding says why.

    Raises
    ------
    Infeasible, NoPlanInTime, SolverTrouble
        As `capplan.plan.beds.solve_beds` does; an infeasible option is named.
    VerificationFailed
        If the independent checker finds fault with the plan.
    """
    solved, impossible = _solve_options(case, profile, run)
    options = {option: one.plan for option, one in solved.items()}
    with run.stage("a year later"):
        later = tuple(regrets(case, solved["plan"], profile))
    scenarios = tuple(_summary(case.in_scenario(name), profile, run) for name in _other_scenarios(case))
    plan = Plan(
        case=case.identity.id,
        title=case.identity.title,
        case_digest=case.digest,
        scenario=case.scenario,
        options=tuple(options.values()),
        regrets=later,
        sizes=setting_sizes(case, options["plan"]),
        scenarios=scenarios,
        findings=(*impossible, *find(case, options, later)),
    )
    with run.stage("independent check"):
        violations = check_plan(case, plan)
    if violations:
        raise VerificationFailed("\n".join(["The plan fails its own independent check:", *map(str, violations)]))
    return plan


def _solve_options(case: Case, profile: Profile, run: Run) -> tuple[dict[OptionId, Solved], tuple[Finding, ...]]:
    """Solve every option; an infeasible do-minimum becomes a finding, since the plan does not need it."""
    solved: dict[OptionId, Solved] = {}
    impossible: tuple[Finding, ...] = ()
    for option in OPTIONS:
        try:
            solved[option] = _solve(case, option, profile, run, option)
        except Infeasible as reason:
            if option != "do-minimum":
                raise _named(reason, case, option) from reason
            impossible = (do_minimum_not_possible(reason.cause),)
    return solved, impossible


def _named(reason: Infeasible, case: Case, option: OptionId) -> Infeasible:
    """Return the same error with the option and the scenario in each of its sentences."""
    return Infeasible([f"{option}, scenario {case.scenario}: {cause}" for cause in reason.cause])


def _solve(case: Case, option: OptionId, profile: Profile, run: Run, name: str) -> Solved:
    with run.stage(name) as log_path:
        return solve_beds(case, option, profile, log_path=log_path, on_progress=run.on_progress)


def _solve_named(case: Case, option: OptionId, profile: Profile, run: Run) -> BedPlan:
    try:
        return _solve(case, option, profile, run, f"{option} on {case.scenario}").plan
    except Infeasible as reason:
        raise _named(reason, case, option) from reason


def _other_scenarios(case: Case) -> Iterator[str]:
    """Yield the scenarios to report beside the one planned for; `base` only where no other is named."""
    for name in case.scenario_ids:
        if name not in {case.scenario, "base"}:
            yield name


def _summary(case: Case, profile: Profile, run: Run) -> ScenarioSummary:
    looser = replace(profile, mip_rel_gap=SCENARIO_GAPS * profile.mip_rel_gap)
    usual = _solve_named(case, "business-as-usual", looser, run)
    plan = _solve_named(case, "plan", looser, run)
    return ScenarioSummary(
        scenario=case.scenario,
        title=next(row.title for row in case.scenarios if row.scenario == case.scenario),
        proof=plan.proof,
        totals=plan.figures.totals,
        business_as_usual=usual.figures.totals,
        beds_at_end=_beds_at_end(case, plan),
        closures=tuple(
            f"{case.site[row.site].title}: {row.beds_removed} beds fewer from {row.closed}"
            for row in plan.figures.closures
        ),
    )


def _beds_at_end(case: Case, plan: BedPlan) -> dict[str, int]:
    last = case.periods[-1].id
    beds = dict.fromkeys((row.setting for row in case.settings), 0)
    for row in plan.figures.bed_plan:
        if row.period == last and row.kind != "spot":
            beds[row.setting] += row.beds_staffed
    return beds
