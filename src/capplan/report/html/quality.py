"""The quality assurance statement, as the Aqua Book (HM Treasury, GOV.UK) asks for it.

Roles, verification ("built as designed"), validation ("fit for the question"), logs and a sunset date. What a person
has to do is left blank; the engine states only what it has done itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from capplan.case.assumptions import Assumption, status_counts
from capplan.case.case import Case
from capplan.decisions import Plan, Provenance
from capplan.decisions.simulation import ALL
from capplan.report.figures import Column, DataTable, words

SUNSET_MONTHS = 12
_BLANK = "to be filled in"


def sunset(provenance: Provenance) -> date:
    """Return the last day on which a run may be used without making it again.

    Twelve months after it was made: one round of prices, demand and staffing. Nothing in the case says otherwise.
    """
    made = datetime.fromisoformat(provenance.created).date()
    year, month = divmod(made.month - 1 + SUNSET_MONTHS, 12)
    day = min(made.day, 28) if month == 1 else made.day  # only 29 February has no twin
    return date(made.year + year, month + 1, day)


def sign_table() -> DataTable:
    """Return who must sign what."""
    rows = (
        ("Commissioner of the analysis", "The question is the right one; proportionate assurance was asked for"),
        ("Analyst", "The case is complete; assumptions, data and decisions are logged; limits are stated"),
        ("Analytical assurer, independent of the analyst", "Verification and validation below were repeated or judged"),
        ("Clinical lead", "Cohorts, stays and settings are safe and supported by evidence"),
        ("Director of finance of each funder", "Costs, budgets and who pays are agreed"),
        ("Director of workforce", "Posts, recruitment and redeployment can be done in the time shown"),
        ("Approver (senior responsible owner)", "The analysis is fit for this decision, until its sunset date"),
    )
    columns = tuple(Column(title, numeric=False) for title in ("Role", "Signs that", "Name", "Date", "Signature"))
    return DataTable("Who must sign what", columns, tuple((*row, _BLANK, _BLANK, _BLANK) for row in rows))


def verification_table(plan: Plan, checks: DataTable | None) -> DataTable:
    """Return what was verified, how, and what came of it."""
    columns = tuple(Column(title, numeric=False) for title in ("What", "How", "Result"))
    return DataTable("Verification: is it built as designed?", columns, tuple(_verified(plan, checks)))


def _verified(plan: Plan, checks: DataTable | None) -> Iterator[tuple[str, str, str]]:
    yield (
        "Every rule and every figure",
        "recomputed from the case and the decisions by a checker that shares no code with the optimiser",
        "no difference; a run with one is not written",
    )
    if checks is not None:
        kept = sum(row[-1] == "kept" for row in checks.rows)
        yield (
            "Rules that can be recounted from the figures",
            "counted for this report, case by case",
            f"{words.number(kept)} of {words.count(len(checks.rows), 'rule')} kept",
        )
    for option in plan.options:
        yield (
            f"{words.OPTION_TITLES[option.option]}: how good it is",
            "bound of the solver beside the cost of the plan",
            f"within {words.share(option.proof.gap, 3)} of the least possible",
        )
    parts = (
        ("Bases", plan.bases),
        ("Single point of referral", plan.hub),
        ("Rota", plan.rota),
        ("Programme", plan.programme),
    )
    for title, part in parts:
        if part is not None:
            yield f"{title}: how good it is", "bound of the solver", f"gap {words.share(part.proof.gap, 2)}"
    yield (
        "Figures of this run",
        "capplan verify RUN, by anybody, without the optimiser",
        _BLANK,
    )


def validation_table(plan: Plan, case: Case) -> DataTable:
    """Return what was held against life or against other sources, and what came of it."""
    columns = tuple(Column(title, numeric=False) for title in ("What", "How", "Result"))
    return DataTable("Validation: does it answer the question?", columns, tuple(_validated(plan, case)))


def _validated(plan: Plan, case: Case) -> Iterator[tuple[str, str, str]]:
    if plan.documents:
        verdicts = Counter(row.verdict for row in plan.documents)
        yield (
            "Figures of the source document",
            "worked out again and held against what it states",
            f"{verdicts['agrees']} agree, {verdicts['differs']} differ, {verdicts['unclear']} unclear",
        )
    if plan.simulation is not None:
        overall = [row for row in plan.simulation.promises if row.setting == ALL]
        kept = sum(row.verdict == "kept" for row in overall)
        yield (
            "Promises to people",
            f"simulated person by person in {words.count(plan.simulation.replications, 'future')}",
            f"{words.number(kept)} of {words.number(len(overall))} hold",
        )
    if plan.options:
        usual = plan.option("business-as-usual").figures.totals
        yield (
            "Today's beds and waiting",
            "business as usual holds today's estate on the same demand",
            f"{words.count(usual.beds_at_start, 'staffed bed')} in the first month; to be reconciled with bed returns",
        )
    contradictions = sum(row.severity == "conflict" for row in plan.findings)
    yield (
        "Contradictions in the sources",
        "found by the engine, listed under Findings",
        f"{words.count(contradictions, 'conflict')} to be settled by the owners of the sources",
    )
    yield "Use by the people it is for", "read by the project team, clinicians and finance", _BLANK


def log_sentences(plan: Plan, case: Case, assumptions: Sequence[Assumption], provenance: Provenance) -> Iterator[str]:
    """Yield where the logs are, and until when the run may be used."""
    status = status_counts(case)
    yield (
        f"Assumptions log: {words.count(len(assumptions), 'row')}, under Assumptions and sources and in "
        "assumptions.csv, each with its reason and who could supply the figure. How reliable each is and who signed it "
        "off is for the analyst to add."
    )
    yield (
        f"Data log: {words.count(status['stated'], 'row')} stated in a source and {words.number(status['derived'])} "
        f"derived from one; the folder case holds every input, its digest is {provenance.case_digest[:12]}."
    )
    if plan.options:
        yield (
            "Decisions log: the dates by which each decision falls due stand under Closures and "
            "Openings. What was decided, by whom and when, is for the project to add."
        )
    yield (
        f"Sunset date: {words.day(sunset(provenance).isoformat())}, twelve months after the run was made. Make it "
        "again sooner if demand, prices, contracts or an assumed figure changes."
    )


def method_rows(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield each formulation that this run used, and its question."""
    staffed = any(option.staff for option in plan.options)
    used = (
        ("bases", "which bases are used, and which area belongs to which", plan.bases is not None),
        ("beds", "beds by setting, site and month; what opens, shrinks, closes, when", bool(plan.options)),
        ("workforce", "posts by role, workplace and month; recruitment, moves, agency", staffed),
        ("system", "beds and staff at once: what links them", staffed),
        ("hub", "people on the single point of referral by half hour", plan.hub is not None),
        ("rota", "who works which shift, under working-time law", plan.rota is not None),
        ("programme", "which initiatives start when, within whose money", plan.programme is not None),
    )
    return ((name, question) for name, question, asked in used if asked)


def method_table(plan: Plan) -> DataTable:
    """Return the formulations of a run, with where their rules are written down and numbered."""
    columns = tuple(Column(title, numeric=False) for title in ("Formulation", "Question", "Rules, numbered"))
    rows = tuple(
        (name.capitalize(), question, f"formulations/{name}/formulation.md") for name, question in method_rows(plan)
    )
    note = (
        "Paths are those of the program's source; its tests hold each text equal to the model, component by component."
    )
    return DataTable("The mathematics of this run", columns, rows, note)
