"""What the nouns of the catalog share."""

from __future__ import annotations

import pytest

from service.arena.access.keys import create
from service.arena.catalog import listing
from service.arena.catalog.listing import MAX_ID, after_id, create_once, found, found_id, page_of, retirement
from service.arena.recording.idempotency import Once
from service.db.catalog_revision import revision
from service.db.engine import WriteSession
from service.domain.paging import Page, cursor_of
from service.errors import IdempotencyMismatch, Invalid, NotFound
from tests.support.api import in_write


def fail(_: object) -> None:
    raise AssertionError("looked for what cannot be there")


@pytest.mark.parametrize("slug", ["", "A", "a b", "nul\0", "\ud800", "a" * 101, "a" * 10_000])
def test_what_cannot_be_a_slug_is_not_looked_for(slug: str) -> None:
    with pytest.raises(NotFound) as caught:
        found("model", slug, fail)
    assert len(caught.value.detail) < 800


@pytest.mark.parametrize("number", [0, -1, MAX_ID + 1, 10**30])
def test_what_cannot_be_an_id_is_not_looked_for(number: int) -> None:
    with pytest.raises(NotFound):
        found_id("offer", number, fail)


def test_what_is_there_is_found() -> None:
    assert found("model", "a", {"a": 7}.get) == 7
    assert found_id("offer", MAX_ID, {MAX_ID: 7}.get) == 7


def test_pages_are_cut_one_short_of_what_was_read() -> None:
    rows = ["a", "b", "c"]
    for limit, items, more in ((2, ["a", "b"], cursor_of("b")), (3, rows, None), (4, rows, None)):
        page = Page("", limit)
        assert listing.listing(rows[: page.size], page, str, str) == listing.Listing(items, more)
    assert listing.listing([], Page(), str, str) == listing.Listing([], None)


def test_cursors_lead_back_to_their_keys() -> None:
    assert page_of(None, 5) == Page("", 5)
    assert page_of(cursor_of("光-1"), 5) == Page("光-1", 5)
    assert after_id(Page()) == 0
    assert after_id(Page("17")) == 17
    assert after_id(Page(str(MAX_ID * 2))) == MAX_ID


@pytest.mark.parametrize("key", ["a", "-1", "1.5", "9" * 11, "٣", " 1"])
def test_cursors_of_other_lists_are_refused(key: str) -> None:
    with pytest.raises(Invalid, match="another list"):
        after_id(Page(key))


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
