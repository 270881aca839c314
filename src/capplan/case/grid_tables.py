"""The table that says under which line of the capacity and demand grid people count; `case.tables` lists it."""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Id, Row, Table, col, text

GridPart = Literal["discharge", "community"]
GridService = Literal[
    "social-support",
    "home-rehab",
    "short-home-care",
    "bedded-rehab",
    "short-residential",
    "urgent-response",
    "other-short-term",
]


class GridLine(Row):
    """Under which line of the Better Care Fund capacity and demand grid people of a cohort in a setting count."""

    cohort: Id = text("cohort id")
    setting: Id = text("setting id, one of the cohort's in stays.csv")
    part: GridPart = text("part of the grid: after discharge from hospital, or from the community")
    service: GridService = text(
        "line of the grid; discharge: social-support, home-rehab, short-home-care, bedded-rehab, short-residential; "
        "community: social-support, urgent-response, home-rehab, bedded-rehab, other-short-term"
    )
    share: float = col(
        "share of the cohort's demand that counts here; the shares of a cohort sum to 1", "share", ge=0, le=1
    )
    contact_hours: float | None = col(
        "hours with the person over one stay, for care at home (blank: not stated)", "hours", ge=0, default=None
    )


GRID_TABLES: tuple[Table, ...] = (Table("grid_lines", GridLine, ("cohort", "setting")),)
