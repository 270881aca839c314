"""Put the sections, charts and style sheet of a report together into one page."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from capplan.case.assumptions import Assumption
from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan, Provenance
from capplan.report.figures import charts, style, words
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
    simulation,
    steps,
    summary,
    together,
)
from capplan.units import add_months

_PACKAGE = "capplan.report.html"
_SVG_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def render(plan: Plan, case: Case, provenance: Provenance, assumptions: Sequence[Assumption]) -> str:
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

    Raises
    ------
    KeyError
        If the plan lacks an option, or names a site, setting, locality, cohort or funder that is not in the case.
    """
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    chosen = plan.option("plan") if plan.options else None
    context = {
        "title": f"{_kind(chosen)}: {plan.title}",
        "lede": _lede(plan, case),
        "provenance": provenance,
        "style": Markup(_style_sheet()),  # ours, no text of a case enters it
        "charts": charts(plan, case),
        # Escaped by the writer of the picture; a page needs no namespace.
        "svg": lambda chart: Markup(chart.svg.replace(_SVG_NAMESPACE, "", 1)),
        "summary": summary.summarise(plan, case, assumptions) if plan.options else None,
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
        "evidence": evidence,
        "assumptions": evidence.assumptions_log(assumptions),
        "plan": plan,
        "chosen": chosen,
        "case": case,
        "words": words,
    }
    return environment.get_template("page.html.j2").render(context)


def _kind(chosen: BedPlan | None) -> str:
    if chosen is None:
        return "Plan"
    return "Bed plan" if chosen.staff is None else "Bed and staff plan"


def _lede(plan: Plan, case: Case) -> str:
    last = add_months(case.horizon.start, case.horizon.months - 1)
    prices = f"; prices of {case.identity.price_base}" if case.identity.price_base else ""
    return f"{words.month(case.horizon.start)} to {words.month(last)}; scenario {plan.scenario}{prices}."


def _style_sheet() -> str:
    sheet = files(_PACKAGE).joinpath("style.css").read_text(encoding="utf-8")
    light, dark = style.css_variables(dark=False), style.css_variables(dark=True)
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{sheet}"
    )
