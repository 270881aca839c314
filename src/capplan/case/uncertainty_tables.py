"""The tables of a case about what is uncertain in it; `capplan.case.tables` lists them with the rest."""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Id, Row, Table, Text, Title, col, text

Quantity = Literal["demand", "growth", "stay", "turnover", "vacancy"]
OF: dict[str, str] = {"demand": "cohorts", "stay": "cohorts", "turnover": "roles", "vacancy": "roles"}
"""Table whose ids a row of a quantity may name; growth names none."""


class Uncertainty(Row):
    """A figure that is not known for sure, and the range in which it lies."""

    uncertain: Id = text("id of the uncertain figure")
    title: Title = text("name to print")
    quantity: Quantity = text(
        "demand (multiplies admissions), growth (multiplies the growth of people above the first year), stay "
        "(multiplies stays), turnover (multiplies turnover: more leavers leave posts empty until they can be filled "
        "again), vacancy (share of posts in the plan that stand empty)"
    )
    of: Text = text(
        "cohorts (demand, stay) or roles (turnover, vacancy) it speaks of, a space between them; blank: all", default=""
    )
    distribution: Literal["triangular", "uniform"] = text("triangular (mode most likely) or uniform (low to high)")
    low: float = col("lowest value", "factor or share", ge=0, le=10)
    mode: float = col("most likely value; the case itself is at 1 (vacancy: 0)", "factor or share", ge=0, le=10)
    high: float = col("highest value", "factor or share", ge=0, le=10)
    group: Id | None = text("figures of one group are high and low together; blank: on its own", default=None)


class ScenarioChance(Row):
    """How likely a scenario of the case is; scenarios without a row are not among the futures."""

    scenario: Id = text("scenario id, or base")
    probability: float = col("probability; all rows sum to 1", "share", gt=0, le=1)


UNCERTAINTY_TABLES: tuple[Table, ...] = (
    Table("uncertainty", Uncertainty, ("uncertain",)),
    Table("scenario_chances", ScenarioChance, ("scenario",)),
)
