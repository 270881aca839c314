"""The planner's page: forms, addresses and queries with odd values; every answer is a page below 500."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from werkzeug.test import EnvironBuilder

from capplan.case.read import read_case
from capplan.case.tables import TABLES
from capplan.case.write import new_case
from capplan.serve.app import create_app
from capplan.serve.levers import field_names, sections
from capplan.serve.run import open_desk
from hostile.draw import Draw

TOKEN = "0123456789abcdef"
QUEUED_AT_MOST = 20
ADDRESSES = (
    *("/", "/runs", "/compare", "/cases/example", "/cases/example/levers", "/cases/example/tables/sites"),
    *("/uploads", "/static/live.js", "/runs/{}", "/runs/{}/stop", "/runs/{}/cancel", "/runs/{}/again"),
    *("/runs/{}/report", "/runs/{}/progress", "/runs/{}/files/{}", "/cases/{}", "/cases/{}/levers"),
    *("/cases/example/tables/{}", "/uploads/{}", "/uploads/{}/marked.xlsx", "/{}"),
)
KEPT = (
    *("parameters", "contracts", "gates", "transitions", "options", "option_changes", "budgets", "scenarios"),
    "seasons",
)
FIELDS = ("name", "seconds", "scenario", "parameter", "parameter-value", "with-options", "token", "search", "state")


class Forms:
    """A server in this process with the example case and a store of its own.

    Parameters
    ----------
    work : Path
        A folder for them.
    """

    def __init__(self, work: Path) -> None:
        folder = work / "example"
        new_case(folder, example=True)
        for name, table in TABLES.items():
            if not table.for_beds and name not in KEPT:
                (folder / f"{name}.csv").unlink(missing_ok=True)
        self.desk = open_desk([folder], work / "runs")
        self.app = create_app(self.desk)
        # What is not foreseen would be a page that says so; here it must come through.
        self.app.register_error_handler(Exception, _raised)
        self.fields = (*field_names(sections(read_case(folder))), *FIELDS)
        self.client: Any = self.app.test_client()
        with self.client.session_transaction() as session:
            session["token"] = TOKEN

    def seeds(self) -> list[bytes]:
        """Return every address asked both ways, and every field set in two ways."""
        asked = [bytes([post, place]) for place in range(len(ADDRESSES)) for post in (0, 1)]
        sets = [
            bytes([1, 4, 1, *_two(place, len(self.fields)), value])
            for place in range(len(self.fields))
            for value in (66, 71)
        ]
        return asked + sets + [bytes([1, 4, 1, *_two(len(self.fields) - len(FIELDS) + 1, len(self.fields)), 2]) + b"30"]

    def read(self, data: bytes) -> None:
        """Ask what `data` says."""
        draw = Draw(data)
        how = draw.byte()
        address = draw.choose(ADDRESSES)
        while "{}" in address:
            address = address.replace("{}", draw.text().replace("{}", ""), 1)
        values: list[tuple[str, Any]] = []
        for _ in range(draw.number(6)):
            name = draw.choose(self.fields) if len(values) != 4 else draw.text()
            values.append((name, draw.text()))
        self._ask(how, address, values, draw)
        self._tidy()

    def _ask(self, how: int, address: str, values: list[tuple[str, str]], draw: Draw) -> None:
        headers = {}
        if how & 32:
            name = draw.choose(("Origin", "Sec-Fetch-Site", "Referer", "Accept-Language", "Range", "Cookie", "X-A"))
            headers[name] = draw.text().encode("latin-1", "replace").decode("latin-1")
        query = {name: value.encode("utf-8", "replace").decode() for name, value in values}
        content: dict[str, Any] = {"query_string": query}
        if how & 1:
            content = {"data": {**({} if how & 64 else {"token": TOKEN}), **query}}
            if address == "/uploads":
                # No true workbook: those are for the reader of workbooks.
                content["data"]["workbook"] = (io.BytesIO(b"P" + draw.rest()), query.get("name", "case.xlsx") or "a")
            if how & 8:
                content = {"data": draw.rest(), "content_type": draw.choose(_TYPES)}
        try:
            built = EnvironBuilder(address, method="POST" if how & 1 else "GET", headers=headers, **content)
        except (ValueError, UnicodeError):
            return  # such a request cannot be put together; nothing was asked
        answer = self.client.open(built, buffered=True)
        if answer.status_code >= 500 or b"Traceback" in answer.data:
            raise AssertionError(f"{answer.status_code} for {address!r}")

    def _tidy(self) -> None:
        runs = self.desk.store.find(limit=QUEUED_AT_MOST)
        if len(runs) >= QUEUED_AT_MOST:
            for record in runs:
                self.desk.store.folders.remove(record.id)
            self.desk.store.reindex()


_TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "multipart/form-data",
    "application/json",
    "text/plain; charset=utf-7",
)


def _two(number: int, below: int) -> bytes:
    return number.to_bytes(2, "big") if below > 256 else bytes([number])


def _raised(error: Exception) -> None:
    raise error
