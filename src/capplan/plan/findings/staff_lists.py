"""Whether the staff tables of a source add up to what the source states, and what a difference means."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.staff_tables import StaffList, StaffStatement
from capplan.case.staff_totals import added_up, lines_of
from capplan.decisions import Finding
from capplan.plan.findings.sources import sources_of
from capplan.plan.findings.words import counted, more_or_less, number

TOPIC = "staff tables"
UNITS = {"fte": "FTE", "heads": "people"}
_FLOAT_DUST = 1e-9


def staff_statements(case: Case) -> Iterator[Finding]:
    """Yield one finding for each stated figure on staff: a note where its lines add up to it, else a conflict."""
    for row in case.staff_statements:
        found = added_up(case.staff_lists, row)
        difference = found - row.stated
        agrees = abs(difference) <= row.tolerance + _FLOAT_DUST
        lines = lines_of(case.staff_lists, f"{row.adds} {row.takes}")
        yield Finding(
            id=f"staff-statement-{row.statement}",
            topic=TOPIC,
            severity="note" if agrees else "conflict",
            text=_sentence(row, found, len(lines), agrees),
            figures={"stated": row.stated, "added_up": found, "difference": difference, "lines": len(lines)},
            sources=(*sources_of("staff_statements", [(row.statement, row)]), *_lists(lines)),
        )


def _sentence(row: StaffStatement, found: float, lines: int, agrees: bool) -> str:
    unit = UNITS[row.measure]
    behind = f"the {counted(lines, 'line')} behind it {'adds' if lines == 1 else 'add'} up to"
    stands = "worked out from the source" if row.status == "derived" else "stated"
    start = f"{row.title}: {_figure(row.stated)} {unit} {stands}, {behind} {_figure(found)}"
    if agrees:
        return f"{start}, which agrees."
    difference = found - row.stated
    apart = f"{start}, {_figure(abs(difference))} {unit} {more_or_less(difference, 'more', 'fewer')}."
    verdict = row.verdict.strip().rstrip(".")
    return f"{apart} {verdict[0].upper()}{verdict[1:]}." if verdict else apart


def _figure(value: float) -> str:
    """Write a figure with at most two decimals and no needless zero."""
    return number(value, 2).rstrip("0").rstrip(".")


def _lists(lines: list[StaffList]) -> tuple[str, ...]:
    """Name each table of the source once: its lines would fill the page."""
    return tuple(dict.fromkeys(f"staff_lists.csv: {line.staff_list}" for line in lines))
