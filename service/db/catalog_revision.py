"""The catalog's revision: it rises with every change to organizations, models, offers, arenas or prompts."""

from __future__ import annotations

from sqlalchemy import select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import catalog


def touch_catalog(session: WriteSession) -> None:
    """Raise the catalog's revision and lock its row until the end of the transaction.

    Call this before anything else in every transaction that writes to the catalog. A transaction that
    waited here sees what the other one wrote, so the question "is this slug free?" has one answer. Lock the
    catalog before any arena: in the other order, two processes could wait for each other.
    """
    session.execute(update(catalog).values(revision=catalog.c.revision + 1))


def lock_catalog(session: WriteSession) -> None:
    """Lock the catalog's row until the end of the transaction, without raising its revision."""
    session.execute(select(catalog.c.revision).with_for_update())


def revision(session: ReadSession) -> int:
    """Return the catalog's revision."""
    return int(session.execute(select(catalog.c.revision)).scalar_one())
