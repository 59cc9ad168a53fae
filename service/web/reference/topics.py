"""The pages of the reference that are not about one operation."""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """A page: the last part of its path, its title, and what it is about. The first one is at `/docs`."""

    name: str
    title: str
    line: str

    @property
    def url(self) -> str:
        """The path of its page."""
        return f"/docs/api/{self.name}" if self.name else "/docs"


QUICK_START = Topic("", "Quick start", "The first request, keys and scopes, lists, caching, and clients.")
ERRORS = Topic("errors", "Errors", "Problems as RFC 9457 says, by status and type, and which to send again.")
LIMITS = Topic("limits", "Limits", "Rate limits and sizes, and the headers that say what is left.")
CHANGES = Topic("changelog", "Changelog", "What changed for people who use the service.")
SEARCH = Topic("search", "Search", "Find an operation by its name, its path or words.")

TOPICS = (QUICK_START, ERRORS, LIMITS, CHANGES)
"""The pages in the menu, above the operations."""
