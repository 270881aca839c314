"""Column types shared by every table of a case: ids, months, money, shares.

Each column carries its meaning and its unit, so that validation, the data dictionary and the
empty templates all come from one place (:mod:`capplan.case.tables`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

ID_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
MONTH_PATTERN = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"
YEAR_PATTERN = r"^(19|20|21)[0-9]{2}(/[0-9]{2})?$"
DAY_PATTERN = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
PERSON_PATTERN = r"^[a-z]{1,3}-?[0-9]{1,6}$"
_HH_MM = "([0-2][0-9]|3[0-5]):[0-5][0-9]"
DAY_TIME_PATTERN = rf"^{_HH_MM}$"
HOURS_PATTERN = rf"^{_HH_MM}-{_HH_MM}( {_HH_MM}-{_HH_MM})*$"
MAX_TEXT = 2000
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{kind}{one}" for kind in ("com", "lpt") for one in range(1, 10))})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _plain(text: str) -> str:
    """Refuse text that a spreadsheet would run as a formula."""
    if text.startswith(FORMULA_STARTS):
        raise ValueError("begins as a formula does (= + - @ or a tab), and a spreadsheet would run it")
    return text


def _no_device(name: str) -> str:
    """Refuse an id that no file may have on Windows: files and folders are named after ids."""
    if name in DEVICES:
        raise ValueError("is a name that Windows keeps for itself, and files are named after ids")
    return name


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60), AfterValidator(_no_device)]
Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]
Year = Annotated[str, StringConstraints(pattern=YEAR_PATTERN)]
Day = Annotated[str, StringConstraints(pattern=DAY_PATTERN)]
Clock = Annotated[str, StringConstraints(pattern=CLOCK_PATTERN)]
PersonKey = Annotated[str, StringConstraints(pattern=PERSON_PATTERN), AfterValidator(_no_device)]
DayTime = Annotated[str, StringConstraints(pattern=DAY_TIME_PATTERN)]
Hours = Annotated[str, StringConstraints(pattern=HOURS_PATTERN, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT), AfterValidator(_plain)]
MAX_TITLE = 200
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE), AfterValidator(_plain)
]
Status = Literal["stated", "derived", "assumed"]


def col(meaning: str, unit: str = "", **bounds: Any) -> Any:
    """Describe one column: what it means, its unit ('' for none) and its bounds or default."""
    return Field(description=meaning, json_schema_extra={"unit": unit}, allow_inf_nan=False, **bounds)


def text(meaning: str, **bounds: Any) -> Any:
    """Describe one column that holds text, an id, a month or a choice."""
    return Field(description=meaning, json_schema_extra={"unit": ""}, **bounds)


class Row(BaseModel):
    """One line of a table. Every line can say where its figures come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    source: Text = text("where the figures of this row come from (document and section, or data set)", default="")
    status: Status | None = text("stated in the source, derived from it, or assumed", default=None)
    reason: Text = text("why this value, or the arithmetic behind it", default="")
    could_supply: Text = text("for an assumed row: who could supply the real figure", default="")


@dataclass(frozen=True)
class Table:
    """A table of a case: file name without `.csv`, row model, key columns, and whether it must be there.

    A table `for_beds` must have rows where beds are planned, and may be left out where none are.
    """

    name: str
    row: type[Row]
    key: tuple[str, ...]
    required: bool = False
    for_beds: bool = False
