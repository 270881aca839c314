"""Work types: whom they name, how their volume is set, what they take, and who is on duty for rapid calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capplan.case import staff_tables as staff
from capplan.case import tables as t
from capplan.case.draft import Draft, fault_at
from capplan.case.faults import Fault, one_of

TOLERANCE = 1e-6
BED_DAYS = ("occupied-days", "staffed-days")
FROM_THE_BEDS = ("home-starts", *BED_DAYS)
WHOLE_COUNTY = ("referrals", "older-people")


def named_or_all(work: staff.WorkType, known: Sequence[str]) -> Sequence[str]:
    """Return what the column `of` names; all that is known where it is blank."""
    return work.of.split() or known


def settings_at_home(draft: Draft) -> set[str]:
    """Return the settings that have a site from which staff travel."""
    return {site.setting for site in draft.of(t.Site) if site.travels == "staff"}


def work_of_unknown(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts, settings and workplaces that a work type names but that are not there."""
    cohorts, settings = draft.ids("cohorts", "cohort"), draft.ids("settings", "setting")
    workplaces = (*draft.ids("bases", "base"), *draft.ids("sites", "site"))
    for number, work in draft.numbered(staff.WorkType):
        if work.driver in WHOLE_COUNTY:
            if work.of:
                problem = f"is filled, but {work.driver} come from the whole county"
                yield fault_at(staff.WorkType, number, "of", work.of, problem, "Leave the cell blank.")
            continue
        where, known = "bases.csv or sites.csv", workplaces
        if work.driver == "home-starts":
            where, known = "cohorts.csv", cohorts
        elif work.driver in BED_DAYS:
            where, known = "settings.csv", settings
        for found in dict.fromkeys(work.of.split()):
            if found not in known:
                problem = f"is not in {where}, from which driver {work.driver} takes its ids"
                repair = f"Write {one_of(known, found)}." if known else "Add it there."
                yield fault_at(staff.WorkType, number, "of", found, problem, repair)


def nobody_starts_at_home(draft: Draft) -> Iterator[Fault]:
    """Yield cohorts that are to be visited at home but have no stay there."""
    at_home = settings_at_home(draft)
    visited = {stay.cohort for stay in draft.of(t.Stay) if stay.setting in at_home}
    cohorts = draft.ids("cohorts", "cohort")
    for number, work in draft.numbered(staff.WorkType):
        for cohort in dict.fromkeys(work.of.split()) if work.driver == "home-starts" else ():
            if cohort in cohorts and cohort not in visited:
                problem = "has no stay in a setting with a site of travels = staff, so it never starts at home"
                repair = "Add the stay to stays.csv, or take the cohort out."
                yield fault_at(staff.WorkType, number, "of", cohort, problem, repair)


def volume_of_work(draft: Draft) -> Iterator[Fault]:
    """Yield volumes that are missing, or stated although they follow from the plan of beds."""
    for number, work in draft.numbered(staff.WorkType):
        if work.driver in FROM_THE_BEDS and work.volume_per_year is not None:
            problem = f"is filled, but the volume of {work.driver} follows from the plan of beds"
            found = f"{work.volume_per_year:g}"
            yield fault_at(staff.WorkType, number, "volume_per_year", found, problem, "Leave the cell blank.")
        elif work.driver not in FROM_THE_BEDS and work.volume_per_year is None:
            problem, repair = f"is blank, but the driver is {work.driver}", "Write the units of the first year."
            yield fault_at(staff.WorkType, number, "volume_per_year", None, problem, repair)


def bed_work_travels(draft: Draft) -> Iterator[Fault]:
    """Yield work at beds whose visits would need travel."""
    for number, work in draft.numbered(staff.WorkType):
        if work.driver in BED_DAYS and work.travels:
            problem = f"is for work away from the workplace; {work.driver} are worked where the beds are"
            yield fault_at(staff.WorkType, number, "travels", "yes", problem, "Write no.")


def work_without_recipe(draft: Draft) -> Iterator[Fault]:
    """Yield work types of which nobody says what a unit takes."""
    known = set(draft.ids("recipes", "work"))
    for number, work in draft.numbered(staff.WorkType) if known else ():
        if work.work not in known:
            problem, repair = "has no row in recipes.csv", "Say there what a unit takes of each skill."
            yield fault_at(staff.WorkType, number, "work", work.work, problem, repair)


