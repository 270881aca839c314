"""Every workbook that capplan writes, opened and saved again by LibreOffice: figures, charts and text are as they were.

LibreOffice is found as `soffice`, or named by CAPPLAN_SOFFICE.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from capplan.case.columns import columns_of
from capplan.case.content import Cells, Content, content_of
from capplan.case.excel.write import workbook_bytes
from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case
from capplan.decisions import Finding
from capplan.errors import CaseFaults
from capplan.report.workbook import plan_workbook, workbook_faults
from plan.worked_case import whole_plan, worked_case

pytestmark = pytest.mark.slow

ODD = ('=HYPERLINK("http://evil","x")', "@SUM(1+1)", "+1+1", "-1+1", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0")
FREE_TEXT = ("title", "source", "reason", "could_supply")


def saved_again(data: bytes, folder: Path) -> bytes:
    """Return a workbook as LibreOffice saves it."""
    office = os.environ.get("CAPPLAN_SOFFICE") or shutil.which("soffice")
    assert office, "These tests need LibreOffice: `apt-get install libreoffice-calc`, or name it by CAPPLAN_SOFFICE."
    (folder / "given.xlsx").write_bytes(data)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run(
        [*command, "--outdir", folder / "saved", folder / "given.xlsx"], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return (folder / "saved" / "given.xlsx").read_bytes()


def opened(data: bytes, values: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(data), data_only=values)


def formulas(data: bytes) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def num_charts(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return sum("charts/chart" in name and name.endswith(".xml") for name in package.namelist())


def odd_plan() -> bytes:
    """Return the workbook of a plan whose titles and findings begin like formulas."""
    case, plan = worked_case(), whole_plan()
    findings = tuple(
        Finding(id=f"odd-{at}", topic=text, severity="warning", text=text, figures={}, sources=(text,))
        for at, text in enumerate(ODD)
    )
    case = replace(case, identity=case.identity.model_copy(update={"title": ODD[0]}))
    return plan_workbook(case, plan.model_copy(update={"findings": findings, "title": ODD[1]}))


def test_the_plan_keeps_its_figures_charts_and_text(tmp_path) -> None:
    before = odd_plan()
    after = saved_again(before, tmp_path)
    assert opened(after).sheetnames == opened(before).sheetnames
    assert num_charts(after) == num_charts(before) == 2
    # LibreOffice reckons every sum anew when it saves; they are what was written.
    was, now = opened(before, values=True), opened(after, values=True)
    for address in formulas(before):
        assert now[address[0]][address[1]].value == pytest.approx(was[address[0]][address[1]].value), address
    assert set(formulas(after)) == set(formulas(before))
    texts = {cell.value for row in now["findings"].iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {text.strip() for text in ODD} <= {text.strip().removeprefix("_x000D_") for text in texts}


def test_a_plan_saved_again_still_says_what_the_plan_says(tmp_path) -> None:
    case, plan = worked_case(), whole_plan()
    after = saved_again(plan_workbook(case, plan), tmp_path)
    (tmp_path / "plan.xlsx").write_bytes(after)
    assert list(workbook_faults(tmp_path / "plan.xlsx", case, plan)) == []


def odd_content(folder: Path) -> Content:
    """Return the example case with a text like a formula in every column of free text of every row."""
    new_case(folder, example=True)
    content = content_of(folder)
    tables = {}
    for name, cells in content.tables.items():
        free = [at for at, heading in enumerate(cells.headings) if heading in FREE_TEXT]
        rows = []
        for number, row in enumerate(cells.rows):
            texts = list(row)
            for at in free:
                if texts[at]:
                    texts[at] = ODD[(number + at) % len(ODD)].strip()
            rows.append(tuple(texts))
        tables[name] = Cells(cells.headings, tuple(rows))
    return Content(content.header, tables)


def test_text_in_every_column_of_a_case_stays_text_and_is_then_refused(tmp_path) -> None:
    content = odd_content(tmp_path / "case")
    before = workbook_bytes(content)
    after = saved_again(before, tmp_path)
    # Only the counts of the sheet of assumptions, and what leads to them, are formulas.
    assert {sheet for sheet, _ in formulas(after)} <= {sheet for sheet, _ in formulas(before)}
    assert not set(TABLES) & {sheet for sheet, _ in formulas(after)}
    (tmp_path / "after.xlsx").write_bytes(after)
    saved = content_of(tmp_path / "after.xlsx").tables
    for name, cells in content.tables.items():
        for heading in FREE_TEXT:
            if heading in cells.headings:
                assert column(saved[name], heading) == column(cells, heading), (name, heading)
    with pytest.raises(CaseFaults, match="begins as a formula does"):
        read_case(tmp_path / "after.xlsx")


def column(cells: Cells, heading: str) -> list[str]:
    place = cells.headings.index(heading)
    return [row[place] for row in cells.rows]


def test_a_filled_template_is_the_same_case_with_every_sheet_and_note(tmp_path) -> None:
    new_case(tmp_path / "filled.xlsx", example=True)
    before = (tmp_path / "filled.xlsx").read_bytes()
    after = saved_again(before, tmp_path)
    (tmp_path / "after.xlsx").write_bytes(after)
    assert read_case(tmp_path / "after.xlsx").digest == read_case(tmp_path / "filled.xlsx").digest
    book = opened(after)
    assert book.sheetnames == opened(before).sheetnames
    for name, table in TABLES.items():
        notes = [cell for row in book[name].iter_rows() for cell in row if cell.comment is not None]
        assert len(notes) >= len(columns_of(table.row)), name
