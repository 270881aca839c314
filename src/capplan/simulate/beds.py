"""Does a bed plan hold? Every site of one option through many possible futures, planned against simulated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from capplan.case.case import Case
from capplan.decisions import BedPlan
from capplan.decisions.simulation import (
    NOWHERE,
    SimulatedCount,
    SimulatedLoad,
    SimulatedMonth,
    SimulatedWaiting,
    Simulation,
)
from capplan.processes import process_pool
from capplan.simulate.promises import Judge
from capplan.simulate.replication import Replications, Tally
from capplan.simulate.why import Reasons

REPLICATIONS = 30


def simulate_beds(
    case: Case, plan: BedPlan, replications: int = REPLICATIONS, seed: int = 0, processes: int = 1
) -> Simulation:
    """Run one option of a plan through possible futures.

    Parameters
    ----------
    case : Case
        In the scenario of the option.
    plan : BedPlan
        Decisions and figures of the option.
    replications : int
        Futures, 1 or more; each with its own arrivals, stays and sickness, the same for every option.
    seed : int
        Equal seeds give equal answers, whatever the number of processes.
    processes : int
        Processes that share the replications.

    Returns
    -------
    Simulation
        Promises with verdicts, loads, people waiting, and the counts behind them.

    Notes
    -----
    People come one by one (Poisson, by month and weekday). Each is booked for a site by the plan's flows and waits for
    it, or goes elsewhere at once where the cohort is diverted and every bed is taken. Sites do not help each other out.
    """
    first = case.periods[0].id
    opening = {row.site: row.load for row in plan.figures.bed_plan if row.period == first}
    work = Replications(case, plan.decisions, opening, seed)
    tallies = list(_run_all(work, replications, processes))
    judged = next(
        (number for number, period in enumerate(case.periods) if period.id >= case.horizon.standard_from),
        len(case.periods) - 1,
    )
    return Simulation(
        option=plan.option,
        replications=replications,
        seed=seed,
        judged_from=case.periods[judged].id,
        promises=tuple(Judge(case, plan, tallies, judged, Reasons(case, plan, tallies)).promises()),
        loads=tuple(_loads(case, plan, tallies)),
        waiting=tuple(_waiting(case, plan, tallies)),
        months=tuple(_months(case, tallies)),
        counts=tuple(_counts(case, tallies, judged)),
    )


def _run_all(work: Replications, replications: int, processes: int) -> Iterator[Tally]:
    if processes <= 1 or replications < 2:
        yield from map(work.run, range(replications))
        return
    with process_pool(processes) as pool:
        yield from pool.map(work.run, range(replications), chunksize=max(1, replications // (4 * processes)))


def _loads(case: Case, plan: BedPlan, tallies: Sequence[Tally]) -> Iterator[SimulatedLoad]:
    planned = {(row.site, row.period): row for row in plan.figures.bed_plan}
    load = np.array([tally.load for tally in tallies])
    usable, above = (np.mean([getattr(tally, name) for tally in tallies], axis=0) for name in ("usable", "above"))
    waiting = np.mean([tally.waiting.sum(axis=1) for tally in tallies], axis=0)
    low, high = np.percentile(load, [10, 90], axis=0)
    for place, site in enumerate(case.sites):
        for number, period in enumerate(case.periods):
            at = (place, number)
            row = planned[site.site, period.id]
            if row.beds_staffed > 0 or load[:, place, number].any() or waiting[at] > 0:
                yield SimulatedLoad(
                    site=site.site,
                    period=period.id,
                    beds_usable=float(usable[at]),
                    planned_load=row.load,
                    load=float(load[:, place, number].mean()),
                    load_low=float(low[at]),
                    load_high=float(high[at]),
                    waiting=float(waiting[at]),
                    above_beds=float(above[at]),
                )


def _waiting(case: Case, plan: BedPlan, tallies: Sequence[Tally]) -> Iterator[SimulatedWaiting]:
    planned: dict[tuple[str, str], float] = {}
    for row in plan.decisions.waiting:
        planned[row.cohort, row.period] = planned.get((row.cohort, row.period), 0.0) + row.people
    waiting = np.array([tally.waiting.sum(axis=0) for tally in tallies])
    low, high = np.percentile(waiting, [10, 90], axis=0)
    for number, cohort in enumerate(case.cohorts):
        if cohort.when_full == "divert":
            continue
        for at, period in enumerate(case.periods):
            yield SimulatedWaiting(
                cohort=cohort.cohort,
                period=period.id,
                planned_waiting=planned.get((cohort.cohort, period.id), 0.0),
                waiting=float(waiting[:, number, at].mean()),
                waiting_low=float(low[number, at]),
                waiting_high=float(high[number, at]),
            )


def _names(case: Case) -> list[str]:
    return [*(site.site for site in case.sites), NOWHERE]


def _months(case: Case, tallies: Sequence[Tally]) -> Iterator[SimulatedMonth]:
    people = np.sum([tally.people for tally in tallies], axis=0)
    failed = np.sum([tally.failed for tally in tallies], axis=0)
    names = _names(case)
    for place, number, at in np.argwhere(people > 0).tolist():
        yield SimulatedMonth(
            cohort=case.cohorts[number].cohort,
            site=names[place],
            period=case.periods[at].id,
            people=float(people[place, number, at]),
            failed=float(failed[place, number, at]),
        )


def _counts(case: Case, tallies: Sequence[Tally], first: int) -> Iterator[SimulatedCount]:
    names = _names(case)
    for replication, tally in enumerate(tallies):
        people, failed = (rows[:, :, first:].sum(axis=2) for rows in (tally.people, tally.failed))
        for place, number in np.argwhere(people > 0).tolist():
            yield SimulatedCount(
                replication=replication,
                cohort=case.cohorts[number].cohort,
                site=names[place],
                people=float(people[place, number]),
                failed=float(failed[place, number]),
            )
