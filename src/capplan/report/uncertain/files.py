"""Every file of a plan for many futures: page, tables, the plan itself."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from capplan.case.case import Case
from capplan.decisions.uncertain import UncertainPlan
from capplan.plan.store import model_json
from capplan.report.figures import style
from capplan.report.tables.written import csv_text
from capplan.report.uncertain import tables, words

PLAN = "uncertain.json"
_PACKAGE = "capplan.report.html"


def uncertain_files(case: Case, plan: UncertainPlan) -> dict[str, str | bytes]:
    """Return name and content of every file.

    Parameters
    ----------
    case
        As planned.
    """
    return {**uncertain_tables(case, plan), PLAN: model_json(plan), "uncertain.html": render(case, plan)}


def uncertain_tables(case: Case, plan: UncertainPlan) -> dict[str, str]:
    """Return name and content of every CSV table."""
    return {f"{one.name}.csv": csv_text(one) for one in tables.written(case, plan)}


def render(case: Case, plan: UncertainPlan) -> str:
    """Return the page: HTML without scripts and without anything to fetch; text of the case is escaped."""
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("uncertain.html.j2").render(
        title=f"One plan for many futures: {case.identity.title}",
        style=Markup(_style_sheet()),
        plan=plan,
        changes=list(words.changes(case, plan)),
        sentences=[
            words.money(plan),
            words.proof(plan),
            words.worth("Planning for all futures instead of the mean one", plan.value_of_stochastic_solution),
            words.worth("Knowing which future comes", plan.value_of_perfect_information),
        ],
        uncertain=[
            (row.title, row.distribution, f"{row.low:g}", f"{row.mode:g}", f"{row.high:g}", row.reason)
            for row in case.uncertainty
        ],
        tables=tables.printed(plan),
    )


def _style_sheet() -> str:
    own = files(_PACKAGE).joinpath("style.css").read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {style.css_variables(True)} }} }}"
    return f":root {{ {style.css_variables(False)} }}\n{dark}\n{own}"
