"""Guides as lists of steps: fenced commands in order, what they show, and notes for the tests in HTML comments.

A comment `<!-- test: … -->` before a block speaks of that block: `slow` (only under the slow mark), `exit N` (the
exit code of its last command), `serves` (its command answers in the browser until Ctrl-C ends it), `set BOOK SHEET CELL
VALUE` (what the reader types into a workbook first).
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
_LINE = re.compile(r"<!-- test: (?P<note>.+?) -->|```(?P<kind>[a-z]*)")


@dataclass
class Block:
    """A fenced block of a guide: console (commands and what they show) or python."""

    kind: str
    lines: list[str] = field(default_factory=list)
    slow: bool = False
    serves: bool = False
    exit_code: int = 0
    typed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def commands(self) -> list[tuple[list[str], list[str]]]:
        """Return each command of a console block in words, with the lines shown below it."""
        steps: list[tuple[list[str], list[str]]] = []
        for line in self.lines:
            if line.startswith("$ "):
                steps.append((shlex.split(line[2:]), []))
            else:
                steps[-1][1].append(line)
        return steps


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a guide in order; notes without a block of their own stand in an empty one."""
    blocks, notes, inside = [], Block("notes"), None
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if inside is not None:
            if line == "```":
                inside = None
            else:
                inside.lines.append(line)
        elif found is None:
            if line and notes.typed:
                blocks.append(notes)
                notes = Block("notes")
        elif note := found["note"]:
            _note(notes, note)
        else:
            inside = Block(found["kind"], [], notes.slow, notes.serves, notes.exit_code, notes.typed)
            blocks.append(inside)
            notes = Block("notes")
    return blocks


def _note(block: Block, note: str) -> None:
    word, *rest = note.split(maxsplit=4)
    match word, rest:
        case "slow", []:
            block.slow = True
        case "serves", []:
            block.serves = True
        case "exit", [code]:
            block.exit_code = int(code)
        case "set", [book, sheet, cell, value]:
            block.typed.append((book, sheet, cell, value))
        case _:
            raise ValueError(f"A guide says to its test what the test does not know: {note}")


def missing_lines(shown: list[str], output: str) -> list[str]:
    """Return the shown lines that the output has not, in order; … stands for any words."""
    left = [line.strip() for line in output.splitlines()]
    missing = []
    for line in shown:
        pattern = re.compile(".*".join(map(re.escape, line.strip().split("…"))))
        place = next((number for number, found in enumerate(left) if pattern.fullmatch(found)), None)
        if place is None:
            missing.append(line)
        else:
            left = left[place + 1 :]
    return missing
