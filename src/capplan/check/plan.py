"""Check a whole plan: bases, every option, and what is said across options, sizes, regrets and scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.check.answer import read_answer
from capplan.check.bases import check_bases
from capplan.check.beds import check_beds
from capplan.check.compare import compare_rows
from capplan.check.documents import check_documents
from capplan.check.facts import Facts
from capplan.check.hub import check_hub
from capplan.check.linked import check_linked
from capplan.check.programme import check_programme
from capplan.check.proof import check_objective, check_proof
from capplan.check.rota import check_rota
from capplan.check.simulation import check_simulation
from capplan.check.sizes import setting_sizes
from capplan.check.violation import GAP_TOLERANCE, MONEY_TOLERANCE_GBP, PEOPLE_TOLERANCE, Violation
from capplan.check.what_ifs import check_what_ifs
from capplan.decisions import SCHEMA_VERSION, BedPlan, Plan, Regret, ScenarioSummary, Totals
from capplan.units import MONTHS_PER_YEAR, add_months


def check_plan(case: Case, plan: Plan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a plan; nothing when it is right.

    Parameters
    ----------
    case : Case
        The case the plan says it is for, with the bases of its tables.
    plan : Plan
        The whole of ``plan.json``.
    """
    return tuple(_faults(case, plan))


def _faults(case: Case, plan: Plan) -> Iterator[Violation]:
    yield from _identity(case, plan)
    yield from _bases(case, plan)
    if plan.bases is not None:
        case = case.with_bases(plan.bases.decisions.open)
    for option in plan.options:
        for fault in check_beds(case, option):
            yield Violation(fault.rule, f"option {option.option}: {fault.where}", fault.message, fault.amount)
    chosen = next((option for option in plan.options if option.option == "plan"), None)
    if chosen is not None:
        # Only the plan is held to what initiatives change at sites; do-minimum is then none of those it bounds.
        if not case.programme_sites:
            yield from _bound_holds_for_all(plan, chosen)
        yield from _sizes(case, plan, chosen)
        for regret in plan.regrets:
            yield from _regret(case, chosen, regret)
    yield from _simulation(case, plan)
    yield from check_what_ifs(case, plan)
    yield from _rota(case, plan)
    yield from _hub(case, plan)
    yield from _programme(case, plan)
    if chosen is not None and plan.programme is not None:
        yield from check_linked(case, chosen.decisions, plan.programme.decisions)
        for end in plan.programme.ends:
            yield from check_linked(case, chosen.decisions, end.decisions)
    yield from check_documents(case, plan.documents, plan.findings)
    for summary in plan.scenarios:
        yield from _scenario(case, summary)


