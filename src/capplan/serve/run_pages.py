"""Pages of runs: all of them, one with its progress or result, several side by side, and what can be taken away."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from capplan.report.html.evidence import findings_table
from capplan.report.milestones import MILESTONES
from capplan.serve.desk import desk
from capplan.serve.progress import how_far
from capplan.serve.results import csv_archive, picture_archive
from capplan.serve.security import as_report
from capplan.serve.tables import FIGURES, changes_of, figure, side_by_side
from capplan.store import RunRecord, StoreError
from capplan.store.records import STATES, State

pages = Blueprint("runs", __name__)
MAX_SHOWN = 200
MAX_COMPARED = 6
REFRESH_S = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What can be taken away: its name here, the file of the run folder, its type. Nothing else is ever sent.
FILES = {
    "plan.xlsx": XLSX,
    "report.html": "text/html; charset=utf-8",
    "plan.json": "application/json",
    MILESTONES: "text/calendar; charset=utf-8",
}
# What is packed when it is asked for.
ARCHIVES: dict[str, Callable[[Path], bytes]] = {"tables.zip": csv_archive, "pictures.zip": picture_archive}


def _record(run_id: str) -> RunRecord:
    try:
        return desk().store.get(run_id)
    except StoreError:
        abort(404, "There is no such run here.")


def _done(run_id: str) -> RunRecord:
    record = _record(run_id)
    if record.state != "done":
        abort(404, f"This run is {record.state}; it has no result to show.")
    return record


@pages.get("/runs")
def every() -> str:
    """List and search the runs; choose some to compare."""
    wanted = request.args.get("state", "")
    state: State | None = next((one for one in STATES if one == wanted), None)
    search = request.args.get("search", "")[:200]
    runs = desk().store.find(state=state, search=search, limit=MAX_SHOWN)
    return render_template("runs.html.j2", runs=runs, states=STATES, state=state, search=search, shown=MAX_SHOWN)


@pages.get("/runs/<run_id>")
def show(run_id: str) -> Response | str:
    """Show one run: how far it is, or what it says."""
    record = _record(run_id)
    figures = None if record.ending is None else record.ending.figures
    lines = [] if figures is None else [(title, unit, figure(figures, name)) for name, title, unit in FIGURES]
    findings = findings_table(desk().results.plan(run_id)) if record.state == "done" else None
    page = render_template(
        "run.html.j2",
        record=record,
        lines=lines,
        findings=findings,
        far=how_far(desk().store.progress(run_id)),
        stopping=desk().store.wishes(run_id, "stop"),
        has_dates=(desk().store.folders.run(run_id) / MILESTONES).is_file(),
        by_itself="refresh" in request.args,
        refresh_s=REFRESH_S,
    )
    response = Response(page, mimetype="text/html")
    if "refresh" in request.args and record.state in ("queued", "running"):
        # Only where the planner asked for it, and without a script.
        response.headers["Refresh"] = str(REFRESH_S)
    return response


@pages.get("/runs/<run_id>/progress")
def progress(run_id: str) -> str:
    """Return how far a run is, as a part of its page."""
    record = _record(run_id)
    return render_template("progress.html.j2", record=record, far=how_far(desk().store.progress(run_id)))


@pages.post("/runs/<run_id>/stop")
def stop(run_id: str) -> Response:
    """End the searches of a run and keep the best plan."""
    desk().store.wish(_record(run_id).id, "stop")
    return _back(run_id)


@pages.post("/runs/<run_id>/cancel")
def cancel(run_id: str) -> Response:
    """End a run without a plan."""
    desk().store.wish(_record(run_id).id, "cancel")
    return _back(run_id)


@pages.post("/runs/<run_id>/again")
def again(run_id: str) -> Response:
    """Put a run that failed, was stopped or is unfinished in the queue once more."""
    desk().store.again(_record(run_id).id)
    desk().queue.look()
    return _back(run_id)


def _back(run_id: str) -> Response:
    return redirect(url_for("runs.show", run_id=run_id), 303)


@pages.get("/runs/<run_id>/report")
def report(run_id: str) -> Response:
    """Show the report of a run, which may run no script and fetch nothing."""
    path = desk().store.folders.run(_done(run_id).id) / "report.html"
    response: Response = as_report(send_file(path, mimetype=FILES["report.html"]))
    return response


@pages.get("/runs/<run_id>/files/<name>")
def take(run_id: str, name: str) -> Response:
    """Send a file of a run, one of a few names."""
    record = _done(run_id)
    folder = desk().store.folders.run(record.id)
    stem = f"{record.request.case}-{record.id}"
    if name in ARCHIVES:
        content = io.BytesIO(ARCHIVES[name](folder))
        return send_file(content, mimetype="application/zip", as_attachment=True, download_name=f"{stem}-{name}")
    if name not in FILES or not (folder / name).is_file():
        abort(404, "There is no such file.")
    response = send_file(folder / name, mimetype=FILES[name], as_attachment=True, download_name=f"{stem}-{name}")
    finish: Callable[[Response], Response] = as_report if name == "report.html" else lambda one: one
    return finish(response)


@pages.get("/compare")
def compare() -> str:
    """Set runs side by side with the first of them."""
    ids = list(dict.fromkeys(request.args.getlist("run")))
    if not 2 <= len(ids) <= MAX_COMPARED:
        abort(400, f"Choose two runs or more, at most {MAX_COMPARED}.")
    records = [_done(one) for one in ids]
    differ = []
    for other in records[1:]:
        sides = [desk().results.side(one) for one in (records[0], other)]
        differ.append(changes_of(sides[0], sides[1], _titles(records[0], other)))
    return render_template("compare.html.j2", records=records, figures=side_by_side(records), differ=differ)


def _titles(first: RunRecord, other: RunRecord) -> tuple[str, str]:
    names = first.request.name, other.request.name
    return names if names[0] != names[1] else (f"{names[0]} ({first.id[-8:]})", f"{names[1]} ({other.id[-8:]})")
