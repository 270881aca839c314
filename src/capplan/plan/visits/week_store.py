"""The folder of a planned week: a folder for each day, the week's plan and tables, a copy of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from capplan.case.case import Case
from capplan.case.content import case_files
from capplan.case.read import read_case
from capplan.case.week_tables import CarerShift
from capplan.case.write_rows import rows_text
from capplan.decisions import Provenance
from capplan.decisions.visit_week import WeekPlan
from capplan.plan.store import CASE, PROVENANCE, model_json, write_file, write_whole
from capplan.plan.visits.store import Made, day_writer, provenance_of
from capplan.plan.visits.week import PlannedDay

WEEK = "week.json"


def write_week(
    folder: Path,
    case: Case,
    plan: WeekPlan,
    days: Sequence[PlannedDay],
    made: Made,
    files: Mapping[str, str | bytes],
    files_of_day: Callable[[PlannedDay], Mapping[str, str | bytes]],
) -> None:
    """Write the folder of a week whole, or leave everything as it was.

    Parameters
    ----------
    files, files_of_day
        Name and content of everything else, of the week and of a day.

    Raises
    ------
    RunFolderError
        If the place holds anything but an older run, day or week, or the system refuses to write there.
    ValueError
        If the case was not read from a folder.
    """
    if case.folder is None:
        raise ValueError("Only a case that was read from a folder can be written with its week.")
    tables = case_files(case.folder)
    if case.carer_shifts:
        tables["carer_shifts.csv"] = rows_text(CarerShift, case.carer_shifts).encode()
    writers = {day.weekday: day_writer(day.case, day.plan, made, files_of_day(day)) for day in days}

    def write(unfinished: Path) -> None:
        for weekday, writer in writers.items():
            (unfinished / weekday).mkdir()
            writer(unfinished / weekday)
        write_file(unfinished / WEEK, model_json(plan))
        for name, content in files.items():
            write_file(unfinished / name, content)
        (unfinished / CASE).mkdir()
        for name, data in tables.items():
            write_file(unfinished / CASE / name, data)
        provenance: Provenance = provenance_of(case, made, plan.seed, read_case(unfinished / CASE).digest)
        write_file(unfinished / PROVENANCE, model_json(provenance))

    write_whole(folder, write)
