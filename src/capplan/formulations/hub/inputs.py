"""What the `hub` model is built from: plain numbers on sparse index sets, derived from a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from capplan.case.case import Case
from capplan.case.hub_tables import HubContact
from capplan.case.hub_week import HALF_HOURS_PER_WEEK, WEEKS_PER_YEAR, hours_of
from capplan.case.staff_hours import worked_share
from capplan.formulations.hub import demand, shifts
from capplan.formulations.hub.demand import Slot

Aim = Literal["weeks", "mean"]
Start = tuple[str, int]


@dataclass(frozen=True)
class Inputs:
    """Numbers of one week of the hub; a half hour is its place in the week, 0 = Monday 00:00.

    Attributes
    ----------
    factor : float
        Contacts of the week planned for over those of the mean week.
    may_answer : frozenset of (role, contact)
        Who may deal with what.
    required : mapping of (call, half hour) to int
        People needed; half hours that need nobody are left out.
    seat_busy : mapping of (call, half hour) to float
        Share of time that one of them talks.
    arrives : mapping of (task, half hour) to float
        Work that comes, in people for a half hour; at the half hours in which a backlog can change only.
    may_wait : mapping of (task, half hour) to float
        Most work that may be left from then until the next of these half hours.
    least : mapping of half hour to int
        Least number of people on duty, where there is one.
    max_shared, shared_gbp : mapping of half hour to int, float
        People of the health team who may answer at once; price of one for the half hour.
    short_gbp : mapping of contact to float
        Weight of a person missing, or of work left undone, for a half hour.
    on_duty : mapping of (shift, start) to half hours
        From start to end, break included.
    breaks : mapping of (shift, start) to half hours
        In which the break can begin; none without a break.
    break_length : mapping of shift to int
        Half hours of its break.
    premium_gbp : mapping of (shift, start) to float
        What unsocial hours add to the pay of the shift.
    worked_hours, post_gbp : mapping of contract to float
        Hours a week that one post is at work, after leave, sickness and training; its pay a week.
    whole : frozenset of contract
        Those of whole people.
    """

    factor: float
    calls: tuple[str, ...]
    tasks: tuple[str, ...]
    roles: tuple[str, ...]
    may_answer: frozenset[tuple[str, str]]
    required: Mapping[Slot, int]
    seat_busy: Mapping[Slot, float]
    arrives: Mapping[Slot, float]
    may_wait: Mapping[Slot, float]
    least: Mapping[int, int]
    max_shared: Mapping[int, int]
    shared_gbp: Mapping[int, float]
    short_gbp: Mapping[str, float]
    shift_role: Mapping[str, str]
    on_duty: Mapping[Start, tuple[int, ...]]
    breaks: Mapping[Start, tuple[int, ...]]
    break_length: Mapping[str, int]
    paid_hours: Mapping[str, float]
    premium_gbp: Mapping[Start, float]
    contract_role: Mapping[str, str]
    whole: frozenset[str]
    worked_hours: Mapping[str, float]
    post_gbp: Mapping[str, float]
    min_posts: Mapping[str, float]
    max_posts: Mapping[str, float]
    away_share: float


def inputs_of(case: Case, option: Aim = "weeks") -> Inputs:
    """Derive the numbers from a case.

    Parameters
    ----------
    case : Case
        With the tables of a hub.
    option : {'weeks', 'mean'}
        Plan for the week that hub_weeks_share of the weeks do not exceed, or for the mean week.
    """
    factor = demand.planned_factor(case) if option == "weeks" else 1.0
    required = demand.required_of(case, factor)
    opened = hours_of(case)
    team = {at: row for at, row in opened.items() if row.answered_by == "health-team"}
    own = {at: row for at, row in sorted(opened.items()) if row.answered_by == "hub"}
    begins = [(row, start) for row in case.hub_shifts for start in shifts.starts_of(row)]
    on_duty = {(row.shift, start): shifts.half_hours_of(row, start) for row, start in begins}
    may_answer = frozenset((row.role, row.contact) for row in case.hub_may_answer)
    shift_role = {row.shift: row.role for row in case.hub_shifts}
    tasks = [row for row in case.hub_contacts if row.channel == "electronic"]
    arrives, may_wait = _work(case, tasks, factor, on_duty, shift_role, may_answer)
    return Inputs(
        factor=factor,
        calls=tuple(row.contact for row in case.hub_contacts if row.channel == "telephone"),
        tasks=tuple(row.contact for row in tasks),
        roles=tuple(row.role for row in case.hub_roles),
        may_answer=may_answer,
        required=required,
        seat_busy=demand.seat_busy(case, factor, required),
        arrives=arrives,
        may_wait=may_wait,
        least={at: row.min_on_duty for at, row in own.items() if row.min_on_duty},
        max_shared={at: row.max_shared for at, row in team.items()},
        shared_gbp={at: (row.shared_gbp_per_hour or 0.0) * shifts.HOURS_PER_HALF_HOUR for at, row in team.items()},
        short_gbp={row.contact: row.shortfall_gbp_per_hour * shifts.HOURS_PER_HALF_HOUR for row in case.hub_contacts},
        shift_role=shift_role,
        on_duty=on_duty,
        breaks={(row.shift, start): shifts.break_starts(row, start) for row, start in begins},
        break_length={row.shift: shifts.break_length(row) for row in case.hub_shifts},
        paid_hours={row.shift: shifts.paid_hours(row) for row in case.hub_shifts},
        premium_gbp={(row.shift, start): shifts.premium_gbp(case, row, start) for row, start in begins},
        contract_role={row.contract: row.role for row in case.hub_contracts},
        whole=frozenset(row.contract for row in case.hub_contracts if row.whole),
        worked_hours={
            row.contract: row.hours_per_week * worked_share(case.role[row.role]) for row in case.hub_contracts
        },
        post_gbp={
            row.contract: case.role[row.role].pay_gbp_per_year
            / WEEKS_PER_YEAR
            * row.hours_per_week
            / case.role[row.role].hours_per_week
            for row in case.hub_contracts
        },
        min_posts={row.contract: row.min_posts for row in case.hub_contracts if row.min_posts},
        max_posts={row.contract: row.max_posts for row in case.hub_contracts if row.max_posts is not None},
        away_share=case.parameters.hub_away_share,
    )


def _work(
    case: Case,
    tasks: list[HubContact],
    factor: float,
    on_duty: Mapping[Start, tuple[int, ...]],
    shift_role: Mapping[str, str],
    may_answer: frozenset[tuple[str, str]],
) -> tuple[dict[Slot, float], dict[Slot, float]]:
    """Return work that comes and work that may wait, at the half hours in which some comes or some can be done."""
    loads = demand.loads_of(case)
    arrives: dict[Slot, float] = {}
    may_wait: dict[Slot, float] = {}
    for task in tasks:
        came = [float(load) * factor for load in loads[task.contact]]
        staffed = {
            at
            for (shift, _), during in on_duty.items()
            if (shift_role[shift], task.contact) in may_answer
            for at in during
        }
        kept = sorted(staffed | {at for at, load in enumerate(came) if load > 0})
        deadline = round(2 * (task.deadline_hours or 0.0))
        # Done within the deadline, counted from the start of the half hour in which it comes.
        recent = [_sum_before(came, at, deadline - 1) for at in range(HALF_HOURS_PER_WEEK)]
        for place, at in enumerate(kept):
            until = kept[(place + 1) % len(kept)]
            span = (until - at) % HALF_HOURS_PER_WEEK or HALF_HOURS_PER_WEEK
            arrives[task.contact, at] = came[at]
            may_wait[task.contact, at] = min(recent[(at + step) % HALF_HOURS_PER_WEEK] for step in range(span))
    return arrives, may_wait


def _sum_before(came: list[float], at: int, length: int) -> float:
    return sum(came[(at - back) % HALF_HOURS_PER_WEEK] for back in range(length))
