"""The folder of the loop between staffing and rounds: its rounds, and the case with what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from capplan.case.case import Case
from capplan.case.content import case_files
from capplan.case.read import read_case
from capplan.case.staff_tables import Base
from capplan.case.write_rows import rows_text
from capplan.decisions.visit_loop import LoopPlan
from capplan.plan.store import CASE, PROVENANCE, model_json, write_file, write_whole
from capplan.plan.visits.store import Made, provenance_of

LOOP = "loop.json"


def write_loop(folder: Path, case: Case, plan: LoopPlan, made: Made, files: Mapping[str, str]) -> None:
    """Write the folder whole, or leave everything as it was.

    Parameters
    ----------
    case
        With measured minutes; its bases.csv is written anew, all else as it was read.

    Raises
    ------
    RunFolderError
        If the place holds anything but an older folder of this kind, or the system refuses to write there.
    ValueError
        If the case was not read from a folder.
    """
    if case.folder is None:
        raise ValueError("Only a case that was read from a folder can be written.")
    tables = {**case_files(case.folder), "bases.csv": rows_text(Base, case.bases).encode()}

    def write(unfinished: Path) -> None:
        write_file(unfinished / LOOP, model_json(plan))
        for name, text in files.items():
            write_file(unfinished / name, text)
        (unfinished / CASE).mkdir()
        for name, data in tables.items():
            write_file(unfinished / CASE / name, data)
        provenance = provenance_of(case, made, plan.seeds[0], read_case(unfinished / CASE).digest)
        write_file(unfinished / PROVENANCE, model_json(provenance))

    write_whole(folder, write)
