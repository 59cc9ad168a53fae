"""Idempotency keys: the first answer again, for the same request and no other."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from service.arena.access.keys import create
from service.arena.recording.idempotency import (
    KEEP_MICROSECONDS,
    Answer,
    Once,
    forget_old,
    keep,
    recall,
    remember,
    replay,
)
from service.db.engine import WriteSession
from service.db.tables.access import idempotency
from service.domain import clock
from service.domain.votes import Receipt, Rejection
from service.errors import IdempotencyMismatch
from tests.support.votes.ledgers import inside

RECEIPT = Receipt(2, 1, (Rejection(3, "a 'reason' — with \"marks\""), Rejection(7, "é")), 5, 6)


def key(session: WriteSession) -> int:
    return create(session, "test", ["votes"]).id


def test_the_first_answer_comes_again(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        once = Once.of(key(session), "one", "/models", b'{"slug": "a"}')
        assert replay(session, once) is None
        answer = Answer(201, b'{"slug":"a","name":"\xc3\xa9"}')
        keep(session, once, answer)
        assert replay(session, once) == answer
        with pytest.raises(IntegrityError):
            keep(session, once, answer)

    inside(shared_url, work)


@pytest.mark.parametrize(
    ("path", "body"), [("/models", b"other"), ("/arenas", b"body"), ("/modelsb", b"ody"), ("/models", b"")]
)
def test_another_request_under_the_same_key_is_refused(shared_url: str, path: str, body: bytes) -> None:
    def work(session: WriteSession) -> None:
        key_id = key(session)
        keep(session, Once.of(key_id, "one", "/models", b"body"), Answer(201, b"{}"))
        with pytest.raises(IdempotencyMismatch, match="'one' was used for another request"):
            replay(session, Once.of(key_id, "one", path, body))

    inside(shared_url, work)


def test_names_belong_to_whoever_uses_them(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        mine, yours = key(session), key(session)
        keep(session, Once.of(mine, "one", "/models", b"body"), Answer(201, b"mine"))
        assert replay(session, Once.of(yours, "one", "/models", b"body")) is None
        assert replay(session, Once.of(mine, "One", "/models", b"body")) is None
        keep(session, Once.of(yours, "one", "/models", b"another"), Answer(201, b"yours"))
        assert replay(session, Once.of(mine, "one", "/models", b"body")) == Answer(201, b"mine")

    inside(shared_url, work)


@pytest.mark.parametrize("receipt", [RECEIPT, Receipt(0, 0, (), None, None), Receipt(1, 0, (), 1, 1)])
def test_a_receipt_is_remembered_as_it_was(shared_url: str, receipt: Receipt) -> None:
    def work(session: WriteSession) -> None:
        once = Once.of(key(session), "one", "/votes", b"body")
        assert recall(session, once) is None
        remember(session, once, receipt)
        assert recall(session, once) == receipt
        assert replay(session, once) == Answer(200, receipt.to_json())

    inside(shared_url, work)


def test_answers_are_kept_for_a_week(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        key_id = key(session)
        old, fresh = (Once.of(key_id, name, "/votes", b"body") for name in ("old", "fresh"))
        for once in (old, fresh):
            remember(session, once, RECEIPT)
        past = clock.now() - KEEP_MICROSECONDS - 1
        session.execute(update(idempotency).where(idempotency.c.name == "old").values(created_at=past))
        assert forget_old(session) == 1
        assert recall(session, old) is None
        assert recall(session, fresh) == RECEIPT
        assert forget_old(session) == 0

    inside(shared_url, work)
