"""What a planner sees when something cannot be done: a sentence, never the insides of the program."""

from __future__ import annotations

import sys
import traceback

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from capplan.errors import CapplanError

WORDS = {
    400: "The request cannot be understood.",
    403: "This is not allowed.",
    404: "There is no such page.",
    405: "This page cannot be asked that way.",
    413: "What was sent is too large.",
    500: "The program made a fault. What was saved is safe. The server's output says where it was.",
}


def answer_errors(app: Flask) -> None:
    """Answer every error by a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CapplanError, _ours)
    app.register_error_handler(Exception, _unexpected)


def _page(code: int, words: str) -> tuple[str, int]:
    return render_template("error.html.j2", code=code, words=words), code


def _http(error: HTTPException) -> tuple[str, int] | Response:
    if isinstance(error, SecurityError):
        # The name that was asked for is none at all: without one no page can be made.
        return Response(f"{WORDS[400]}\n", 400, mimetype="text/plain")
    code = error.code or 500
    own = error.description if code in (400, 403, 404, 409) and type(error).description != error.description else None
    return _page(code, own or WORDS.get(code, "This cannot be done."))


def _ours(error: CapplanError) -> tuple[str, int]:
    return _page(409, str(error))


def _unexpected(error: Exception) -> tuple[str, int]:
    sys.stderr.write(f"{request.method} {request.path}\n{''.join(traceback.format_exception(error))}")
    return _page(500, WORDS[500])
