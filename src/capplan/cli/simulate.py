"""`capplan simulate RUN`: run a plan through possible futures and print what becomes of its promises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.facts import Facts
from capplan.check.simulation import check_simulation
from capplan.cli.progress import Reporter
from capplan.decisions import OptionId
from capplan.decisions.simulation import ALL, SimulatedPromise, Simulation
from capplan.errors import VerificationFailed
from capplan.plan.simulation import simulate_option
from capplan.plan.store import read_run
from capplan.simulate.beds import REPLICATIONS

_VERDICTS = {"kept": "kept", "broken": "NOT KEPT", "open": "cannot be told"}
_FAILS = {"waits-too-long": "wait too long", "refused": "are refused", "occupancy": "of bed-days taken"}


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--option",
    type=click.Choice(["business-as-usual", "do-minimum", "plan"]),
    default="plan",
    show_default=True,
    help="Option of the run to simulate.",
)
@click.option(
    "--replications", type=click.IntRange(min=2), default=REPLICATIONS, show_default=True, help="Futures to simulate."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of chance.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole simulation as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def simulate(run: Path, option: OptionId, replications: int, seed: int, as_json: bool, quiet: bool) -> None:
    """Run the plan in the run folder RUN through possible futures: which promises hold, and which month breaks them.

    Options of one run meet the same people (equal seeds), so that their differences are not chance. Nothing is written.
    """
    found = read_run(run)
    case = read_case(found.case_folder).in_scenario(found.plan.scenario)
    if option not in {one.option for one in found.plan.options}:
        raise click.UsageError(f"{run} has no option {option}: it was not possible.")
    plan = found.plan.option(option)
    with Reporter(quiet) as reporter:
        reporter.stage(f"simulate {option}")
        simulation = simulate_option(case, plan, seed, replications)
        reporter.stage("independent check")
        violations = list(check_simulation(Facts(case, option), plan, simulation))
    if violations:
        raise VerificationFailed("\n".join(map(str, violations)))
    click.echo(simulation.model_dump_json(indent=1) if as_json else "\n".join(simulation_lines(case, simulation)))


def simulation_lines(case: Case, simulation: Simulation) -> Iterator[str]:
    """Yield the promises with their verdicts, and the waiting lists at the end."""
    yield (
        f"{case.identity.title}: {simulation.option} through {simulation.replications} futures (seed "
        f"{simulation.seed}), arrivals judged from {simulation.judged_from}"
    )
    for row in simulation.promises:
        if row.site == ALL:
            yield from _promise(case, row)
    last = case.periods[-1].id
    for end in simulation.waiting:
        if end.period == last:
            yield (
                f"  Waiting at the end, {case.cohort[end.cohort].title}: {end.waiting:.1f} ({end.waiting_low:.1f} to "
                f"{end.waiting_high:.1f}); planned {end.planned_waiting:.1f}"
            )


def _promise(case: Case, row: SimulatedPromise) -> Iterator[str]:
    where = "all" if row.setting == ALL else case.setting[row.setting].title
    formula = "no formula" if row.planned_share is None else f"formula {row.planned_share:.1%}"
    indent = "  " if row.setting == ALL else "    "
    yield (
        f"{indent}{case.cohort[row.cohort].title}, {where}: {row.share:.1%} {_FAILS[row.fails]} ({row.low:.1%} to "
        f"{row.high:.1%}; {formula}; promised at most {row.promised_share:.0%}): {_VERDICTS[row.verdict]}"
    )
    if row.why and row.setting == ALL:
        yield f"{indent}  worst in {row.why}"
