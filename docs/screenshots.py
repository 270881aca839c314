"""Takes pictures of every page of `capplan serve` and of a run's report, for looking at; none is kept here.

python docs/screenshots.py CASE STORE PICTURES

CASE is a case, STORE a run store (`capplan run CASE --store STORE`), PICTURES the folder to write. Chromium is found on
the path or named by CAPPLAN_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from capplan.serve.app import create_app
from capplan.serve.desk import Desk
from capplan.serve.run import open_desk

WIDTHS = (320, 768, 1440)
HEIGHT = 900


def pages(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield (name of the picture, address) of every page: of the first case, and of the newest runs of each state."""
    case = next(iter(desk.cases)).key
    yield from (("home", "/"), ("case", f"/cases/{case}"), ("levers", f"/cases/{case}/levers"), ("runs", "/runs"))
    runs = desk.store.find()
    for state in dict.fromkeys(record.state for record in runs):
        newest = next(record for record in runs if record.state == state)
        yield f"run-{state}", f"/runs/{newest.id}"
    done = [record.id for record in runs if record.state == "done"]
    if done:
        yield "report", f"/runs/{done[0]}/report"
    if len(done) > 1:
        yield "compare", f"/compare?run={done[0]}&run={done[1]}"


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serve a desk whose queue nobody works off; yields its address."""
    server = create_server(create_app(desk), port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(10)


def take(browser: Browser, address: str, desk: Desk, pictures: Path) -> int:
    """Write a picture of every page at every width, light and dark, and the report's print; return how many."""
    taken = 0
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            for name, path in pages(desk):
                page.goto(address + path)
                page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
                taken += 1
                if name == "report" and (scheme, width) == ("light", WIDTHS[-1]):
                    page.pdf(path=pictures / "report.pdf", format="A4", print_background=True)
            context.close()
    return taken


def main(case: Path, store: Path, pictures: Path) -> None:
    """Take the pictures."""
    pictures.mkdir(parents=True, exist_ok=True)
    desk = open_desk([case], store)
    chromium = os.environ.get("CAPPLAN_CHROMIUM") or shutil.which("chromium")
    with served(desk) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        sys.stdout.write(f"{take(browser, address, desk, pictures)} pictures in {pictures}\n")
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
