"""`capplan documents CASE`: what the source document of a case adds up to, printed; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.check.documents import check_documents
from capplan.cli.shared import CASE
from capplan.decisions import Finding
from capplan.decisions.documents import DocumentRow
from capplan.errors import VerificationFailed
from capplan.plan.documents import document_rows
from capplan.plan.findings.documents import document_findings
from capplan.report.html.documents import check_table, summary
from capplan.report.tables.documents import documents as document_table
from capplan.report.tables.written import csv_text


@click.command()
@click.argument("case", type=CASE)
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV, with arithmetic and tolerances.")
def documents(case: Path, as_csv: bool) -> None:
    """Print what the figures of the source document of CASE give, beside what it states, and what that means.

    Nothing is written. A contradiction in a document is a finding, not a fault of the case: the exit code is 0.
    """
    read = read_case(case)
    if not read.has_document:
        raise click.UsageError("This case has no document: document_checks.csv has no rows.")
    rows = document_rows(read)
    findings = document_findings(read, rows)
    if violations := check_documents(read, rows, findings):
        raise VerificationFailed("\n".join(map(str, violations)))
    text = csv_text(document_table(read, rows)) if as_csv else "\n".join(document_lines(read, rows, findings))
    click.echo(text, nl=not as_csv)


def document_lines(case: Case, rows: Sequence[DocumentRow], findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the summary, the table and the findings of a document, for a terminal."""
    yield summary(case, rows)
    yield ""
    table = check_table(case, rows)
    lines = [tuple(column.title for column in table.columns), *table.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
    for line in lines:
        cells = (
            cell.rjust(width) if column.numeric else cell.ljust(width)
            for cell, width, column in zip(line, widths, table.columns, strict=True)
        )
        yield "  ".join(cells).rstrip()
    for finding in findings:
        yield ""
        yield f"{finding.severity}, {finding.topic}: {finding.text}"
