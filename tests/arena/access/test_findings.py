"""What the doctor says of keys."""

from __future__ import annotations

from service.arena.access import audit, keys
from service.arena.access.findings import of_keys
from service.db.engine import WriteSession
from service.domain import clock
from tests.support.ledgers import inside


def test_keys_and_their_last_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert of_keys(session)[0].detail == "0 valid, 0 revoked; no recorded use"
        made = [keys.create(session, name, ["admin"]).id for name in ("a", "b")]
        keys.revoke(session, made[0])
        audit.note(session, None, "reinstate", "image 1")
        assert of_keys(session)[0].detail == "1 valid, 1 revoked; no recorded use"
        audit.note(session, made[1], "create", "arena t2i")
        today = clock.to_text(clock.now())[:10]
        assert of_keys(session)[0].detail == f"1 valid, 1 revoked; last recorded use {today}"

    inside(shared_url, work)
