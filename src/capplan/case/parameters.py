"""The rows of parameters.csv against the figures that the program knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from capplan.case.columns import columns_of
from capplan.case.faults import Fault, one_of
from capplan.case.header import Parameters
from capplan.case.repairs import explain
from capplan.case.tables import Parameter

FILE = "parameters.csv"


FOR_BEDS = ("acute_delayed_day_gbp", "acute_admission_day_gbp")


def read_parameters(
    rows: Sequence[tuple[int, Parameter]], *, complete: bool, beds: bool
) -> tuple[Parameters | None, list[Fault]]:
    """Return the parameters, or None with their faults.

    Parameters
    ----------
    rows
        Row number and row of every row of the table that is right in itself.
    complete
        Whether those are all its rows; if not, a parameter that is not among them may yet be there.
    beds
        Whether the case plans beds; if not, the prices of acute days are not needed, and 0 where not given.
    """
    faults = list(_unknown_or_wrong_unit(rows))
    row_of = {row.parameter: number for number, row in rows}
    known = columns_of(Parameters)
    values = {} if beds else dict.fromkeys(FOR_BEDS, 0.0)
    values |= {row.parameter: row.value for _, row in rows if row.parameter in known}
    parameters = None
    try:
        parameters = Parameters.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0])
            problem, repair = explain(detail, known[name])
            if name in row_of:
                faults.append(Fault(FILE, row_of[name], "value", f"{values[name]:g}", problem, repair))
            elif complete:
                hint = f"Add a row {name}, <value>, {known[name].unit}: {known[name].meaning}."
                faults.append(Fault(FILE, None, "parameter", name, "is missing", hint))
    return (None if faults else parameters), faults


def _unknown_or_wrong_unit(rows: Sequence[tuple[int, Parameter]]) -> Iterator[Fault]:
    known = columns_of(Parameters)
    for number, row in rows:
        if row.parameter not in known:
            hint = f"Remove the row, or write {one_of(known, row.parameter)}."
            yield Fault(FILE, number, "parameter", row.parameter, "is not a known parameter", hint)
        elif row.unit != known[row.parameter].unit:
            unit = known[row.parameter].unit
            hint = f"Give the value in {unit}, and write {unit}."
            yield Fault(FILE, number, "unit", row.unit, f"is the wrong unit of {row.parameter}", hint)
