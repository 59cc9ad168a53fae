"""Offers in the database: the price a provider charges for a model from a given day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, delete, func, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import offers


class OfferRow(NamedTuple):
    """An offer as stored. Amounts are millionths of the currency's unit, days look like ``2026-11-22``."""

    id: int
    model_id: int
    provider: str
    unit: str
    amount_micros: int
    currency: str
    latency_ms: int | None
    valid_from: str
    source_url: str | None
    note: str | None
    created_at: int
    endpoint: str | None
    upstream: str | None
    key_variable: str | None


class UpstreamRow(NamedTuple):
    """An offer that can generate images: it names the model as the provider does."""

    id: int
    model_id: int
    provider: str
    endpoint: str | None
    upstream: str
    key_variable: str | None
    amount_micros: int
    currency: str


SELECT = select(*columns(offers, OfferRow))


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert an offer and return its id."""
    return int(session.execute(insert(offers).values(values).returning(offers.c.id)).scalar_one())


def get(session: ReadSession, model_id: int, offer_id: int) -> OfferRow | None:
    """Return an offer of a model, or None."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return fetch_one(session, OfferRow, SELECT.where(*where))


def page(session: ReadSession, model_id: int, after: int, size: int) -> list[OfferRow]:
    """Return the offers of a model with ids above ``after``, in the order they were added."""
    statement = SELECT.where(offers.c.model_id == model_id, offers.c.id > after)
    return fetch(session, OfferRow, statement.order_by(offers.c.id).limit(size))


def of_provider(session: ReadSession, model_id: int, provider: str, day: str) -> list[OfferRow]:
    """Return a provider's prices per image of a model, valid from this day or an earlier one."""
    where = (offers.c.model_id == model_id, offers.c.provider == provider, offers.c.unit == "image")
    return fetch(session, OfferRow, SELECT.where(*where, offers.c.valid_from <= day))


def routes(session: ReadSession, model_ids: Iterable[int], day: str) -> list[UpstreamRow]:
    """Return the offers that can generate images of models on a day (``2026-11-22``), cheapest first.

    Only a provider's newest offers count.
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
    statement = select(*columns(offers, UpstreamRow)).join(
        newest, and_(same, offers.c.valid_from == newest.c.since)
    )
    order = (offers.c.amount_micros, offers.c.provider, offers.c.id)
    return fetch(session, UpstreamRow, statement.where(*known).order_by(*order))


def remove(session: WriteSession, model_id: int, offer_id: int) -> bool:
    """Delete an offer of a model and return whether it existed."""
    where = (offers.c.model_id == model_id, offers.c.id == offer_id)
    return session.execute(delete(offers).where(*where)).rowcount > 0


def providers(session: ReadSession) -> list[str]:
    """Return the names of all providers that offers name."""
    rows = session.execute(select(offers.c.provider).distinct().order_by(offers.c.provider))
    return [row.provider for row in rows]
