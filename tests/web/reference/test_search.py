"""The search: all words must be there, and titles count most."""

from __future__ import annotations

from service.web.reference.operations import Reference
from service.web.reference.search import MOST, search
from tests.support.served.document import DOCUMENT

REFERENCE = Reference(DOCUMENT)


def titles(query: str) -> list[str]:
    """Return the titles of the results."""
    return [found.title for found in search(REFERENCE, query)]


def test_titles_come_first_and_all_words_must_be_there() -> None:
    assert titles("leaderboard")[0] == "Get leaderboard"
    assert titles("GET /api/v1/arenas/{arena}/ledger") == ["Get ledger"]
    assert titles("getLedger") == ["Get ledger"]
    assert "Report votes" in titles("idempotency-key votes")
    assert titles("rate limit")[0] == "Limits"
    assert titles("leaderboard zebra") == []


def test_nothing_is_found_for_nothing_and_not_too_much_for_little() -> None:
    assert titles("  ") == []
    assert len(titles("e")) == MOST
    assert titles("x" * 10_000) == []
