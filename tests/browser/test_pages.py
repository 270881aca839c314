"""Every kind of page in a browser: no violation in light and dark, nothing wider than a narrow screen, fast at size."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

sys.path.append(str(Path(__file__).parents[1] / "report"))

from made_up import made_up_case, made_up_plan, made_up_provenance
from made_up_staff import staffed_county, staffed_plan
from test_rota_report import CASE as ROTA_CASE
from test_rota_report import plan as rota_plan

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.html import render
from capplan.report.html.rota import rota_page
from capplan.report.visits import day_files
from small_visits import visit_case, visit_decisions
from visit_plans import plan_of

NARROW = 320
MAX_LOAD_S = 3.0


def report(case: Case, plan: Plan) -> str:
    return render(plan, case, made_up_provenance(case), assumptions(case))


def staffed() -> str:
    case = staffed_county()
    return report(case, staffed_plan(case))


def day() -> str:
    case = visit_case()
    page = day_files(case, plan_of(case, visit_decisions()), date(2026, 11, 24))["visits.html"]
    assert isinstance(page, str)
    return page


PAGES: dict[str, Callable[[], str]] = {
    "report": staffed,
    "rota": lambda: rota_page(ROTA_CASE, rota_plan(), "Two weeks."),
    "visits": day,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_in_light_and_dark_and_fits_a_narrow_screen(
    name: str, page: Page, violations: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    file = tmp_path / f"{name}.html"
    file.write_text(PAGES[name](), encoding="utf-8")
    page.goto(file.as_uri())
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_sixty_sites_over_ten_years_load_in_three_seconds(page: Page, tmp_path: Path) -> None:
    case = made_up_case(60, 120)
    file = tmp_path / "large.html"
    file.write_text(report(case, made_up_plan(case)), encoding="utf-8")
    began = time.perf_counter()
    page.goto(file.as_uri())
    assert page.evaluate("document.querySelectorAll('figure').length") == 7
    assert time.perf_counter() - began < MAX_LOAD_S
