"""First answers by key in the database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from service.arena.recording.idempotency import Answer
from service.db.engine import WriteSession
from service.db.queries import idempotency, keys
from tests.support.votes.ledgers import inside

ANSWER = Answer(201, bytes(range(256)))


def test_an_answer_comes_back_to_the_byte_by_key_and_name(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        mine, yours = (keys.add(session, "test", bytes([i]) * 32, "votes", 0) for i in range(2))
        idempotency.add(session, mine, "one", b"f" * 32, answer=ANSWER, at=7)
        found = idempotency.find(session, mine, "one")
        assert found is not None
        assert (found.status, found.body, found.fingerprint) == (201, ANSWER.body, b"f" * 32)
        assert idempotency.find(session, mine, "two") is None
        assert idempotency.find(session, yours, "one") is None
        idempotency.add(session, yours, "one", b"g" * 32, answer=ANSWER, at=8)
        assert idempotency.forget_before(session, 8) == 1
        assert idempotency.find(session, mine, "one") is None
        assert idempotency.find(session, yours, "one") is not None
        with pytest.raises(IntegrityError):
            idempotency.add(session, yours, "one", b"h" * 32, answer=ANSWER, at=9)

    inside(shared_url, work)
