"""The tables of a case about bases and staff; `capplan.case.tables` lists them beside the tables about beds.

A *workplace* is a base, or a site whose beds are staffed from it. Whatever is planned about staff is planned by role
and workplace.
"""

from __future__ import annotations

from typing import Literal

from capplan.case.fields import Id, Month, Row, Table, Text, Title, col, text


class Base(Row):
    """A place from which staff set out, or could set out, to people at home."""

    base: Id = text("base id; no site may have the same id")
    title: Title = text("name to print")
    kind: Literal["health-team", "area-office", "community-hospital", "other"] = text("what the place is today")
    lat: float = col("latitude (WGS84)", "degrees", ge=-90, le=90)
    lon: float = col("longitude (WGS84)", "degrees", ge=-180, le=180)
    use: Literal["must", "may", "never"] = text("must be a base, may be chosen, or must not be used")
    cost_gbp_per_year: float = col("rent and running cost of the base", "GBP/year", ge=0)
    max_visits_per_year: float | None = col(
        "largest number of visits it can send out (blank: no limit)", "visits/year", ge=0, default=None
    )
    home_site: Id | None = text("site (travels = staff) whose home places are run from this base", default=None)
    after_site: Id | None = text(
        "site whose beds must have left before the place can be a base (blank: free today)", default=None
    )
    travel_min_per_visit: float | None = col(
        "minutes of travel and waiting for each visit, where measured (blank: travel from the territory)",
        "minutes",
        ge=0,
        default=None,
    )


class Adjacency(Row):
    """Two areas that share a border; one row a pair, in either order."""

    area: Id = text("area id")
    neighbour: Id = text("area id")


class Role(Row):
    """Posts of one profession, employer and band: same contract, same pay, same work."""

    role: Id = text("role id")
    title: Title = text("name to print")
    organisation: Title = text("employer")
    team: Title = text("team it belongs to")
    band: Text = text("band or grade", default="")
    funder: Id = text("funder that pays it")
    hours_per_week: float = col("contract hours of a full-time post (37.5 NHS, 37 councils)", "hours/week", gt=0, le=60)
    pay_gbp_per_year: float = col("pay with on-costs of a full-time post", "GBP/year", ge=0)
    leave_share: float = col("annual leave and public holidays", "share", ge=0, lt=1)
    sickness_share: float = col("sickness", "share", ge=0, lt=1)
    training_share: float = col("training and study", "share", ge=0, lt=1)
    headroom: Literal["paid-hours", "uplift"] = text(
        "what the three shares are shares of: paid-hours (worked = paid x (1 - sum)) or uplift (worked = paid / (1 + "
        "sum))"
    )
    other_share: float = col(
        "share of the hours worked that goes to meetings, supervision and handover, not to any work type",
        "share",
        ge=0,
        lt=1,
        default=0.0,
    )
    turnover_per_year: float = col("share of people in post who leave in a year", "share", ge=0, lt=1, default=0.0)
    recruit_lead_months: int = col("from the decision to recruit to the first day in post", "months", ge=0, le=36)
    max_recruits_fte_per_month: float | None = col(
        "most that can join a month, all workplaces (blank: no limit)", "FTE/month", ge=0, default=None
    )
    recruit_gbp_per_fte: float = col("cost of recruiting one FTE", "GBP", ge=0, default=0.0)
    agency_gbp_per_hour: float | None = col(
        "price of an agency hour (blank: no agency)", "GBP/hour", ge=0, default=None
    )
    max_agency_share: float = col(
        "agency hours at most, as a share of the hours worked by the budgeted establishment", "share", ge=0, default=0.0
    )
    redundancy_gbp_per_fte: float | None = col(
        "cost of making one FTE redundant (blank: no redundancy)", "GBP", ge=0, default=None
    )
    takes_on_until: Month | None = text(
        "first month in which its employer takes nobody on any more, e.g. after its contract (blank: goes on)",
        default=None,
    )


