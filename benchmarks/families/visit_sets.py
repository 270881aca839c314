"""Public files of rounds: which family a file is of, and what each family can do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from capplan.formulations.visits import Inputs
from families import cordeau, hhcrsp, hhcrsp_search, synchronised, vrptw
from families.plain_day import Kept, Stops


@dataclass(frozen=True)
class Family:
    """One format.

    Attributes
    ----------
    suffix, mark
        How a file is known: by its name's end and by a word in it.
    known
        Keys of the best known value in `bks.json`, tried in turn.
    proven
        What the engine's bound proves of the file's own cost.
    search
        Asks the engine in a way of the format's own, with a limit in seconds and a gap; None: over seeds.
    """

    suffix: str
    mark: str
    read: Callable[[Path], Inputs]
    recount: Callable[[Path, Mapping[str, Stops]], Kept]
    known: tuple[str, ...]
    proven: Callable[[Path, float], float] = lambda _, bound: bound
    search: Callable[[Path, float, float], tuple[Mapping[str, Stops], float, str]] | None = None


FAMILIES: dict[str, Family] = {
    "vrptw": Family(".txt", "VEHICLE", vrptw.read, vrptw.recount, ("opt_100", "bks")),
    "cordeau": Family(".txt", "6 ", cordeau.read, cordeau.recount, ("bks",)),
    "synchronised": Family(
        ".dat",
        "Shared_Visited",
        synchronised.read,
        synchronised.recount,
        ("brkga_travel_mean_minutes",),
        synchronised.proven,
    ),
    "hhcrsp": Family(
        ".json",
        '"patients"',
        hhcrsp.read,
        hhcrsp.recount,
        ("total_cost",),
        hhcrsp_search.proven,
        search=hhcrsp_search.search,
    ),
}


@dataclass(frozen=True)
class Instance:
    """One file and its family."""

    name: str
    family: str
    path: Path


def find(folder: Path, family: str | None = None, only: tuple[str, ...] = ()) -> Iterator[Instance]:
    """Yield every file of a folder that is of a known family."""
    for path in sorted(folder.rglob("*")):
        name = _family_of(path)
        if name is not None and family in (None, name) and (not only or path.stem in only):
            yield Instance(path.stem, name, path)


def _family_of(path: Path) -> str | None:
    if not path.is_file() or path.name == "bks.json":
        return None
    for name, family in FAMILIES.items():
        if path.suffix == family.suffix:
            text = path.read_text(encoding="utf-8")
            if text.startswith(family.mark) if name == "cordeau" else family.mark in text:
                return name
    return None


def best_known(instance: Instance) -> float | None:
    """Return the best value known of an instance, from `bks.json` in its folder or the one above.

    None: none is known, or what is known is marked as breaking the file's own rules.
    """
    for place in instance.path.parents[:2]:
        if (path := place / "bks.json").is_file():
            row = json.loads(path.read_text(encoding="utf-8")).get("instances", {}).get(instance.name, {})
            row = {**row, **row.get("best_verified", {})}
            if not row.get("feasible", True):
                return None
            return next((float(row[key]) for key in FAMILIES[instance.family].known if key in row), None)
    return None
