"""Links in Markdown, so that the same text reads well in the repository, on the site and as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_LINK = re.compile(r"(?P<before>\]\(|<img [^>]*?src=\")(?P<link>[^)\s\"]+)")
_FENCE = re.compile(r"^\s*(```|~~~)")
_FOREIGN = re.compile(r"^([a-z][a-z+.-]*:|/|#)", re.IGNORECASE)
_HEADING_MARKS = re.compile(r"[^\w\- ]")


def rewritten(text: str, change: Callable[[str], str]) -> str:
    """Return a text with its relative links changed; code and links to other hosts stay as they are."""
    fenced = False
    lines = []
    for line in text.splitlines(keepends=True):
        fence = _FENCE.match(line) is not None
        lines.append(line if fenced or fence else _LINK.sub(lambda link: _changed(link, change), line))
        fenced ^= fence
    return "".join(lines)


def links_of(text: str) -> Iterator[str]:
    """Yield the relative links of a text, those within its own page too."""
    links: list[str] = []

    def note(link: str) -> str:
        links.append(link)
        return link

    rewritten(text, note)
    yield from links


def slug(heading: str, separator: str = "-") -> str:
    """Return the id of a heading as code forges make it, so that links to it work in both places."""
    return _HEADING_MARKS.sub("", heading.strip().lower()).replace(" ", separator)


def _changed(link: re.Match[str], change: Callable[[str], str]) -> str:
    path = link["link"]
    return link["before"] + (path if _FOREIGN.match(path) else change(path))
