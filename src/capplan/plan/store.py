"""Run folders: written whole or not at all, and read back only if they still are what was written."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from capplan.case.content import case_files
from capplan.decisions import Plan, Provenance
from capplan.errors import CapplanError, VerificationFailed

PLAN = "plan.json"
PROVENANCE = "provenance.json"
CASE = "case"
_FAULTS_SHOWN = 5
_Model = TypeVar("_Model", bound=BaseModel)


class RunFolderError(CapplanError):
    """A folder cannot be used as a run folder: it is something else, or the system refuses."""

    exit_code: ClassVar[int] = 2


class RunFolder(NamedTuple):
    """What a run folder holds, read back."""

    plan: Plan
    provenance: Provenance
    case_folder: Path


def write_run(
    folder: Path,
    plan: Plan,
    provenance: Provenance,
    case_folder: Path,
    files: Mapping[str, str | bytes],
) -> None:
    """Write a run folder whole, or leave everything as it was.

    The folder is built beside its place under another name, forced to disk, and renamed. An older run
    in that place is moved aside first, and deleted only once the new one stands.

    Parameters
    ----------
    folder : Path
        Where the run goes. May be missing, empty, or an older run (it has ``provenance.json``), which is
        replaced with everything in it.
    plan, provenance
        Written as ``plan.json`` and ``provenance.json``: UTF-8, keys in the order of the models, shortest
        exact floats, so that equal plans are equal byte for byte.
    case_folder : Path
        The case that was read, a folder or a workbook; ``case.toml`` and its tables are written into ``case``.
    files : mapping of name to content
        Everything else: tables, report, solver log. Text is written as UTF-8 with its line ends untouched. A name may
        begin with one folder of its own, as in ``pictures/timeline.svg``.

    Raises
    ------
    RunFolderError
        If the place holds anything else, or the system refuses to write there.
    ValueError
        If a name of `files` is not a plain file name or belongs to a file written anyway.
    """
    for name in files:
        *own, last = name.split("/")
        if {PLAN, PROVENANCE, CASE, "", ".", ".."} & {*own, last} or len(own) > 1 or "\\" in name:
            raise ValueError(f"{name!r} is no name for an extra file of a run folder.")

    def write(unfinished: Path) -> None:
        write_file(unfinished / PLAN, model_json(plan))
        write_file(unfinished / PROVENANCE, model_json(provenance))
        write_each(unfinished, files)
        _copy_case(case_folder, unfinished / CASE)

    write_whole(folder, write)


def write_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Fill a run folder by a function, whole, or leave everything as it was.

    Parameters
    ----------
    folder : Path
        Where it goes; missing, empty or an older run.
    write : function of a folder
        Writes the files, ``provenance.json`` among them, into a folder made beside the place.

    Raises
    ------
    RunFolderError
        If the place holds anything else, or the system refuses to write there.
    """
    check_replaceable(folder.resolve())
    _fill(folder, write)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a folder of files whole, or leave everything as it was; what stood there before is replaced.

    Parameters
    ----------
    files : mapping of name to content
        A name may begin with one folder of its own, as in ``case/sites.csv``.

    Raises
    ------
    RunFolderError
        If the system refuses to write there.
    """
    _fill(folder, lambda unfinished: write_each(unfinished, files))


def _fill(folder: Path, write: Callable[[Path], None]) -> None:
    target = folder.resolve()
    unfinished = target.with_name(f".{target.name}.unfinished-{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir()
        write(unfinished)
        _sync_folder(unfinished)
        _put_in_place(unfinished, target)
    except OSError as error:
        raise RunFolderError(f"The run folder {folder} cannot be written: {error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def check_files_replaceable(folder: Path, mark: str) -> None:
    """Refuse a place that holds anything but an older folder of the same kind, known by one of its files.

    Raises
    ------
    RunFolderError
        If the place is a file, or a folder that is neither empty nor of this kind.
    """
    if folder.is_file():
        raise RunFolderError(f"{folder} is a file; name a folder.")
    if folder.is_dir() and not (folder / mark).is_file() and any(folder.iterdir()):
        raise RunFolderError(f"{folder} is not empty and has no {mark}; name another folder, or empty it first.")
    _check_writable(folder)


def _check_writable(folder: Path) -> None:
    """Refuse a place where nothing can be written, before hours go into what should be written there."""
    parent = folder.resolve().parent
    try:
        while not parent.exists():
            parent = parent.parent
        probe = parent / f".{folder.name}.probe-{secrets.token_hex(4)}"
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        raise RunFolderError(f"Nothing can be written to {parent}: {error.strerror}.") from error


def check_replaceable(folder: Path) -> None:
    """Refuse a place that holds anything but an older run, or takes nothing.

    Raises
    ------
    RunFolderError
        If the place is a file, or a folder that is neither empty nor a run folder.
    """
    _put_back(folder.resolve())
    _check_writable(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise RunFolderError(f"{folder} is a file; name a folder for the run.")
    if not (folder / PROVENANCE).is_file() and any(folder.iterdir()):
        raise RunFolderError(
            f"{folder} is not empty and is not a run folder (it has no {PROVENANCE}); name another folder, or "
            f"empty it first."
        )


def read_run(folder: Path) -> RunFolder:
    """Read a run folder back.

    Raises
    ------
    RunFolderError
        If the folder is not a run folder.
    VerificationFailed
        If a file of it is missing, was damaged or edited so that it no longer fits its schema, or belongs
        to another run.
    """
    _put_back(folder.resolve())
    if not (folder / PROVENANCE).is_file():
        raise RunFolderError(f"{folder} is not a run folder: it has no {PROVENANCE}.")
    provenance = read_model(folder / PROVENANCE, Provenance)
    plan = read_model(folder / PLAN, Plan)
    if plan.case_digest != provenance.case_digest:
        raise VerificationFailed(f"{PLAN} and {PROVENANCE} in {folder} speak of different cases.")
    if not (folder / CASE).is_dir():
        raise VerificationFailed(f"{folder} has lost its copy of the case (the folder {CASE}).")
    return RunFolder(plan, provenance, folder / CASE)


def model_json(model: BaseModel) -> str:
    """Return a model as JSON text, the same for equal models, ending in one line feed."""
    return model.model_dump_json(indent=1) + "\n"


def plan_schema_json() -> str:
    """Return the JSON Schema of ``plan.json``; ``plan.schema.json`` beside this module is a copy of it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Plan.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def read_model(path: Path, model: type[_Model]) -> _Model:
    """Read a model back from its JSON file.

    Raises
    ------
    VerificationFailed
        If the file cannot be read or does not fit the model.
    """
    try:
        return model.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise VerificationFailed(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        lines = [f"  - {'.'.join(map(str, fault['loc'])) or path.name}: {fault['msg']}" for fault in faults]
        if len(lines) > _FAULTS_SHOWN:
            lines[_FAULTS_SHOWN:] = [f"  - and {len(lines) - _FAULTS_SHOWN} more"]
        heading = f"{path} was damaged or edited; it no longer fits its schema:"
        raise VerificationFailed("\n".join([heading, *lines])) from error


def write_each(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into a folder that stands, each in the folder that its name begins with, if any."""
    for own in dict.fromkeys(Path(name).parent for name in files):
        (folder / own).mkdir(exist_ok=True)
    for name, content in files.items():
        write_file(folder / name, content)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file and force it to disk."""
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def _copy_case(case_folder: Path, copy: Path) -> None:
    copy.mkdir()
    for name, data in case_files(case_folder).items():
        write_file(copy / name, data)
    _sync_folder(copy)


def _sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the system lets a folder be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put_back(target: Path) -> None:
    """Put an older run back that a process moved aside and, killed just then, put nothing in the place of."""
    if target.exists():
        return
    for older in sorted(target.parent.glob(f".{target.name}.older-*")):
        with contextlib.suppress(OSError):
            older.rename(target)
            return


def _put_in_place(unfinished: Path, target: Path) -> None:
    if not target.exists():
        unfinished.rename(target)
    else:
        older = target.with_name(f".{target.name}.older-{secrets.token_hex(4)}")
        target.rename(older)
        try:
            unfinished.rename(target)
        except OSError:
            older.rename(target)
            raise
        shutil.rmtree(older, ignore_errors=True)
    _sync_folder(target.parent)
