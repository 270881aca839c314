"""The programme: what starts when and where, the money that follows, and who pays and gains."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from capplan.decisions.common import Frozen, Month, Proof, measure

End = Literal["central", "favourable", "adverse"]


class ProgrammeStart(Frozen):
    """An initiative starts, in a locality if it goes by locality."""

    initiative: str
    locality: str = Field(description="blank: one start for the whole place")
    month: Month


class ProgrammeDecisions(Frozen):
    """What the optimiser chose; whatever has no row does not start in the plan."""

    starts: tuple[ProgrammeStart, ...]


class ScheduleRow(Frozen):
    """One initiative (in one locality): when it could start at the earliest, and when it does."""

    initiative: str
    locality: str
    earliest: Month | None = Field(
        description="first month that dates, gates, meetings, notice and everything it waits for allow, money and "
        "capacity apart; none: not in the plan's time"
    )
    starts: Month | None = Field(description="none: it does not start")
    ends: Month | None = Field(description="first month after its duration; none: runs on, or does not start")
    stated: str | None = Field(description="month its document gives")


class ContractRow(Frozen):
    """A contract that ends: when notice must be served, over the range of what the notice may be."""

    contract: str
    initiative: str
    ends: Month = Field(description="first month without it")
    notice_months: int
    notice_served: Month = Field(description="last month in which notice can be served: its first day")
    notice_served_low: Month = Field(description="the same for the shortest notice it may need")
    notice_served_high: Month = Field(description="the same for the longest notice; may lie before the plan")


class LineYear(Frozen):
    """One line of money in a financial year; costs positive, benefits negative, benefits counted once."""

    line: str
    year: str
    nominal_gbp: float
    shown_gbp: float = measure("rounded half up to the line's rounded_to_gbp", "GBP")
    present_gbp: float


class FunderYear(Frozen):
    """What a funder pays and is credited with in a financial year, nominal; the benefit is negative."""

    funder: str
    year: str
    cost_gbp: float
    benefit_gbp: float
    net_gbp: float


class FunderRow(Frozen):
    """A funder over the whole plan, at present value, and the transfer that makes every partner whole."""

    funder: str
    cost_present_gbp: float
    benefit_present_gbp: float
    net_present_gbp: float
    transfer_present_gbp: float = measure(
        "paid to the others (positive) or received (negative), so that nobody pays more than it gains; where the "
        "whole programme costs more than it saves, as far as the savings go",
        "GBP",
    )


class PotYear(Frozen):
    """One pot in a financial year against its limits."""

    pot: str
    year: str
    revenue_gbp: float = measure("net of benefits in the pot", "GBP")
    capital_gbp: float = measure("net of benefits in the pot", "GBP")
    spent_gbp: float = measure("gross, benefits not taken off", "GBP")
    revenue_room_gbp: float | None = Field(
        description="limit, with what was carried over, less what is spent; none: no limit",
        json_schema_extra={"unit": "GBP"},
    )
    capital_room_gbp: float | None = Field(
        description="the same of capital; none: no limit", json_schema_extra={"unit": "GBP"}
    )


class MonthRow(Frozen):
    """One month of the whole programme, nominal."""

    month: Month
    cost_gbp: float
    benefit_gbp: float = measure("negative", "GBP")
    net_gbp: float
    cumulative_gbp: float
    team_fte: float
    starts: int


class ContingencyRow(Frozen):
    """How much of a contingency the saving of a year carries, over the range of its price."""

    contingency: str
    year: str
    saving_gbp: float = measure("of its pot or the programme, as shown; 0 where there is none", "GBP")
    least: float = measure("units at the highest price", "units")
    units: float = measure("units at the price", "units")
    most: float = measure("units at the lowest price", "units")


class RangeRow(Frozen):
    """The same plan with every undecided line at one end of its range."""

    end: End
    year: str = Field(description="financial year, or all")
    net_gbp: float
    shown_gbp: float


class ProgrammeTotals(Frozen):
    """The programme in a few figures."""

    nominal_gbp: float = measure("net cost; negative: a saving", "GBP")
    present_gbp: float
    gap_year: str
    gap_year_gbp: float = measure("net cost in the year of the gap, nominal", "GBP")
    peak_gbp: float = measure("largest cumulative net cost of any month: what must be bridged; 0 where none", "GBP")
    peak_month: Month | None
    mean_wait_months: float | None = Field(
        description="mean wait of localities from the plan's first month, by people; what never starts waits for the "
        "whole plan; none: nothing goes by locality",
        json_schema_extra={"unit": "months"},
    )
    waited: float = measure("months that starts lie after their first possible month, all together", "months")
    objective: float = measure("what is made least: the aim of the case, and the weight of waiting", "GBP or months")


class ProgrammeFigures(Frozen):
    """What follows from the decisions."""

    schedule: tuple[ScheduleRow, ...]
    contracts: tuple[ContractRow, ...]
    lines: tuple[LineYear, ...]
    funder_years: tuple[FunderYear, ...]
    funders: tuple[FunderRow, ...]
    pots: tuple[PotYear, ...]
    months: tuple[MonthRow, ...]
    contingencies: tuple[ContingencyRow, ...]
    ranges: tuple[RangeRow, ...]
    totals: ProgrammeTotals


class ProgrammeEnd(Frozen):
    """The plan made anew with every undecided line at one end of its range."""

    end: End
    decisions: ProgrammeDecisions
    totals: ProgrammeTotals
    proof: Proof


class ProgrammePlan(Frozen):
    """The programme: decisions, figures and proof, and the plans at the ends of what is undecided."""

    decisions: ProgrammeDecisions
    figures: ProgrammeFigures
    proof: Proof
    ends: tuple[ProgrammeEnd, ...] = Field(description="none: nothing is undecided")
