"""What a simulation adds: promises that hold or break when life is random, and when a waiting list is worked off."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Finding
from capplan.decisions.simulation import ALL, SimulatedPromise, Simulation
from capplan.plan.findings.words import number, percent

WORDS = {
    "waits-too-long": "wait longer than the standard allows",
    "refused": "find no bed free",
    "occupancy": "of the bed-days are taken",
}
# Fewer people on average, still in beds as they close, are not worth a sentence.
STILL_THERE = 0.5
# A waiting list is worked off when on average no more people wait than this share of a month's arrivals.
WORKED_OFF = 0.05


def simulation_findings(case: Case, simulation: Simulation) -> tuple[Finding, ...]:
    """Return findings on the promise to each cohort, on beds that close with people in them, and on waiting lists."""
    return (*_promises(case, simulation), *_still_there(case, simulation), *_backlogs(case, simulation))


def _promises(case: Case, simulation: Simulation) -> Iterator[Finding]:
    for row in simulation.promises:
        if row.setting != ALL:
            continue
        words = {
            "kept": "The promise holds",
            "broken": "The promise does not hold",
            "open": "Whether the promise holds cannot be told",
        }
        yield Finding(
            id=f"simulation-{row.cohort}",
            topic="simulation",
            severity="warning" if row.verdict == "broken" else "note",
            text=f"{case.cohort[row.cohort].title}: {_shares(row)}. {words[row.verdict]}{_why(row)}.",
            figures={
                "simulated": row.share,
                "low": row.low,
                "high": row.high,
                "promised": row.promised_share,
                "kept_share": row.kept_share,
            },
            sources=(f"cohorts.csv: {row.cohort}",),
        )


def _shares(row: SimulatedPromise) -> str:
    formula = "" if row.planned_share is None else f"the formula says {percent(row.planned_share, 1)}, "
    return (
        f"in the simulation {percent(row.share, 1)} {WORDS[row.fails]} ({percent(row.low, 1)} to "
        f"{percent(row.high, 1)} in eight of ten futures); {formula}promised are at most {percent(row.promised_share)}"
    )


def _why(row: SimulatedPromise) -> str:
    return f"; worst in {row.why}" if row.why else ""


def _still_there(case: Case, simulation: Simulation) -> Iterator[Finding]:
    """Yield beds in which people still are on the day on which the plan has them gone."""
    before: dict[str, float] = {}
    for row in simulation.loads:
        more = row.above_beds - before.get(row.site, 0.0)
        before[row.site] = row.above_beds
        if row.period == case.periods[0].id or more < STILL_THERE:
            continue
        site = case.site[row.site]
        yield Finding(
            id=f"simulation-still-there-{row.site}-{row.period}",
            topic="simulation",
            severity="warning",
            text=(
                f"{site.title}: as beds close in {row.period}, {number(row.above_beds, 1)} people on average are still "
                f"in them, {number(site.double_running_months)} months after the last admission. They must be moved, "
                "or the beds run on until they leave."
            ),
            figures={"people": row.above_beds, "double_running_months": float(site.double_running_months)},
            sources=(f"sites.csv: {row.site}",),
        )


def _backlogs(case: Case, simulation: Simulation) -> Iterator[Finding]:
    for cohort in case.cohorts:
        there = cohort.delayed_in_acute * case.parameters.capacity_share
        if cohort.when_full != "wait" or there <= 0.0:
            continue
        rows = [row for row in simulation.waiting if row.cohort == cohort.cohort]
        few = max(1.0, WORKED_OFF * cohort.admissions_per_year * case.factor(cohort.cohort)[0] / 12.0)
        planned = next((row.period for row in rows if row.planned_waiting <= few), None)
        simulated = next((row.period for row in rows if row.waiting <= few), None)
        last = rows[-1]
        yield Finding(
            id=f"simulation-waiting-{cohort.cohort}",
            topic="simulation",
            severity="note" if simulated else "warning",
            text=(
                f"{cohort.title}: {number(there, 1)} people wait as the plan begins. Worked off to {number(few, 1)} or "
                f"fewer by the end of {planned or 'no month'} as planned, of {simulated or 'no month'} in the mean of "
                f"the simulation; at the end {number(last.waiting, 1)} wait ({number(last.waiting_low, 1)} to "
                f"{number(last.waiting_high, 1)} in eight of ten futures)."
            ),
            figures={
                "waiting_at_start": there,
                "worked_off_planned": planned or "never",
                "worked_off_simulated": simulated or "never",
                "waiting_at_end": last.waiting,
            },
            sources=(f"cohorts.csv: {cohort.cohort}",),
        )
