"""The day as a timeline: one row a round, visits, ways, waiting and breaks as bars over the hours."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.plan.visits.sheets import Line, Sheet
from capplan.report.visits.drawing import element, ink, label, picture, titled
from capplan.units import seconds_to_clock

WIDTH, LEFT, TOP, ROW = 1100.0, 90.0, 58.0, 20.0
_COLOUR = {"visit": "blue", "way": "grid", "wait": "paper", "break": "orange"}
_WORDS = {"visit": "visit", "way": "on the way", "wait": "waiting", "break": "break"}


def timeline(sheets: Sequence[Sheet]) -> str:
    """Return the rounds of a day over its hours as SVG."""
    if not sheets:
        return picture(WIDTH, TOP, "No rounds", [label("No rounds", LEFT, TOP / 2)])
    first = min(min(sheet.shift[0], sheet.lines[0].from_s) for sheet in sheets) // 3600
    last = -(-max(max(sheet.shift[1], sheet.lines[-1].to_s) for sheet in sheets) // 3600)
    per_s = (WIDTH - LEFT - 20) / ((last - first) * 3600)
    bottom = TOP + ROW * len(sheets)

    def x(at_s: float) -> float:
        return LEFT + (at_s - first * 3600) * per_s

    parts = _legend()
    for hour in range(first, last + 1):
        at = x(hour * 3600)
        parts.append(element("line", x1=at, x2=at, y1=TOP - 6, y2=bottom, stroke=ink("grid"), stroke_width=0.8))
        parts.append(label(f"{hour:02d}:00", at, TOP - 10, 10, "middle", "muted"))
    for number, sheet in enumerate(sheets):
        y = TOP + ROW * number
        parts.append(label(sheet.carer, LEFT - 8, y + 13, 11, "end"))
        width = x(sheet.shift[1]) - x(sheet.shift[0])
        shift = element("rect", x=x(sheet.shift[0]), y=y + 2, width=width, height=ROW - 4, fill=ink("panel"))
        parts.append(titled(shift, f"{sheet.carer} on duty {'-'.join(map(seconds_to_clock, sheet.shift))}"))
        parts += [_bar(line, x(line.from_s), x(line.to_s), y) for line in sheet.lines if line.kind in _COLOUR]
    return picture(WIDTH, bottom + 14, f"Timeline of {len(sheets)} rounds", parts)


def _bar(line: Line, left: float, right: float, y: float) -> str:
    thin = line.kind in ("way", "wait")
    bar = element(
        "rect",
        x=left,
        y=y + (7 if thin else 3),
        width=max(right - left, 0.6),
        height=ROW - (14 if thin else 6),
        fill=ink(_COLOUR[line.kind]),
        stroke=ink("vermilion" if line.together_with else "rule"),
        stroke_width=1.6 if line.together_with else 0.5,
    )
    hours = f"{seconds_to_clock(line.from_s)}-{seconds_to_clock(line.to_s)}"
    what = f"visit {line.visit}, client {line.client}" if line.kind == "visit" else _WORDS[line.kind]
    together = f", together with {line.together_with}" if line.together_with else ""
    return titled(bar, f"{hours} {what}{together}")


def _legend() -> list[str]:
    parts, at = [], LEFT
    for kind, words in _WORDS.items():
        parts.append(element("rect", x=at, y=12, width=16, height=10, fill=ink(_COLOUR[kind]), stroke=ink("rule")))
        parts.append(label(words, at + 22, 21))
        at += 110
    parts.append(element("rect", x=at, y=12, width=16, height=10, fill=ink("blue"), stroke=ink("vermilion")))
    parts.append(label("visit by two", at + 22, 21))
    return parts
