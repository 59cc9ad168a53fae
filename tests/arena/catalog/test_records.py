"""What the nouns of the catalog share."""

from __future__ import annotations

import pytest

from service.arena.access.keys import create
from service.arena.catalog.records import create_once, get_by_id, get_by_slug, retirement
from service.arena.recording.idempotency import Once
from service.db.catalog_revision import revision
from service.db.engine import WriteSession
from service.domain.paging import MAX_ID
from service.errors import IdempotencyMismatch, NotFound
from tests.support.served.api import in_write


def fail(_: object) -> None:
    raise AssertionError("looked for what cannot be there")


@pytest.mark.parametrize("slug", ["", "A", "a b", "nul\0", "\ud800", "a" * 101, "a" * 10_000])
def test_what_cannot_be_a_slug_is_not_looked_for(slug: str) -> None:
    with pytest.raises(NotFound) as caught:
        get_by_slug("model", slug, fail)
    assert len(caught.value.detail) < 800


@pytest.mark.parametrize("number", [0, -1, MAX_ID + 1, 10**30])
def test_what_cannot_be_an_id_is_not_looked_for(number: int) -> None:
    with pytest.raises(NotFound):
        get_by_id("offer", number, fail)


def test_what_is_there_is_found() -> None:
    assert get_by_slug("model", "a", {"a": 7}.get) == 7
    assert get_by_id("offer", MAX_ID, {MAX_ID: 7}.get) == 7


def test_retirement_keeps_its_first_time() -> None:
    assert retirement(retired=True, retired_at=7) == 7
    assert retirement(retired=False, retired_at=7) is None
    assert (retirement(retired=True, retired_at=None) or 0) > 10**15


def test_a_key_seen_before_gets_the_first_answer(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        key = create(session, "k", ["catalog"]).id
        once = Once.of(key, "one", "POST /x", b"{}")
        before = revision(session)
        assert create_once(session, once, lambda _: b"first").body == b"first"
        again = create_once(session, once, lambda _: b"second")
        assert (again.status, again.body) == (201, b"first")
        assert create_once(session, None, lambda _: b"third").body == b"third"
        with pytest.raises(IdempotencyMismatch):
            create_once(session, Once.of(key, "one", "POST /x", b"{ }"), lambda _: b"fourth")
        assert revision(session) == before

    in_write(database_url, work)
