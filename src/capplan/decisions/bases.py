"""Frozen answers of the `bases` formulation: which bases are open, whom each serves, and what follows from it."""

from __future__ import annotations

from pydantic import Field

from capplan.decisions.common import Frozen, Proof, measure


class TerritoryRow(Frozen):
    """An area and the base that serves it."""

    area: str
    base: str


class BaseDecisions(Frozen):
    """Everything the `bases` formulation decides."""

    open: tuple[str, ...] = Field(description="bases in use, in the order of bases.csv")
    territory: tuple[TerritoryRow, ...] = Field(description="one row an area, in the order of areas.csv")


class BaseRow(Frozen):
    """One open base and its territory."""

    base: str
    areas: int = Field(description="areas it serves")
    visits: float = measure("visits to its areas in the first year", "visits/year")
    rapid_calls: float = measure("rapid calls from its areas in the first year", "calls/year")
    share_of_visits: float = measure("its visits over those of the county", "share")
    mean_min: float | None = Field(
        description="minutes from the areas to the base, weighted by visits; none: no visits",
        json_schema_extra={"unit": "minutes"},
    )
    furthest_min: float | None = Field(
        description="minutes from the furthest area; none: no area", json_schema_extra={"unit": "minutes"}
    )
    furthest_rapid_area: str | None = Field(
        description="furthest area from which rapid calls come (the first of equals); none: no rapid calls"
    )
    travel_min_per_visit: float | None = Field(
        description="travel of a visit: as measured, or between two visits of a round and the visit's part of the way "
        "out and back; none: no visits",
        json_schema_extra={"unit": "minutes"},
    )
    travel_gbp: float = measure("staff travel a year, rapid calls weighted", "GBP/year")
    base_gbp: float = measure("rent and running cost a year", "GBP/year")


class BaseTotals(Frozen):
    """The county under one choice of bases."""

    visits: float = measure("visits in the first year", "visits/year")
    rapid_calls: float = measure("rapid calls in the first year", "calls/year")
    mean_min: float | None = Field(
        description="minutes from an area to its base, weighted by visits; none: no visits",
        json_schema_extra={"unit": "minutes"},
    )
    furthest_min: float = measure("minutes from the furthest area to its base", "minutes")
    travel_min_per_visit: float | None = Field(
        description="travel of a visit, mean of the bases weighted by visits; none: no visits",
        json_schema_extra={"unit": "minutes"},
    )
    imbalance: float = measure("largest distance of a base's visits from the mean of all open bases", "share")
    travel_gbp: float = measure("staff travel a year, rapid calls weighted", "GBP/year")
    base_gbp: float = measure("rent and running cost of the open bases a year", "GBP/year")
    objective_gbp: float = measure("travel_gbp + base_gbp", "GBP/year")


class BaseFigures(Frozen):
    """All figures that follow from `BaseDecisions` and the case."""

    bases: tuple[BaseRow, ...]
    totals: BaseTotals


class FixedBases(Frozen):
    """What the bases that the case marks `must` would give, beside freely chosen ones."""

    decisions: BaseDecisions
    totals: BaseTotals
    proof: Proof
    more_gbp: float = measure("their objective less that of the chosen bases", "GBP/year")
    more_min_per_visit: float | None = Field(
        description="their travel of a visit less that with the chosen bases; none: no visits",
        json_schema_extra={"unit": "minutes"},
    )


class BasePlan(Frozen):
    """Bases and territories on one scenario."""

    scenario: str
    fixed: bool = Field(description="must the bases marked `must` be open? No where they are chosen freely")
    num_bases: int = Field(description="bases to open", json_schema_extra={"unit": "bases"})
    decisions: BaseDecisions
    figures: BaseFigures
    proof: Proof
    instead_of: FixedBases | None = Field(
        default=None, description="the fixed bases, for comparison; none: not asked, none marked, or not possible"
    )
    why_not_fixed: tuple[str, ...] = Field(
        default=(), description="why the fixed bases meet no plan, in words; empty: they do, or were not asked"
    )
