"""Check what is said about assumptions: drivers that are there, ends in order, break-evens inside what was tried.

The linear programmes behind the figures are not repeated; what contradicts itself or the case is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.header import Parameters
from capplan.case.tables import TABLES
from capplan.check.answer import read_answer
from capplan.check.board import bases_faults, identity
from capplan.check.facts import Facts
from capplan.check.paths import check_paths
from capplan.check.proof import check_proof
from capplan.check.violation import MONEY_TOLERANCE_GBP, ROUNDING, Violation
from capplan.decisions.tornado import BreakEven, Tornado, TornadoRow


def check_tornado(case: Case, found: Tornado) -> tuple[Violation, ...]:
    """Return everything that is wrong with a tornado; nothing when it is right.

    Parameters
    ----------
    case : Case
        Set to the scenario of the tornado.
    found : Tornado
        The whole of ``tornado.json``.
    """
    return tuple(_faults(case, found))


def _faults(case: Case, found: Tornado) -> Iterator[Violation]:
    yield from identity(case, found.case, found.case_digest, found.scenario)
    yield from bases_faults(case, found.bases)
    if found.bases is not None:
        case = case.with_bases(found.bases.decisions.open)
    yield from check_proof(found.plan_proof, "plan")
    answer, faults = read_answer(Facts(case, "plan"), found.decisions)
    yield from faults
    if answer is not None:
        yield from check_paths(answer)
    names = [row.driver for row in found.rows]
    for row in found.rows:
        if names.count(row.driver) > 1:
            yield Violation("tornado driver", row.driver, "the driver stands twice.")
        yield from _row(case, row, found.share)
    swings = [_swing(row) for row in found.rows]
    if swings != sorted(swings, reverse=True):
        yield Violation("tornado order", "rows", "the widest swing does not stand first.")
    for one in found.break_evens:
        yield from _break_even(found, one)


def _row(case: Case, row: TornadoRow, share: float) -> Iterator[Violation]:
    if row.driver.startswith("uncertainty/"):
        yield from _uncertain(case, row)
        return
    wanted = _rows_of(case, row.driver)
    if wanted is None or not wanted:
        yield Violation("tornado driver", row.driver, "the case has no assumed figure of that name.")
        return
    mean = sum(wanted) / len(wanted)
    if len(wanted) != row.rows or abs(row.now - mean) > ROUNDING * max(1.0, abs(mean)):
        message = f"{row.rows} rows with a mean of {row.now:g} are stated; the case has {len(wanted)} with {mean:g}."
        yield Violation("tornado now", row.driver, message, abs(row.now - mean))
    if row.ends != "share":
        yield Violation("tornado ends", row.driver, "no row of uncertainty.csv states its ends.")
    if not 1.0 - share - ROUNDING <= row.low_factor <= 1.0 <= row.high_factor <= 1.0 + share + ROUNDING:
        message = f"ends of {row.low_factor:g} and {row.high_factor:g} do not lie within {share:g} of 1."
        yield Violation("tornado ends", row.driver, message)


def _uncertain(case: Case, row: TornadoRow) -> Iterator[Violation]:
    """Yield what a row says otherwise than its row of uncertainty.csv."""
    stated = next((one for one in case.uncertainty if f"uncertainty/{one.uncertain}" == row.driver), None)
    if stated is None:
        yield Violation("tornado driver", row.driver, "uncertainty.csv has no such row.")
        return
    now = 0.0 if stated.quantity == "vacancy" else 1.0
    if row.now != now or row.rows != 1:
        yield Violation("tornado now", row.driver, f"{row.rows} rows at {row.now:g} are stated, not 1 at {now:g}.")
    ends = min(stated.low, now), max(stated.high, now)
    if row.ends != "uncertainty.csv" or (row.low_factor, row.high_factor) != ends:
        message = f"ends of {row.low_factor:g} and {row.high_factor:g}; the row states {ends[0]:g} and {ends[1]:g}."
        yield Violation("tornado ends", row.driver, message)


def _spoken_of(case: Case, table: str, column: str, cells: Mapping[str, object]) -> bool:
    """Say whether uncertainty.csv states a range for a figure, so that it is not moved by the share."""
    of = {"admissions_per_year": ("demand", "cohort"), "stay_days": ("stay", "cohort")}
    of["turnover_per_year"] = ("turnover", "role")
    if column not in of or table not in ("cohorts", "stays", "roles"):
        return False
    quantity, ids = of[column]
    named = [row.of.split() for row in case.uncertainty if row.quantity == quantity]
    return any(not names or cells[ids] in names for names in named)


def _rows_of(case: Case, driver: str) -> list[float] | None:
    """Return the assumed figures that a driver's name stands for: a parameter, or table/column/group."""
    parts = driver.split("/")
    if len(parts) == 1:
        rows = [row for row in case.parameter_rows if row.parameter == driver and row.status == "assumed"]
        return [row.value for row in rows] if driver in columns_of(Parameters) else None
    if parts[0] not in TABLES:
        return None
    figures = []
    for row in getattr(case, parts[0]):
        cells = row.model_dump()
        named = len(parts) < 3 or parts[2] in (cells.get("cohort"), cells.get("setting"))
        if parts[0] == "stays" and len(parts) > 2:
            named = cells["setting"] == parts[2]
        named = named and not _spoken_of(case, parts[0], parts[1], cells)
        if row.status == "assumed" and named and cells.get(parts[1]):
            figures.append(float(cells[parts[1]]))
    return figures


def _swing(row: TornadoRow) -> float:
    if row.low_gbp is None or row.high_gbp is None:
        return float("inf")
    return max(abs(row.low_gbp), abs(row.high_gbp))


def _break_even(found: Tornado, one: BreakEven) -> Iterator[Violation]:
    where = f"{one.decision}, {one.driver}"
    row = next((row for row in found.rows if row.driver == one.driver), None)
    if row is None:
        yield Violation("break-even driver", where, "the tornado has no such driver.")
        return
    if not one.text:
        yield Violation("break-even text", where, "nothing is said in words.")
    if one.factor is None:
        if one.value is not None:
            yield Violation("break-even value", where, "a value is stated without a factor.")
        return
    if not one.within[0] <= one.factor <= one.within[1]:
        message = f"the factor {one.factor:g} lies outside {one.within[0]:g} to {one.within[1]:g}, where it was found."
        yield Violation("break-even factor", where, message)
    unit = row.now if row.ends == "share" else 1.0
    if one.value is None or abs(one.value - one.factor * unit) > ROUNDING * max(1.0, abs(row.now)):
        yield Violation("break-even value", where, f"{one.value} is not {one.factor:g} times {unit:g}.")
    if abs(one.saves_gbp) <= MONEY_TOLERANCE_GBP and one.factor != 1.0:
        yield Violation("break-even saves", where, "nothing is saved to begin with, yet a factor is stated.")
