"""The first sheet: what is proposed, figures that say which rows they are sums of, options side by side, contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.decisions import BedPlan, Plan
from capplan.report.html import programme
from capplan.report.html.evidence import assumed_share
from capplan.report.html.summary import gravest, summarise
from capplan.report.tables.written import Cell, Table
from capplan.report.workbook.book import Book, write_cell
from capplan.report.workbook.sums import Sum, Sums
from capplan.report.workbook.tables import write_contents

_GBP = "#,##0;[Red]-#,##0"
_COUNT = "#,##0"
_OPTION_HEADINGS = (
    "option", "cost, nominal (GBP)", "cost, present (GBP)", "capital, nominal (GBP)", "beds at the start",
    "beds at the end", "waited in acute beds (bed-days)", "diverted (people)", "proven gap",
)  # fmt: skip
_OPTIONS_FROM = (
    "where from", "sum of nominal_gbp, sheet money", "sum of present_gbp, sheet money",
    "the same, kind = capital", "totals in plan.json", "totals in plan.json", "sum of waiting_bed_days, sheet waiting",
    "sum of diverted_people, sheet waiting", "proof in plan.json",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure of the summary: its words, its value or sum, how it is written, its unit, where it comes from."""

    words: str
    value: Cell | Sum
    pattern: str
    unit: str
    source: str


