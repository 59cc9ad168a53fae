"""Webhooks: changed field by field, and secrets that follow from the service's own."""

from __future__ import annotations

import pytest

from service.arena.webhooks import signing, webhooks
from service.arena.webhooks.notices import SUBSCRIBABLE
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.paging import Page
from service.errors import Conflict, Invalid, NotFound
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

URL = {"url": "https://a.example/"}


def test_changed_and_found(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_arena(session)
        made = webhooks.create(session, b"s", URL)
        assert (made.events, made.arena, made.enabled) == (tuple(SUBSCRIBABLE), None, True)
        changed = webhooks.change(session, made.id, {"events": ["rank.changed"], "arena": "t2i"})
        assert (changed.events, changed.arena, changed.url) == (("rank.changed",), "t2i", URL["url"])
        assert webhooks.change(session, made.id, {}) == changed
        off = webhooks.change(session, made.id, {"enabled": False, "arena": None})
        assert (off.enabled, off.disabled_reason, off.arena) == (False, "by request", None)
        assert webhooks.page(session, Page()).items == [off]
        assert webhooks.page(session, Page(str(off.id))).items == []
        with pytest.raises(Invalid, match="another list"):
            webhooks.page(session, Page("²"))
        webhooks.remove(session, made.id)
        for number in (made.id, 0, 2**40):
            with pytest.raises(NotFound):
                webhooks.get(session, number)
        with pytest.raises(NotFound, match="arena"):
            webhooks.create(session, b"s", {**URL, "arena": "nowhere"})

    inside(shared_url, work)


def test_both_secrets_sign_for_a_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = webhooks.create(session, b"s", URL)
        first = webhooks.secret_of(session, b"s", made.id)
        rotated = webhooks.rotate(session, b"s", made.id)
        assert rotated.webhook.old_secret_until is not None
        second = rotated.secret
        row = webhooks.row_of(session, made.id)
        now = clock.now()
        texts = [signing.text_of(key) for key in webhooks.keys_of(row, b"s", now)]
        assert texts == [second, first]
        assert len(webhooks.keys_of(row, b"s", now + 2 * clock.DAY)) == 1
        assert webhooks.keys_of(row, b"another", now) == []

    inside(shared_url, work)


def test_there_is_an_end(shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST", 1)

    def work(session: WriteSession) -> None:
        webhooks.create(session, b"s", URL)
        with pytest.raises(Conflict, match="delete one first"):
            webhooks.create(session, b"s", URL)

    inside(shared_sqlite_url, work)
