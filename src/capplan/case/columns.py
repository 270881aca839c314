"""What a column may hold, in words, taken from the pydantic models: for repairs and for the dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from capplan.case.fields import (
    CLOCK_PATTERN,
    DAY_PATTERN,
    DAY_TIME_PATTERN,
    HOURS_PATTERN,
    ID_PATTERN,
    MONTH_PATTERN,
    PERSON_PATTERN,
    YEAR_PATTERN,
    Row,
)

Kind = Literal[
    "id",
    "month",
    "year",
    "day",
    "time",
    "clock",
    "hours",
    "staff key",
    "text",
    "choice",
    "yes/no",
    "whole number",
    "number",
]

_PATTERN_KIND: dict[str, Kind] = {
    ID_PATTERN: "id",
    MONTH_PATTERN: "month",
    YEAR_PATTERN: "year",
    DAY_PATTERN: "day",
    CLOCK_PATTERN: "time",
    PERSON_PATTERN: "staff key",
    DAY_TIME_PATTERN: "clock",
    HOURS_PATTERN: "hours",
}
_UNITS_NOT_COUNTED = ("", "share", "share/year", "index", "factor", "month")
_WORDS = {
    "id": "an id of lower-case letters, digits and hyphens, for example ward-2",
    "month": "a month as YYYY-MM, for example 2015-06",
    "year": "a financial year, for example 2015/16",
    "day": "a day as YYYY-MM-DD, for example 2015-04-06",
    "time": "a time of day as HH:MM, for example 07:00",
    "staff key": "an opaque key of one to three letters and digits, never a name, for example p017",
    "clock": "a time of day as HH:MM, for example 07:30 (25:30 is half past one the next night)",
    "hours": "from and to as HH:MM-HH:MM, several separated by a space, for example 07:00-10:30 16:00-20:00",
    "yes/no": "yes or no",
}


@dataclass(frozen=True)
class Column:
    """One column (or parameter, or key): its kind, unit, bounds, default and meaning."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    required: bool
    default: object
    choices: tuple[str, ...]
    low: float | None
    low_excluded: bool
    high: float | None
    max_length: int | None

    @property
    def is_number(self) -> bool:
        """Whether it holds a number."""
        return self.kind in ("number", "whole number")

    @property
    def allowed(self) -> str:
        """What may be written, as the object of 'Write ...'."""
        if self.kind == "choice":
            return f"one of: {', '.join(choice for choice in self.choices if choice)}"
        if self.kind == "text":
            return f"text of at most {self.max_length:,} characters"
        return _WORDS[self.kind] if self.kind in _WORDS else self._allowed_number()

    def _allowed_number(self) -> str:
        noun = "a share" if self.unit.startswith("share") else f"a {self.kind}"
        if self.unit not in _UNITS_NOT_COUNTED:
            noun += f" of {self.unit}"
        if self.low is None:
            return noun
        if self.high is None:
            return f"{noun}, above {self.low:g}" if self.low_excluded else f"{noun}, {self.low:g} or more"
        start = f"above {self.low:g} and at most" if self.low_excluded else f"{self.low:g} to"
        return f"{noun}, {start} {self.high:,g}"

    @property
    def default_text(self) -> str:
        """The default as a planner would write it; '' for blank."""
        if self.default is None:
            return ""
        if isinstance(self.default, bool):
            return "yes" if self.default else "no"
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default)


@cache
def columns_of(model: type[BaseModel]) -> dict[str, Column]:
    """Return the columns of a model by name: required ones first, the four of every row last."""
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    columns = [_column(name, spec, name in required) for name, spec in schema["properties"].items()]
    shared = Row.model_fields if issubclass(model, Row) else {}
    columns.sort(key=lambda column: (column.name in shared, not column.required))
    return {column.name: column for column in columns}


def _column(name: str, spec: dict[str, Any], required: bool) -> Column:
    # An optional figure is written by pydantic as "this or null"; null is a blank cell here.
    value = next((part for part in spec.get("anyOf", ()) if part["type"] != "null"), spec)
    low_excluded = "exclusiveMinimum" in value
    return Column(
        name=name,
        kind=_kind(value),
        unit=spec.get("unit", ""),
        meaning=spec.get("description", ""),
        required=required,
        default=spec.get("default"),
        choices=tuple(value.get("enum", ())),
        low=value.get("exclusiveMinimum" if low_excluded else "minimum"),
        low_excluded=low_excluded,
        high=value.get("maximum"),
        max_length=value.get("maxLength"),
    )


def _kind(value: dict[str, Any]) -> Kind:
    if "enum" in value:
        return "choice"
    kinds: dict[str, Kind] = {"boolean": "yes/no", "integer": "whole number", "number": "number"}
    if value["type"] in kinds:
        return kinds[value["type"]]
    return _PATTERN_KIND.get(value.get("pattern", ""), "text")
