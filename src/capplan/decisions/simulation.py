"""What random life makes of a plan: promises kept or not, loads and waiting lists planned against simulated."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.common import Frozen, OptionId, measure

ALL = "all"
NOWHERE = "none"
Verdict = Literal["kept", "broken", "open"]
Fails = Literal["waits-too-long", "refused", "occupancy"]


class SimulatedCount(Frozen):
    """One replication's people of a cohort booked for a site, in the months from which the promise holds.

    For a promise about occupancy, people are days of staffed beds and failed are those of them occupied.
    """

    replication: int = Field(description="from 0")
    cohort: str
    site: str = Field(description="site id; none: people whom the plan itself diverts or starts nowhere")
    people: float = measure("people who came and whose fate is known; bed-days for occupancy", "people")
    failed: float = measure("those for whom the promise was not kept; occupied bed-days for occupancy", "people")


class SimulatedMonth(Frozen):
    """All replications' people of a cohort booked for a site who came in one period; periods without any left out."""

    cohort: str
    site: str
    period: str
    people: float = measure("as in the counts, all replications", "people")
    failed: float = measure("as in the counts, all replications", "people")


class SimulatedLoad(Frozen):
    """One site in one period, planned against simulated; periods without beds and people left out."""

    site: str
    period: str
    beds_usable: float = measure("beds that admit, mean over replications: without those about to leave", "beds")
    planned_load: float = measure("beds occupied on average, as planned", "beds")
    load: float = measure("beds occupied on average, mean over replications", "beds")
    load_low: float = measure("tenth percentile of the replications", "beds")
    load_high: float = measure("ninetieth percentile of the replications", "beds")
    waiting: float = measure("people waiting for this site at the end of the period, mean", "people")
    above_beds: float = measure("people still in beds that have gone, at the start of the period, mean", "people")


class SimulatedWaiting(Frozen):
    """People of a cohort waiting at the end of a period, planned against simulated."""

    cohort: str
    period: str
    planned_waiting: float = measure("as planned", "people")
    waiting: float = measure("mean over replications", "people")
    waiting_low: float = measure("tenth percentile of the replications", "people")
    waiting_high: float = measure("ninetieth percentile of the replications", "people")


class SimulatedPromise(Frozen):
    """A service promise: the standard of a cohort, over all sites, in one setting, or at one site."""

    cohort: str
    setting: str = Field(description="setting id, or all")
    site: str = Field(description="site id, or all")
    fails: Fails = Field(description="what the promise limits")
    promised_share: float = measure("the standard: largest share for whom it may fail; occupancy at most", "share")
    planned_share: float | None = Field(
        description="share by the formula at the planned loads; none: no formula holds (spot, or no steady state)",
        json_schema_extra={"unit": "share"},
    )
    share: float = measure("share simulated, mean over replications", "share")
    low: float = measure("tenth percentile of the replications", "share")
    high: float = measure("ninetieth percentile of the replications", "share")
    error: float = measure("half width of the 80 % confidence interval of the mean", "share")
    kept_share: float = measure("share of replications in which the promise is kept", "share")
    verdict: Verdict = Field(
        description="kept: mean and its error lie at or below the promise; broken: above it; open: the error holds it"
    )
    worst_period: str | None = Field(description="period with the largest share; none: nobody came")
    worst_share: float | None = Field(description="share in that period", json_schema_extra={"unit": "share"})
    why: str = Field(description="for a promise that is not kept: what makes it fail, in words")


class Simulation(Frozen):
    """How one option of a plan fares when life is random."""

    option: OptionId
    replications: int
    seed: int
    judged_from: str = Field(description="first period whose arrivals are judged: the standard holds from then")
    promises: tuple[SimulatedPromise, ...]
    loads: tuple[SimulatedLoad, ...]
    waiting: tuple[SimulatedWaiting, ...]
    months: tuple[SimulatedMonth, ...]
    counts: tuple[SimulatedCount, ...]
