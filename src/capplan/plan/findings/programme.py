"""The programme: starts stated before what they wait for, notice too late, what must be bridged, who pays and gains."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Finding
from capplan.decisions.programme import ProgrammePlan, ScheduleRow
from capplan.plan.findings.words import gbp, month_name, number
from capplan.units import MONTHS_PER_YEAR

TOPIC = "programme"


def programme_findings(case: Case, plan: ProgrammePlan | None) -> tuple[Finding, ...]:
    """Return what is worth saying about a programme; nothing without one."""
    if plan is None:
        return ()
    return (
        *_stated_too_early(case, plan),
        *_notice(case, plan),
        *_bridging(plan),
        *_undecided(case, plan),
        *_transfers(case, plan),
    )


def _stated_too_early(case: Case, plan: ProgrammePlan) -> Iterator[Finding]:
    """Yield initiatives dated before the first month that their prerequisites allow, in the first of their places."""
    soonest: dict[str, ScheduleRow] = {}
    for row in plan.figures.schedule:
        known = soonest.setdefault(row.initiative, row)
        if (row.earliest or "9999") < (known.earliest or "9999"):
            soonest[row.initiative] = row
    for row in soonest.values():
        if row.stated is None or (row.earliest is not None and row.stated >= row.earliest):
            continue
        first = "no month of the plan" if row.earliest is None else month_name(row.earliest)
        named = ", ".join(_waits_for(case, row)) or "its own gate, meetings, readiness and notice"
        yield Finding(
            id=f"programme-stated-{row.initiative}",
            topic=TOPIC,
            severity="conflict",
            text=(
                f"{_title(case, row)} is stated to start in {month_name(row.stated)}; with what it waits for ({named}) "
                f"it can start at the earliest in {first}. The stated start precedes its own prerequisites."
            ),
            figures={"stated": row.stated, "earliest": row.earliest or "never"},
            sources=(f"initiatives.csv: {row.initiative}", "precedence.csv"),
        )


def _waits_for(case: Case, row: ScheduleRow) -> list[str]:
    titles = {one.initiative: one.title for one in case.initiatives}
    after = [one.after for one in case.precedence if one.initiative == row.initiative]
    after += [one.benefit_of for one in case.benefit_gates if one.initiative == row.initiative]
    return [titles[one] for one in after]


def _notice(case: Case, plan: ProgrammePlan) -> Iterator[Finding]:
    for row in plan.figures.contracts:
        if row.notice_served_low == row.notice_served_high:
            continue
        late = row.notice_served_high < case.horizon.start
        contract = case.contract[row.contract]
        monthly = sum(
            line.gbp * line.counted_share / MONTHS_PER_YEAR
            for line in case.initiative_money
            if (line.initiative, line.side, line.timing) == (row.initiative, "benefit", "recurring")
        )
        yield Finding(
            id=f"programme-notice-{row.contract}",
            topic=TOPIC,
            severity="warning" if late else "note",
            text=(
                f"{contract.title} ends for {month_name(row.ends)}. Its notice is not known: served by "
                f"{month_name(row.notice_served_low)} if it is {contract.low_notice_months} months, by "
                f"{month_name(row.notice_served)} if {row.notice_months}, by {month_name(row.notice_served_high)} if "
                f"{contract.high_notice_months}{', before the plan begins' if late else ''}. "
                f"Every month that it ends later costs {gbp(monthly)} of the saving."
            ),
            figures={
                "shortest": row.notice_served_low,
                "assumed": row.notice_served,
                "longest": row.notice_served_high,
                "month_later_gbp": monthly,
            },
            sources=(f"contracts.csv: {row.contract}",),
        )


def _bridging(plan: ProgrammePlan) -> Iterator[Finding]:
    totals = plan.figures.totals
    if totals.peak_month is None or plan.figures.months[-1].cumulative_gbp >= totals.peak_gbp:
        return
    back = next(
        (row.month for row in plan.figures.months if row.month > totals.peak_month and row.cumulative_gbp <= 0), None
    )
    when = f"paid back in {month_name(back)}" if back else "not paid back in the plan"
    yield Finding(
        id="programme-bridging",
        topic=TOPIC,
        severity="note",
        text=(
            f"Month by month, costs run ahead of savings: {gbp(totals.peak_gbp)} must be bridged by the end of "
            f"{month_name(totals.peak_month)}, {when}. Tables by year do not show it."
        ),
        figures={"peak_gbp": totals.peak_gbp, "month": totals.peak_month},
        sources=("initiative_money.csv",),
    )


def _undecided(case: Case, plan: ProgrammePlan) -> Iterator[Finding]:
    lines = [line for line in case.initiative_money if line.low_gbp is not None]
    if not lines:
        return
    net = {row.end: row.shown_gbp for row in plan.figures.ranges if row.year == "all"}
    same = all(end.decisions == plan.decisions for end in plan.ends)
    yield Finding(
        id="programme-undecided",
        topic=TOPIC,
        severity="warning",
        text=(
            f"{len(lines)} of {len(case.initiative_money)} lines of money {'is' if len(lines) == 1 else 'are'} "
            f"undecided. Over their ranges the whole programme comes to {gbp(net['favourable'])} to "
            f"{gbp(net['adverse'])} ({gbp(net['central'])} as written); "
            f"{'the best starts are the same at both ends' if same else 'the best starts differ over the range'}."
        ),
        figures={f"{end}_gbp": value for end, value in net.items()},
        sources=tuple(f"initiative_money.csv: {line.line}" for line in lines),
    )


def _transfers(case: Case, plan: ProgrammePlan) -> Iterator[Finding]:
    titles = {row.funder: row.title for row in case.funders}
    paid = [row for row in plan.figures.funders if row.transfer_present_gbp > 1.0]
    given = [row for row in plan.figures.funders if row.transfer_present_gbp < -1.0]
    if not paid or not given:
        return
    whole = all(abs(row.net_present_gbp + row.transfer_present_gbp) < 1.0 for row in given)
    givers = ", ".join(f"{titles[row.funder]} {gbp(row.transfer_present_gbp)}" for row in paid)
    takers = ", ".join(f"{titles[row.funder]} {gbp(-row.transfer_present_gbp)}" for row in given)
    yield Finding(
        id="programme-transfers",
        topic=TOPIC,
        severity="note",
        text=(
            f"Some partners pay and others gain. {'Nobody loses' if whole else 'Losses are smallest'} if these pay: "
            f"{givers}; to these: {takers} (present value over the plan, {number(len(plan.figures.funders))} funders)."
        ),
        figures={f"{row.funder}_gbp": row.transfer_present_gbp for row in (*paid, *given)},
        sources=("initiative_money.csv", "pots.csv"),
    )


def _title(case: Case, row: ScheduleRow) -> str:
    title = next(one.title for one in case.initiatives if one.initiative == row.initiative)
    place = next((one.title for one in case.localities if one.locality == row.locality), "")
    return f"{title}, {place}" if place else title
