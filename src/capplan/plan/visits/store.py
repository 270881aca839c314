"""The folder of a planned day: the plan, a copy of the case as it is today, and every file made from them."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from capplan import __version__
from capplan.case import visit_tables as day
from capplan.case.case import Case
from capplan.case.columns import columns_of
from capplan.case.content import case_files
from capplan.case.header import Parameters
from capplan.case.read import read_case
from capplan.case.tables import Parameter
from capplan.case.write_rows import rows_text
from capplan.decisions import Provenance
from capplan.decisions.visits import VisitPlan
from capplan.plan.store import (
    CASE,
    PROVENANCE,
    RunFolderError,
    model_json,
    read_model,
    write_each,
    write_file,
    write_whole,
)

DAY = "day.json"
LIBRARIES = ("highspy", "pyomo", "numpy", "numba", "pydantic", "icalendar")
_OF_A_WEEK = ("visit_weekdays.csv", "carer_shifts.csv")
_CHANGED_FIGURES = ("deviation_gbp_per_min", "buffer_min")


@dataclass(frozen=True)
class Made:
    """How a day was planned, for its provenance."""

    command: str
    options: Mapping[str, float | int | str | bool]
    seconds: Mapping[str, float]


def write_day(folder: Path, case: Case, plan: VisitPlan, made: Made, files: Mapping[str, str | bytes]) -> None:
    """Write the folder of a day whole, or leave everything as it was.

    Parameters
    ----------
    case
        The case as it is today: read from a folder, its day perhaps changed since.
    files
        Name and content of everything else.

    Raises
    ------
    RunFolderError
        If the place holds anything but an older run or day, or the system refuses to write there.
    ValueError
        If the case was not read from a folder.
    """
    write_whole(folder, day_writer(case, plan, made, files))


def day_writer(case: Case, plan: VisitPlan, made: Made, files: Mapping[str, str | bytes]) -> Callable[[Path], None]:
    """Return what fills an empty folder with a day; everything is read before anything is written.

    Raises
    ------
    ValueError
        If the case was not read from a folder.
    """
    source = case.folder
    if source is None:
        raise ValueError("Only a case that was read from a folder can be written with its day.")
    # The place may hold the very copy that is read. A day has no other days, and no pairs of other days.
    texts = day_tables(case)
    not_today = {*_OF_A_WEEK, "visit_pairs.csv"} - texts.keys()
    tables = {name: data for name, data in case_files(source).items() if name not in not_today}

    def write(unfinished: Path) -> None:
        write_file(unfinished / DAY, model_json(plan))
        write_each(unfinished, files)
        (unfinished / CASE).mkdir()
        for name, data in tables.items():
            write_file(unfinished / CASE / name, texts[name].encode() if name in texts else data)
        for name in texts.keys() - tables.keys():
            write_file(unfinished / CASE / name, texts[name])
        # The copy is the day as it is now; it need not be the case that was read.
        provenance = provenance_of(case, made, plan.seed, read_case(unfinished / CASE).digest)
        write_file(unfinished / PROVENANCE, model_json(provenance))

    return write


def provenance_of(case: Case, made: Made, seed: int, digest: str) -> Provenance:
    """Return where a folder comes from; `digest` is of its copy of the case."""
    return Provenance(
        capplan=__version__,
        case=case.identity.id,
        case_digest=digest,
        scenario=case.scenario,
        profile="visits",
        profile_options=dict(made.options),
        seed=seed,
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        command=made.command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds={stage: round(spent, 2) for stage, spent in made.seconds.items()},
    )


def read_day(folder: Path) -> VisitPlan:
    """Read the plan of a day back.

    Raises
    ------
    RunFolderError
        If the folder holds no day.
    VerificationFailed
        If its plan was damaged or edited.
    """
    if not (folder / DAY).is_file():
        raise RunFolderError(f"{folder} holds no planned day ({DAY}): plan the day first, then plan it again.")
    return read_model(folder / DAY, VisitPlan)


def day_case(folder: Path) -> Case:
    """Read the case that the day in a folder was planned from."""
    return read_case(folder / CASE)


def day_tables(case: Case) -> dict[str, str]:
    """Return the tables about a day as CSV text, by file name; blank tables are left out."""
    parts = {
        "visit_places.csv": rows_text(day.VisitPlace, case.visit_places),
        "visits.csv": rows_text(day.VisitRow, case.visits),
        "carers.csv": rows_text(day.CarerRow, case.carers),
        "parameters.csv": rows_text(Parameter, _parameters(case)),
    }
    if case.visit_pairs:
        parts["visit_pairs.csv"] = rows_text(day.VisitPair, case.visit_pairs)
    if case.visit_travel:
        parts["visit_travel.csv"] = rows_text(day.VisitTravel, case.visit_travel)
    return parts


def _parameters(case: Case) -> list[Parameter]:
    """Return the rows of parameters.csv with the figures that planning a day may change."""
    rows = {row.parameter: row for row in case.parameter_rows}
    known = columns_of(Parameters)
    for name in _CHANGED_FIGURES:
        value = getattr(case.parameters, name)
        stated = rows[name].value if name in rows else known[name].default
        if value != stated:
            reason = "set when the day was planned"
            rows[name] = Parameter(parameter=name, value=value, unit=known[name].unit, status="assumed", reason=reason)
    return list(rows.values())