def visits_of_recipe(draft: Draft) -> Iterator[Fault]:
    """Yield recipes whose visits are left to a taper that is not there, or that no episode follows."""
    driver_of = {work.work: work.driver for work in draft.of(staff.WorkType)}
    tapered = set(draft.ids("tapers", "work"))
    for number, row in draft.numbered(staff.Recipe):
        driver = driver_of.get(row.work)
        # Work that is not there is reported as such.
        if driver is None or row.visits is not None:
            continue
        if driver != "home-starts":
            problem = f"is blank, but only home-starts have a taper, not {driver}"
            yield fault_at(staff.Recipe, number, "visits", None, problem, "Write the visits of a unit.")
        elif row.work not in tapered:
            problem = "is blank, and tapers.csv has no row for this work"
            yield fault_at(
                staff.Recipe, number, "visits", None, problem, "Write the visits of a unit, or its weeks there."
            )


def taper_unused(draft: Draft) -> Iterator[Fault]:
    """Yield tapers of work whose recipes all state their visits: they would change nothing."""
    stated = set(draft.ids("recipes", "work")) - {row.work for row in draft.of(staff.Recipe) if row.visits is None}
    told = set()
    for number, row in draft.numbered(staff.Taper):
        if row.work in stated and row.work not in told:
            told.add(row.work)
            problem = "has its visits in recipes.csv, so its taper would not count"
            yield fault_at(
                staff.Taper, number, "work", row.work, problem, "Leave `visits` blank there, or remove it here."
            )


def taper_gap(draft: Draft) -> Iterator[Fault]:
    """Yield tapers that miss a week between the first and the last."""
    weeks: dict[str, set[int]] = {}
    for row in draft.of(staff.Taper):
        weeks.setdefault(row.work, set()).add(row.week)
    for work, given in weeks.items():
        for week in range(1, max(given)):
            if week not in given:
                problem = f"has no row for week {week} of {work}"
                yield fault_at(staff.Taper, None, "week", None, problem, "Add it, with 0 visits if nobody comes.")


def duty_for_other_work(draft: Draft) -> Iterator[Fault]:
    """Yield duty cover for work that makes no rapid calls, or that does not need the skill on duty."""
    work_of = {work.work: work for work in draft.of(staff.WorkType)}
    skills = {(row.work, row.skill) for row in draft.of(staff.Recipe)}
    for number, row in draft.numbered(staff.DutyCover):
        work = work_of.get(row.work) if row.work else None
        if work is None:
            continue
        if work.response != "rapid" or work.driver != "referrals":
            problem = f"makes no rapid calls (driver {work.driver}, response {work.response})"
            repair = "Name work with driver referrals and response rapid, or leave the cell blank."
            yield fault_at(staff.DutyCover, number, "work", row.work, problem, repair)
        elif (row.work, row.skill) not in skills:
            needed = [skill for name, skill in skills if name == row.work]
            problem = f"is not in the recipe of {row.work}"
            repair = f"Write {one_of(sorted(needed), row.skill)}." if needed else "Add the work to recipes.csv."
            yield fault_at(staff.DutyCover, number, "skill", row.skill, problem, repair)


def duty_without_length(draft: Draft) -> Iterator[Fault]:
    """Yield bands of hours that begin and end at once."""
    for number, row in draft.numbered(staff.DutyCover):
        if row.from_hour == row.to_hour:
            problem = "is also the start of the band"
            repair = "Write another hour; the whole day is from 0 to 24."
            yield fault_at(staff.DutyCover, number, "to_hour", f"{row.to_hour:g}", problem, repair)


def share_without_calls(draft: Draft) -> Iterator[Fault]:
    """Yield shares of calls on duty cover that answers none."""
    for number, row in draft.numbered(staff.DutyCover):
        if row.work is None and row.share > 0:
            problem, repair = "is above 0, but the cover answers no work", "Name the work, or write 0."
            yield fault_at(staff.DutyCover, number, "share", f"{row.share:g}", problem, repair)


def duty_shares(draft: Draft) -> Iterator[Fault]:
    """Yield rapid work of which some calls from a base's territory are answered by nobody on duty, or twice."""
    covers = [(number, row) for number, row in draft.numbered(staff.DutyCover) if row.work]
    bases = [base.base for base in draft.of(staff.Base) if base.use != "never"]
    for work, skill in dict.fromkeys((row.work, row.skill) for _, row in covers):
        of_work = [(number, row) for number, row in covers if (row.work, row.skill) == (work, skill)]
        for base in bases:
            # Cover of the whole county answers for every territory, whichever base it sits at.
            answering = [row for _, row in of_work if row.base in ("each", base) or row.serves == "county"]
            total = sum(row.share for row in answering)
            if abs(total - 1) > TOLERANCE:
                problem = f"sums to {total:.10g} for the calls of {work} to {skill} at {base}, not to 1"
                repair = "Say who answers every call of a day, once; cover that keeps only a minimum names no work."
                yield fault_at(staff.DutyCover, of_work[-1][0], "share", None, problem, repair)
