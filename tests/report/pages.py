"""Read a page as a browser's outline would: headings, tables, figures, ids and references."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link", "input"}


@dataclass
class Table:
    """A table as it is read."""

    captions: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    header_scopes: list[str | None] = field(default_factory=list)


class Page(HTMLParser):
    """One page; construct with its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.tables: list[Table] = []
        self.figure_parts: list[list[str]] = []
        self.open: list[str] = []
        self.misnested: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    @property
    def text(self) -> str:
        """All text outside the style sheet, spaces collapsed, without the marks that hold a minus to its amount."""
        return " ".join(" ".join(self.words).split()).replace("\u2060", "")

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    def table(self, caption: str) -> Table:
        """Return the table with a caption."""
        return next(table for table in self.tables if table.captions == [caption])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag in VOID:
            return
        if "figure" in self.open and self.figure_parts:
            self.figure_parts[-1].append(tag)
        if tag == "figure":
            self.figure_parts.append([])
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append(Table())
        if tag == "tr":
            self.tables[-1].rows.append([])
        if tag == "th":
            self.tables[-1].header_scopes.append(attributes.get("scope"))
        if tag in {"td", "th"}:
            self.tables[-1].rows[-1].append("")
        if tag == "caption":
            self.tables[-1].captions.append("")
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
        if "td" in self.open or "th" in self.open:
            row = self.tables[-1].rows[-1]
            row[-1] = " ".join(f"{row[-1]} {data}".split())
        if "caption" in self.open:
            self.tables[-1].captions[-1] += data
