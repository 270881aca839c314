"""The answer in two dozen lines, for stdout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from capplan.case.case import Case
from capplan.cli.programme import programme_lines
from capplan.decisions import BedPlan, CalendarRow, HubPlan, Plan, Response, SequenceRow, StaffPlan, Totals
from capplan.decisions.simulation import ALL
from capplan.report.staffing import largest, met_shares, most_agency, posts_by, workplace_title

_MAX_ROLES = 5
_MAX_SITES = 4
_MAX_PLACES = 3


def answer(case: Case, plan: Plan) -> str:
    """Return the answer of a run: beds, closures, openings, staff, money, proof."""
    return "\n".join(_lines(case, plan))


def option_lines(case: Case, option: BedPlan) -> Iterator[str]:
    """Yield what one option decides and what it is proven to be."""
    totals, proof = option.figures.totals, option.proof
    yield f"{case.identity.title}: {option.option}, scenario {option.scenario}"
    beds = f"{totals.beds_at_start} at the start, {totals.beds_at_end} at the end"
    yield f"  Beds: {beds} (home places and spot beds apart)"
    for row in option.figures.closures:
        yield (
            f"  {row.closed}  {case.site[row.site].title}: {row.beds_removed} fewer ({row.to_configuration}); "
            f"notice served {row.notice_served}, admissions stop {row.admissions_stop}"
        )
    for opening in option.figures.openings:
        title = case.site[opening.site].title
        yield f"  {opening.opens}  {title}: {opening.beds_added} more ({opening.to_configuration})"
    if option.staff is not None:
        yield from _staff_lines(case, option, option.staff)
    yield f"  Present cost £{totals.cost_present_gbp:,.0f} (nominal £{totals.cost_nominal_gbp:,.0f})"
    yield f"  Proof: {proof.status}, gap {proof.gap:.3%} of £{proof.objective:,.0f} (asked {proof.asked_gap:.3%})"


def _lines(case: Case, plan: Plan) -> Iterator[str]:
    if plan.options:
        yield from _options(case, plan)
    else:
        yield case.identity.title
    for row in plan.sequence:
        if row.scenario == plan.scenario:
            yield _together(row)
    if plan.programme is not None:
        yield from list(programme_lines(case, plan.programme))[1:]
    if plan.hub is not None:
        yield from _hub(plan.hub)
    yield from _simulated(case, plan)
    conflicts = sum(finding.severity == "conflict" for finding in plan.findings)
    noun = "conflict" if conflicts == 1 else "conflicts"
    yield f"  Findings: {len(plan.findings)}, of which {conflicts} {noun} in the case's own sources"
    yield "  Checked: every rule and figure recomputed by code that did not build the model"


def _options(case: Case, plan: Plan) -> Iterator[str]:
    yield from option_lines(case, plan.option("plan"))
    chosen = plan.option("plan").figures.totals
    for option in plan.options:
        if option.option != "plan":
            yield _against(option.option, option.figures.totals, chosen)


def _against(name: str, other: Totals, chosen: Totals) -> str:
    saving = other.cost_present_gbp - chosen.cost_present_gbp
    word = "saves" if saving >= 0 else "costs more by"
    return f"  Against {name}: {word} £{abs(saving):,.0f} in present value"


def _staff_lines(case: Case, option: BedPlan, staff: StaffPlan) -> Iterator[str]:
    """Yield the staffing plan in at most twelve lines."""
    totals, figures = staff.figures.totals, staff.figures
    needed = posts_by(figures, lambda row: row.period)
    start, end = (needed[case.periods[index].id].needed if needed else 0.0 for index in (0, -1))
    yield "  Staffing plan (FTE)"
    yield (
        f"    In post: {totals.fte_at_start:,.1f} at the start (needed {start:,.1f}, budget {totals.budget_fte:,.1f}), "
        f"{totals.fte_at_end:,.1f} at the end (needed {end:,.1f})"
    )
    yield f"    Recruited: {totals.recruited_fte:,.1f}{_recruits(case, figures.calendar)}"
    yield from _redeployed(case, figures.calendar)
    agency = most_agency(figures)
    yield f"    Agency: at most {agency[1]:,.1f}, in {agency[0]}" if agency else "    Agency: none"
    met = met_shares(case, figures, lambda _workplace, response, _year: (response,))
    shares = ", ".join(f"{name} {met[name,]:.1%}" for name in get_args(Response) if (name,) in met)
    yield f"    Hours of work done by response: {shares or 'no work'}"
    tested = [row.workforce_passed for row in option.figures.closures if row.workforce_passed is not None]
    if tested:
        yield f"    Workforce test: passed by {sum(tested)} of {len(tested)} reductions"
    yield f"    Present cost of staff and bases £{totals.cost_present_gbp:,.0f}, part of the cost below"


def _recruits(case: Case, calendar: tuple[CalendarRow, ...]) -> str:
    recruits = [row for row in calendar if row.kind == "recruit"]
    fte: dict[str, float] = defaultdict(float)
    for row in recruits:
        fte[row.role] += row.fte
    named = [
        f"{case.role_title(role)} {fte[role]:,.1f} "
        f"(decide from {min(row.decide_by for row in recruits if row.role == role)})"
        for role in largest(fte.items(), _MAX_ROLES)
    ]
    if len(fte) > _MAX_ROLES:
        named.append(f"{len(fte) - _MAX_ROLES} more roles")
    return f"; {'; '.join(named)}" if named else ""


def _redeployed(case: Case, calendar: tuple[CalendarRow, ...]) -> Iterator[str]:
    """Yield a line for each site that people leave for a base, the earliest first."""
    of_site: dict[str, list[CalendarRow]] = defaultdict(list)
    for row in sorted(calendar, key=lambda row: row.starts):
        if row.kind == "redeploy":
            of_site[row.from_site].append(row)
    for site, rows in list(of_site.items())[:_MAX_SITES]:
        fte: dict[str, float] = defaultdict(float)
        for row in rows:
            fte[f"{case.role_title(row.role)} at {workplace_title(case, row.workplace)}"] += row.fte
        months = rows[0].starts if rows[0].starts == rows[-1].starts else f"{rows[0].starts} to {rows[-1].starts}"
        most = largest(fte.items(), _MAX_PLACES)
        named = "; ".join(f"{fte[where]:,.1f} {where}" for where in most)
        if len(fte) > len(most):
            named += f"; {sum(fte.values()) - sum(fte[where] for where in most):,.1f} elsewhere"
        yield f"    {months}  from {workplace_title(case, site)} redeployed as {named}"
    if len(of_site) > _MAX_SITES:
        yield f"    and from {len(of_site) - _MAX_SITES} more sites: see staff_calendar.csv"


def _simulated(case: Case, plan: Plan) -> Iterator[str]:
    """Yield how many promises hold in the simulation, and name those that do not."""
    if plan.simulation is None:
        return
    overall = [row for row in plan.simulation.promises if row.setting == ALL]
    failing = [f"{case.cohort[row.cohort].title} {row.share:.1%}" for row in overall if row.verdict == "broken"]
    unsure = [f"{case.cohort[row.cohort].title} {row.share:.1%}" for row in overall if row.verdict == "open"]
    words = [f"not kept: {'; '.join(failing)}"] if failing else []
    words += [f"cannot be told: {'; '.join(unsure)}"] if unsure else []
    kept = f"{len(overall) - len(failing) - len(unsure)} of {len(overall)} promises kept"
    yield f"  Simulated in {plan.simulation.replications} futures: {', '.join([kept, *words])}"


def _hub(plan: HubPlan) -> Iterator[str]:
    totals = plan.figures.totals
    missing = f", {totals.short_hours:,.1f} hours missing" if totals.short_hours else ""
    yield (
        f"  Single point of referral: {totals.fte:.2f} FTE, health team {totals.shared_hours:,.1f} hours a week"
        f"{missing}; every promise kept in {totals.weeks_met_share:.0%} of weeks (gap {plan.proof.gap:.2%})"
    )


def _together(row: SequenceRow) -> str:
    joint = f"  Beds and staff together: £{row.joint_objective_gbp:,.0f} with weights"
    if row.difference_gbp is None:
        return f"{joint}; beds first cannot be staffed: {row.reason.rstrip('.')}"
    if abs(row.difference_gbp) < 0.5:
        return f"{joint}; beds first and staff after cost the same"
    word = "more" if row.difference_gbp >= 0 else "less"
    doubt = row.joint_objective_gbp - row.joint_bound_gbp
    open_ = ", too little for the proof to tell which is better" if abs(row.difference_gbp) <= doubt else ""
    return f"{joint}; beds first and staff after cost £{abs(row.difference_gbp):,.0f} {word}{open_}"
