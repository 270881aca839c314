"""The grid: its sheets, services and measures, and the figures of a year.

The layout follows descriptions of the capacity and demand template (services by month, new starts, stays and contact
hours); no current template could be read, so the names on its rows are to be confirmed against one before it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SHEETS: dict[tuple[str, str], str] = {
    ("discharge", "demand"): "discharge demand",
    ("discharge", "capacity"): "discharge capacity",
    ("community", "demand"): "community demand",
    ("community", "capacity"): "community capacity",
}
"""Name of the sheet by part and side."""

SERVICES: dict[str, dict[str, str]] = {
    "discharge": {
        "social-support": "Social support, including the voluntary sector (pathway 0)",
        "home-rehab": "Reablement and rehabilitation at home (pathway 1)",
        "short-home-care": "Short-term domiciliary care (pathway 1)",
        "bedded-rehab": "Reablement and rehabilitation in a bedded setting (pathway 2)",
        "short-residential": "Short-term residential or nursing care, a long-term placement likely (pathway 3)",
    },
    "community": {
        "social-support": "Social support, including the voluntary sector",
        "urgent-response": "Urgent community response",
        "home-rehab": "Reablement and rehabilitation at home",
        "bedded-rehab": "Reablement and rehabilitation in a bedded setting",
        "other-short-term": "Other short-term social care",
    },
}
"""Words of each line, by part and service."""

STARTS, SPOT, IN_SERVICE = "new starts", "of which bought on the spot", "people in the service on average"
STAY, HOURS, DELAY = "mean stay", "contact hours a start", "days from referral to start"
UNITS = {STARTS: "people", SPOT: "people", STAY: "days", HOURS: "hours", DELAY: "days", IN_SERVICE: "people"}
MEASURES: dict[str, tuple[str, ...]] = {
    "demand": (STARTS, IN_SERVICE),
    "capacity": (STARTS, SPOT, STAY, HOURS, DELAY, IN_SERVICE),
}
"""Rows of each line, by side. `IN_SERVICE` follows from starts and stay and is never read."""

HEADINGS = ("referral source", "service", "measure", "unit")
HEADING_ROW = 5
CONFIRM = "Names of rows and sheets are to be confirmed against a current template before this is sent to anybody."
ALL_SOURCES = "all"

Line = tuple[str, str]
"""(part, service)"""


@dataclass(frozen=True)
class Grid:
    """The grid of one financial year.

    Attributes
    ----------
    title : str
        What it is of.
    months : tuple of str
        Its twelve months, 'YYYY-MM'.
    rows : mapping of (part, side, service, measure) to twelve figures
        None where nothing is said. Starts in people a month, stays in days, hours a start.
    """

    title: str
    months: tuple[str, ...]
    rows: Mapping[tuple[str, str, str, str], tuple[float | None, ...]] = field(default_factory=dict)
