"""The day as one page to read and print: key figures, what is not made and why, timeline, maps, run sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from capplan.case.case import Case
from capplan.decisions.visits import VisitPlan
from capplan.plan.visits.sheets import Sheet
from capplan.report.figures import style
from capplan.report.visits.tables import KEYS
from capplan.units import SECONDS_PER_MINUTE, seconds_to_clock

_PACKAGE = "capplan.report.html"
_SVG_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_PERCENT = ("share",)


def render_day(
    case: Case, plan: VisitPlan, day: str, sheets: Sequence[Sheet], timeline: str, maps: Mapping[str, str]
) -> str:
    """Return the page of a day: HTML without scripts and without anything to fetch; text of the case is escaped.

    Parameters
    ----------
    day
        The date, as printed.
    timeline, maps
        Pictures as SVG; maps by base.
    """
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("visits.html.j2")
    return page.render(
        title=f"Visits: {case.identity.title}",
        day=day,
        style=Markup(_style_sheet()),
        plan=plan,
        keys=[(words, _figure(getattr(plan.figures.totals, name), unit)) for name, words, unit in KEYS],
        proof=_proof_words(plan),
        sheets=sheets,
        clock=_wall_clock,
        titles={base.base: base.title for base in case.bases},
        # Escaped by the writers of the pictures; a page needs no namespace.
        timeline=Markup(timeline.replace(_SVG_NAMESPACE, "", 1)),
        maps={base: Markup(picture.replace(_SVG_NAMESPACE, "", 1)) for base, picture in maps.items()},
    )


def _wall_clock(at_s: int) -> str:
    """Return a time without its seconds, for people; the tables have them."""
    return seconds_to_clock(at_s // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "none"
    if unit in _PERCENT:
        return f"{value:.1%}"
    if unit == "GBP":
        return f"£{value:,.2f}"
    return f"{value:,.0f}" if isinstance(value, int) else f"{value:,.1f} {unit}"


def _proof_words(plan: VisitPlan) -> str:
    proof = plan.proof
    left = plan.figures.totals.visits - plan.figures.totals.made
    net = "" if proof.net_gap is None else f", {proof.net_gap:.1%} without pay for contact"
    return (
        f"The plan leaves out {left} visits; every plan leaves out at least {proof.unserved_bound}. It is within "
        f"{proof.gap:.1%} of the best possible{net}. The search ended by: {proof.stopped_by}."
    )


def _style_sheet() -> str:
    own = files(_PACKAGE).joinpath("style.css").read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {style.css_variables(True)} }} }}"
    return f":root {{ {style.css_variables(False)} }}\n{dark}\n{own}"
