"""What every answer is made of: frozen models, numbers with units, and the proof beside an answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

SCHEMA_VERSION = 2
OptionId = Literal["business-as-usual", "do-minimum", "plan"]
MoneyKind = Literal[
    "fixed",
    "variable",
    "stranded",
    "one-off-revenue",
    "capital",
    "acute-waiting",
    "acute-diverted",
    "pay",
    "agency",
    "recruitment",
    "pay-protection",
    "redundancy",
    "bases",
]
Node = Literal["steady", "no-steady-state"]


def _day(text: str) -> str:
    """Return a text that says a day of the calendar, as in 2026-11-30; ValueError if it does not."""
    date.fromisoformat(text)
    return text


def _moment(text: str) -> str:
    """Return a text that says a day and a time, as in 2026-11-30T06:30:00+00:00; ValueError if it does not."""
    datetime.fromisoformat(text)
    return text


Month = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
Day = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Moment = Annotated[str, AfterValidator(_moment)]


class Frozen(BaseModel):
    """A row or table of an answer: cannot be changed, refuses unknown fields and numbers that are none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def measure(meaning: str, unit: str) -> Any:
    """Describe a number: what it means and its unit."""
    return Field(description=meaning, json_schema_extra={"unit": unit})


class Proof(Frozen):
    """How good the decisions are proven to be."""

    status: Literal["optimal", "feasible"]
    objective: float
    bound: float
    gap: float = Field(description="(objective - bound) / |objective|", json_schema_extra={"unit": "share"})
    asked_gap: float

    @property
    def reached(self) -> Literal["proven", "feasible"]:
        """Proven within the gap asked, or a plan with a wider gap."""
        return "proven" if self.status == "optimal" else "feasible"