class Establishment(Row):
    """Posts of a role at a workplace: what is budgeted and who is really there."""

    role: Id = text("role id")
    workplace: Id = text("base id, or id of a site that is staffed")
    budget_fte: float = col("posts in the budget", "FTE", ge=0)
    actual_fte: float = col("people in post as the plan starts", "FTE", ge=0)
    min_fte: float = col("team minimum, once it can have been recruited", "FTE", ge=0, default=0.0)
    max_fte: float | None = col("most that the workplace can hold (blank: no limit)", "FTE", ge=0, default=None)


class Skill(Row):
    """What work needs: nursing, therapy, personal care, social work and so on."""

    skill: Id = text("skill id")
    title: Title = text("name to print")


class MayDo(Row):
    """A role may do the work of a skill; without a row it may not."""

    role: Id = text("role id")
    skill: Id = text("skill id")
    efficiency: float = col("work done in an hour, against the recipe's hour", "factor", gt=0, le=2, default=1.0)
    overskilled: bool = text("is the role trained for more than this skill needs (yes or no)", default=False)
    lever: Id | None = text("only from the month this lever is pulled (blank: always)", default=None)


class WorkType(Row):
    """A kind of work: what sets its volume, how fast it must be answered, what an hour of it left undone costs."""

    work: Id = text("work type id")
    title: Title = text("name to print")
    driver: Literal["home-starts", "occupied-days", "staffed-days", "referrals", "older-people", "fixed"] = text(
        "what a unit is: a person starting at home; an occupied bed-day; a staffed bed-day; a referral (grows with the "
        "older people, follows the seasons); a unit a year that grows with the older people; a fixed unit"
    )
    of: Text = text(
        "for home-starts: cohort ids; for bed-days: setting ids; for fixed: workplaces that share it equally; "
        "separated by spaces (blank: all cohorts, all settings, all bases)",
        default="",
    )
    volume_per_year: float | None = col(
        "units in the first year, whole county; for referrals, older-people and fixed only", "units/year", ge=0,
        default=None,
    )  # fmt: skip
    response: Literal["rapid", "fast", "normal", "planned"] = text(
        "how fast: rapid (hours), fast (a day), normal (days), planned"
    )
    travels: bool = text("does each visit need travel from the base (yes or no)")
    shortfall_gbp_per_hour: float = col("weight of an hour left undone; higher for faster responses", "GBP/hour", gt=0)


class Recipe(Row):
    """What one unit of a work type takes of one skill."""

    work: Id = text("work type id")
    skill: Id = text("skill id")
    visits: float | None = col("visits (or sessions) a unit (blank: from tapers.csv)", "visits", ge=0, default=None)
    contact_min: float = col("minutes with the person, each visit", "minutes", ge=0)
    other_min: float = col("minutes of recording and liaison, each visit", "minutes", ge=0, default=0.0)


class Taper(Row):
    """Visits a day in one week of an episode: more at first, fewer as the person becomes independent."""

    work: Id = text("work type id")
    week: int = col("week of the episode, 1 = first", "week", ge=1, le=52)
    visits_per_day: float = col("visits a day in that week", "visits/day", ge=0)


class DutyCover(Row):
    """People on duty through a band of hours, every day, so that a rapid call is answered in time."""

    cover: Id = text("cover id")
    title: Title = text("name to print")
    skill: Id = text("skill that is on duty")
    base: Id = text("base id, or each: at every base in use")
    work: Id | None = text("rapid work type whose calls it answers (blank: none, only the minimum)", default=None)
    serves: Literal["territory", "county"] = text("calls of its own territory, or of the whole county")
    from_hour: float = col("start of the band", "hour", ge=0, lt=24)
    to_hour: float = col(
        "end of the band; before its start: the next day (0 to 24 is the whole day)", "hour", gt=0, le=24
    )
    share: float = col("share of a day's calls that fall in the band", "share", ge=0, le=1, default=0.0)
    min_on_duty: int = col("people on duty at least", "people", ge=0, le=1000, default=0)
    wait_hours: float = col("wait that the promise speaks of", "hours", ge=0, default=0.0)
    max_wait_share: float = col("largest share of calls that may wait longer", "share", gt=0, lt=1, default=0.05)


