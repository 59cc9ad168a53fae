"""The lowest price of an image of each model, from its offers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from service.db.engine import ReadSession
from service.db.tables.catalog import offers
from service.domain.catalog import Price


def lowest(session: ReadSession, model_ids: Iterable[int], day: str) -> dict[int, Price]:
    """Return the lowest price per image of each model that has an offer on a day (``2026-11-22``).

    Only a provider's newest offers count. A price in dollars comes before prices in other currencies,
    because they cannot be compared.
    """
    return _lowest(session, day, offers.c.model_id.in_(list(model_ids)))


def every(session: ReadSession, day: str) -> dict[int, Price]:
    """Return the lowest price per image of every model that has an offer on a day."""
    return _lowest(session, day)


def _lowest(session: ReadSession, day: str, *of_models: ColumnElement[bool]) -> dict[int, Price]:
    current = (
        select(offers.c.model_id, offers.c.provider, func.max(offers.c.valid_from).label("since"))
        .where(*of_models, offers.c.unit == "image")
        .where(offers.c.valid_from <= day)
        .group_by(offers.c.model_id, offers.c.provider)
        .subquery()
    )
    statement = select(offers).join(
        current,
        (offers.c.model_id == current.c.model_id)
        & (offers.c.provider == current.c.provider)
        & (offers.c.valid_from == current.c.since),
    )
    found: dict[int, tuple[bool, int, str, int, Price]] = {}
    for row in session.execute(statement.where(offers.c.unit == "image")):
        price = Price(row.amount_micros / 1e6, row.currency, row.provider, row.latency_ms)
        entry = (row.currency != "USD", row.amount_micros, row.provider, row.id, price)
        found[row.model_id] = min(found.get(row.model_id, entry), entry)
    return {model_id: entry[-1] for model_id, entry in found.items()}
