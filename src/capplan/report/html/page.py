"""Put the sections, charts and style sheet of a report together into one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capplan.case.assumptions import Assumption
from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan, Provenance
from capplan.report.board.page import Section
from capplan.report.figures import charts, words
from capplan.report.frame import render_page
from capplan.report.html import (
    bases,
    beds,
    changes,
    cover,
    documents,
    evidence,
    hub,
    money,
    options,
    people,
    posts,
    programme,
    quality,
    risk,
    rota,
    simulation,
    steps,
    summary,
    together,
)
from capplan.report.html.sections import sections
from capplan.units import add_months


def render(
    plan: Plan,
    case: Case,
    provenance: Provenance,
    assumptions: Sequence[Assumption],
    board: Sequence[Section] | None = None,
) -> str:
    """Return the report of a run: one HTML page without scripts and without anything to fetch.

    Parameters
    ----------
    plan : Plan
        A verified plan with the options `plan` and `business-as-usual`, and `do-minimum` where it is possible; or
        without options, where the case plans no beds.
    case : Case
        The case it was made for.
    provenance : Provenance
        What made the run; its time of making is printed, so equal input gives an equal page.
    assumptions : sequence of Assumption
        The assumptions log, as `capplan.case.assumptions.assumptions` returns it.
    board : sequence of Section, optional
        What `capplan.report.board.options.option_sections` says of the case's own options; none: they were not planned.

    Raises
    ------
    KeyError
        If the plan lacks an option, or names a site, setting, locality, cohort or funder that is not in the case.
    """
    chosen = plan.option("plan") if plan.options else None
    first = summary.summarise(plan, case) if plan.options else None
    risks, more_risks = summary.gravest(plan)
    context = {
        "title": f"{_kind(chosen)}: {plan.title}",
        "lede": _lede(plan, case),
        "provenance": provenance,
        "sections": sections(plan, case),
        "charts": charts(plan, case),
        "summary": first,
        "answers": list(_answers(plan, case)) if first is None else [],
        "risks": risks,
        "more_risks": more_risks,
        "opening_words": summary.opening_words,
        "checks": None if first is None else first.checks,
        "board": board,
        "assumed": evidence.assumed_share(case, assumptions),
        "beds": beds,
        "changes": changes,
        "money": money,
        "people": people,
        "posts": posts,
        "steps": steps,
        "cover": cover,
        "bases": bases,
        "hub": hub,
        "programme": programme,
        "documents": documents,
        "simulation": simulation,
        "together": together,
        "options": options,
        "risk": risk,
        "rota": rota,
        "quality": quality,
        "evidence": evidence,
        "assumptions": evidence.assumptions_log(assumptions),
        "assumption_rows": assumptions,
        "plan": plan,
        "chosen": chosen,
        "case": case,
        "words": words,
    }
    return render_page("page.html.j2", **context)


def _answers(plan: Plan, case: Case) -> Iterator[tuple[str, list[str]]]:
    """Yield what each part of a plan without beds says."""
    if plan.programme is not None:
        yield "Programme", list(programme.answer(case, plan.programme))
    if plan.hub is not None:
        yield "Single point of referral", list(hub.answer(plan.hub))
    if plan.rota is not None:
        yield "Rota", list(rota.summary_sentences(case, plan.rota))


def _kind(chosen: BedPlan | None) -> str:
    if chosen is None:
        return "Plan"
    return "Bed plan" if chosen.staff is None else "Bed and staff plan"


def _lede(plan: Plan, case: Case) -> str:
    last = add_months(case.horizon.start, case.horizon.months - 1)
    prices = f"; prices of {case.identity.price_base}" if case.identity.price_base else ""
    return f"{words.month(case.horizon.start)} to {words.month(last)}; scenario {plan.scenario}{prices}."