class Move(Row):
    """A permitted redeployment: people of one role whose beds close take up another role at a base."""

    from_role: Id = text("role at the closing site")
    to_role: Id = text("role taken up at a base")
    retrain_months: int = col("months of retraining before they count", "months", ge=0, le=24, default=0)
    protected_months: int = col(
        "months of pay protection, where the new pay is lower", "months", ge=0, le=60, default=0
    )
    max_travel_min: float = col("furthest the new base may lie from the site", "minutes", ge=0)


class Supervision(Row):
    """So many FTE of a role need one FTE of another at the same workplace."""

    supervisor: Id = text("role that supervises")
    role: Id = text("role that is supervised")
    max_fte_per_supervisor: float = col("FTE supervised by one FTE at most", "FTE/FTE", gt=0)


class Lever(Row):
    """An efficiency that can be switched on: what it changes in the work, and what its source says it saves."""

    lever: Id = text("lever id")
    title: Title = text("name to print")
    kind: Literal["productivity", "less-work", "may-do"] = text(
        "productivity (minutes of the recipes of the skills named fall by the share), less-work (units of the work "
        "types named fall by the share), may-do (the rows of may_do.csv that name it count)"
    )
    of: Text = text("skill ids or work type ids, separated by spaces (blank for may-do)", default="")
    share: float = col("by how much", "share", ge=0, le=1, default=0.0)
    from_month: Month = text("first month in which it works")
    on: bool = text("is it pulled in this plan (yes or no)")
    stated_share: float | None = col("share in the source's own sum", "share", ge=0, le=1, default=None)
    stated_posts: float | None = col("posts in the source's own sum", "posts", ge=0, default=None)
    stated_pay_gbp: float | None = col("pay in the source's own sum", "GBP/year", ge=0, default=None)
    stated_saving_gbp: float | None = col("saving that the source states", "GBP/year", ge=0, default=None)


class StaffList(Row):
    """One line (or stated total) of a staff table in a source, kept as it is stated."""

    staff_list: Id = text("id of the source's table")
    line: Id = text("line id, unique in its table")
    title: Title = text("what the line says: organisation, role, band, place")
    groups: Text = text("groups the line counts in, separated by spaces", default="")
    basis: Literal["budget", "actual", "indicative"] = text("posts in the budget, people in post, or an indication")
    heads: float | None = col("people or posts counted (blank: not stated)", "people", ge=0, default=None)
    fte: float | None = col("full-time equivalents (blank: not stated)", "FTE", ge=0, default=None)


class StaffStatement(Row):
    """A figure on staff that a source states, and the groups of lines that should add up to it."""

    statement: Id = text("statement id")
    title: Title = text("what is stated")
    stated: float = col("the figure stated", "FTE or heads or GBP", ge=0)
    measure: Literal["fte", "heads"] = text("what is added up over the lines")
    adds: Text = text("groups that are added, separated by spaces", min_length=1)
    takes: Text = text("groups that are taken away, separated by spaces", default="")
    tolerance: float = col("difference that still counts as agreement (rounding)", "FTE", ge=0, default=0.005)
    verdict: Text = text("what a difference means, in words, for the finding", default="")


STAFF_TABLES: tuple[Table, ...] = (
    Table("bases", Base, ("base",)),
    Table("adjacency", Adjacency, ("area", "neighbour")),
    Table("roles", Role, ("role",)),
    Table("establishment", Establishment, ("role", "workplace")),
    Table("skills", Skill, ("skill",)),
    Table("may_do", MayDo, ("role", "skill")),
    Table("work_types", WorkType, ("work",)),
    Table("recipes", Recipe, ("work", "skill")),
    Table("tapers", Taper, ("work", "week")),
    Table("duty_cover", DutyCover, ("cover",)),
    Table("moves", Move, ("from_role", "to_role")),
    Table("supervision", Supervision, ("supervisor", "role")),
    Table("levers", Lever, ("lever",)),
    Table("staff_lists", StaffList, ("staff_list", "line")),
    Table("staff_statements", StaffStatement, ("statement",)),
)