def _rota(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield faults of the rota, where the run was asked for one."""
    if plan.rota is not None and not case.plans_rota:
        yield Violation("rota not planned", "rota", "the case has no rota.")
    elif plan.rota is not None:
        for fault in check_rota(case, plan.rota):
            yield Violation(fault.rule, f"rota: {fault.where}", fault.message, fault.amount)


def _simulation(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield faults of the simulation, where the plan has one."""
    chosen = [option for option in plan.options if option.option == "plan"]
    if plan.simulation is not None and chosen and chosen[0].scenario in case.scenario_ids:
        facts = Facts(case.in_scenario(chosen[0].scenario), chosen[0].option)
        yield from check_simulation(facts, chosen[0], plan.simulation)


def _bases(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield faults of the choice of bases, and options whose staff are given other territories."""
    if plan.bases is None:
        if case.plans_staff:
            yield Violation("bases missing", "bases", "the case plans staff, but the plan has no bases.")
        return
    if not case.plans_staff:
        yield Violation("bases not planned", "bases", "the plan has bases, but the case plans no staff.")
        return
    if plan.bases.scenario != plan.scenario:
        message = f"the bases are on scenario {plan.bases.scenario!r}; the plan on {plan.scenario!r}."
        yield Violation("plan identity", "bases", message)
    for fault in check_bases(case, plan.bases):
        yield Violation(fault.rule, f"bases: {fault.where}", fault.message, fault.amount)
    chosen = {(row.area, row.base) for row in plan.bases.decisions.territory}
    for option in plan.options:
        rows = () if option.staff is None else option.staff.decisions.territory
        for area, base in sorted({(row.area, row.base) for row in rows} - chosen):
            message = f"base {base} serves the area; the plan's bases say otherwise."
            yield Violation("territory", f"option {option.option}: area {area}", message)


def _hub(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield faults of the hub, and a hub that is missing or not asked for."""
    if (plan.hub is None) == bool(case.hub_contacts):
        word = "missing" if plan.hub is None else "not planned"
        yield Violation(f"hub {word}", "hub", "the plan and the tables of the case do not agree about a hub.")
    elif plan.hub is not None:
        for fault in check_hub(case, plan.hub):
            yield Violation(fault.rule, f"hub: {fault.where}", fault.message, fault.amount)


def _programme(case: Case, plan: Plan) -> Iterator[Violation]:
    """Yield faults of the programme, and a programme that is missing or not asked for."""
    if (plan.programme is None) == case.plans_programme:
        word = "missing" if plan.programme is None else "not planned"
        message = "the plan and the tables of the case do not agree about a programme."
        yield Violation(f"programme {word}", "programme", message)
    elif plan.programme is not None:
        for fault in check_programme(case, plan.programme):
            yield Violation(fault.rule, f"programme: {fault.where}", fault.message, fault.amount)


def _identity(case: Case, plan: Plan) -> Iterator[Violation]:
    for name, stated, wanted in (
        ("schema_version", plan.schema_version, SCHEMA_VERSION),
        ("case", plan.case, case.identity.id),
        ("title", plan.title, case.identity.title),
        ("case_digest", plan.case_digest, case.digest),
    ):
        if stated != wanted:
            yield Violation("plan identity", name, f"the plan says {stated!r}; it should be {wanted!r}.")
    for option in plan.options:
        if option.scenario != plan.scenario:
            message = f"the option is on scenario {option.scenario!r}; the plan on {plan.scenario!r}."
            yield Violation("plan identity", f"option {option.option}", message)
    if plan.options and not case.plans_beds:
        yield Violation("beds not planned", "options", "the plan has beds, but the case plans none.")
        return
    names = [option.option for option in plan.options]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Violation("plan identity", f"option {name}", "the option stands twice.")


def _bound_holds_for_all(plan: Plan, chosen: BedPlan) -> Iterator[Violation]:
    """Do-minimum is one of the plans that the bound speaks of, so the bound may not lie above it."""
    for option in plan.options:
        if option.option == "do-minimum":
            above = chosen.proof.bound - option.proof.objective
            if above > max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(option.proof.objective)):
                message = (
                    f"the bound of {chosen.proof.bound:,.2f} GBP is above do-minimum's objective "
                    f"of {option.proof.objective:,.2f} GBP, which is one of the plans it bounds."
                )
                yield Violation("proof bound", "option plan against do-minimum", message, above)


def _sizes(case: Case, plan: Plan, chosen: BedPlan) -> Iterator[Violation]:
    if chosen.scenario not in case.scenario_ids:
        return
    facts = Facts(case.in_scenario(chosen.scenario), chosen.option)
    answer, _ = read_answer(facts, chosen.decisions)
    if answer is not None:
        yield from compare_rows("sizes", ("setting",), plan.sizes, setting_sizes(answer))


def _regret(case: Case, chosen: BedPlan, regret: Regret) -> Iterator[Violation]:
    where = f"site {regret.site}, closed {regret.closed}"
    if (regret.site, regret.closed) not in {(row.site, row.closed) for row in chosen.figures.closures}:
        yield Violation("regret closure", where, "the plan has no such reduction.")
    if regret.closed not in {period.id for period in case.periods}:
        yield Violation("regret closed", where, "no period of the case begins then.")
        return
    later = add_months(regret.closed, MONTHS_PER_YEAR)
    end = add_months(case.horizon.start, case.horizon.months)
    expected = later if later < end else None
    if regret.closed_later != expected:
        message = f"a year later is stated as {regret.closed_later}; the horizon gives {expected}."
        yield Violation("regret closed_later", where, message)
    if regret.cost_gbp is None and not regret.reason:
        yield Violation("regret reason", where, "no cost is stated and no reason why.")
    # A plan with one closure moved is still one of the plans that the bound speaks of.
    least = chosen.proof.bound - chosen.proof.objective
    if regret.cost_gbp is not None and regret.cost_gbp < least - _money_noise(chosen.proof.objective):
        message = f"delay is stated to cost {regret.cost_gbp:,.2f} GBP; the bound allows {least:,.2f} GBP or more."
        yield Violation("regret cost", where, message, least - regret.cost_gbp)


def _money_noise(objective: float) -> float:
    return max(MONEY_TOLERANCE_GBP, GAP_TOLERANCE * abs(objective))


def _scenario(case: Case, summary: ScenarioSummary) -> Iterator[Violation]:
    where = f"scenario {summary.scenario}"
    if summary.scenario not in case.scenario_ids:
        yield Violation("scenario id", where, "the case has no such scenario.")
    titles = {row.scenario: row.title for row in reversed(case.scenarios)}
    if summary.title != titles.get(summary.scenario, summary.title):
        message = f"the title is stated as {summary.title!r}; the case says {titles[summary.scenario]!r}."
        yield Violation("scenario title", where, message)
    yield from check_proof(summary.proof, where)
    yield from check_objective(summary.proof, summary.totals.objective_gbp, where)
    yield from _totals_add_up(summary.totals, where)
    yield from _totals_add_up(summary.business_as_usual, f"{where}, business as usual")
    known = {row.setting for row in case.settings}
    for setting in summary.beds_at_end:
        if setting not in known:
            yield Violation("scenario beds_at_end", where, f"{setting!r} is no setting of the case.")


def _totals_add_up(totals: Totals, where: str) -> Iterator[Violation]:
    for name, stated, parts in (
        (
            "objective_gbp",
            totals.objective_gbp,
            totals.cost_present_gbp
            + totals.access_weight_gbp
            + totals.change_weight_gbp
            + totals.shortfall_weight_gbp
            + totals.overskill_weight_gbp,
        ),
        (
            "cost_nominal_gbp",
            totals.cost_nominal_gbp,
            totals.revenue_nominal_gbp + totals.capital_nominal_gbp,
        ),
    ):
        if abs(stated - parts) > max(MONEY_TOLERANCE_GBP, PEOPLE_TOLERANCE * abs(parts)):
            message = f"{name} is stated as {stated:,.2f} GBP; its parts add to {parts:,.2f} GBP."
            yield Violation(f"scenario totals.{name}", where, message, abs(stated - parts))
