"""The first page: what is proposed, what it costs, what is proven, what could go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from capplan.case.case import Case
from capplan.decisions import BedPlan, Finding, Plan, StaffPlan, Totals
from capplan.report.figures import DataTable, words
from capplan.report.html.checks import checks
from capplan.report.html.posts import worst_response

_MAX_NAMED = 6
_MAX_RISKS_OF_A_KIND = 3
_MAX_RISK_TEXT = 220
_SENTENCE = re.compile(r"(?<=[.:;]) (?=[A-Z0-9])")


@dataclass(frozen=True)
class KeyFigure:
    """A figure to read at a glance."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Summary:
    """The texts of the first page."""

    proposal: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    money: tuple[str, ...]
    needs: tuple[str, ...]
    proof: tuple[str, ...]
    checks: DataTable


def summarise(plan: Plan, case: Case) -> Summary:
    """Write the first page."""
    chosen = plan.option("plan")
    kept = checks(plan, case)
    return Summary(
        proposal=tuple(_proposal(case, chosen)),
        key_figures=_key_figures(plan, chosen),
        money=tuple(_money(plan, case)),
        needs=tuple(_needs(case, chosen)),
        proof=_proof(chosen, kept),
        checks=kept,
    )


def gravest(plan: Plan) -> tuple[tuple[Finding, ...], int]:
    """Return the first conflicts and warnings, and how many more there are."""
    grave = [[row for row in plan.findings if row.severity == kind] for kind in ("conflict", "warning")]
    first = tuple(row for rows in grave for row in rows[:_MAX_RISKS_OF_A_KIND])
    return first, sum(map(len, grave)) - len(first)


def opening_words(text: str) -> str:
    """Return the first sentences of a text, as many as fit a line or two of the first page.

    >>> opening_words("Beds are short. " * 40).endswith("Beds are short. …")
    True
    """
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + len(sentence) > _MAX_RISK_TEXT:
            return f"{kept.strip()} …"
        kept = f"{kept} {sentence}"
    return kept.strip()


def _proposal(case: Case, chosen: BedPlan) -> list[str]:
    totals, closures, openings = chosen.figures.totals, chosen.figures.closures, chosen.figures.openings
    first = (
        f"The plan goes from {words.count(totals.beds_at_start, 'staffed bed')} today to "
        f"{words.number(totals.beds_at_end)} in {words.month(case.periods[-1].id)} "
        "(home places and spot purchase not counted)."
    )
    if not closures and not openings:
        return [first, "No site changes."]
    sentences = [first]
    if closures:
        named = [
            _change_of(case, row.site, row.beds_removed, row.closed)
            for row in sorted(closures, key=lambda row: (row.closed, row.site))
        ]
        sentences.append(f"It takes capacity away at {_named(named)}.")
    if openings:
        named = [
            _change_of(case, row.site, row.beds_added, row.opens)
            for row in sorted(openings, key=lambda row: (row.opens, row.site))
        ]
        sentences.append(f"It adds capacity at {_named(named)}.")
    return sentences


def _needs(case: Case, chosen: BedPlan) -> Iterator[str]:
    """Yield what has to be decided, served, built and recruited for it."""
    totals, closures, openings = chosen.figures.totals, chosen.figures.closures, chosen.figures.openings
    decisions = [(row.decision, row.site, "reduction") for row in closures]
    decisions += [(row.decide_by, row.site, "increase") for row in openings]
    if decisions:
        month, site, what = min(decisions)
        yield (
            f"The first decision falls due by {words.month(month)}: the {what} at {case.site[site].title}; "
            f"{words.count(len(decisions), 'decision')} in all."
        )
    notices = [(row.notice_served, row.site) for row in closures if row.notice_months]
    if notices:
        month, site = min(notices)
        yield (
            f"Notice is served for {words.count(len(notices), 'reduction')}, first in {words.month(month)} "
            f"({case.site[site].title})."
        )
    gates = [row.gate_starts for row in closures if row.gate_starts]
    if gates:
        yield f"{words.count(len(gates), 'reduction')} must pass a gate first, begun by {words.month(min(gates))}."
    yield f"Capital {_capital(totals.capital_nominal_gbp)}, nominal."
    if chosen.staff:
        yield from _staff(case, chosen, chosen.staff)


def _staff(case: Case, chosen: BedPlan, staff: StaffPlan) -> Iterator[str]:
    totals = staff.figures.totals
    yield (
        f"People in post go from {words.number(totals.fte_at_start, 1)} FTE today to "
        f"{words.number(totals.fte_at_end, 1)} FTE in {words.month(case.periods[-1].id)}: "
        f"{words.number(totals.recruited_fte, 1)} FTE are recruited, {words.number(totals.redeployed_fte, 1)} FTE "
        f"redeployed and {words.number(totals.redundant_fte, 1)} FTE made redundant. "
        f"{worst_response(case, staff.figures)}."
    )
    tested = [row.workforce_passed for row in chosen.figures.closures if row.workforce_passed is not None]
    if tested:
        yield (
            f"The workforce test, which asks that the staff of the replacement are there first, is passed by "
            f"{words.number(sum(tested))} of {words.count(len(tested), 'reduction')}."
        )


