"""`capplan ask CASE QUESTION`: beds for a service level, the stay today's beds allow, the demand they sustain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.cli.progress import Reporter
from capplan.cli.shared import CASE, read_profile, read_scenario, solving
from capplan.plan.board.ask import BedsNeeded, Largest, beds_for_service, largest_demand, largest_stay

QUESTIONS = ("beds-for-service", "stay-for-beds", "demand-sustained")
_RULES = {"wait": "wait longer than {days:g} days", "refusal": "are refused", "occupancy": "is the occupancy"}


@click.command()
@click.argument("case", type=CASE)
@click.argument("question", type=click.Choice(QUESTIONS))
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Service level for beds-for-service, a share; may be given several times.",
)
@solving
def ask(
    case: Path,
    question: str,
    levels: tuple[float, ...],
    scenario: str | None,
    profile: Path | None,
    seed: int | None,
    time_limit: float | None,
    quiet: bool,
) -> None:
    """Answer a QUESTION about CASE the other way round, with a bound on either side.

    beds-for-service: beds of one unit for each cohort and setting at several service levels, from the exact queue.
    stay-for-beds, demand-sustained: how long stays, and how much demand, today's beds carry at their standard.
    """
    settings = read_profile(profile, seed, time_limit)
    read = read_scenario(case, scenario)
    if question == "beds-for-service":
        click.echo("\n".join(_beds(read, tuple(beds_for_service(read, levels)))))
        return
    with Reporter(quiet) as reporter:
        reporter.stage(question)
        found = largest_stay(read, settings) if question == "stay-for-beds" else largest_demand(read, settings)
    click.echo("\n".join(_factor(read, question, found)))


def _beds(case: Case, rows: tuple[BedsNeeded, ...]) -> Iterator[str]:
    settings = {row.setting: row.title for row in case.settings}
    for (cohort, setting), group in groupby(rows, key=lambda row: (row.cohort, row.setting)):
        listed = list(group)
        one = case.cohort[cohort]
        words = _RULES[one.rule].format(days=one.wait_days)
        yield f"{one.title} in {settings[setting]}: {listed[0].load:,.1f} beds occupied in the busiest period"
        for row in listed:
            mark = " (its own standard)" if row.own else ""
            yield (
                f"  {row.beds:5,d} beds: {'at most ' if one.rule != 'occupancy' else ''}{row.level:.0%} {words}{mark}; "
                f"{max(0, row.beds - 1):,d} beds carry {row.one_less:,.1f}"
            )


def _factor(case: Case, question: str, found: Largest) -> Iterator[str]:
    what = "stays" if question == "stay-for-beds" else "demand"
    carried = "carry" if found.now else "do not carry"
    yield f"{case.identity.title}, scenario {case.scenario}"
    yield f"  Today's beds and places {carried} {what} as they are, each site at its safe load."
    low = "less than was looked at" if found.carried is None else f"{found.carried:.3f}"
    high = "more than was looked at" if found.not_carried is None else f"{found.not_carried:.3f}"
    yield f"  The most they carry lies between {low} and {high} times today's {what}."
    if found.carried is not None and question == "stay-for-beds":
        for row in case.stays:
            days = row.stay_days * case.factor(row.cohort)[1]
            place = case.setting[row.setting].title
            yield f"    {case.cohort[row.cohort].title}, {place}: {found.carried * days:.1f} days (now {days:.1f})"
    elif found.carried is not None:
        for cohort in case.cohorts:
            people = cohort.admissions_per_year * case.factor(cohort.cohort)[0]
            yield f"    {cohort.title}: {found.carried * people:,.0f} a year (now {people:,.0f})"
