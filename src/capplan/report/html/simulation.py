"""Does it hold? Promises planned against simulated, and waiting lists through the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions.simulation import ALL, SimulatedPromise, Simulation
from capplan.report.figures import Column, DataTable, words

VERDICTS = {"kept": "kept", "broken": "not kept", "open": "cannot be told"}
FAILS = {"waits-too-long": "wait too long", "refused": "refused", "occupancy": "occupied"}
_MONTHS_SHOWN = 6


def answer(case: Case, simulation: Simulation) -> Iterator[str]:
    """Yield what was simulated, how many promises hold, and for each that does not, the month and the cause."""
    overall = [row for row in simulation.promises if row.setting == ALL]
    kept = sum(row.verdict == "kept" for row in overall)
    yield (
        f"The plan was run through {words.count(simulation.replications, 'possible future')} with people who come one "
        f"by one, stay as long as they will, and use the beds that the plan has in that month. Arrivals from "
        f"{words.month(simulation.judged_from)} on are judged. {kept} of {words.count(len(overall), 'promise')} to "
        "groups of people hold."
    )
    for row in overall:
        if row.verdict != "kept":
            title = case.cohort[row.cohort].title
            state = "is not kept" if row.verdict == "broken" else "may or may not be kept"
            yield (
                f"{title}: the promise {state}: {words.share(row.share)} {FAILS[row.fails]}, promised at most "
                f"{words.share(row.promised_share)}. Worst in {row.why}."
            )


def verdict(simulation: Simulation) -> str:
    """Return how many promises hold when life is random, in one sentence."""
    counts = Counter(row.verdict for row in simulation.promises if row.setting == ALL)
    others = ((counts["broken"], "not kept"), (counts["open"], "cannot be told"))
    rest = "".join(f", {words.number(count)} {title}" for count, title in others if count)
    return (
        f"In {words.count(simulation.replications, 'simulated future')} {words.number(counts['kept'])} of "
        f"{words.count(counts.total(), 'promise')} to groups of people {'is' if counts['kept'] == 1 else 'are'} kept"
        f"{rest}."
    )


def promise_table(case: Case, simulation: Simulation) -> DataTable:
    """Return promises by group of people and setting."""
    rows = tuple(_promise(case, row) for row in simulation.promises if row.site == ALL)
    columns = (
        Column("People", numeric=False),
        Column("Where", numeric=False),
        Column("What may fail", numeric=False, short=True),
        Column("Promised at most", "%"),
        Column("Formula at the planned load", "%"),
        Column("Simulated", "%"),
        Column("Eight of ten futures", "%"),
        Column("Futures that keep it", "%"),
        Column("Verdict", numeric=False, short=True),
        Column.of_dates("Worst month"),
    )
    note = (
        "Kept or not kept: the mean of the futures and its error (80 % confidence) lie on one side of the promise. By "
        "site: simulation.csv."
    )
    return DataTable("Service promises, planned against simulated", columns, rows, note, grouped=True)


def _promise(case: Case, row: SimulatedPromise) -> tuple[str, ...]:
    return (
        case.cohort[row.cohort].title,
        "all" if row.setting == ALL else case.setting[row.setting].title,
        FAILS[row.fails],
        words.number(100 * row.promised_share, 1),
        words.NONE if row.planned_share is None else words.number(100 * row.planned_share, 1),
        words.number(100 * row.share, 1),
        f"{words.number(100 * row.low, 1)} to {words.number(100 * row.high, 1)}",
        words.number(100 * row.kept_share),
        VERDICTS[row.verdict],
        words.month(row.worst_period or None),
    )


def waiting_table(case: Case, simulation: Simulation) -> DataTable:
    """Return people waiting, planned against simulated, every few months."""
    every = max(1, len(case.periods) // _MONTHS_SHOWN)
    shown = {period.id for period in case.periods[every - 1 :: every]}
    rows = tuple(
        (
            case.cohort[row.cohort].title,
            words.month(row.period),
            words.number(row.planned_waiting, 1),
            words.number(row.waiting, 1),
            f"{words.number(row.waiting_low, 1)} to {words.number(row.waiting_high, 1)}",
        )
        for row in simulation.waiting
        if row.period in shown
    )
    columns = (
        Column("People", numeric=False),
        Column.of_dates("End of"),
        Column("Planned to wait", "people"),
        Column("Simulated, mean", "people"),
        Column("Eight of ten futures", "people"),
    )
    note = "Every month: simulation_waiting.csv; beds by site and month: simulation_loads.csv."
    return DataTable("People waiting", columns, rows, note, grouped=True)
