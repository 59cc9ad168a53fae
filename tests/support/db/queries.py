"""The statements that a piece of work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from service.db.engine import WriteSession


@contextmanager
def counted(session: WriteSession) -> Iterator[list[str]]:
    """Yield the statements sent within the block, as they are sent."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(session, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(session, "before_cursor_execute", note)
