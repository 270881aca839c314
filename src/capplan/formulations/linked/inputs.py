"""What the `linked` model is built from: inputs of its blocks, and which initiative is which change of which site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.case.programme_tables import ProgrammeSite
from capplan.decisions import OptionId
from capplan.formulations import beds, programme


@dataclass(frozen=True)
class Inputs:
    """Numbers of one option with its programme.

    Attributes
    ----------
    beds : capplan.formulations.beds.Inputs
        Of the block of beds.
    programme : capplan.formulations.programme.Inputs
        Of the block of the programme.
    changed : mapping of (unit, site) to configurations
        Those that the site runs only once the unit has started: more beds than today, fewer, or none.
    """

    beds: beds.Inputs
    programme: programme.Inputs
    changed: Mapping[tuple[str, str], frozenset[str]]


def inputs_of(case: Case, option: OptionId = "plan", of_beds: beds.Inputs | None = None) -> Inputs:
    """Derive the numbers of the model.

    Parameters
    ----------
    case : Case
        With tables of beds, of a programme, and rows in programme_sites.csv.
    option : OptionId
        Its freedom; only the plan can keep a programme.
    of_beds : capplan.formulations.beds.Inputs, optional
        Inputs of the block of beds, where they are known already (in a model with staff).
    """
    return Inputs(
        beds=beds.inputs_of(case, option) if of_beds is None else of_beds,
        programme=programme.inputs_of(case),
        changed={(unit_of(row), row.site): changed_configurations(case, row) for row in case.programme_sites},
    )


def unit_of(row: ProgrammeSite) -> str:
    """Return the unit of the programme that a row ties to a site."""
    return f"{row.initiative}_{row.locality}" if row.locality else row.initiative


def changed_configurations(case: Case, row: ProgrammeSite) -> frozenset[str]:
    """Return the configurations of a site that count as changed: more beds than today, fewer, or none."""
    rows = {one.configuration: one.beds_staffed for one in case.configurations_of[row.site]}
    today = rows[case.site[row.site].today]
    if row.change == "opens":
        return frozenset(name for name, count in rows.items() if count > today)
    return frozenset(name for name, count in rows.items() if count < today and (row.change == "reduces" or count == 0))
