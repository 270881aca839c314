"""Tables about the simulation: promises planned against simulated, and loads by site and month."""

from __future__ import annotations

from capplan.decisions.simulation import Simulation
from capplan.report.tables.written import Table, fine


def simulation_promises(simulation: Simulation) -> Table:
    """Return one row per promise: all sites of a cohort, each setting, each site."""
    headings = (
        "option", "replications", "seed", "judged_from", "cohort", "setting", "site", "fails", "promised_share",
        "planned_share", "share", "low", "high", "error", "kept_share", "verdict", "worst_period", "worst_share", "why",
    )  # fmt: skip
    run = (simulation.option, simulation.replications, simulation.seed, simulation.judged_from)
    rows = (
        (
            *run, row.cohort, row.setting, row.site, row.fails,
            *map(fine, (row.promised_share, row.planned_share, row.share, row.low, row.high, row.error)),
            fine(row.kept_share),
            row.verdict, row.worst_period, fine(row.worst_share), row.why,
        )
        for row in simulation.promises
    )  # fmt: skip
    return Table("simulation", headings, tuple(rows))


def simulation_loads(simulation: Simulation) -> Table:
    """Return one row per site and period."""
    headings = (
        "site", "period", "beds_usable", "planned_load", "load", "load_low", "load_high", "waiting", "above_beds",
    )  # fmt: skip
    rows = (
        (
            row.site, row.period,
            *map(
                fine,
                (
                    row.beds_usable, row.planned_load, row.load, row.load_low, row.load_high, row.waiting,
                    row.above_beds,
                ),
            ),
        )
        for row in simulation.loads
    )  # fmt: skip
    return Table("simulation_loads", headings, tuple(rows))


def simulation_waiting(simulation: Simulation) -> Table:
    """Return one row per cohort that waits and period."""
    headings = ("cohort", "period", "planned_waiting", "waiting", "waiting_low", "waiting_high")
    rows = (
        (row.cohort, row.period, *map(fine, (row.planned_waiting, row.waiting, row.waiting_low, row.waiting_high)))
        for row in simulation.waiting
    )
    return Table("simulation_waiting", headings, tuple(rows))
