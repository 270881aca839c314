"""The hub: what a telephone call and what electronic work needs, hours, shifts, and who may answer."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import hub_tables as hub
from capplan.case import staff_tables as staff
from capplan.case.draft import TABLE_OF, Draft, fault_at
from capplan.case.faults import Fault
from capplan.case.fields import Row
from capplan.case.hub_week import clock, half_hours

NEEDED_BY_CONTACTS = (hub.HubHours, hub.HubRole, hub.HubMayAnswer, hub.HubContract, hub.HubShift)


def missing_hub_tables(draft: Draft) -> Iterator[Fault]:
    """Yield the tables without rows that a case with contacts needs."""
    if draft.of(hub.HubContact):
        for model in NEEDED_BY_CONTACTS:
            if not draft.of(model):
                problem = "has no rows, but hub_contacts.csv has: the hub cannot be planned"
                yield Fault(
                    f"{TABLE_OF[model]}.csv", None, None, None, problem, "Add its rows, or remove the contacts."
                )


def columns_of_channel(draft: Draft) -> Iterator[Fault]:
    """Yield contacts without the standard of their channel."""
    for number, row in draft.numbered(hub.HubContact):
        needed = ("answer_s", "answer_share") if row.channel == "telephone" else ("deadline_hours",)
        for column in needed:
            if getattr(row, column) is None:
                problem = f"is blank, but the contact comes by channel {row.channel}"
                yield fault_at(hub.HubContact, number, column, None, problem, "Write the standard that is promised.")
        if row.deadline_hours is not None and row.channel == "electronic" and (2 * row.deadline_hours) % 1:
            problem, repair = "is not a number of half hours", "Write whole or half hours."
            yield fault_at(hub.HubContact, number, "deadline_hours", f"{row.deadline_hours:g}", problem, repair)
        if row.max_abandon_share is not None and row.patience_min is None:
            problem = "limits calls given up, but patience_min is blank: nobody gives up"
            repair = "Write patience_min, or leave the cell blank."
            yield fault_at(hub.HubContact, number, "max_abandon_share", f"{row.max_abandon_share:g}", problem, repair)


def bands_overlap(draft: Draft) -> Iterator[Fault]:
    """Yield half hours that two rows speak of."""
    first: dict[tuple[type[Row], str, int], int] = {}
    bands: list[tuple[int, hub.HubProfile | hub.HubHours]] = [
        *draft.numbered(hub.HubProfile),
        *draft.numbered(hub.HubHours),
    ]
    for number, row in bands:
        named = row.contact or "" if isinstance(row, hub.HubProfile) else ""
        for half_hour in half_hours(row.days, row.from_hour, row.to_hour):
            earlier = first.setdefault((type(row), named, half_hour), number)
            if earlier != number:
                problem = f"speaks of {clock(half_hour)}, as row {earlier} does"
                repair = "Change the hours or the days of one of them."
                yield fault_at(type(row), number, "days + from_hour + to_hour", None, problem, repair)
                break


def contact_never_comes(draft: Draft) -> Iterator[Fault]:
    """Yield contacts with a volume whose profile has no weight at all."""
    for number, row in draft.numbered(hub.HubContact):
        if row.volume_per_year > 0 and not any(one.weight > 0 for one in _profile(draft, row.contact)):
            problem = "has contacts, but every weight of its profile is 0"
            repair = "Write a weight above 0 in hub_profile.csv."
            yield fault_at(hub.HubContact, number, "contact", row.contact, problem, repair)


def calls_nobody_answers(draft: Draft) -> Iterator[Fault]:
    """Yield telephone contacts that come when nobody answers them."""
    if not draft.of(hub.HubHours):
        return
    open_at = {
        half_hour: row.answered_by
        for row in draft.of(hub.HubHours)
        for half_hour in half_hours(row.days, row.from_hour, row.to_hour)
    }
    for number, row in draft.numbered(hub.HubContact):
        if row.channel != "telephone" or row.volume_per_year == 0:
            continue
        for band in _profile(draft, row.contact):
            shut = [
                half_hour
                for half_hour in half_hours(band.days, band.from_hour, band.to_hour)
                if open_at.get(half_hour) not in ({"hub", "health-team"} if row.hours == "all" else {"hub"})
            ]
            if band.weight > 0 and shut:
                problem = f"has calls at {clock(shut[0])}, when nobody answers them"
                repair = "Write hours = all, add the hours to hub_hours.csv, or give no weight to that time."
                yield fault_at(hub.HubContact, number, "hours", row.hours, problem, repair)
                break


def shared_without_price(draft: Draft) -> Iterator[Fault]:
    """Yield hours of the health team without a price: its time is not for nothing."""
    for number, row in draft.numbered(hub.HubHours):
        if row.answered_by == "health-team" and row.shared_gbp_per_hour is None:
            problem, repair = "is blank, but the health team answers", "Write the price of an hour; 0 if agreed so."
            yield fault_at(hub.HubHours, number, "shared_gbp_per_hour", None, problem, repair)


def contact_without_role(draft: Draft) -> Iterator[Fault]:
    """Yield contacts that no role may deal with."""
    if not draft.of(hub.HubMayAnswer):
        return
    known = draft.ids("hub_may_answer", "contact")
    for number, row in draft.numbered(hub.HubContact):
        if row.contact not in known:
            problem, repair = "is dealt with by no role", "Add a row to hub_may_answer.csv."
            yield fault_at(hub.HubContact, number, "contact", row.contact, problem, repair)


def role_without_contract(draft: Draft) -> Iterator[Fault]:
    """Yield roles of the hub without a contract or without a shift."""
    for table in ("hub_contracts", "hub_shifts"):
        known = draft.ids(table, "role")
        if not known:
            continue
        for number, row in draft.numbered(hub.HubRole):
            if row.role not in known:
                yield fault_at(
                    hub.HubRole, number, "role", row.role, f"has no row in {table}.csv", "Add one, or remove the role."
                )


def posts_order(draft: Draft) -> Iterator[Fault]:
    """Yield contracts whose least number of posts lies above the largest, or is a part of a whole person."""
    for number, row in draft.numbered(hub.HubContract):
        if row.max_posts is not None and row.min_posts > row.max_posts:
            problem = f"is above max_posts ({row.max_posts:g})"
            yield fault_at(hub.HubContract, number, "min_posts", f"{row.min_posts:g}", problem, "Lower it.")


def shift_times(draft: Draft) -> Iterator[Fault]:
    """Yield shifts that end their starts before they begin, or whose break does not fit."""
    for number, row in draft.numbered(hub.HubShift):
        if row.last_start_hour < row.first_start_hour:
            problem = f"is before first_start_hour ({row.first_start_hour:g})"
            repair = "Write a later hour; a shift that begins after midnight begins on the next day."
            yield fault_at(hub.HubShift, number, "last_start_hour", f"{row.last_start_hour:g}", problem, repair)
        if row.break_min and not (
            row.break_from_hours + row.break_min / 60 <= row.break_to_hours and row.break_to_hours <= row.hours
        ):
            problem = "leaves no room for the break inside the shift"
            repair = "Write break_from_hours + break_min / 60 <= break_to_hours <= hours."
            yield fault_at(hub.HubShift, number, "break_to_hours", f"{row.break_to_hours:g}", problem, repair)
        if row.break_min >= 60 * row.hours:
            problem, repair = "is as long as the shift", "Write a shorter break."
            yield fault_at(hub.HubShift, number, "break_min", f"{row.break_min}", problem, repair)


def work_of_other_kind(draft: Draft) -> Iterator[Fault]:
    """Yield work types that stand for hub hours but do not count hours."""
    driver = {work.work: work.driver for work in draft.of(staff.WorkType)}
    for number, row in draft.numbered(hub.HubRole):
        if row.work is not None and driver.get(row.work, "fixed") != "fixed":
            problem = f"has driver {driver[row.work]}; only driver fixed counts hours"
            yield fault_at(hub.HubRole, number, "work", row.work, problem, "Name another, or leave the cell blank.")


def _profile(draft: Draft, contact: str) -> list[hub.HubProfile]:
    rows = draft.of(hub.HubProfile)
    own = [row for row in rows if row.contact == contact]
    return own or [row for row in rows if row.contact is None] or list(hub.DEFAULT_PROFILE)


def volume_of_electronic_work(draft: Draft) -> Iterator[Fault]:
    """Yield months counted of contacts that nobody answers at once."""
    channel = {row.contact: row.channel for row in draft.of(hub.HubContact)}
    for number, row in draft.numbered(hub.HubVolume):
        if channel.get(row.contact) == "electronic":
            problem, repair = "comes by channel electronic, and only calls are counted by month", "Remove the row."
            yield fault_at(hub.HubVolume, number, "contact", row.contact, problem, repair)