def write_summary(
    book: Book, case: Case, plan: Plan, tables: Mapping[str, Table], contents: Sequence[tuple[str, str, int]]
) -> None:
    """Write the first sheet."""
    words = (
        f"Scenario {plan.scenario}; case {plan.case}, digest {plan.case_digest[:12]}. GBP: cost positive, saving "
        f"negative; present values at {case.parameters.discount_rate:.1%} a year. Formulas lead to the rows summed."
    )
    sheet = book.sheet("summary", f"{case.identity.title}: the plan", words, back=False)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 8, 20)
    row = 3
    for heading, sentences in _sections(case, plan):
        sheet.write_string(row, 0, heading, book.strong)
        for sentence in sentences:
            row += 1
            # One merged cell a sentence, wrapped over the width of the page.
            sheet.set_row(row, 15 * (1 + len(sentence) // 185))
            sheet.merge_range(row, 0, row, 8, "", book.wrapped)
            sheet.write_string(row, 0, sentence, book.wrapped)
        row += 2
    if plan.options:
        row = _write_figures(book, sheet, row, list(_figures(case, plan, tables)))
        row = _write_options(book, sheet, row + 1, plan, tables)
    write_contents(book, sheet, row + 1, contents)


def _sections(case: Case, plan: Plan) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield headings with their sentences; a case that plans no beds speaks of its programme."""
    if plan.options:
        texts = summarise(plan, case)
        yield "What is proposed", texts.proposal
        yield "What it costs and saves", texts.money
        yield "What it needs", texts.needs
        yield "What is proven", texts.proof
    elif plan.programme is not None:
        yield "What is proposed", tuple(programme.answer(case, plan.programme))
    risks, _ = gravest(plan)
    yield "What could go wrong", [f"{risk.severity}: {risk.text}" for risk in risks]
    yield "What is assumed", [assumed_share(case, assumptions(case))]


def _figures(case: Case, plan: Plan, tables: Mapping[str, Table]) -> Iterator[Figure]:
    chosen = plan.option("plan")
    totals = chosen.figures.totals
    yield Figure("Staffed beds today", totals.beds_at_start, _COUNT, "beds", "totals in plan.json; sheet bed_plan")
    yield Figure(
        "Staffed beds at the end", totals.beds_at_end, _COUNT, "beds", "totals in plan.json; sheet bed_plan, last month"
    )
    for table, title in (("decommissioning_plan", "Reductions"), ("commissioning_plan", "Increases")):
        count = len(tables[table].rows) if table in tables else 0
        yield Figure(title, count, _COUNT, "changes", f"rows of the sheet {table}")
    for kind in ("nominal", "present"):
        found = _money(tables, "plan", kind)
        yield Figure(f"Cost of the plan, {kind}", found, _GBP, "GBP", f"sheet money, option = plan, {kind}_gbp")
    usual = _money(tables, "business-as-usual", "present")
    own = _money(tables, "plan", "present")
    if isinstance(usual, Sum) and isinstance(own, Sum):
        against = Sum(f"{own.formula}-{usual.formula[1:]}", round(own.value - usual.value, 4) + 0.0)
        source = "sheet money, present_gbp, option = plan less option = business-as-usual"
        yield Figure("Against business as usual, present", against, _GBP, "GBP", source)
    waited = _waiting(tables, "plan", "waiting_bed_days")
    yield Figure("Waited in acute beds", waited, _COUNT, "bed-days", "sheet waiting, option = plan, waiting_bed_days")
    if chosen.staff is not None:
        staff = chosen.staff.figures.totals
        yield Figure("People in post today", staff.fte_at_start, "#,##0.0", "FTE", "staff totals in plan.json")
        yield Figure("People in post at the end", staff.fte_at_end, "#,##0.0", "FTE", "staff totals in plan.json")
    yield Figure("Proven gap of the plan", chosen.proof.gap, "0.000%", "share", "proof in plan.json")
    count = len(tables["assumptions"].rows) if "assumptions" in tables else 0
    yield Figure("Rows of the case that are assumed", count, _COUNT, "rows", "rows of the sheet assumptions")


def _write_figures(book: Book, sheet: Worksheet, row: int, figures: Sequence[Figure]) -> int:
    book.headings(sheet, row, ("figure", "value", "unit", "where from"))
    for figure in figures:
        row += 1
        sheet.write_string(row, 0, figure.words, book.text)
        _write_value(book, sheet, row, 1, figure.value, figure.pattern)
        sheet.write_string(row, 2, figure.unit, book.text)
        sheet.write_string(row, 3, figure.source, book.text)
    return row + 1


def _write_options(book: Book, sheet: Worksheet, row: int, plan: Plan, tables: Mapping[str, Table]) -> int:
    sheet.write_string(row, 0, "Options on the same demand", book.strong)
    book.headings(sheet, row + 1, _OPTION_HEADINGS)
    row += 1
    for option in plan.options:
        row += 1
        for place, (value, pattern) in enumerate(_option(option, tables)):
            _write_value(book, sheet, row, place, value, pattern)
    for place, words in enumerate(_OPTIONS_FROM):
        sheet.write_string(row + 1, place, words, book.note)
    return row + 3


def _option(option: BedPlan, tables: Mapping[str, Table]) -> list[tuple[Cell | Sum, str]]:
    totals, name = option.figures.totals, option.option
    return [
        (name, _COUNT),
        (_money(tables, name, "nominal"), _GBP),
        (_money(tables, name, "present"), _GBP),
        (_money(tables, name, "nominal", {"kind": "capital"}), _GBP),
        (totals.beds_at_start, _COUNT),
        (totals.beds_at_end, _COUNT),
        (_waiting(tables, name, "waiting_bed_days"), _COUNT),
        (_waiting(tables, name, "diverted_people"), "#,##0.0"),
        (option.proof.gap, "0.000%"),
    ]


def _money(tables: Mapping[str, Table], option: str, kind: str, where: Mapping[str, Cell] | None = None) -> Cell | Sum:
    if "money" not in tables:
        return 0
    names = {"option": option, **(where or {})}
    return Sums(tables["money"], f"{kind}_gbp", tuple(names)).at(tuple(names.values()))


def _waiting(tables: Mapping[str, Table], option: str, column: str) -> Cell | Sum:
    return Sums(tables["waiting"], column, ("option",)).at((option,)) if "waiting" in tables else 0


def _write_value(book: Book, sheet: Worksheet, row: int, place: int, value: Cell | Sum, pattern: str) -> None:
    if isinstance(value, Sum):
        sheet.write_formula(row, place, value.formula, book.number(pattern), value.value)
    else:
        write_cell(sheet, row, place, value, book.text, book.number(pattern))
