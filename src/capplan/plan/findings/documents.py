"""Where the source document contradicts itself, can be read in more than one way, or leaves out what is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from capplan.case.case import Case
from capplan.case.document_tables import DocumentCheck, DocumentFigure
from capplan.decisions import Finding
from capplan.decisions.documents import DocumentRow
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import amount, listed

TOPIC = "document"
Severity = Literal["note", "warning", "conflict"]
SEVERITY: dict[str, Severity] = {"differs": "conflict", "unclear": "warning", "missing": "note"}


def document_findings(case: Case, rows: Sequence[DocumentRow]) -> tuple[Finding, ...]:
    """Return one finding for each check that differs, is unclear, or lacks a figure.

    Parameters
    ----------
    case : Case
        With the tables of its document.
    rows : sequence of DocumentRow
        What its checks come to: :func:`capplan.plan.documents.document_rows`.
    """
    return tuple(_found(case, rows))


def _found(case: Case, rows: Sequence[DocumentRow]) -> Iterator[Finding]:
    checks = {row.check: row for row in case.document_checks}
    book = _Words(case, rows)
    for row in rows:
        if row.verdict not in SEVERITY:
            continue
        check = checks[row.check]
        figures = book.outcome(row) if row.verdict == "differs" else book.named(check)
        text = book.difference(check, row) if row.verdict == "differs" else book.listing(check, row)
        yield Finding(
            id=f"document-{row.check}",
            topic=TOPIC if check.point is None else f"{TOPIC} {check.point}",
            severity=SEVERITY[row.verdict],
            text=f"{text} {check.sentence}".rstrip(),
            figures=figures,
            sources=(*sources_of("document_checks", [(check.check, check)]), *book.sources(check)),
        )


class _Words:
    """The sentences about checks, from the case's own titles and units."""

    def __init__(self, case: Case, rows: Sequence[DocumentRow]) -> None:
        self.row = {row.check: row for row in rows}
        self.check = {row.check: row for row in case.document_checks}
        self.figure = {row.figure: row for row in case.document_figures}
        self.terms: dict[str, list[str]] = {}
        for term in case.document_terms:
            self.terms.setdefault(term.check, []).append(term.term)

    def outcome(self, row: DocumentRow) -> dict[str, float | str]:
        """Return what a check comes to, beside what is stated."""
        values = {
            "computed": row.computed if row.computed_day is None else row.computed_day,
            "stated": row.stated if row.stated_day is None else row.stated_day,
            "difference": row.difference,
        }
        return {name: value for name, value in values.items() if value is not None}

    def named(self, check: DocumentCheck) -> dict[str, float | str]:
        """Return the figures that a check names, those that are known."""
        values = {name: self.value(name) for name in dict.fromkeys(self.terms.get(check.check, ()))}
        return {name: value for name, value in values.items() if value is not None}

    def value(self, name: str) -> float | str | None:
        """Return a figure, or what a check comes to; none where it is not given."""
        if name in self.figure:
            figure = self.figure[name]
            return figure.value if figure.value is not None else figure.day or figure.words or None
        row = self.row[name]
        return row.computed if row.computed is not None else row.computed_day

    def difference(self, check: DocumentCheck, row: DocumentRow) -> str:
        """Return the sentence on a check that differs."""
        other: DocumentFigure | DocumentCheck
        against = check.against or ""
        other = self.figure[against] if against in self.figure else self.check[against]
        difference = row.difference or 0.0
        apart = amount(abs(difference), check.unit if row.computed_day is None else "days")
        start = f"{check.title}: the figures give {self._shown(check.check)}, {apart}"
        stated, stands = self._shown(against), "worked out" if against in self.check else "stated"
        if check.relation != "equal":
            word = ("little", "much") if row.computed_day is None else ("early", "late")
            bound = check.relation.replace("-", " ")
            return f"{start} too {word[difference > 0]}: {bound} {stated} is {stands} ({other.title})."
        word = ("less", "more") if row.computed_day is None else ("earlier", "later")
        return f"{start} {word[difference > 0]} than the {stated} {stands} ({other.title})."

    def listing(self, check: DocumentCheck, row: DocumentRow) -> str:
        """Return the sentence on a check that is unclear or lacks a figure."""
        names = list(dict.fromkeys(self.terms.get(check.check, ())))
        if check.against is not None:
            names.append(check.against)
        absent = [self._title(name) for name in names if self.value(name) is None]
        known = [f"{self._title(name)}: {self._shown(name)}" for name in names if self.value(name) is not None]
        parts = []
        if row.verdict == "unclear":
            parts.append("unclear")
        elif not absent:
            parts.append("not given")
        if known:
            parts += known
        if absent:
            parts.append(f"the document does not give {listed(absent)}")
        return f"{check.title}: {'; '.join(parts)}."

    def sources(self, check: DocumentCheck) -> Iterator[str]:
        """Yield the sections of the document that the figures of a check come from."""
        names = [*self.terms.get(check.check, ()), *([check.against] if check.against else [])]
        for name in names:
            if name in self.figure and self.figure[name].section:
                yield f"document_figures.csv: {name} ({self.figure[name].section})"
            else:
                yield f"document_{'figures' if name in self.figure else 'checks'}.csv: {name}"

    def _title(self, name: str) -> str:
        title = self.figure[name].title if name in self.figure else self.check[name].title
        return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"

    def _shown(self, name: str) -> str:
        value = self.value(name)
        if isinstance(value, str):
            is_day = name in self.check or self.figure[name].day is not None
            return f"{(when := date.fromisoformat(value)).day} {when:%B %Y}" if is_day else f'"{value}"'
        unit = self.figure[name].unit if name in self.figure else self.check[name].unit
        return amount(value or 0.0, unit)
