"""Roles, the posts they have, what they may do, and the efficiencies that can be switched on."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.crosscheck.work import BED_DAYS, TOLERANCE, named_or_all, settings_at_home
from capplan.case.draft import TABLE_OF, Draft, fault_at
from capplan.case.faults import Fault, one_of

NEEDED_BY_ROLES = (staff.Base, staff.Establishment, staff.Skill, staff.MayDo, staff.WorkType, staff.Recipe)


def missing_staff_tables(draft: Draft) -> Iterator[Fault]:
    """Yield the tables without rows that a case with roles and beds needs."""
    if draft.of(staff.Role) and draft.ids("sites", "site"):
        for model in NEEDED_BY_ROLES:
            if not draft.of(model):
                problem = "has no rows, but roles.csv has: staff cannot be planned"
                yield Fault(f"{TABLE_OF[model]}.csv", None, None, None, problem, "Add its rows, or remove the roles.")


def idle_workplace(draft: Draft) -> Iterator[Fault]:
    """Yield posts at a site whose setting has no work by bed-days: nobody would need them there."""
    known = draft.ids("settings", "setting")
    setting_of = {site.site: site.setting for site in draft.of(t.Site) if site.setting in known}
    staffed = _settings_with_bed_work(draft)
    for number, row in draft.numbered(staff.Establishment):
        setting = setting_of.get(row.workplace)
        if setting is not None and setting not in staffed:
            problem = f"is a site in setting {setting}, in which no work type counts bed-days"
            repair = "Add one to work_types.csv (driver staffed-days or occupied-days), or name a base."
            yield fault_at(staff.Establishment, number, "workplace", row.workplace, problem, repair)


def posts_above_room(draft: Draft) -> Iterator[Fault]:
    """Yield workplaces that hold, or must hold, more than they can."""
    for number, row in draft.numbered(staff.Establishment):
        for column in ("min_fte", "actual_fte"):
            fte = getattr(row, column)
            if row.max_fte is not None and fte > row.max_fte:
                problem = f"is above max_fte ({row.max_fte:g})"
                repair = f"Write at most {row.max_fte:g}, or raise max_fte."
                yield fault_at(staff.Establishment, number, column, f"{fte:g}", problem, repair)


def role_without_posts(draft: Draft) -> Iterator[Fault]:
    """Yield roles that have posts nowhere."""
    placed = set(draft.ids("establishment", "role"))
    for number, role in draft.numbered(staff.Role) if placed else ():
        if role.role not in placed:
            problem, repair = "has no row in establishment.csv", "Add its workplaces there, with 0 posts if need be."
            yield fault_at(staff.Role, number, "role", role.role, problem, repair)


def nothing_worked(draft: Draft) -> Iterator[Fault]:
    """Yield roles whose leave, sickness and training take all of the hours paid."""
    for number, role in draft.numbered(staff.Role):
        total = role.leave_share + role.sickness_share + role.training_share
        if role.headroom == "paid-hours" and total > 1 - TOLERANCE:
            columns, problem = "leave_share + sickness_share + training_share", f"sum to {total:.10g} of the hours paid"
            repair = "Write shares that sum to less than 1; shares on top of the hours worked are headroom = uplift."
            yield fault_at(staff.Role, number, columns, None, problem, repair)


def agency_without_price(draft: Draft) -> Iterator[Fault]:
    """Yield roles that may use agency staff at no price."""
    for number, role in draft.numbered(staff.Role):
        if role.max_agency_share > 0 and role.agency_gbp_per_hour is None:
            problem = "is above 0, but agency_gbp_per_hour is blank"
            repair = "Write the price of an agency hour, or 0 here."
            yield fault_at(staff.Role, number, "max_agency_share", f"{role.max_agency_share:g}", problem, repair)


def supervises_itself(draft: Draft) -> Iterator[Fault]:
    """Yield roles that supervise themselves."""
    for number, row in draft.numbered(staff.Supervision):
        if row.supervisor == row.role:
            problem, repair = "is the role supervised", "Name another role, or remove the row."
            yield fault_at(staff.Supervision, number, "supervisor", row.supervisor, problem, repair)


def lever_of_another_kind(draft: Draft) -> Iterator[Fault]:
    """Yield rows of what a role may do that wait for a lever which switches on something else."""
    kind_of = {lever.lever: lever.kind for lever in draft.of(staff.Lever)}
    right = [lever for lever, kind in kind_of.items() if kind == "may-do"]
    for number, row in draft.numbered(staff.MayDo):
        kind = kind_of.get(row.lever) if row.lever else None
        if row.lever and kind not in (None, "may-do"):
            problem = f"is a lever of kind {kind}, which switches no row of this table on"
            repair = f"Write {one_of(right, row.lever)}, or leave the cell blank." if right else "Leave the cell blank."
            yield fault_at(staff.MayDo, number, "lever", row.lever, problem, repair)


def lever_of_unknown(draft: Draft) -> Iterator[Fault]:
    """Yield what a lever names that it cannot change, and levers that name nothing."""
    tables = {"productivity": ("skills", "skill"), "less-work": ("work_types", "work")}
    for number, lever in draft.numbered(staff.Lever):
        if lever.kind == "may-do":
            if lever.of:
                problem = "is filled, but a may-do lever changes the rows of may_do.csv that name it"
                yield fault_at(staff.Lever, number, "of", lever.of, problem, "Leave the cell blank.")
            continue
        table, column = tables[lever.kind]
        known = draft.ids(table, column)
        if not lever.of:
            problem = "is blank: the lever would change nothing"
            yield fault_at(staff.Lever, number, "of", None, problem, f"Name ids of {table}.csv.")
        for found in dict.fromkeys(lever.of.split()):
            if found not in known:
                repair = f"Add it there, or write {one_of(known, found)}." if known else "Add it there."
                yield fault_at(staff.Lever, number, "of", found, f"is not in {table}.csv", repair)


def lever_without_effect(draft: Draft) -> Iterator[Fault]:
    """Yield levers that save nothing."""
    for number, lever in draft.numbered(staff.Lever):
        if lever.kind != "may-do" and lever.share == 0:
            problem, repair = f"is no saving, but the lever is of kind {lever.kind}", "Write a share above 0."
            yield fault_at(staff.Lever, number, "share", f"{lever.share:g}", problem, repair)


def nobody_for_staff_share(draft: Draft) -> Iterator[Fault]:
    """Yield settings whose staff are taken out of the price of a bed, but whom no work type puts back by role."""
    if not draft.of(staff.Role) or not draft.of(staff.WorkType):
        return
    staffed = _settings_with_bed_work(draft) | _settings_with_home_work(draft)
    used = draft.ids("sites", "setting")
    for number, setting in draft.numbered(t.Setting):
        if setting.staff_share > 0 and setting.setting in used and setting.setting not in staffed:
            problem = "is above 0, but no work type counts bed-days of this setting, or starts at home in it"
            repair = "Add its work to work_types.csv, or write 0."
            yield fault_at(t.Setting, number, "staff_share", f"{setting.staff_share:g}", problem, repair)


def unknown_staff_group(draft: Draft) -> Iterator[Fault]:
    """Yield groups that a statement on staff adds up but no line of a staff list counts in."""
    known = [group for line in draft.of(staff.StaffList) for group in line.groups.split()]
    for number, row in draft.numbered(staff.StaffStatement):
        for column in ("adds", "takes"):
            for group in dict.fromkeys(getattr(row, column).split()):
                if group not in known:
                    problem = "is a group of no line in staff_lists.csv"
                    repair = f"Write {one_of(known, group)}." if known else "Fill the column groups there."
                    yield fault_at(staff.StaffStatement, number, column, group, problem, repair)


def _settings_with_bed_work(draft: Draft) -> set[str]:
    settings = draft.ids("settings", "setting")
    works = [work for work in draft.of(staff.WorkType) if work.driver in BED_DAYS]
    return {setting for work in works for setting in named_or_all(work, settings)}


def _settings_with_home_work(draft: Draft) -> set[str]:
    cohorts = draft.ids("cohorts", "cohort")
    works = [work for work in draft.of(staff.WorkType) if work.driver == "home-starts"]
    visited = {cohort for work in works for cohort in named_or_all(work, cohorts)}
    return {stay.setting for stay in draft.of(t.Stay) if stay.cohort in visited} & settings_at_home(draft)
