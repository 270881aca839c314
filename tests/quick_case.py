"""The example case without what is not about beds: it is planned in a few seconds."""

from pathlib import Path

from capplan.case.tables import TABLES
from capplan.case.write import new_case

KEPT = {
    "parameters",
    "contracts",
    "gates",
    "transitions",
    "options",
    "option_changes",
    "budgets",
    "scenarios",
    "seasons",
}


def quick_case(folder: Path) -> Path:
    """Write the example case with its tables for beds alone, and return its folder."""
    new_case(folder, example=True)
    for name, table in TABLES.items():
        if not table.for_beds and name not in KEPT:
            (folder / f"{name}.csv").unlink(missing_ok=True)
    return folder
