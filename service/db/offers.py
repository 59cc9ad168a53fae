"""Offers in the database: what a provider asked for a model since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.tables import offers


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert an offer; its id."""
    return int(session.execute(insert(offers).values(values).returning(offers.c.id)).scalar_one())


def get(session: ReadSession, model_id: int, offer_id: int) -> Any | None:
    """An offer of a model with all its columns, or None."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return session.execute(select(offers).where(*where)).one_or_none()


def page(session: ReadSession, model_id: int, after: int, size: int) -> Sequence[Any]:
    """The offers of a model whose ids come after one, in the order in which they were made known."""
    statement = select(offers).where(offers.c.model_id == model_id, offers.c.id > after)
    return session.execute(statement.order_by(offers.c.id).limit(size)).fetchall()


def of_provider(session: ReadSession, model_id: int, provider: str, day: str) -> Sequence[Any]:
    """A provider's offers for an image of a model that are valid from this day or an earlier one."""
    where = (offers.c.model_id == model_id, offers.c.provider == provider, offers.c.unit == "image")
    return session.execute(select(offers).where(*where, offers.c.valid_from <= day)).fetchall()


def remove(session: WriteSession, model_id: int, offer_id: int) -> bool:
    """Delete an offer of a model; whether there was one."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return session.execute(delete(offers).where(*where)).rowcount > 0
