"""The search index: every section of every page, with its text, for the script in the browser."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

_HEADINGS = {"h1", "h2", "h3"}


class Section(NamedTuple):
    """A section: the page's URL from the site's root, the heading's id, its words, and the text below it."""

    url: str
    fragment: str
    page: str
    heading: str
    text: str


def sections(url: str, title: str, html: str) -> list[Section]:
    """Return the sections of a page that have words."""
    reader = _Reader()
    reader.feed(html)
    return [
        Section(url, fragment, title, " ".join(heading.split()) or title, " ".join(text.split()))
        for fragment, heading, text in reader.parts
        if heading.strip() or text.strip()
    ]


class _Reader(HTMLParser):
    """Collects the words of a page below each of its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[list[str]] = [["", "", ""]]
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self.parts.append([dict(attrs).get("id") or "", "", ""])
            self._in_heading = True
        elif not self._in_heading and tag not in {"code", "span", "a", "em", "strong"}:
            self.parts[-1][2] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        self.parts[-1][1 if self._in_heading else 2] += data
