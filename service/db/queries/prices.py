"""What an image of a model costs at least, by its offers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from service.db.engine import ReadSession
from service.db.tables import offers
from service.domain.catalog import Price


def lowest(session: ReadSession, model_ids: Iterable[int], day: str) -> dict[int, Price]:
    """Return the lowest price per image of each model on a day (``2026-11-22``), where it has an offer.

    A provider's newest offers are the ones that count. Prices in dollars go before those in other
    currencies, which cannot be compared with them.
    """
    return _lowest(session, day, offers.c.model_id.in_(list(model_ids)))


def every(session: ReadSession, day: str) -> dict[int, Price]:
    """Return the same for all models."""
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
    found: dict[int, tuple[bool, int, Price]] = {}
    for row in session.execute(statement.where(offers.c.unit == "image")):
        price = Price(row.amount_micros / 1e6, row.currency, row.provider)
        entry = (row.currency != "USD", row.amount_micros, price)
        found[row.model_id] = min(found.get(row.model_id, entry), entry)
    return {model_id: entry[2] for model_id, entry in found.items()}
