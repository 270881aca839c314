"""Where the load exceeds what the beds can carry, today and in the plan, and how much delay beds can cure."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding
from capplan.plan.findings.sources import parameter_source, sources_of
from capplan.plan.findings.words import counted, listed, month_name, number, percent

TOPIC = "standard"
NAMES = {
    "business-as-usual": "business as usual",
    "do-minimum": "the do-minimum option",
    "plan": "the plan",
}
_TOLERANCE = 1e-6


def overload(case: Case, plan: BedPlan) -> Iterator[Finding]:
    """Yield one finding for an option: the queues and sites of it that have no steady state, if any."""
    queues = [row for row in plan.figures.nodes if row.state == "no-steady-state"]
    overloaded = [row for row in plan.figures.bed_plan if row.state == "no-steady-state"]
    if not queues and not overloaded:
        return
    months = {period.id: period.months for period in case.periods}
    at_site: dict[str, int] = {}
    for row in overloaded:
        at_site[row.site] = at_site.get(row.site, 0) + months[row.period]
    periods = sorted({row.period for row in overloaded})
    waiting = sum(row.waiting_at_end for row in queues)
    sentences = []
    if queues:
        have = "has" if len(queues) == 1 else "have"
        sentences.append(
            f"In {NAMES[plan.option]} {len(queues)} of {counted(len(plan.figures.nodes), 'queue')} (one for each "
            f"cohort and locality) {have} no steady state: {number(waiting, 1)} people wait there at the end of the "
            f"plan, more than a year before, so no mean wait exists."
        )
    if overloaded:
        worst = max(at_site, key=lambda site: (at_site[site], site))
        sentences.append(
            f"In {NAMES[plan.option]} {counted(len(at_site), 'site reaches', 'sites reach')} the load that can "
            f"physically be carried, in {sum(months[period] for period in periods)} of "
            f"{counted(case.horizon.months, 'month')}, last in {month_name(periods[-1])}; the longest is "
            f"{case.site[worst].title}, {counted(at_site[worst], 'month')}."
        )
    yield Finding(
        id=f"overload-{plan.option}",
        topic=TOPIC,
        severity="warning",
        text=" ".join(sentences),
        figures={
            "queues_without_steady_state": len(queues),
            "queues": len(plan.figures.nodes),
            "waiting_at_end_people": waiting,
            "sites_without_steady_state": len(at_site),
            "months_overloaded": sum(months[period] for period in periods),
            "last_month_overloaded": periods[-1] if periods else "",
            **{f"months_overloaded_{site}": count for site, count in at_site.items()},
        },
        sources=("cohorts.csv", "stays.csv", "configurations.csv"),
    )


def standard_today(case: Case, business_as_usual: BedPlan) -> Iterator[Finding]:
    """Yield one finding: at how many sites the service standard is breached in the first period."""
    first = case.periods[0].id
    rows = [
        row
        for row in business_as_usual.figures.bed_plan
        if row.period == first and row.beds_staffed > 0 and row.kind != "spot"
    ]
    if not rows:
        return
    breached = [row for row in rows if row.load > row.safe_load + _TOLERANCE]
    text = f"The service standard is breached today at {len(breached)} of {counted(len(rows), 'site')}"
    if breached:
        named = [
            f"{case.site[row.site].title} (load {number(row.load, 1)}, safe {number(row.safe_load, 1)})"
            for row in breached
        ]
        text += f": {listed(named)}"
    yield Finding(
        id="standard-today",
        topic=TOPIC,
        severity="warning" if breached else "note",
        text=f"{text}.",
        figures={
            "sites_breached": len(breached),
            "sites": len(rows),
            **{f"load_beds_{row.site}": row.load for row in breached},
            **{f"safe_load_beds_{row.site}": row.safe_load for row in breached},
        },
        sources=("cohorts.csv", *(f"sites.csv: {row.site}" for row in breached)),
    )


def curable_delay(case: Case) -> Iterator[Finding]:
    """Yield one finding: of the people delayed in acute beds, how many more capacity outside can help."""
    cohorts = [row for row in case.cohorts if row.delayed_in_acute > 0 and row.when_full == "wait"]
    delayed = sum(row.delayed_in_acute for row in cohorts)
    share = case.parameters.capacity_share
    if not delayed:
        return
    counted_people = delayed * share
    yield Finding(
        id="delay-that-capacity-cures",
        topic=TOPIC,
        severity="note",
        text=f"Of {number(delayed)} people delayed in acute beds as the plan starts, only "
        f"{number(counted_people, 1)} ({percent(share)}) are counted: the others wait for a decision, an "
        f"assessment or a process, which more beds do not cure.",
        figures={
            "delayed_people": delayed,
            "counted_people": counted_people,
            "capacity_share": share,
        },
        sources=(
            *parameter_source(case, "capacity_share"),
            *sources_of("cohorts", [(row.cohort, row) for row in cohorts]),
        ),
    )
