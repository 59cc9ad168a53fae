"""Rows of renditions: named once for a copy, and forgotten."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.pictures import renditions
from service.db.queries.pictures.renditions import RenditionHashes
from tests.support.votes.ledgers import inside


def test_named_once_and_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        copy, hashes = b"c" * 32, RenditionHashes(b"s" * 32, b"m" * 32, b"l" * 32)
        assert renditions.add(session, copy, hashes)
        assert not renditions.add(session, copy, hashes)
        assert renditions.of_copies(session, [copy]) == {copy: hashes}
        renditions.forget(session, copy)
        assert renditions.of_copies(session, [copy]) == {}

    inside(shared_url, work)
