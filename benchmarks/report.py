"""How long a report of a large county takes to write and to show: `python benchmarks/report.py`.

The plan is the made-up one of the tests: every site has its rows for every month, nothing is solved. Times are
processor seconds: of this process for drawing and writing, of the page's main thread in Chromium for showing it, so
that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "report"))

from made_up import made_up_plan, made_up_provenance

from capplan.case.assumptions import assumptions
from capplan.report.figures import charts
from capplan.report.html import render
from capplan.report.pictures import png_file
from made_up_county import made_up_case


def main() -> None:
    """Measure and print one row of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--months", type=int, default=120)
    asked = parser.parse_args()
    case = made_up_case(asked.sites, asked.months)
    plan = made_up_plan(case)
    drawn, drawing_s = _timed(lambda: charts(plan, case))
    _, pictures_s = _timed(lambda: [png_file(chart) for chart in drawn.values()])
    page, writing_s = _timed(lambda: render(plan, case, made_up_provenance(case), assumptions(case)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        elements, shown_s, wall_s = _shown(file)
    print(
        f"| {asked.sites} sites, {asked.months} months | {drawing_s:.1f} | {pictures_s:.1f} | {writing_s:.1f} | "
        f"{len(page) / 1e6:.1f} | {elements:,} | {shown_s:.2f} | {wall_s:.2f} |"
    )


def _timed(make):  # type: ignore[no-untyped-def]
    began = time.process_time()
    return make(), time.process_time() - began


def _shown(file: Path) -> tuple[int, float, float]:
    """Return the elements of a page, the processor seconds of its main thread, and the seconds on the clock."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CAPPLAN_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        watch = tab.context.new_cdp_session(tab)
        watch.send("Performance.enable", {"timeDomain": "threadTicks"})
        began = time.perf_counter()
        tab.goto(file.as_uri())
        tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        wall_s = time.perf_counter() - began
        spent = {row["name"]: row["value"] for row in watch.send("Performance.getMetrics")["metrics"]}
        elements = tab.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return elements, spent["TaskDuration"], wall_s


if __name__ == "__main__":
    main()
