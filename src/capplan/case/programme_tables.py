"""The tables of a case about its programme: what changes when, within whose money; planned month by month.

Money is written as positive figures with a side: a cost is paid, a benefit is saved. Every line of money belongs to a
pot, and every pot to a funder; budgets are set for pots. `capplan.case.tables` lists these tables with the rest.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Day, Id, Month, Row, Table, Text, Title, Year, col, text

OptimismKind = Literal["none", "standard-buildings", "non-standard-buildings", "equipment", "outsourcing", "own"]
OPTIMISM_BOUNDS: dict[str, float] = {
    "none": 0.0,
    "standard-buildings": 0.24,
    "non-standard-buildings": 0.51,
    "equipment": 2.0,
    "outsourcing": 0.41,
    "own": 0.0,
}
"""Upper bounds of optimism bias (Green Book, supplementary guidance): of capital, and of revenue if outsourced."""


class Initiative(Row):
    """Something the programme may do: a service begun, a contract ended, a redesign, a step of the work itself."""

    initiative: Id = text("initiative id")
    title: Title = text("name to print")
    section: Text = text("part of the programme it belongs to", default="")
    kind: Literal["commission", "decommission", "redesign", "dependent", "contingent", "monitor", "task"] = text(
        "commission (new service), decommission (ended), redesign (nothing bought), dependent (done inside another), "
        "contingent (only if needed), monitor, or task (a step of the programme's own work)"
    )
    use: Literal["must", "may", "never"] = text("must (starts in the plan), may (if it pays), never (left out)")
    per: Literal["whole", "locality"] = text(
        "whole (one start), or locality (a start of its own in each locality of roll_out.csv, and its money for each)",
        default="whole",
    )
    earliest: Month | None = text("first month in which it may start (blank: the plan's first)", default=None)
    latest: Month | None = text("last month in which it may start (blank: the plan's last)", default=None)
    stated: Month | None = text(
        "month in which its document says it starts (blank: not said); compared with the plan, not kept", default=None
    )
    starts_only: Literal["any-month", "quarter", "year"] = text(
        "any-month, or only the first month of a quarter or of a financial year (rolling contracts)",
        default="any-month",
    )
    gate: Id | None = text("gate of gates.csv that must be passed before it starts (blank: none)", default=None)
    approval: Id | None = text(
        "body of approvals.csv that must agree: it starts only in a month with a meeting (blank: none)", default=None
    )
    contract: Id | None = text(
        "contract of contracts.csv that ends as it starts: not before its term, and after its notice (blank: none)",
        default=None,
    )
    duration_months: int | None = col(
        "how long it runs, and its yearly money with it (blank: to the end of the plan)",
        "months",
        ge=1,
        le=600,
        default=None,
    )
    ramp_months: int = col(
        "months until its benefits are whole: the k-th month has k / (ramp_months + 1) of them",
        "months",
        ge=0,
        le=120,
        default=0,
    )
    team_fte: float = col("programme team it takes while it is brought in", "FTE", ge=0, default=0.0)
    team_months: int = col(
        "how long it is being brought in, from its start: it takes the team, and counts in its locality",
        "months",
        ge=0,
        le=120,
        default=0,
    )
    optimism: OptimismKind = text(
        "optimism bias of its costs: the Green Book's kinds (capital; outsourcing: revenue), own (all costs), or none",
        default="none",
    )
    optimism_share: float | None = col(
        "share added to those costs (blank: the upper bound of the kind: standard-buildings 0.24, "
        "non-standard-buildings 0.51, equipment 2, outsourcing 0.41)",
        "share",
        ge=0,
        le=5,
        default=None,
    )


class RollOut(Row):
    """A locality in which an initiative with per = locality starts by itself."""

    initiative: Id = text("initiative id")
    locality: Id = text("locality id")
    use: Literal["must", "may"] = text("must (covered in the plan) or may (if it pays)", default="must")
    ready: Month | None = text("first month in which it is ready (blank: as the initiative says)", default=None)
    latest: Month | None = text("last month in which it may start (blank: as the initiative says)", default=None)
    after: Id | None = text("locality in which the initiative must have started before (blank: none)", default=None)
    lag_months: int = col("months between the two starts, at least", "months", ge=0, le=120, default=0)
    people: float = col("weight in coverage, e.g. people served", "people", ge=0, default=1.0)


class InitiativeMoney(Row):
    """A line of money of an initiative: what it costs or saves, when, and out of which pot."""

    line: Id = text("line id")
    initiative: Id = text("initiative id")
    title: Title = text("what is paid or saved")
    pot: Id = text("pot it is paid from or saved in")
    side: Literal["cost", "benefit"] = text("cost (paid) or benefit (saved)")
    money: Literal["revenue", "capital"] = text("revenue or capital")
    timing: Literal["recurring", "one-off"] = text("recurring (so much a year) or one-off (so much in all)")
    gbp: float = col("so much a year, or in all; positive for a cost and for a benefit", "GBP", ge=0)
    low_gbp: float | None = col("for an undecided line: lowest it may be (blank: decided)", "GBP", ge=0, default=None)
    high_gbp: float | None = col("for an undecided line: highest it may be (blank: decided)", "GBP", ge=0, default=None)
    from_months: int = col("months after the start in which it begins", "months", ge=0, le=600, default=0)
    months: int | None = col(
        "how long it runs (blank: recurring as long as the initiative, one-off in one month); a one-off sum is spread "
        "evenly",
        "months",
        ge=1,
        le=600,
        default=None,
    )
    counted_share: float = col(
        "share of a benefit that is counted (optimism, cash that cannot be released)", "share", ge=0, le=1, default=1.0
    )
    rounded_to_gbp: float | None = col(
        "year figures are shown rounded half up to so many pounds (blank: not rounded)", "GBP", gt=0, default=None
    )


class Pot(Row):
    """A sum of money with one owner and one purpose: own or pooled, ring-fenced or not."""

    pot: Id = text("pot id")
    title: Title = text("name to print")
    funder: Id = text("funder it belongs to")
    pooled: bool = text("is it part of the pooled budget (yes or no)", default=False)


class ProgrammeBudget(Row):
    """What a pot may spend, net of what is saved in it, and must spend, in a financial year."""

    pot: Id = text("pot id")
    year: Year = text("financial year")
    revenue_gbp: float | None = col("most revenue, net of benefits in the pot (blank: no limit)", "GBP", default=None)
    capital_gbp: float | None = col("most capital, net of benefits in the pot (blank: no limit)", "GBP", default=None)
    protected_gbp: float = col("least that must be spent, benefits not taken off (ring-fence)", "GBP", ge=0, default=0)
    carry_over: float = col(
        "share of a limit that is not used and may be spent in the next year", "share", ge=0, le=1, default=0.0
    )


class Precedence(Row):
    """An initiative that may start only after another; in the same locality, if both go by locality."""

    initiative: Id = text("initiative that waits")
    after: Id = text("initiative that must have started (or ended) before")
    counts_from: Literal["start", "end"] = text("its start, or the end of its duration", default="start")
    lag_months: int = col("months from then, at least", "months", ge=0, le=240, default=0)


class BenefitGate(Row):
    """Money that is spent only after an earlier benefit has shown."""

    initiative: Id = text("initiative that waits")
    benefit_of: Id = text("initiative whose benefit must have shown")
    min_share: float = col("share of its whole benefit that counts as shown", "share", gt=0, le=1, default=1.0)
    shown_months: int = col("months for which it must have shown", "months", ge=0, le=120)


class Approval(Row):
    """A body that meets on a rhythm, and in whose meetings initiatives are agreed."""

    approval: Id = text("body id")
    title: Title = text("name to print")
    first_meeting: Day = text("first meeting")
    every_weeks: int = col("weeks from a meeting to the next", "weeks", ge=1, le=52)


class BenefitOverlap(Row):
    """Benefit that two initiatives would both count: of the line's benefit a share is left out while both run."""

    initiative: Id = text("initiative that reaches the same people")
    line: Id = text("benefit line (of another initiative) that would count them again")
    share: float = col("share of the line's benefit that is not counted while both run", "share", gt=0, le=1)


