"""First responses by idempotency key in the database."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch_one
from service.db.tables.access import idempotency


class Response(Protocol):
    """The parts of a response that are stored."""

    @property
    def status(self) -> int:
        """Return the HTTP status."""

    @property
    def body(self) -> bytes:
        """Return the JSON."""


class IdempotencyRow(NamedTuple):
    """The first response to an idempotency key of an API key."""

    key_id: int
    name: str
    fingerprint: bytes
    status: int
    body: bytes
    created_at: int


def find(session: ReadSession, key_id: int, name: str) -> IdempotencyRow | None:
    """Return the first response to an idempotency key, or None."""
    where = (idempotency.c.key_id == key_id, idempotency.c.name == name)
    statement = select(*columns(idempotency, IdempotencyRow)).where(*where)
    return fetch_one(session, IdempotencyRow, statement)


def add(
    session: WriteSession, key_id: int, name: str, fingerprint: bytes, *, answer: Response, at: int
) -> None:
    """Store the first response to an idempotency key. Raise IntegrityError if the key is taken."""
    values = {"key_id": key_id, "name": name, "fingerprint": fingerprint, "created_at": at}
    session.execute(insert(idempotency).values(**values, status=answer.status, body=answer.body))


def forget_before(session: WriteSession, moment: int) -> int:
    """Delete the rows made before a moment and return how many there were."""
    return session.execute(delete(idempotency).where(idempotency.c.created_at < moment)).rowcount
