"""Every guide followed to the letter in an empty folder: its commands run and show what the guide shows."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from capplan.cli import main
from guides import DOCS, GUIDES, Block, blocks_of, missing_lines

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in GUIDES}


@pytest.mark.parametrize("name", TEXTS)
def test_the_quick_steps_of_a_guide_work_as_written(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow([block for block in blocks_of(TEXTS[name]) if not block.slow])


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_every_step_of_a_guide_works_as_written(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow(blocks_of(TEXTS[name]))


def follow(blocks: list[Block]) -> None:
    """Do what a guide says, block by block."""
    names: dict[str, object] = {}
    for block in blocks:
        for book, sheet, cell, value in block.typed:
            opened = load_workbook(book)
            opened[sheet][cell] = value
            opened.save(book)
        if block.serves:
            ((command, shown),) = block.commands()
            serve_and_end(command, shown)
        elif block.kind == "console":
            for number, (command, shown) in enumerate(block.commands(), start=1):
                assert command[0] == "capplan"
                result = CliRunner().invoke(main, command[1:], catch_exceptions=False)
                wanted = block.exit_code if number == len(block.commands()) else 0
                assert result.exit_code == wanted, (shlex.join(command), result.output)
                assert missing_lines(shown, result.output) == [], (shlex.join(command), result.output)
        elif block.kind == "python":
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec("\n".join(block.lines), names)
            assert printed.getvalue().strip()


def serve_and_end(command: list[str], shown: list[str]) -> None:
    """Start a server as a guide says, but on a free port; ask for its first page, and end it by Ctrl-C."""
    words = [sys.executable, "-m", *command, "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert missing_lines(shown, line) == []
        found = re.search(r"http://[0-9.:]+/", line)
        assert found is not None
        with urllib.request.urlopen(found[0], timeout=60) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_no_block_of_a_guide_goes_untested() -> None:
    """A block of another kind, or one that begins without a command, would be passed over."""
    assert {"analyst", "beds", "operations", "options", "serve"} <= set(TEXTS)
    for text in TEXTS.values():
        blocks = blocks_of(text)
        assert {block.kind for block in blocks} <= {"console", "python", "notes"}
        assert all(block.lines[0].startswith("$ ") for block in blocks if block.kind == "console")
        assert text.count("```") == 2 * sum(block.kind != "notes" for block in blocks)


def test_commands_and_options_named_in_the_text_exist() -> None:
    """Also those in the running text and in tables, which no step runs."""
    spoken = [*TEXTS.values(), (DOCS / "README.md").read_text("utf-8"), (DOCS / "workbooks.md").read_text("utf-8")]
    for words in (shlex.split(found) for text in spoken for found in re.findall(r"`capplan ([a-z][^`…]*)`", text)):
        command = main.commands[words[0]]
        if isinstance(command, click.Group):
            command = command.commands[words[1]]
        known = {flag for parameter in command.params for flag in parameter.opts} | {"--help", "-h"}
        assert {word for word in words if re.match("-[-a-z]", word)} <= known, words


def test_the_pages_link_to_what_is_there() -> None:
    for page in (DOCS / "README.md", DOCS / "workbooks.md", *GUIDES):
        targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        assert [target for target in targets if not (page.parent / target).exists()] == []
    assert all(f"guides/{name}.md" in (DOCS / "README.md").read_text(encoding="utf-8") for name in TEXTS)


def test_files_that_a_guide_names_are_files_of_capplan() -> None:
    """A CSV file in a guide is a table of a case or a table of an answer."""
    known = "\n".join(path.read_text(encoding="utf-8") for path in Path(DOCS.parent, "src").rglob("*.py"))
    for name, text in TEXTS.items():
        for file in re.findall(r"`(?:[a-z-]+/)?([a-z_]+)\.csv`", text):
            assert f'"{file}"' in known or f'"{file}.csv"' in known, (name, file)


@pytest.mark.parametrize(
    ("shown", "missing"),
    [(["a … c"], []), (["c", "a b c"], ["a b c"]), (["a"], ["a"]), (["a b c", "c"], [])],
)
def test_lines_are_looked_for_in_order(shown: list[str], missing: list[str]) -> None:
    assert missing_lines(shown, "a b c\nc\n") == missing