def _change_of(case: Case, site: str, beds: int, month: str) -> str:
    unit = case.setting[case.site[site].setting].unit
    return f"{case.site[site].title} ({words.count(beds, unit)} from {words.month(month)})"


def _named(parts: list[str]) -> str:
    if len(parts) <= _MAX_NAMED:
        return words.listing(parts)
    return words.listing([*parts[:_MAX_NAMED], f"{len(parts) - _MAX_NAMED} more, listed below"])


def _key_figures(plan: Plan, chosen: BedPlan) -> tuple[KeyFigure, ...]:
    totals, usual = chosen.figures.totals, plan.option("business-as-usual").figures.totals
    staff = chosen.staff.figures.totals if chosen.staff else None
    of_staff = (
        (
            KeyFigure(
                "People in post",
                f"{words.number(staff.fte_at_start, 1)} → {words.number(staff.fte_at_end, 1)}",
                "FTE, today → end",
            ),
            KeyFigure("Staff and bases", words.gbp_m(staff.cost_present_gbp, 1), "of the cost, present value"),
        )
        if staff
        else ()
    )
    return (
        KeyFigure(
            "Staffed beds", f"{words.number(totals.beds_at_start)} → {words.number(totals.beds_at_end)}", "today → end"
        ),
        *of_staff,
        KeyFigure(
            "Cost against business as usual",
            words.gbp_m(totals.cost_present_gbp - usual.cost_present_gbp, 1, plus=True),
            "present value; minus is a saving",
        ),
        KeyFigure(
            "Capital, net of receipts", words.gbp_m(totals.capital_nominal_gbp, 1), "nominal; minus is a receipt"
        ),
        KeyFigure(
            "Acute bed-days waited",
            words.number(totals.waiting_bed_days),
            f"business as usual: {words.number(usual.waiting_bed_days)}",
        ),
        KeyFigure("Proven within", words.share(chosen.proof.gap, 2), "of the least possible cost"),
    )


def _money(plan: Plan, case: Case) -> list[str]:
    totals = plan.option("plan").figures.totals
    sentences = [
        f"The plan costs {words.gbp_m(totals.cost_nominal_gbp)} in nominal money and "
        f"{words.gbp_m(totals.cost_present_gbp)} at present value "
        f"(discounted at {words.share(case.parameters.discount_rate)} a year). Nominal revenue is "
        f"{words.gbp_m(totals.revenue_nominal_gbp)}; capital {_capital(totals.capital_nominal_gbp)}."
    ]
    for other in (row for row in plan.options if row.option != "plan"):
        against = other.figures.totals
        sentences.append(
            f"Against {words.OPTION_TITLES[other.option].lower()} it {_saves(against, totals)}: revenue "
            f"{_change(totals.revenue_nominal_gbp - against.revenue_nominal_gbp)} and capital "
            f"{_change(totals.capital_nominal_gbp - against.capital_nominal_gbp)}, both nominal."
        )
    return sentences


def _saves(against: Totals, totals: Totals) -> str:
    nominal = against.cost_nominal_gbp - totals.cost_nominal_gbp
    present = against.cost_present_gbp - totals.cost_present_gbp
    if (nominal >= 0) == (present >= 0):
        more = "" if nominal >= 0 else " more"
        word = "saves" if nominal >= 0 else "costs"
        sizes = words.gbp_m(abs(nominal)), words.gbp_m(abs(present))
        return f"{word} {sizes[0]}{more} nominal and {sizes[1]}{more} at present value"
    parts = [
        f"{'saves' if gbp >= 0 else 'costs'} {words.gbp_m(abs(gbp))}{'' if gbp >= 0 else ' more'} {kind}"
        for gbp, kind in ((nominal, "nominal"), (present, "at present value"))
    ]
    return words.listing(parts)


def _capital(gbp: float) -> str:
    if gbp < 0:
        return f"brings in {words.gbp_m(-gbp)} more than it spends"
    return f"net of receipts is {words.gbp_m(gbp)}"


def _change(gbp: float) -> str:
    if abs(gbp) < 5_000:
        return "is unchanged"
    return f"{'rises' if gbp > 0 else 'falls'} by {words.gbp_m(abs(gbp))}"


def _proof(chosen: BedPlan, kept: DataTable) -> tuple[str, ...]:
    proof = chosen.proof
    room = proof.objective - proof.bound
    found = (
        "proven the best within the gap asked for" if proof.status == "optimal" else "the best found in the time given"
    )
    passed = sum(row[-1] == "kept" for row in kept.rows)
    return (
        f"The plan is {found}: no other plan under the same rules and figures can beat it by more than "
        f"{words.gbp(room)} ({words.share(proof.gap, 3)}; asked for: {words.share(proof.asked_gap, 3)}). The measure "
        f"is present cost plus the stated weights on {_weights(chosen)}, {words.gbp(proof.objective)} in all.",
        f"Of the {len(kept.rows)} rules recounted for this report from the plan's own figures, {passed} "
        f"{'is' if passed == 1 else 'are'} kept. An independent checker, which shares no code with the optimiser, "
        "recomputes every rule and figure before a run is written.",
    )


def _weights(chosen: BedPlan) -> str:
    if chosen.staff is None:
        return "access and change"
    return "access, change, work left undone and work below a role's skill"
