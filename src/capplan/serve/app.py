"""The planner's page put together: store, cases, queue, guards and pages."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask, Response
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from capplan.report.figures import style, words
from capplan.report.frame import unbroken
from capplan.serve import case_pages, run_pages, upload_pages
from capplan.serve.desk import Desk, lay
from capplan.serve.errors import answer_errors
from capplan.serve.security import secure

_BYTES_PER_MB = 1_000_000
MAX_REQUEST_MB = 9
MAX_FORM_FIELDS = 5_000
_REPORT = "capplan.report.html"


def create_app(desk: Desk, host: str = "127.0.0.1") -> Flask:
    """Return the application.

    Parameters
    ----------
    desk : Desk
        The store, the cases and the queue; the queue is not started here.
    host : str
        The address that will be listened on.
    """
    app = Flask("capplan.serve")
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST_MB * _BYTES_PER_MB,
        MAX_FORM_MEMORY_SIZE=_BYTES_PER_MB,
        MAX_FORM_PARTS=MAX_FORM_FIELDS,
    )
    app.jinja_env.autoescape = True
    app.jinja_env.finalize = unbroken
    app.jinja_env.filters.update(month=words.month, coded=coded)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    lay(app, desk)
    secure(app, desk.store.folders.root, host)
    answer_errors(app)
    sheet = style_sheet()
    for pages in (case_pages.pages, run_pages.pages, upload_pages.pages):
        app.register_blueprint(pages)
    app.add_url_rule("/favicon.ico", "favicon", lambda: Response(status=204))
    app.add_url_rule("/style.css", "style", lambda: Response(sheet, mimetype="text/css"))
    return app


def coded(text: str) -> Markup:
    """Return a text whose names of the program, between backticks, are set as code; all of it escaped."""
    parts = (
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def style_sheet() -> str:
    """Return the style sheet of the report with what forms need besides."""
    report = files(_REPORT).joinpath("style.css").read_text(encoding="utf-8")
    own = files("capplan.serve").joinpath("static", "serve.css").read_text(encoding="utf-8")
    light, dark = style.css_variables(dark=False), style.css_variables(dark=True)
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{report}\n{own}"
    )
