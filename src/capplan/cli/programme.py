"""`capplan programme CASE`: plan the programme of a case and print it, or write its tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.check.programme import check_programme
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving, tell_written
from capplan.decisions.programme import ProgrammePlan
from capplan.errors import VerificationFailed
from capplan.plan.findings.words import gbp
from capplan.plan.programme import plan_programme
from capplan.plan.store import check_files_replaceable, write_files
from capplan.report.html.programme import measure
from capplan.report.tables.programme import programme_tables
from capplan.report.tables.written import csv_text

_MARK = "programme_schedule.csv"


@click.command()
@click.argument("case", type=CASE)
@click.option("--out", type=click.Path(path_type=Path), help="Also write its tables to this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print decisions and figures as JSON.")
@solving
def programme(
    case: Path,
    out: Path | None,
    as_json: bool,
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Plan the programme of CASE: what starts and ends when, within whose money, over what is undecided.

    Nothing is written without --out. Ctrl-C ends the search and prints the best answer so far, with its gap.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if not read.plans_programme:
        raise click.UsageError("This case has no programme: initiatives.csv has no rows.")
    if out is not None:
        check_files_replaceable(out, _MARK)
    with Reporter(quiet) as reporter:
        apart = read.plans_beds and read.programme_sites
        reporter.stage("programme" + (", by itself: capplan run ties it to its sites" if apart else ""))
        plan = plan_programme(read, settings, on_progress=reporter.progress)
        reporter.stage("independent check")
        violations = check_programme(read, plan)
    if violations:
        raise VerificationFailed("\n".join(map(str, violations)))
    if out is not None:
        write_files(out, {f"{table.name}.csv": csv_text(table) for table in programme_tables(read, plan)})
    click.echo(plan.model_dump_json(indent=1) if as_json else "\n".join(programme_lines(read, plan)))
    tell_written(out, "programme_schedule.csv", as_json)


def programme_lines(case: Case, plan: ProgrammePlan) -> Iterator[str]:
    """Yield what a programme decides, what it comes to, and what it is proven to be."""
    totals, proof = plan.figures.totals, plan.proof
    titles = {row.initiative: row.title for row in case.initiatives}
    places = {row.locality: row.title for row in case.localities}
    yield f"{case.identity.title}: programme, {case.horizon.months} months from {case.horizon.start}"
    notice = {row.initiative: row for row in plan.figures.contracts}
    paid = {line.initiative for line in case.initiative_money}
    quiet = 0
    for row in sorted(plan.figures.schedule, key=lambda row: (row.starts or "9999", row.initiative)):
        where = f", {places[row.locality]}" if row.locality else ""
        if row.starts is None:
            yield f"  not started  {titles[row.initiative]}{where}"
        elif row.initiative in paid or row.locality or row.stated or _waits(case, row.initiative):
            served = f"; notice served {notice[row.initiative].notice_served}" if row.initiative in notice else ""
            until = f" until {row.ends}" if row.ends else ""
            yield f"  {row.starts}  {titles[row.initiative]}{where}{until}{served}"
        else:
            quiet += 1
    if quiet:
        yield f"  and {quiet} more without money or prerequisites, from their first possible month"
    if case.initiative_money:
        yield from _money_lines(plan)
    if totals.mean_wait_months is not None:
        yield f"  Localities wait {totals.mean_wait_months:.1f} months on average, by people"
    for contract in plan.figures.contracts:
        if contract.notice_served_low != contract.notice_served_high:
            yield (
                f"  Notice of {case.contract[contract.contract].title}: between {contract.notice_served_high} "
                f"(longest) and {contract.notice_served_low} (shortest)"
            )
    for one in plan.figures.contingencies:
        title = next(row for row in case.contingencies if row.contingency == one.contingency)
        yield f"  {one.year}: {title.title}, {one.least:,.0f} to {one.most:,.0f} {title.unit}s carried by the saving"
    aim = measure(case, proof.objective)
    yield f"  Proof: {proof.status}, gap {proof.gap:.3%} of {aim} (asked {proof.asked_gap:.3%})"


def _money_lines(plan: ProgrammePlan) -> Iterator[str]:
    totals = plan.figures.totals
    for end in dict.fromkeys(row.end for row in plan.figures.ranges):
        shown = [(row.year, row.shown_gbp) for row in plan.figures.ranges if row.end == end]
        yield f"  Net {end}: " + ", ".join(f"{year} {gbp(net)}" for year, net in shown)
    yield f"  Present value {gbp(totals.present_gbp)} (nominal {gbp(totals.nominal_gbp)})"
    if totals.peak_month:
        yield f"  To be bridged: {gbp(totals.peak_gbp)}, at its most in {totals.peak_month}"


def _waits(case: Case, initiative: str) -> bool:
    return any(initiative in (row.initiative, row.after) for row in case.precedence)
