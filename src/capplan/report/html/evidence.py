"""What the answer rests on: findings, assumptions, and what made the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from capplan.case.assumptions import Assumption, sourced_rows, status_counts
from capplan.case.case import Case
from capplan.decisions import Plan, Provenance
from capplan.report.figures import Column, DataTable, words

_MAX_TABLES_NAMED = 4


def assumed_share(case: Case, assumptions: Sequence[Assumption]) -> str:
    """Return a sentence on how many rows of the case are assumed, and in which tables most of them lie."""
    status = status_counts(case)
    total, count = sum(status.values()), len(assumptions)
    if not count:
        return f"None of the {words.count(total, 'row')} of the case is marked assumed."
    tables = Counter(row.table for row in assumptions)
    most = sorted(tables.items(), key=lambda item: (-item[1], item[0]))[:_MAX_TABLES_NAMED]
    named = [f"{table} ({number})" for table, number in most]
    rest = [
        f"{words.number(status[kind])} {'is' if status[kind] == 1 else 'are'} {how}"
        for kind, how in (("stated", "stated in a source"), ("derived", "derived from one"), ("blank", "not marked"))
        if status[kind]
    ]
    return (
        f"{words.number(count)} of the {words.count(total, 'row')} of the case ({words.share(count / total, 0)}) "
        f"{'is' if count == 1 else 'are'} assumed, most in {words.listing(named)}. {_rest(rest)}"
        "The assumptions log names who could supply each real figure."
    )


def _rest(parts: Sequence[str]) -> str:
    return f"Of the rest {words.listing(parts)}. " if parts else ""


def source_table(case: Case) -> DataTable:
    """Return each source that rows stand on, stated or derived, with the tables and the number of rows."""
    tables: dict[str, Counter[str]] = {}
    for table, row in sourced_rows(case):
        tables.setdefault(row.source, Counter())[table.name] += 1
    ordered = sorted(tables.items(), key=lambda item: (-item[1].total(), item[0]))
    rows = tuple(
        (source, words.number(found.total()), words.listing([f"{name} ({number})" for name, number in found.items()]))
        for source, found in ordered
    )
    columns = (Column("Source", numeric=False), Column("Rows"), Column("In tables", numeric=False))
    return DataTable("Sources of the rows that are stated or derived", columns, rows)


def findings_table(plan: Plan) -> DataTable:
    """Return every finding, the gravest first."""
    gravity = ("conflict", "warning", "note")
    rows = tuple(
        (row.severity, row.topic, row.text, "; ".join(row.sources) or words.NONE)
        for row in sorted(plan.findings, key=lambda row: gravity.index(row.severity))
    )
    columns = tuple(
        Column(title, numeric=False, short=title == "Topic") for title in ("Severity", "Topic", "Finding", "Rests on")
    )
    return DataTable("Findings, the gravest first", columns, rows)


def assumptions_log(assumptions: Sequence[Assumption]) -> DataTable:
    """Return the assumptions log; rows of a table that say the same are one entry."""
    keys: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in assumptions:
        keys.setdefault((entry.table, entry.reason, entry.source, entry.could_supply), []).append(entry.key)
    rows = [
        (table, "; ".join(same), *(text or words.NONE for text in (reason, source, supplier)))
        for (table, reason, source, supplier), same in keys.items()
    ]
    titles = ("Table", "Rows", "Why this value", "Source", "Who could supply it")
    columns = tuple(Column(title, numeric=False) for title in titles)
    return DataTable("Assumptions log", columns, tuple(rows), grouped=True)


def proof_table(plan: Plan) -> DataTable:
    """Return objective, bound and gap of every option."""
    rows = tuple(
        (
            words.OPTION_TITLES[row.option],
            "optimal within the gap asked for" if row.proof.status == "optimal" else "best found, gap as stated",
            words.gbp(row.proof.objective),
            words.gbp(row.proof.bound),
            words.number(100 * row.proof.gap, 4),
            words.number(100 * row.proof.asked_gap, 4),
        )
        for row in plan.options
    )
    columns = (
        Column("Option", numeric=False),
        Column("Status", numeric=False),
        Column("Objective", "GBP, present"),
        Column("Bound", "GBP, present"),
        Column("Gap", "%"),
        Column("Gap asked for", "%"),
    )
    return DataTable("Objective, bound and gap of each option", columns, rows)


def provenance_table(provenance: Provenance) -> DataTable:
    """Return what made the run."""
    rows = [
        ("Program", f"capplan {provenance.capplan}"),
        ("Command", provenance.command),
        ("Case", provenance.case),
        ("Case digest (SHA-256)", provenance.case_digest),
        ("Scenario", provenance.scenario),
        ("Solver profile", provenance.profile),
        ("Solver options", _pairs(provenance.profile_options)),
        ("Seed", str(provenance.seed)),
        ("Versions", _pairs(provenance.versions)),
        ("Made", provenance.created),
        ("Time", "; ".join(f"{stage} {words.number(took, 1)} s" for stage, took in provenance.seconds.items())),
    ]
    columns = (Column("What", numeric=False), Column("Value", numeric=False))
    return DataTable("What made this run", columns, tuple((what, value or words.NONE) for what, value in rows))


def _pairs(values: Mapping[str, object]) -> str:
    return "; ".join(f"{name} {value}" for name, value in sorted(values.items()))
