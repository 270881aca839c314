"""The instrument itself: axe-core sees what is planted, and passes what is sound."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

SOUND = """<!DOCTYPE html><html lang="en-GB"><head><title>Sound</title></head>
<body><main><h1>Beds</h1><p style="{}">Twelve beds close in April.</p>{}</main></body></html>"""


def test_a_sound_page_has_no_violation(page: Page, violations: Callable[[Page], list[str]]) -> None:
    page.set_content(SOUND.format("", ""))
    assert violations(page) == []


def test_pale_text_and_a_picture_without_words_are_found(page: Page, violations: Callable[[Page], list[str]]) -> None:
    page.set_content(SOUND.format("color: #bbb; background: #fff", '<img src="data:,">'))
    assert {line.split()[0] for line in violations(page)} == {"color-contrast", "image-alt"}
