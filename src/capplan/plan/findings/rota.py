"""The rota: what stays uncovered and why, what would close it, hours that contracts leave over, who bears more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Finding
from capplan.decisions.rota import PersonRow, RotaPlan
from capplan.plan.findings.words import gbp, number, percent

TOPIC = "rota"
# Hours below contract of all people together that are worth a sentence, as a share of their contract hours.
IDLE_SHARE = 0.02
# Shifts of a kind above a person's fair share that are worth one.
ABOVE_FAIR = 2.0


def rota_findings(case: Case, plan: RotaPlan | None) -> tuple[Finding, ...]:
    """Return what is worth saying about a rota; nothing without one."""
    if plan is None:
        return ()
    return (*_gaps(case, plan), *_ways_out(plan), *_idle(plan), *_unfair(plan), *_requests(plan))


def _gaps(case: Case, plan: RotaPlan) -> Iterator[Finding]:
    """Yield what is short by cover, who fills it at what price, and what blocks the people who might."""
    titles = {row.cover: row for row in case.rota_cover}
    short: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for row in plan.figures.cover:
        if row.gap:
            short[row.cover] += row.gap
            days[row.cover] += 1
    for cover, gap in short.most_common():
        asked = titles[cover]
        by = "stay empty" if asked.gap_filled_by == "nobody" else f"go to {asked.gap_filled_by}"
        blocked = Counter(
            rule for one in plan.short if one.cover == cover for who in one.candidates for rule in who.blocked_by
        )
        why = ", ".join(f"{rule} ({number(times)})" for rule, times in blocked.most_common(3))
        yield Finding(
            id=f"rota-gap-{cover}",
            topic=TOPIC,
            severity="warning",
            text=(
                f"{asked.title}: {number(gap)} of the person-shifts needed {by}, on {number(days[cover])} "
                f"{'day' if days[cover] == 1 else 'days'}, for {gbp(gap * asked.gap_gbp)}."
                + (f" What keeps people off them most often: {why}." if why else " Nobody has the role and skills.")
            ),
            figures={"gap": gap, "days": days[cover], "gap_gbp": gap * asked.gap_gbp},
            sources=(f"rota_cover.csv: {cover}",),
        )


def _ways_out(plan: RotaPlan) -> Iterator[Finding]:
    """Yield the cheapest change that was tried and that leaves fewer gaps."""
    helps = [row for row in plan.relaxations if row.gap_after < plan.figures.totals.gap and row.saves_gbp > 0]
    for best in sorted(helps, key=lambda row: -row.saves_gbp)[:1]:
        yield Finding(
            id="rota-way-out",
            topic=TOPIC,
            severity="note",
            text=(
                f"Of {number(len(plan.relaxations))} ways out that were tried, {best.title} saves most: "
                f"{gbp(best.saves_gbp)} over the rota, and {number(best.gap_after)} instead of "
                f"{number(plan.figures.totals.gap)} person-shifts stay short ({best.proof})."
            ),
            figures={"saves_gbp": best.saves_gbp, "gap_after": best.gap_after},
            sources=("rule_sets.csv", "people.csv"),
        )


def _idle(plan: RotaPlan) -> Iterator[Finding]:
    """Yield hours that contracts leave over, or that are worked above them."""
    contract = sum(row.contract_hours for row in plan.figures.people)
    under = -sum(min(0.0, row.over_hours) for row in plan.figures.people)
    over = sum(max(0.0, row.over_hours) for row in plan.figures.people)
    if max(under, over) <= IDLE_SHARE * contract:
        return
    yield Finding(
        id="rota-hours",
        topic=TOPIC,
        severity="note",
        text=(
            f"Of {number(contract)} contract hours {number(under)} ({percent(under / contract)}) are not used by the "
            f"cover asked for, and {number(over)} are worked above contract. Posts and cover do not fit each other "
            "shift for shift; the staffing plan counts hours by month."
        ),
        figures={"contract_hours": contract, "under_hours": under, "over_hours": over},
        sources=("people.csv", "rota_cover.csv"),
    )


def _unfair(plan: RotaPlan) -> Iterator[Finding]:
    """Yield the person furthest above the fair share, for each kind of shift that is shared."""
    for kind, name in (("nights", "nights"), ("weekend_shifts", "weekend shifts"), ("unsocial_shifts", "late shifts")):
        above = [(_above(row, kind), row.person) for row in plan.figures.people]
        most, person = max(above, default=(0.0, ""))
        if most < ABOVE_FAIR:
            continue
        many = sum(one >= ABOVE_FAIR for one, _ in above)
        yield Finding(
            id=f"rota-fair-{kind.replace('_', '-')}",
            topic=TOPIC,
            severity="note",
            text=(
                f"{person} has {number(most, 1)} {name} more than the fair share, which counts the weeks before; "
                f"{number(many)} of {number(len(above))} people are {number(ABOVE_FAIR)} or more above it."
            ),
            figures={"most_above": most, "people": many},
            sources=(f"people.csv: {person}",),
        )


def _above(row: PersonRow, kind: str) -> float:
    fair = getattr(row, f"fair_{kind}")
    return 0.0 if fair is None else float(getattr(row, kind) - fair)


def _requests(plan: RotaPlan) -> Iterator[Finding]:
    """Yield how many requests are not met."""
    asked, met = (sum(getattr(row, name) for row in plan.figures.people) for name in ("requests", "requests_met"))
    if met == asked:
        return
    yield Finding(
        id="rota-requests",
        topic=TOPIC,
        severity="note",
        text=(
            f"{number(asked - met)} of {number(asked)} requests are not met, at a weight of "
            f"{gbp(plan.figures.totals.requests_gbp)}."
        ),
        figures={"asked": asked, "met": met},
        sources=("requests.csv",),
    )
