"""Pages of workbooks that are handed in."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from capplan.serve.desk import desk
from capplan.serve.run_pages import XLSX
from capplan.serve.uploads import MAX_UPLOAD_MB, Upload

pages = Blueprint("uploads", __name__)


@pages.post("/uploads")
def take() -> Response:
    """Take a workbook in: its case if it has no fault, otherwise its faults."""
    file = request.files.get("workbook")
    if file is None or not file.filename:
        abort(400, "Choose a workbook (.xlsx) first.")
    data = file.stream.read(MAX_UPLOAD_MB * 1_000_000 + 1)
    upload = desk().uploads.take(file.filename, data)
    if upload.faults:
        return redirect(url_for("uploads.faults", upload_id=upload.id), 303)
    return redirect(url_for("cases.show", key=upload.id), 303)


def _upload(upload_id: str) -> Upload:
    return desk().uploads.get(upload_id) or abort(404, "There is no such workbook here.")


@pages.get("/uploads/<upload_id>")
def faults(upload_id: str) -> str:
    """List what must be repaired in a workbook."""
    return render_template("faults.html.j2", upload=_upload(upload_id))


@pages.get("/uploads/<upload_id>/marked.xlsx")
def marked(upload_id: str) -> Response:
    """Send the copy of a workbook with its faults marked."""
    upload = _upload(upload_id)
    if not upload.marked:
        abort(404, "There is no marked copy of this workbook.")
    return send_file(upload.marked_copy, mimetype=XLSX, as_attachment=True, download_name="case-faults.xlsx")
