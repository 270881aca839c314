"""What the staff plan shows: work left undone, posts that only stand ready, posts not used, vacancies, skill mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding, OptionId, StaffPlan
from capplan.plan.findings.staff_closures import closures_and_staff
from capplan.plan.findings.staff_sums import (
    Duty,
    Undone,
    dearer_than_main_role_gbp,
    duty_of_bases,
    hours_available,
    hours_worked,
    undone,
)
from capplan.plan.findings.words import counted, gbp, listed, month_name, number, percent

TOPIC = "staff"
_LOW_USE = 0.7
_MAX_NAMED = 6
_NEAR_ZERO = 1e-6
_MEASURABLE_FTE = 0.05


def staff_findings(case: Case, options: Mapping[OptionId, BedPlan]) -> Iterator[Finding]:
    """Yield what the staff of the option `plan` show; nothing where no staff are planned.

    Parameters
    ----------
    case : Case
        In the scenario of the options.
    options : mapping of option id to BedPlan
        Only `plan` is read.
    """
    plan = options.get("plan")
    if plan is None or plan.staff is None:
        return
    yield from work_left_undone(case, plan.staff)
    yield from rapid_cover(case, plan.staff)
    yield from low_use(case, plan.staff)
    yield from vacancies(case, plan.staff)
    yield from overskilled(case, plan.staff)
    yield from employers_that_stop(case, plan.staff)
    yield from closures_and_staff(case, plan, plan.staff)


def work_left_undone(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one warning for each response class with work left undone, or a note that there is none."""
    by_class: dict[str, list[Undone]] = {}
    for row in undone(staff):
        by_class.setdefault(row.response, []).append(row)
    if not by_class:
        yield Finding(
            id="staff-nothing-left-undone",
            topic=TOPIC,
            severity="note",
            text="The staff plan leaves no work undone, in any response class, at any workplace, in any month.",
            figures={"shortfall_hours": 0},
            sources=("work_types.csv", "establishment.csv"),
        )
    needed: dict[str, float] = {}
    for need in staff.figures.responses:
        needed[need.response] = needed.get(need.response, 0.0) + need.needed_hours
    titles = {row.skill: row.title for row in case.skills}
    for response, rows in by_class.items():
        hours = sum(row.hours for row in rows)
        share = f" ({percent(hours / needed[response], 2)} of its hours)" if needed.get(response) else ""
        worst = sorted(rows, key=lambda row: -row.hours)
        named = [
            f"{titles[row.skill].lower()} at {_workplace(case, row.workplace)}, {month_name(row.first)} to "
            f"{month_name(row.last)}, {number(row.hours)} hours"
            for row in worst[:_MAX_NAMED]
        ]
        if len(worst) > _MAX_NAMED:
            named.append(f"{len(worst) - _MAX_NAMED} more, see skill_cover.csv")
        yield Finding(
            id=f"staff-work-left-undone-{response}",
            topic=TOPIC,
            severity="warning",
            text=f"The plan leaves {number(hours)} hours of {response} work undone{share}: {listed(named)}.",
            figures={
                "shortfall_hours": hours,
                "first_month": min(row.first for row in rows),
                "last_month": max(row.last for row in rows),
                **{f"shortfall_hours_{row.workplace}_{row.skill}": row.hours for row in worst},
            },
            sources=("work_types.csv", "establishment.csv"),
        )


