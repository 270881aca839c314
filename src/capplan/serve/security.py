"""Who may ask for what: this host's name, this site's forms, and what a browser may do with an answer."""

from __future__ import annotations

import hmac
import ipaddress
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request, session

TOKEN: Final = "token"
SECRET_FILE: Final = ".secret"
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")
# Pages of our own: nothing but our style sheet, script and pictures; nothing from elsewhere, nothing inline.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A report is one file with its style inside; it may run no script, send no form and fetch nothing.
REPORT_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def secure(app: Flask, store: Path, host: str) -> None:
    """Put the guards before and after every request.

    Parameters
    ----------
    store : Path
        Folder in which the key of the sessions is kept, so that forms survive a restart.
    host : str
        The address that is listened on; requests for another name are refused (a name may be made to point here).
    """
    names = {*LOCAL_NAMES, host.strip("[]").lower()}
    app.config.update(
        SECRET_KEY=_secret(store),
        SESSION_COOKIE_NAME="capplan",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )
    app.before_request(lambda: _refuse_other_names(names))
    app.before_request(_refuse_foreign)
    app.after_request(_with_headers)
    app.context_processor(lambda: {"token": token})


def is_loopback(host: str) -> bool:
    """Say whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def token() -> str:
    """Return the secret that every form of this session must bring back."""
    if TOKEN not in session:
        session[TOKEN] = secrets.token_urlsafe(24)
    return str(session[TOKEN])


def _refuse_other_names(names: Collection[str]) -> None:
    """Refuse a request that asks for another name: a site may let its own name point to this machine.

    Raises
    ------
    werkzeug.exceptions.BadRequest
        If the name is not one of these.
    """
    if urlsplit(f"//{request.host}").hostname not in names:
        abort(400, "This machine is not known by that name.")


def _refuse_foreign() -> None:
    """Refuse what another site asks for.

    Raises
    ------
    werkzeug.exceptions.Forbidden
        If a form comes from another site, or lacks the session's secret.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "This form was sent by another site.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403, "This form was sent by another site.")
    given, wanted = request.form.get(TOKEN, ""), str(session.get(TOKEN, ""))
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(403, "This form is too old, or was not made here. Go back, load the page again and send it once more.")


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _secret(store: Path) -> bytes:
    """Return the key of this store's sessions; only its owner may read it."""
    path = store / SECRET_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_bytes()
        # Another server may be writing it now: without a whole key, this one has a key for itself alone.
        return kept if len(kept) >= 32 else secrets.token_bytes(32)
    key = secrets.token_bytes(32)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key


def as_report(response: Any) -> Any:
    """Return an answer that holds a report, with the rules for reports."""
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response
