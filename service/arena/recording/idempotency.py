"""Idempotency keys: a request that is sent again gets the first answer again and has no second effect.

The answer is stored in the same transaction as the effect, so neither exists without the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from service.db.engine import ReadSession, WriteSession
from service.db.queries import idempotency
from service.domain import clock
from service.domain.votes import Receipt
from service.errors import IdempotencyMismatch

KEEP_MICROSECONDS = 7 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key: its owner, its name, and a fingerprint of the request it belongs to."""

    key_id: int
    name: str
    fingerprint: bytes

    @classmethod
    def of(cls, key_id: int, name: str, path: str, body: bytes) -> Once:
        """Return the key for a request to a path with a body."""
        return cls(key_id, name, hashlib.sha256(path.encode() + b"\0" + body).digest())


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went out: its status and its JSON."""

    status: int
    body: bytes


def replay(session: ReadSession, once: Once) -> Answer | None:
    """Return the first answer to this key, None for a new key.

    Raise IdempotencyMismatch if the key was used for another request.
    """
    row = idempotency.find(session, once.key_id, once.name)
    if row is None:
        return None
    if row.fingerprint != once.fingerprint:
        raise IdempotencyMismatch(
            f"the Idempotency-Key {once.name!r} was used for another request; use a new key for a new one"
        )
    return Answer(row.status, row.body)


def keep(session: WriteSession, once: Once, answer: Answer) -> None:
    """Store the first answer to a key. Raise IntegrityError if another process was first."""
    idempotency.add(session, once.key_id, once.name, once.fingerprint, answer=answer, at=clock.now())


def recall(session: ReadSession, once: Once) -> Receipt | None:
    """Return the receipt that was the first answer to this key, None for a new key. Raise as `replay`."""
    answer = replay(session, once)
    return None if answer is None else Receipt.from_json(answer.body)


def remember(session: WriteSession, once: Once, receipt: Receipt) -> None:
    """Store a receipt as the first answer to a key."""
    keep(session, once, Answer(200, receipt.to_json()))


def forget_old(session: WriteSession) -> int:
    """Delete answers older than a week, after which no client tries again; return their number."""
    return idempotency.forget_before(session, clock.now() - KEEP_MICROSECONDS)
