"""The audit log: an action and its entry are stored in one transaction, so neither exists alone."""

from __future__ import annotations

from typing import TypeVar

from service.arena.services import Services, Writing
from service.db.engine import ReadSession, WriteSession
from service.db.queries import audit
from service.domain import clock
from service.domain.audit import Entry
from service.domain.paging import MAX_ID, Listing, Page, after_id, listing

T = TypeVar("T")

_MAX_DETAIL = 500


def note(session: WriteSession, key_id: int | None, action: str, subject: str, detail: str = "") -> None:
    """Add an entry: an action by the holder of a key, or without one by the service itself."""
    values: dict[str, object] = {
        "at": clock.now(),
        "key_id": key_id,
        "action": action,
        "subject": subject,
        "detail": detail[:_MAX_DETAIL],
    }
    audit.add(session, values)


async def audited(
    services: Services, key_id: int, work: Writing[T], *, action: str, subject: str, detail: str = ""
) -> T:
    """Run the work for a key and add its entry in the same transaction; return the result of the work."""

    def noted(session: WriteSession) -> T:
        result = work(session)
        note(session, key_id, action, subject, detail)
        return result

    return await services.database.write(noted)


def page(session: ReadSession, page: Page) -> Listing[Entry]:
    """Return a page of the log, newest first. Raise Invalid for another list's cursor."""
    before = after_id(page) or MAX_ID
    return listing(audit.page(session, before, page.size), page, _entry, lambda entry: str(entry.id))


def _entry(row: object) -> Entry:
    return Entry(*(getattr(row, name) for name in Entry.__slots__))