class BenefitShare(Row):
    """An agreed share of a benefit line that goes to a funder; without rows all goes to the funder of its pot."""

    line: Id = text("benefit line id")
    funder: Id = text("funder id")
    share: float = col("its share; the shares of a line sum to 1", "share", ge=0, le=1)


class ProgrammeCapacity(Row):
    """How much change can be carried at once, from a month on until the next row."""

    resource: Literal["team", "locality", "starts"] = text(
        "team (FTE), locality (initiatives being brought in at once in any one locality), or starts (a month, all)"
    )
    from_month: Month = text("first month of this limit")
    limit: float = col("the limit", "FTE, initiatives or starts", ge=0)


class Contingency(Row):
    """Something bought only if it is needed: the plan says how much of it its saving can carry."""

    contingency: Id = text("contingency id")
    title: Title = text("what would be bought")
    pot: Id | None = text("pot whose saving carries it (blank: the whole programme's)", default=None)
    unit: Text = text("what is counted, e.g. bed-day")
    low_gbp: float = col("lowest price of one", "GBP", gt=0)
    gbp: float = col("price of one", "GBP", gt=0)
    high_gbp: float = col("highest price of one", "GBP", gt=0)


class ProgrammeSite(Row):
    """An initiative that is a change of a site: both happen in the same month, and neither without the other."""

    initiative: Id = text("initiative id")
    site: Id = text("site whose beds or places change as it starts")
    change: Literal["opens", "reduces", "closes"] = text(
        "opens (more beds or places than today), reduces (fewer than today), or closes (none left)"
    )
    locality: Id | None = text("locality of roll_out.csv, where the initiative goes by locality", default=None)


PROGRAMME_TABLES: tuple[Table, ...] = (
    Table("initiatives", Initiative, ("initiative",)),
    Table("roll_out", RollOut, ("initiative", "locality")),
    Table("initiative_money", InitiativeMoney, ("line",)),
    Table("pots", Pot, ("pot",)),
    Table("programme_budgets", ProgrammeBudget, ("pot", "year")),
    Table("precedence", Precedence, ("initiative", "after")),
    Table("benefit_gates", BenefitGate, ("initiative", "benefit_of")),
    Table("approvals", Approval, ("approval",)),
    Table("benefit_overlaps", BenefitOverlap, ("initiative", "line")),
    Table("benefit_shares", BenefitShare, ("line", "funder")),
    Table("programme_capacity", ProgrammeCapacity, ("resource", "from_month")),
    Table("contingencies", Contingency, ("contingency",)),
    Table("programme_sites", ProgrammeSite, ("initiative", "site")),
)
