"""Offers: what providers charge for a model's images."""

from __future__ import annotations

import re
from typing import NotRequired, TypedDict

from service.arena.catalog import models
from service.arena.catalog.records import get_by_id, slug_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import offers
from service.db.queries.offers import OfferRow
from service.domain import clock
from service.domain.catalog import Offer, to_micros
from service.domain.paging import Listing, Page, after_id, listing
from service.errors import FieldError, Invalid

_CURRENCY = re.compile("[A-Z]{3}")
_VARIABLE = re.compile("[A-Z][A-Z0-9_]{0,99}")
# Variables that are not for providers.
_NOT_FOR_PROVIDERS = ("ARENA_", "AWS_")


class OfferFields(TypedDict):
    """The fields of an offer: ``amount`` is in units of the currency; ``valid_from`` is today by default.

    ``upstream`` is the provider's own name of the model. An offer with it can generate images, at the
    ``endpoint`` (by default the provider's usual one) with the key in the environment's ``key_variable``.
    """

    provider: str
    amount: float
    currency: str
    unit: NotRequired[str]
    latency_ms: NotRequired[int | None]
    valid_from: NotRequired[str]
    source_url: NotRequired[str | None]
    note: NotRequired[str | None]
    endpoint: NotRequired[str | None]
    upstream: NotRequired[str | None]
    key_variable: NotRequired[str | None]


def create(session: WriteSession, model: str, fields: OfferFields) -> Offer:
    """Add an offer for a model.

    Raise NotFound for the model, and Invalid for a provider that is not a slug, a wrong amount or currency,
    or incomplete fields for generating.
    """
    _check_upstream(fields)
    touch_catalog(session)
    row = models.find(session, model)
    values: dict[str, object] = {
        "unit": "image",
        "valid_from": clock.day_text(clock.now() // clock.DAY),
        **{key: value for key, value in fields.items() if key != "amount"},
        "provider": slug_of("provider", fields["provider"], "a provider"),
        "currency": _currency(fields["currency"]),
        "amount_micros": to_micros(fields["amount"]),
    }
    new = offers.add(session, {"model_id": row.id, "created_at": clock.now(), **values})
    return _shape(get_by_id("offer", new, lambda offer_id: offers.get(session, row.id, offer_id)))


def get(session: ReadSession, model: str, offer_id: int) -> Offer:
    """Return an offer of a model; raise NotFound."""
    row = models.find(session, model)
    return _shape(get_by_id("offer", offer_id, lambda offer_id: offers.get(session, row.id, offer_id)))


def page(session: ReadSession, model: str, page: Page) -> Listing[Offer]:
    """Return a page of a model's offers, in the order in which they were added; raise NotFound."""
    rows = offers.page(session, models.find(session, model).id, after_id(page), page.size)
    return listing(rows, page, _shape, lambda offer: str(offer.id))


def remove(session: WriteSession, model: str, offer_id: int) -> None:
    """Delete an offer that was entered by mistake; a changed price is a new offer. Raise NotFound."""
    touch_catalog(session)
    row = models.find(session, model)
    get_by_id("offer", offer_id, lambda offer_id: offers.remove(session, row.id, offer_id) or None)


def _currency(code: str) -> str:
    if not _CURRENCY.fullmatch(code.upper()):
        detail = "must be the three letters of a currency, such as 'USD'"
        raise Invalid(f"currency {detail}", [FieldError("currency", detail)])
    return code.upper()


def _check_upstream(fields: OfferFields) -> None:
    variable = fields.get("key_variable")
    if variable and (not _VARIABLE.fullmatch(variable) or variable.startswith(_NOT_FOR_PROVIDERS)):
        detail = "must be the name of an environment variable that holds the provider's key"
        raise Invalid(f"key_variable {detail}", [FieldError("key_variable", detail)])
    if fields.get("upstream") is None and (variable or fields.get("endpoint")):
        detail = "is needed with endpoint and key_variable: what the provider calls the model"
        raise Invalid(f"upstream {detail}", [FieldError("upstream", detail)])


def _shape(row: OfferRow) -> Offer:
    return Offer(
        id=row.id,
        provider=row.provider,
        unit=row.unit,
        amount_micros=row.amount_micros,
        currency=row.currency,
        latency_ms=row.latency_ms,
        valid_from=row.valid_from,
        source_url=row.source_url,
        note=row.note,
        created_at=row.created_at,
        upstream=row.upstream,
    )
