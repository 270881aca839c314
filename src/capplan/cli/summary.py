"""The answer in a dozen lines, for stdout."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan, Totals


def answer(case: Case, plan: Plan) -> str:
    """Return the answer of a run: beds, closures, openings, money, proof."""
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
    yield f"  Present cost £{totals.cost_present_gbp:,.0f} (nominal £{totals.cost_nominal_gbp:,.0f})"
    yield f"  Proof: {proof.status}, gap {proof.gap:.3%} of £{proof.objective:,.0f} (asked {proof.asked_gap:.3%})"


def _lines(case: Case, plan: Plan) -> Iterator[str]:
    yield from option_lines(case, plan.option("plan"))
    chosen = plan.option("plan").figures.totals
    for option in plan.options:
        if option.option != "plan":
            yield _against(option.option, option.figures.totals, chosen)
    conflicts = sum(finding.severity == "conflict" for finding in plan.findings)
    noun = "conflict" if conflicts == 1 else "conflicts"
    yield f"  Findings: {len(plan.findings)}, of which {conflicts} {noun} in the case's own sources"
    yield "  Checked: every rule and figure recomputed by code that did not build the model"


def _against(name: str, other: Totals, chosen: Totals) -> str:
    saving = other.cost_present_gbp - chosen.cost_present_gbp
    word = "saves" if saving >= 0 else "costs more by"
    return f"  Against {name}: {word} £{abs(saving):,.0f} in present value"