def rapid_cover(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding for each base and skill on duty: the FTE that only stand ready, and how idle they are."""
    for duty in duty_of_bases(case, staff):
        binding = [
            row
            for row in staff.figures.staff_plan
            if row.set_by == "rapid cover" and row.workplace == duty.base and duty.role == row.role
        ]
        yield _duty_finding(case, duty, len(binding))


def _duty_finding(case: Case, duty: Duty, binding: int) -> Finding:
    where, role = _workplace(case, duty.base), case.role[duty.role].title
    sets = (
        f" It sets the number of these posts in {binding} of {counted(len(case.periods), 'period')}." if binding else ""
    )
    return Finding(
        id=f"staff-rapid-cover-{duty.base}-{duty.skill}",
        topic=TOPIC,
        severity="note",
        text=f"At {where} being on duty takes {number(duty.fte, 1)} FTE of {role} on average over the plan, "
        f"whatever the calls. A call keeps one of them busy {percent(1 - duty.idle_share)} of the time; "
        f"{percent(duty.idle_share)} is waiting for one, free only for work that can be broken off.{sets}",
        figures={
            "fte_on_duty": duty.fte,
            "people_on_duty": duty.people,
            "load_people": duty.load,
            "idle_share": duty.idle_share,
            "periods_set_by_rapid_cover": binding,
        },
        sources=tuple(f"duty_cover.csv: {cover}" for cover in duty.covers),
    )


def low_use(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding: roles whose people work less than 70 % of the hours they can give over the plan."""
    worked, available = hours_worked(staff), hours_available(case, staff)
    use = {role: worked.get(role, 0.0) / hours for role, hours in available.items() if hours > 1.0}
    low = {role: share for role, share in sorted(use.items(), key=lambda item: item[1]) if share < _LOW_USE}
    if not low:
        return
    named = [f"{case.role[role].title} {percent(share, 0)}" for role, share in low.items()]
    yield Finding(
        id="staff-low-use",
        topic=TOPIC,
        severity="note",
        text=f"Over the plan {counted(len(low), 'role')} {'gives' if len(low) == 1 else 'give'} less than "
        f"{percent(_LOW_USE)} of the hours that people in post could give: {listed(named)}. There the people in post "
        f"exceed the work that the case names: either they do other work too, or there are too many.",
        figures={f"use_share_{role}": share for role, share in low.items()},
        sources=tuple(f"roles.csv: {role}" for role in low),
    )


def vacancies(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding: budgeted posts vacant as the plan starts, and which of them are filled at its end."""
    last = case.periods[-1].id
    rows = [(post, max(0.0, post.budget_fte - post.actual_fte)) for post in case.establishment if post.budget_fte > 0]
    vacant = [(post, gap) for post, gap in rows if gap > _MEASURABLE_FTE]
    at_end = {(row.role, row.workplace): row for row in staff.figures.staff_plan if row.period == last}
    planned = [
        (post, gap, at_end[post.role, post.workplace]) for post, gap in vacant if (post.role, post.workplace) in at_end
    ]
    if not planned:
        return
    open_still = [
        (post, min(gap, end.budget_fte - end.in_post_fte), end)
        for post, gap, end in planned
        if end.budget_fte - end.in_post_fte > _MEASURABLE_FTE
    ]
    total, remaining = sum(gap for _, gap, _ in planned), sum(gap for _, gap, _ in open_still)
    short = [
        f"{case.role[post.role].title} at {_workplace(case, post.workplace)} {number(gap, 1)}"
        for post, gap, end in sorted(open_still, key=lambda item: -item[1])
    ]
    needed = sum(end.needed_fte > end.in_post_fte + _MEASURABLE_FTE for _, _, end in open_still)
    text = (
        f"{number(total, 1)} FTE of budgeted posts are vacant as the plan starts; {number(total - remaining, 1)} FTE "
        f"of them are filled by {month_name(last)}"
    )
    if open_still:
        more = [f"{len(short) - _MAX_NAMED} more"] if len(short) > _MAX_NAMED else []
        text += (
            f" and {number(remaining, 1)} FTE are not: {listed([*short[:_MAX_NAMED], *more])}. In {needed} of these "
            f"{counted(len(open_still), 'place')} the need exceeds the people in post; in the others the work does not "
            f"ask for the post"
        )
    yield Finding(
        id="staff-vacancies",
        topic=TOPIC,
        severity="warning" if needed else "note",
        text=f"{text}.",
        figures={
            "vacant_fte_at_start": total,
            "filled_fte_at_end": total - remaining,
            "vacant_fte_at_end": remaining,
            "places_vacant_and_short": needed,
        },
        sources=tuple(f"establishment.csv: {post.role} {post.workplace}" for post, _, _ in planned),
    )


def overskilled(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding: work done by roles trained for more, and what it costs more than the role meant for it."""
    hours = staff.figures.totals.overskilled_hours
    if hours <= _NEAR_ZERO:
        return
    dearer = dearer_than_main_role_gbp(case, staff)
    all_hours = sum(hours_worked(staff).values())
    by_role: dict[str, float] = {}
    for row in staff.figures.staff_plan:
        by_role[row.role] = by_role.get(row.role, 0.0) + row.overskilled_hours
    most = [role for role, value in sorted(by_role.items(), key=lambda item: -item[1]) if value > _NEAR_ZERO]
    named = [f"{case.role[role].title} {number(by_role[role])}" for role in most[:_MAX_NAMED]]
    word = "more" if dearer >= 0 else "less"
    yield Finding(
        id="staff-overskilled-work",
        topic=TOPIC,
        severity="note",
        text=f"{number(hours)} hours ({percent(hours / all_hours)} of all hours worked) are done by people trained "
        f"for more than the work needs: {listed(named)}. Their pay for these hours is {gbp(abs(dearer))} {word} over "
        f"the plan (nominal) than that of the role meant for the work.",
        figures={
            "overskilled_hours": hours,
            "overskilled_share": hours / all_hours,
            "dearer_gbp": dearer,
            **{f"overskilled_hours_{role}": by_role[role] for role in most},
        },
        sources=("may_do.csv", *(f"roles.csv: {role}" for role in most)),
    )


def employers_that_stop(case: Case, staff: StaffPlan) -> Iterator[Finding]:
    """Yield one finding for each employer that stops taking people on inside the plan while posts depend on it."""
    last = case.periods[-1].id
    stops: dict[tuple[str, str], list[str]] = {}
    for role in case.roles:
        if role.takes_on_until is not None and case.horizon.start <= role.takes_on_until <= last:
            stops.setdefault((role.organisation, role.takes_on_until), []).append(role.role)
    end = {role: [0.0, 0.0] for roles in stops.values() for role in roles}
    for row in staff.figures.staff_plan:
        if row.period == last and row.role in end:
            end[row.role][0] += row.in_post_fte
            end[row.role][1] += row.needed_fte
    for number_of, ((organisation, month), roles) in enumerate(stops.items(), start=1):
        in_post, needed = (sum(end[role][side] for role in roles) for side in (0, 1))
        if max(in_post, needed) <= _MEASURABLE_FTE:
            continue
        yield Finding(
            id=f"staff-employer-stops-{number_of}",
            topic=TOPIC,
            severity="warning",
            text=f"{organisation} takes nobody on from {month_name(month)}, inside the plan. At the end "
            f"{number(in_post, 1)} FTE of {listed(case.role[role].title for role in roles)} are still in post, and the "
            f"work takes {number(needed, 1)} FTE: whoever follows it must keep or replace them.",
            figures={"month": month, "in_post_fte_at_end": in_post, "needed_fte_at_end": needed},
            sources=tuple(f"roles.csv: {role}" for role in roles),
        )


def _workplace(case: Case, workplace: str) -> str:
    return case.base[workplace].title if workplace in case.base else case.site[workplace].title
