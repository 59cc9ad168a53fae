"""First answers by idempotency key in the database."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.tables.access import idempotency


class Stored(Protocol):
    """An answer as far as the database is concerned."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def body(self) -> bytes:
        """The JSON."""


def find(session: ReadSession, key_id: int, name: str) -> Any | None:
    """Return the row of a key, or None."""
    where = (idempotency.c.key_id == key_id, idempotency.c.name == name)
    return session.execute(select(idempotency).where(*where)).one_or_none()


def add(
    session: WriteSession, key_id: int, name: str, fingerprint: bytes, *, answer: Stored, at: int
) -> None:
    """Insert a row. Raises the database's IntegrityError where the key is taken."""
    values = {"key_id": key_id, "name": name, "fingerprint": fingerprint, "created_at": at}
    session.execute(insert(idempotency).values(**values, status=answer.status, body=answer.body))


def forget_before(session: WriteSession, moment: int) -> int:
    """Delete the rows made before a moment; how many there were."""
    return session.execute(delete(idempotency).where(idempotency.c.created_at < moment)).rowcount
