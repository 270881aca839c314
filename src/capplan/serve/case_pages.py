"""Pages of cases: which there are, what a case says, and its levers."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from capplan.case.assumptions import assumptions, status_counts
from capplan.case.case import Case
from capplan.case.fields import FORMULA_STARTS
from capplan.case.moved import moved_files
from capplan.case.tables import TABLES
from capplan.report.html.evidence import assumptions_log
from capplan.serve.cases import Known
from capplan.serve.desk import desk
from capplan.serve.levers import sections
from capplan.serve.moving import Moved, moved
from capplan.serve.tables import case_tables, meanings, table_of
from capplan.serve.uploads import MAX_UPLOAD_MB
from capplan.store import RunRequest, StoreError
from capplan.store.records import MAX_NAME, new_id, now

pages = Blueprint("cases", __name__)
MAX_QUEUED = 200
RUNS_SHOWN = 20


def _known(key: str) -> Known:
    return desk().cases.known(key) or abort(404, "There is no such case here.")


@pages.get("/")
def home() -> str:
    """List the cases and the newest runs; take in a workbook."""
    cases = [(one, desk().cases.case(one)) for one in desk().cases]
    runs = desk().store.find(limit=RUNS_SHOWN)
    return render_template("home.html.j2", cases=cases, runs=runs, max_upload_mb=MAX_UPLOAD_MB)


@pages.get("/cases/<key>")
def show(key: str) -> str:
    """Show what a case says: its tables, and what is assumed."""
    known = _known(key)
    case = desk().cases.case(known)
    log = assumptions(case)
    return render_template(
        "case.html.j2",
        known=known,
        case=case,
        tables=case_tables(case),
        statuses=status_counts(case),
        assumed=assumptions_log(log) if log else None,
        runs=desk().store.find(case=case.identity.id, limit=RUNS_SHOWN),
    )


@pages.get("/cases/<key>/tables/<name>")
def table(key: str, name: str) -> str:
    """Show one table with the units and meanings of its columns."""
    known = _known(key)
    case = desk().cases.case(known)
    if name not in TABLES or not case.rows_of(name):
        abort(404, "The case has no such table.")
    found = table_of(case, name)
    return render_template("table.html.j2", known=known, case=case, name=name, table=found, meanings=meanings(name))


@pages.get("/cases/<key>/levers")
def levers(key: str) -> str:
    """Show the levers that a case declares."""
    known = _known(key)
    return _form(known, desk().cases.case(known), {}, None)


@pages.post("/cases/<key>/levers")
def move(key: str) -> Response | tuple[str, int]:
    """Put a run with the levers as they were set in the queue, or say what is wrong with them."""
    known = _known(key)
    case = desk().cases.case(known)
    values = request.form.to_dict()
    name = " ".join(values.get("name", "").split())
    found = moved(case, values)
    if len(name) > MAX_NAME:
        found.wrong["name"] = f"Use at most {MAX_NAME} characters."
    elif name.startswith(FORMULA_STARTS):
        found.wrong["name"] = "Begin with a letter or a figure: a spreadsheet would take this for a formula."
    seconds = _seconds(values, found)
    if found.wrong or found.case is None:
        return _form(known, case, values, found), 422
    if len(desk().store.find(state="queued", limit=MAX_QUEUED)) >= MAX_QUEUED:
        raise StoreError(f"{MAX_QUEUED} runs wait already. Wait until some are done, or cancel some.")
    asked = RunRequest(
        id=new_id(),
        name=name or (found.said[0][:MAX_NAME] if found.said else "The case as it is"),
        case=case.identity.id,
        title=case.identity.title,
        scenario=found.scenario,
        created=now(),
        changes=tuple(found.changes),
        said=tuple(found.said),
        seed=desk().seed,
        time_limit_s=seconds,
        with_options=bool(case.options) and not found.changes and "with-options" in values,
    )
    desk().store.ask(asked, moved_files(known.path, case, found.case), desk().profile)
    desk().queue.look()
    return redirect(url_for("runs.show", run_id=asked.id), 303)


def _seconds(values: dict[str, str], found: Moved) -> float | None:
    text = values.get("seconds", "").strip()
    if not text:
        return desk().time_limit_s
    # A long row of digits is refused before it is read as a number: Python itself refuses more than 4,300.
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= 100_000:
        found.wrong["seconds"] = "Write whole seconds, 1 to 100,000, or leave it blank."
        return None
    return float(text)


def _form(known: Known, case: Case, values: dict[str, str], found: Moved | None) -> str:
    wrong = {} if found is None else found.wrong
    parts = sections(case)
    labels = {
        field.name: f"{group.title} {field.label}".strip()
        for part in parts
        for group in part.groups
        for field in group.fields
    }
    labels |= {"name": "Name of the run", "seconds": "Seconds for each solve"}
    return render_template(
        "levers.html.j2", known=known, case=case, parts=parts, values=values, wrong=wrong, labels=labels
    )
