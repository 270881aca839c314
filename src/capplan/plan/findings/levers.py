"""What the source of a lever says it saves, against its own sum; and what a post round the clock takes."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.staff_hours import HOURS_PER_WEEK_ROUND_THE_CLOCK, Headroom, absent_share, round_the_clock_fte
from capplan.case.staff_tables import Lever
from capplan.case.staff_totals import lever_sum_gbp, payback_months, stated_savings_gbp
from capplan.decisions import Finding
from capplan.plan.findings.sources import parameter_source, sources_of
from capplan.plan.findings.words import counted, gbp, more_or_less, number, percent

TOPIC = "levers"
_PENNY = 0.005
_READINGS: dict[Headroom, str] = {
    "paid-hours": "as a share of the hours paid",
    "uplift": "as an uplift on the hours worked",
}


def lever_sums(case: Case) -> Iterator[Finding]:
    """Yield one finding for each lever whose source gives both a saving and the sum behind it."""
    for lever in case.levers:
        computed, stated = lever_sum_gbp(lever), lever.stated_saving_gbp
        if computed is None or stated is None:
            continue
        difference = computed - stated
        agrees = abs(difference) <= _PENNY
        ending = "as stated." if agrees else f"{_apart(difference)} the stated {gbp(stated)}."
        yield Finding(
            id=f"lever-sum-{lever.lever}",
            topic=TOPIC,
            severity="note" if agrees else "conflict",
            text=f"{lever.title}: {_sum_in_words(lever)} = {gbp(computed)} a year, {ending}",
            figures={"stated_saving_gbp": stated, "computed_gbp": computed, "difference_gbp": difference},
            sources=sources_of("levers", [(lever.lever, lever)]),
        )


def payback(case: Case) -> Iterator[Finding]:
    """Yield one finding: the stated savings of all levers, and how soon they bring in the programme's cost."""
    rows = [lever for lever in case.levers if lever.stated_saving_gbp]
    saving, one_off = stated_savings_gbp(case.levers), case.parameters.programme_one_off_gbp
    if not rows or one_off == 0:
        return
    months = payback_months(one_off, saving)
    yield Finding(
        id="levers-payback",
        topic=TOPIC,
        severity="note",
        text=f"The source expects {gbp(saving)} a year from {counted(len(rows), 'lever')}. If all of it came from the "
        f"first day, the one-off cost of {gbp(one_off)} would be back in {number(months, 1)} months. The savings are "
        "the source's own; what each lever is worth in this plan is computed apart.",
        figures={"stated_savings_gbp": saving, "one_off_gbp": one_off, "payback_months": months},
        sources=(
            *sources_of("levers", [(lever.lever, lever) for lever in rows]),
            *parameter_source(case, "programme_one_off_gbp"),
        ),
    )


def round_the_clock_post(case: Case) -> Iterator[Finding]:
    """Yield one finding where people are on duty: the posts behind one seat that is never empty, read both ways."""
    if not case.duty_cover:
        return
    cover = case.duty_cover[0]
    able = [row.role for row in case.may_do if row.skill == cover.skill and not row.overskilled]
    if not able:
        return
    role = case.role[able[0]]
    absent = absent_share(role)
    bare = round_the_clock_fte(role.hours_per_week, 0.0, "paid-hours")
    read = {reading: round_the_clock_fte(role.hours_per_week, absent, reading) for reading in _READINGS}
    other: Headroom = "uplift" if role.headroom == "paid-hours" else "paid-hours"
    hours = number(role.hours_per_week, 1).removesuffix(".0")
    yield Finding(
        id="round-the-clock-post",
        topic="staff",
        severity="note",
        text=f"One person on duty every hour of the week ({role.title}) takes {HOURS_PER_WEEK_ROUND_THE_CLOCK} / "
        f"{hours} = {number(bare, 2)} FTE before anybody is away. With {percent(absent)} for leave, sickness and "
        f"training, counted {_READINGS[role.headroom]} as in this case, it takes {number(read[role.headroom], 2)} "
        f"FTE; counted {_READINGS[other]}, {number(read[other], 2)}. Both are in use under the same name: ask which "
        "is meant.",
        figures={
            "fte_before_headroom": bare,
            "fte_paid_hours": read["paid-hours"],
            "fte_uplift": read["uplift"],
            "headroom_share": absent,
        },
        sources=(*sources_of("duty_cover", [(cover.cover, cover)]), *sources_of("roles", [(role.role, role)])),
    )


def _sum_in_words(lever: Lever) -> str:
    return (
        f"{percent(lever.stated_share or 0)} × {counted(lever.stated_posts or 0, 'post')} × "
        f"{gbp(lever.stated_pay_gbp or 0)}"
    )


def _apart(difference: float) -> str:
    return f"{gbp(abs(difference))} {more_or_less(difference, 'above', 'below')}"
