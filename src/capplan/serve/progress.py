"""How far a run is: its stages, and best plan, bound and gap as they move, as words, numbers and a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, EDGE = 640.0, 160.0, 6.0
MAX_POINTS = 400


@dataclass(frozen=True)
class Stage:
    """One stage of a run: its name, when it began, and the last word of the solver in it."""

    name: str
    began_s: float
    best: float | None = None
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Drawing:
    """Best plan and bound over the time of the stage in hand, as points of a picture."""

    best: str
    bound: str
    words: str


@dataclass(frozen=True)
class HowFar:
    """Everything that a run has told."""

    stages: tuple[Stage, ...]
    seconds: float
    drawing: Drawing | None


def how_far(lines: Sequence[Mapping[str, Any]]) -> HowFar:
    """Return what the lines of a run's progress say."""
    stages: list[Stage] = []
    points: list[Mapping[str, Any]] = []
    for line in lines:
        if "nodes" not in line:
            stages.append(Stage(str(line["stage"]), line["seconds"]))
            points = []
        elif stages:
            now = stages[-1]
            stages[-1] = Stage(now.name, now.began_s, line["best"], line["bound"], line["gap"])
            points.append(line)
    return HowFar(tuple(stages), lines[-1]["seconds"] if lines else 0.0, _drawing(points))


def _drawing(points: Sequence[Mapping[str, Any]]) -> Drawing | None:
    points = points[:: max(1, len(points) // MAX_POINTS)]
    bests = [(one["seconds"], one["best"]) for one in points if one["best"] is not None]
    if len(bests) < 2:
        return None
    # Bounds far below say nothing and would press the rest flat.
    floor = min(best for _, best in bests) - 0.25 * abs(bests[-1][1])
    bounds = [(one["seconds"], one["bound"]) for one in points if one["bound"] is not None and one["bound"] >= floor]
    values = [value for _, value in (*bests, *bounds)]
    low, high = min(values), max(values)
    began, ended = points[0]["seconds"], points[-1]["seconds"]

    def line(pairs: Sequence[tuple[float, float]]) -> str:
        return " ".join(
            f"{EDGE + (WIDTH - 2 * EDGE) * (when - began) / max(ended - began, 1e-9):.1f},"
            f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / max(high - low, 1e-9):.1f}"
            for when, value in pairs
        )

    words = f"In {ended - began:.0f} seconds the best plan went from £{bests[0][1]:,.0f} to £{bests[-1][1]:,.0f}"
    if bounds:
        words += f" and the bound from £{bounds[0][1]:,.0f} to £{bounds[-1][1]:,.0f}"
    return Drawing(line(bests), line(bounds), f"{words}.")
