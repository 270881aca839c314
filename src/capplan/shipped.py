"""Files that come with the program: the cases of `data/` and the solver profiles of `solvers/`.

A checkout has them at its root; an installed wheel under `share/capplan`, wherever its installer put that.
"""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]


def shipped_cases() -> dict[str, Path]:
    """Return the case folders that come with the program, by name."""
    return {path.parent.name: path.parent for path in _files("data", "case.toml")}


def shipped_profiles() -> dict[str, Path]:
    """Return the solver profiles that come with the program, by name: default, quick, proof."""
    return {path.stem: path for path in _files("solvers", ".toml")}


def case_path(given: Path) -> Path:
    """Return the path of a case: what stands there, else that name in a folder `data`, else a shipped case."""
    if given.exists():
        return given
    beside = Path("data") / given
    return beside if beside.exists() else shipped_cases().get(str(given), given)


def profile_path(given: Path) -> Path:
    """Return the path of a profile: the path itself where a file stands there, else the shipped one of that name."""
    return given if given.exists() else shipped_profiles().get(str(given), given)


@cache
def _files(folder: str, ending: str) -> tuple[Path, ...]:
    """Return the files below a folder whose names end so: of the checkout, else of the installed wheel."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / folder).is_dir():
        return tuple(sorted(path for path in (_CHECKOUT / folder).rglob(f"*{ending}")))
    try:
        listed = metadata.files("capplan") or []
    except metadata.PackageNotFoundError:
        return ()
    inside = (file for file in listed if f"share/capplan/{folder}/" in file.as_posix() and file.name.endswith(ending))
    return tuple(sorted(Path(str(file.locate())).resolve() for file in inside))
