"""The planner's page in a browser: every page in every state without a finding, at any width, by keyboard alone."""

import json
import threading
from types import SimpleNamespace

import pytest
from waitress.server import create_server

from capplan.errors import Infeasible
from capplan.serve.app import create_app
from capplan.serve.run import open_desk
from capplan.store.making import make_queued
from quick_case import quick_case
from serve_plans import made_run, request
from served import Server

PHONE = 320
CASE = "/cases/example"


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return quick_case(tmp_path_factory.mktemp("case") / "county")


@pytest.fixture(scope="module")
def site(county, tmp_path_factory):
    """A server in this process whose queue nobody works off, with a run in every state."""
    desk = open_desk([county], tmp_path_factory.mktemp("served") / "runs")
    server = create_server(create_app(desk), port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    files = {path.name: path.read_bytes() for path in county.iterdir()}
    runs = {"done": made_run(desk, "As it is").id, "other": made_run(desk, "Another, the same").id}
    for state in ("queued", "running", "failed", "unfinished"):
        runs[state] = desk.store.ask(request(f"A run that is {state}"), files).id

    def impossible(*_):
        raise Infeasible(["The revenue budget of pool in 2026/27 is £1 too small. Raise it by £1."])

    make_queued(desk.store, runs["failed"], impossible)
    for state in ("running", "unfinished"):
        work = desk.store.folders.work(runs[state])
        (work / "started.json").write_text('{"pid": 1}')
        lines = [{"seconds": 0.1, "stage": "plan"}] + [
            {"seconds": float(now), "stage": "plan", "best": 110.0 - now, "bound": 90.0 + now, "gap": 0.1, "nodes": 1}
            for now in range(1, 8)
        ]
        (work / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    held = desk.store.folders.lock(runs["running"])
    held.acquire()
    broken = quick_case(county.parent / "broken")
    (broken / "areas.csv").write_text((broken / "areas.csv").read_text("utf-8").replace("Market,north", "Market,nort"))
    upload = desk.uploads.take("mine.xlsx", workbook(broken))
    yield SimpleNamespace(address=f"http://127.0.0.1:{server.effective_port}", runs=runs, upload=upload.id)
    held.release()
    server.close()
    thread.join(10)


def workbook(folder):
    from capplan.case.content import content_of
    from capplan.case.excel.write import workbook_bytes

    return workbook_bytes(content_of(folder))


def pages(site):
    runs = site.runs
    return [
        "/",
        CASE,
        f"{CASE}/tables/sites",
        f"{CASE}/levers",
        "/runs",
        *(f"/runs/{run}" for run in runs.values()),
        f"/runs/{runs['running']}?refresh=yes",
        f"/compare?run={runs['done']}&run={runs['other']}",
        f"/uploads/{site.upload}",
        "/runs/nowhere",
    ]


def test_axe_finds_nothing_on_any_page(site, page, violations):
    for address in pages(site):
        page.goto(site.address + address)
        assert violations(page) == [], address


def test_axe_finds_nothing_in_the_dark(site, page, violations):
    page.emulate_media(color_scheme="dark")
    for address in (f"{CASE}/levers", f"/runs/{site.runs['done']}", f"/runs/{site.runs['running']}", "/runs"):
        page.goto(site.address + address)
        assert violations(page) == [], address


def test_axe_finds_nothing_where_levers_are_to_mend(site, page, violations):
    page.goto(f"{site.address}{CASE}/levers")
    page.select_option("#site--hillside", "close-by")
    page.get_by_label("at most so many are refused").fill("500")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("heading", name="2 to mend").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Hillside ward Month").click()
    assert page.evaluate("location.hash") == "#month--hillside"
    # What was written stays.
    assert page.input_value("#site--hillside") == "close-by"


def test_every_page_fits_a_phone_without_scrolling_sideways(site, page):
    page.set_viewport_size({"width": PHONE, "height": 800})
    for address in pages(site):
        page.goto(site.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, address


def test_nothing_is_blocked_fetched_from_elsewhere_or_wrong_in_the_console(site, page):
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: asked.append(one.url))
    for address in pages(site)[:-1]:
        page.goto(site.address + address)
    page.goto(f"{site.address}/runs/{site.runs['done']}/report")
    # The report keeps its own style although it may run and fetch nothing.
    assert page.evaluate("getComputedStyle(document.querySelector('header')).borderBottomStyle") == "solid"
    assert said == []
    assert all(url.startswith(site.address) for url in asked)


def test_the_page_of_a_run_works_without_scripts(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(f"{site.address}/runs/{site.runs['running']}")
    assert answer.header_value("refresh") is None
    assert page.get_by_text("Full line: best plan so far").is_visible()
    page.get_by_role("link", name="every 10 seconds by itself").click()
    assert page.get_by_text("shows itself anew every 10 seconds").is_visible()
    context.close()


def test_progress_shows_itself_and_can_be_paused(site, page):
    page.goto(f"{site.address}/runs/{site.runs['running']}")
    with page.expect_response(lambda answer: answer.url.endswith("/progress")):
        pass
    pause = page.get_by_role("button", name="Stop showing it by itself")
    pause.click()
    assert page.get_by_role("button", name="Show it by itself again").is_visible()


def tab_to(page, text):
    """Press Tab until what has the focus is called so, as a planner without a mouse does."""
    for _ in range(150):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => { const it = document.activeElement;"
            " return it.getAttribute('aria-label') || (it.labels && it.labels.length ? it.labels[0] : it).innerText; }"
        )
        if text in name:
            box = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert box != "none", f"the focus on {text} cannot be seen"
            return
    raise AssertionError(f"{text} is not reached by Tab")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_planner_with_a_keyboard_alone_runs_compares_and_takes_away(county, page, tmp_path):
    desk = open_desk([county], tmp_path / "runs")
    made_run(desk, "As it is")
    server = Server(county, tmp_path / "runs", 1)
    try:
        page.goto(server.address)
        tab_to(page, "Example: a ward and care at home")
        enter(page)
        page.get_by_role("heading", level=1, name="Example").wait_for()
        tab_to(page, "Move levers and run")
        enter(page)
        tab_to(page, "Name of the run")
        page.keyboard.type("Keep the ward")
        tab_to(page, "What happens")
        page.keyboard.type("Keep")
        tab_to(page, "Run")
        enter(page)
        page.get_by_role("heading", level=1, name="Keep the ward").wait_for()
        assert page.get_by_text("Hillside ward: keep: no fewer beds than today").is_visible()
        page.get_by_role("link", name="Show the plan").wait_for(timeout=240_000)
        tab_to(page, "Show the plan")
        enter(page)
        page.get_by_role("heading", name="The plan in figures").wait_for()
        tab_to(page, "Workbook, plan.xlsx")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith("plan.xlsx")
        tab_to(page, "Compare with other runs")
        enter(page)
        for name in ("Compare Keep the ward", "Compare As it is"):
            tab_to(page, name)
            page.keyboard.press("Space")
        tab_to(page, "Compare the runs ticked")
        enter(page)
        page.get_by_role("heading", level=1, name="Runs side by side").wait_for()
        # Kept, the ward has 24 beds at the end; the plan leaves it 12.
        row = page.get_by_role("row", name="Beds at the end").inner_text()
        assert row.split() == ["Beds", "at", "the", "end", "24", "12"]
    finally:
        server.stop()
