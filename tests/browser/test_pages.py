"""Every kind of page in a browser: no violation in light and dark, nothing wider than a narrow screen, fast at size."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

sys.path.append(str(Path(__file__).parents[1] / "report"))

from made_up import made_up_plan, made_up_provenance
from made_up_board import made_up_frontier, made_up_tornado
from made_up_staff import staffed_county, staffed_plan
from test_rota_report import CASE as ROTA_CASE
from test_rota_report import plan as rota_plan

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.case.read import read_case
from capplan.case.write import new_case
from capplan.cli import main
from capplan.decisions import Plan
from capplan.plan.pipeline import Run, make_plan
from capplan.report.board.frontier import frontier_sections
from capplan.report.board.page import board_page
from capplan.report.board.tornado import tornado_sections
from capplan.report.html import render
from capplan.report.html.rota import rota_page
from capplan.report.visits import day_files
from capplan.solve import Profile
from made_up_county import made_up_case
from quick_case import quick_case
from small_visits import visit_case, visit_decisions
from visit_plans import plan_of

NARROW = 320
PRINTED_PX = 688
"""Width between the margins of A4 (210 mm less 14 mm each side) at 96 pixels an inch."""
PROGRAMME = Path(__file__).parents[2] / "formulations" / "programme" / "tiny"
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


def board() -> str:
    case = made_up_case()
    found, moved = made_up_frontier(case, made_up_plan(case)), made_up_tornado(case, made_up_plan(case))
    return board_page(case, "For a board", "Made up.", (*frontier_sections(case, found), *tornado_sections(moved)))


def programme() -> str:
    """A plan without beds."""
    case = read_case(PROGRAMME)
    with tempfile.TemporaryDirectory() as logs:
        plan = make_plan(case, Profile(), Run(Path(logs), lambda _: None, lambda _: None))
    return report(case, plan)


PAGES: dict[str, Callable[[], str]] = {
    "report": staffed,
    "rota": lambda: rota_page(ROTA_CASE, rota_plan()),
    "visits": day,
    "board": board,
    "programme": programme,
}
OUT_OF_REACH = """() => [...document.querySelectorAll('*')]
  .filter(it => ['auto', 'scroll'].includes(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth)
  .filter(it => it.tabIndex !== 0 || !it.getAttribute('aria-label')).map(it => it.outerHTML.slice(0, 120))"""
OVERFLOW = """() => [...new Set([...document.querySelectorAll('.scroll')].filter(it => it.offsetParent)
  .map(it => getComputedStyle(it).overflowX))]"""
TOO_WIDE = """width => [...document.querySelectorAll('main table, main svg')]
  .filter(it => it.getBoundingClientRect().width > width + 1)
  .map(it => it.getAttribute('aria-labelledby') || it.caption.innerText)"""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """A function of a page's name: its address; each is made once."""
    folder = tmp_path_factory.mktemp("pages")

    def address(name: str) -> str:
        file = folder / f"{name}.html"
        if not file.exists():
            file.write_text(PAGES[name](), encoding="utf-8")
        return file.as_uri()

    return address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation_in_light_and_dark_and_fits_a_narrow_screen(
    name: str, page: Page, violations: Callable[[Page], list[str]], written: Callable[[str], str]
) -> None:
    page.goto(written(name))
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    # What is wider than the screen scrolls in a region that the Tab key reaches and that has a name.
    assert page.evaluate("document.querySelectorAll('.scroll').length") > 0
    assert page.evaluate(OUT_OF_REACH) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_shows_all_of_every_table_and_picture(
    name: str, page: Page, written: Callable[[str], str]
) -> None:
    page.set_viewport_size({"width": PRINTED_PX, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(written(name))
    assert page.evaluate(TOO_WIDE, PRINTED_PX) == []
    assert page.evaluate(OVERFLOW) == ["visible"]
    assert not page.get_by_role("navigation").is_visible()
    # Paper is white, whatever the screen.
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#ffffff"


@pytest.mark.slow
def test_sixty_sites_over_ten_years_load_in_three_seconds(page: Page, tmp_path: Path) -> None:
    """Seconds of the processor on the page's own thread: other work on the machine must not decide it."""
    case = made_up_case(60, 120)
    file = tmp_path / "large.html"
    file.write_text(report(case, made_up_plan(case)), encoding="utf-8")
    watch = page.context.new_cdp_session(page)
    watch.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri())
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("document.querySelectorAll('figure').length") == 7
    spent = {row["name"]: row["value"] for row in watch.send("Performance.getMetrics")["metrics"]}
    assert 0 < spent["TaskDuration"] < MAX_LOAD_S


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["options", "tornado", "uncertain"])
def test_axe_finds_nothing_on_pages_that_verbs_write(
    verb: str, page: Page, violations: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    case = tmp_path / "county"
    if verb == "uncertain":  # which needs staff
        new_case(case, example=True)
    else:
        quick_case(case)
    few = {
        "options": ["--only", "keep-ward"],
        "tornado": ["--again", "0", "--tips", "1"],
        "uncertain": ["--scenarios", "3", "--try", "3"],
    }[verb]
    result = CliRunner().invoke(main, [verb, str(case), *few, "--out", str(tmp_path / verb), "-q"])
    assert result.exit_code == 0, result.output
    page.goto((tmp_path / verb / f"{verb}.html").as_uri())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == []
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert page.evaluate(OUT_OF_REACH) == []
