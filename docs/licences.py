"""Prints `licences.md`: every library that capplan installs, its version and licence as its package states them; cases.

python docs/licences.py > docs/licences.md
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
HEAD = """\
# Licences of what capplan installs

Written by `python docs/licences.py > docs/licences.md` from what each package states about itself, at the versions of
`constraints.txt`. Tools for tests and benchmarks are not installed with capplan and not listed.

| package | version | licence | needed by |
|---|---|---|---|
"""
FOOT = """
## Cases

The cases in `data/` come with it as data, beside the code. `ipacs` holds figures of a workbook published under the GNU
General Public License 3 and is offered under that licence, apart from the rest
([`data/ipacs/PROVENANCE.md`](../data/ipacs/PROVENANCE.md)); for the others see [`data/README.md`](../data/README.md),
*Licence*.
"""
_LONG = 80


def needed() -> dict[str, set[str]]:
    """Return every package that a plain installation brings, on this platform, and who asks for it."""
    found: dict[str, set[str]] = {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    open_ = [(project["name"], project["dependencies"])]
    while open_:
        parent, lines = open_.pop()
        for line in lines:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                name = canonicalize_name(requirement.name)
                if name not in found:
                    open_.append((name, metadata.requires(name) or ()))
                found.setdefault(name, set()).add(parent)
    return found


def licence_of(name: str) -> str:
    """Return a package's licence: the SPDX expression, else classifiers, old field, head of its licence file."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = about.get_all("Classifier") or []
    named = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License :: ") and line.count("::") > 1]
    first = next((line.strip() for line in (about.get("License") or "").splitlines() if line.strip()), "")
    return "; ".join(named) or (first if len(first) <= _LONG else "") or _head_of_file(name) or "not stated"


def _head_of_file(name: str) -> str:
    """Return the first line of the licence file that a package brings, '' if it brings none."""
    files = [file for file in metadata.files(name) or () if file.name.upper().startswith(("LICENSE", "LICENCE"))]
    lines = files[0].read_text(encoding="utf-8").splitlines() if files else []
    return next((f"{line.strip()} (its licence file)" for line in lines if line.strip()), "")


def pinned() -> dict[str, str]:
    """Return the versions of `constraints.txt` by package."""
    lines = (line.split("#")[0].strip() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines if line)}


def page() -> str:
    """Return the whole page."""
    versions, packages = pinned(), needed()
    rows = (
        f"| {name} | {versions.get(name, 'not pinned')} | {licence_of(name)} | {', '.join(sorted(packages[name]))} |\n"
        for name in sorted(packages)
    )
    return HEAD + "".join(rows) + FOOT


if __name__ == "__main__":
    print(page(), end="")
