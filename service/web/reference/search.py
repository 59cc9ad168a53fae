"""The search of the reference: over titles, paths, ids, parameters and the words of descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.web.reference.operations import Operation, Reference
from service.web.reference.topics import TOPICS

MOST = 20
"""How many results are shown."""

_LONGEST = 100


class Found(NamedTuple):
    """A result: its title, its URL, and a line that tells it from others."""

    title: str
    url: str
    method: str
    line: str


class _Page(NamedTuple):
    found: Found
    fields: tuple[str, ...]
    """The texts of the page in lower case, those that count most first."""


def search(reference: Reference, query: str) -> list[Found]:
    """Return the pages that have all words of a query, those with the words in their titles first."""
    words = query[:_LONGEST].lower().split()
    if not words:
        return []
    pages = [page for page in _pages(reference) if all(_rank(page, word) is not None for word in words)]
    return [page.found for page in sorted(pages, key=lambda page: _ranks(page, words))][:MOST]


def _ranks(page: _Page, words: Sequence[str]) -> int:
    return sum(_rank(page, word) or 0 for word in words)


def _rank(page: _Page, word: str) -> int | None:
    """Return the place of the first text that has a word, None if no text has it."""
    return next((place for place, text in enumerate(page.fields) if word in text), None)


def _pages(reference: Reference) -> Iterator[_Page]:
    for topic in TOPICS:
        yield _Page(Found(topic.title, topic.url, "", topic.line), (topic.title.lower(), topic.line.lower()))
    for operation in reference.operations:
        yield _Page(_found(operation), tuple(text.lower() for text in _texts(operation)))


def _found(operation: Operation) -> Found:
    return Found(operation.title, operation.url, operation.method, operation.path)


def _texts(operation: Operation) -> Iterator[str]:
    yield operation.title
    yield f"{operation.method} {operation.path} {operation.id}"
    fields = [field for table in operation.parameters for field in table.fields]
    fields += operation.body.fields if operation.body else ()
    yield " ".join(field.name for field in fields)
    yield f"{operation.text} {operation.tag} {operation.scope}"
