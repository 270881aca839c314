"""Pages in a headless Chromium: one browser for a file of tests, a new page for each test, and axe-core's verdict.

The browser is Debian's; `make test` installs it where it is missing. Another one is named by `CAPPLAN_CHROMIUM`.
Playwright itself downloads nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WIDTH, HEIGHT = 1280, 900


def chromium() -> str:
    """Return where the browser is."""
    found = os.environ.get("CAPPLAN_CHROMIUM") or shutil.which("chromium")
    assert found, "The browser tests need Chromium: `apt-get install chromium`, or name one by CAPPLAN_CHROMIUM."
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Its sandbox is off: containers refuse it to root, and the pages are our own."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page without history, cookies or network beyond this machine; motion off."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """A function of a page: what axe-core finds wrong with it as it stands, one line each; [] when nothing is.

    Every rule that axe-core runs by default counts: WCAG 2.0 to 2.2, levels A and AA, and its best practices.
    """

    def found(page: Page) -> list[str]:
        answer = Axe().run(page).response
        assert answer["passes"], "axe-core ran no rule on this page"
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]} – {node['failureSummary']}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]

    return found
