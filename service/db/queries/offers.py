"""Offers in the database: what a provider asked for a model since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import offers


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert an offer; its id."""
    return int(session.execute(insert(offers).values(values).returning(offers.c.id)).scalar_one())


def get(session: ReadSession, model_id: int, offer_id: int) -> Any | None:
    """Return an offer of a model with all its columns, or None."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return session.execute(select(offers).where(*where)).one_or_none()


def page(session: ReadSession, model_id: int, after: int, size: int) -> Sequence[Any]:
    """Return the offers of a model whose ids come after one, in the order in which they were made known."""
    statement = select(offers).where(offers.c.model_id == model_id, offers.c.id > after)
    return session.execute(statement.order_by(offers.c.id).limit(size)).fetchall()


def of_provider(session: ReadSession, model_id: int, provider: str, day: str) -> Sequence[Any]:
    """Return a provider's offers for an image of a model that are valid from this day or an earlier one."""
    where = (offers.c.model_id == model_id, offers.c.provider == provider, offers.c.unit == "image")
    return session.execute(select(offers).where(*where, offers.c.valid_from <= day)).fetchall()


def routes(session: ReadSession, model_ids: Iterable[int], day: str) -> Sequence[Any]:
    """Return the offers by which images of models can be had on a day (``2026-11-22``), the cheapest first.

    Those that name the provider's own name of the model; of each provider's the ones with the newest date.
    """
    known = (
        offers.c.model_id.in_(list(model_ids)),
        offers.c.upstream.is_not(None),
        offers.c.unit == "image",
        offers.c.valid_from <= day,
    )
    newest = (
        select(offers.c.model_id, offers.c.provider, func.max(offers.c.valid_from).label("since"))
        .where(*known)
        .group_by(offers.c.model_id, offers.c.provider)
        .subquery()
    )
    same = and_(*(offers.c[name] == newest.c[name] for name in ("model_id", "provider")))
    statement = select(offers).join(newest, and_(same, offers.c.valid_from == newest.c.since))
    order = (offers.c.amount_micros, offers.c.provider, offers.c.id)
    return session.execute(statement.where(*known).order_by(*order)).fetchall()


def remove(session: WriteSession, model_id: int, offer_id: int) -> bool:
    """Delete an offer of a model; whether there was one."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return session.execute(delete(offers).where(*where)).rowcount > 0
