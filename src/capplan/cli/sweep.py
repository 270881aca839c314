"""`capplan sweep CASE...`: options, scenarios, seeds and days as pieces, on this machine or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.option_tables import STANDARD
from capplan.case.read import read_case
from capplan.case.week_tables import WEEKDAYS, Weekday
from capplan.cli.first_use import compile_rotas, compile_rounds
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, find_case, profile_option, read_profile
from capplan.plan.store import check_files_replaceable, write_files
from capplan.report.tables.written import csv_text
from capplan.simulate.beds import REPLICATIONS
from capplan.solve import Profile
from capplan.sweep.pieces import Piece, Settings, Wanted, pieces_of
from capplan.sweep.run import Outcome
from capplan.sweep.run import sweep as do_sweep
from capplan.sweep.table import proof_of, sweep_table
from capplan.sweep.work import Failure

TABLE = "sweep.csv"
ALL = "all"
# A search ends by its proof or its own count of steps; this is for those that would go on for ever.
LIMIT_S = 3600.0
NOT_ALL = 4
_CHECK_FAILED = 5


def _seeds(_: click.Context, __: click.Parameter, value: str) -> range:
    first, _dash, last = value.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal() or int(last or first) < int(first):
        raise click.BadParameter("write one seed or a range: 3, or 0-9.")
    return range(int(first), int(last or first) + 1)


def _words(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))


@click.command()
@click.argument("cases", type=CASE, nargs=-1, required=True, metavar="CASE...")
@click.option("--out", type=click.Path(path_type=Path), required=True,
              help="Folder of the table; every answer is kept at once in OUT.kept beside it.")  # fmt: skip
@click.option("--options", callback=_words, default=ALL, show_default=True, metavar="A,B",
              help="Options to plan; 'all', or '' for none.")  # fmt: skip
@click.option("--scenarios", callback=_words, default="", metavar="A,B",
              help="Scenarios, or 'all' (default: the one that case.toml names).")  # fmt: skip
@click.option("--seeds", callback=_seeds, default="0", show_default=True, metavar="A-B",
              help="Seeds of chance: of simulations, days and rotas.")  # fmt: skip
@click.option("--futures", type=click.IntRange(0), default=REPLICATIONS, show_default=True,
              help="Futures in each simulation of a plan, 0 or from 2 on; 0: plans are not simulated.")  # fmt: skip
@click.option("--days", callback=_words, default="", metavar="mon,tue",
              help="Days of the week whose rounds are planned, or 'all'.")  # fmt: skip
@click.option("--rota", "rotas", is_flag=True, help="Also make the rota of the case, once for each seed.")
@click.option("--workers", type=click.IntRange(0, 256), default=2, show_default=True,
              help="Processes of this machine; 0: one piece after another in this one.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS",
              help="Dask scheduler in place of processes here, as in tcp://10.0.0.5:8786; in trusted networks only.",
              )  # fmt: skip
@click.option("--memory", default="4GiB", show_default=True, help="Memory of each process here; above, it is ended.")
@profile_option
@click.option("--seed", type=click.IntRange(min=0), help="Random seed of the solver.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), default=LIMIT_S, show_default=True,
              help="Seconds for each search; where it ends one, other machines may find other answers.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def sweep(
    cases: tuple[Path, ...],
    out: Path,
    options: tuple[str, ...],
    scenarios: tuple[str, ...],
    seeds: range,
    futures: int,
    days: tuple[str, ...],
    rotas: bool,
    workers: int,
    scheduler: str | None,
    memory: str,
    profile: Path | None,
    seed: int | None,
    time_limit: float,
    quiet: bool,
) -> None:
    """Plan options of CASE... in many scenarios, simulate each plan with many seeds, plan days and rotas.

    Every piece is kept as soon as it is done: the same command again goes on where it was broken off. A piece that
    fails is told in the table and does not stop the rest; exit code 4, or 5 where an answer failed its own check.
    The answers are the same whatever the number of workers.
    """
    if futures == 1:
        raise click.BadParameter("one future says nothing of chance: 0, or 2 and more.", param_hint="--futures")
    check_files_replaceable(out, TABLE)
    settings = Settings(_one_thread(read_profile(profile, seed, time_limit)), futures)
    with Reporter(quiet) as reporter:
        reporter.stage("reading the cases")
        read: dict[str, Case] = {}
        pieces: list[Piece] = []
        for path in cases:
            case = read_case(find_case(path))
            if read.setdefault(case.identity.id, case) is not case:
                raise click.UsageError(f"Two cases have the id {case.identity.id!r}: {path} and one before it.")
            pieces += pieces_of(case, _wanted(case, options, scenarios, seeds, futures, days, rotas))
        if not pieces:
            raise click.UsageError("Nothing is asked: name --options, --days or --rota.")
        if days:
            compile_rounds(reporter)
        if rotas:
            compile_rotas(reporter)
        # Dask takes a second to load, which no other verb should wait for.
        from capplan.sweep.crews import crew

        with crew(workers, scheduler, memory) as people:
            kept = out.with_name(f"{out.name}.kept")
            outcomes = do_sweep(read, pieces, settings, people, kept, reporter.stage)
    write_files(out, {TABLE: csv_text(sweep_table(outcomes))})
    click.echo("\n".join(_lines(outcomes)))
    click.echo(f"Written to {out}: open {TABLE}.")
    failures = [one.found for one in outcomes if isinstance(one.found, Failure)]
    if failures:
        checked = any(one.exit_code == _CHECK_FAILED for one in failures)
        raise click.exceptions.Exit(_CHECK_FAILED if checked else NOT_ALL)


def _one_thread(profile: Profile) -> Profile:
    """Return the profile with one thread: HiGHS then takes the same steps on every machine."""
    return replace(profile, threads=1)


def _wanted(
    case: Case,
    options: Sequence[str],
    scenarios: Sequence[str],
    seeds: range,
    futures: int,
    days: Sequence[str],
    rotas: bool,
) -> Wanted:
    named = [*STANDARD, *(row.option for row in case.options)] if case.sites else []
    if options and not named and not (days or rotas):
        raise click.UsageError(f"{case.identity.id} has no beds to plan.")
    if days and not case.has_visits:
        raise click.UsageError(f"{case.identity.id} has no day of visits.")
    if rotas and not case.plans_rota:
        raise click.UsageError(f"{case.identity.id} has no rota.")
    chosen: list[Weekday] = [day for day in WEEKDAYS if day in _of(days, WEEKDAYS, "day")]
    return Wanted(
        options=_of(options, named, "option"),
        scenarios=_of(scenarios, case.scenario_ids, "scenario") or [case.scenario],
        seeds=seeds,
        weekdays=chosen,
        simulated=futures > 0,
        rotas=rotas,
    )


def _of(asked: Sequence[str], known: Sequence[str], what: str) -> list[str]:
    """Return the names asked for, in the order in which they are known."""
    if tuple(asked) == (ALL,):
        return list(known)
    if unknown := [name for name in asked if name not in known]:
        raise click.UsageError(f"No {what} {unknown[0]!r}; there are {', '.join(known) or 'none'}.")
    return [name for name in known if name in asked]


def _lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    failed = [one for one in outcomes if isinstance(one.found, Failure)]
    yield f"{len(outcomes)} pieces: {len(outcomes) - len(failed)} done, {len(failed)} failed"
    for one in outcomes:
        yield f"  {one.piece}: {_word(one)}"
    yield "  Checked: every answer recomputed by code that did not make it"


def _word(one: Outcome) -> str:
    if isinstance(one.found, Failure):
        return f"FAILED: {one.found.reason}"
    proof = proof_of(one.found)
    cost = "" if proof is None else f", £{proof.objective:,.0f}, gap {proof.gap:.2%}"
    return f"{one.found.status}{cost}{''.join(f'; {cause}' for cause in one.found.cause)}"
