"""A model's offers: the routes that list, add, and delete what providers charge for an image."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.catalog import models, offers
from service.domain.catalog import Offer
from service.domain.paging import page_of
from service.errors import ArenaError
from service.http.schemas.catalog import NewOffer
from service.web import filters
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to

router = APIRouter(prefix="/admin/models/{model}/offers", include_in_schema=False)

_FIELDS = (
    Field("provider", "Provider", hint="The slug of who is paid.", required=True, source="providers"),
    Field("amount", "Price per image", "number", required=True),
    Field("currency", "Currency", hint="Three letters, such as USD.", required=True),
    Field("latency_ms", "Latency in milliseconds", "number"),
    Field("valid_from", "Valid from", "date", "Leave empty for today."),
    Field("source_url", "Source URL", "url"),
    Field("note", "Note"),
)
_SIZE = 100


@router.get("")
async def every(context: Context, model: str, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return a model's offers, and the form for a new one."""
    return await _list(context, model, _form(context, model), cursor)


@router.post("")
async def create(context: Context, model: str, data: Form) -> Response:
    """Add an offer."""
    values = sent(_FIELDS, data)
    try:
        body = parse(NewOffer, _FIELDS, values, new=True)
        detail = f"{body.provider}: {body.amount} {body.currency}"
        work = lambda session: offers.create(session, model, body.fields())  # noqa: E731 - a line too long else
        await context.do("create", f"offer for {model}", work, detail)
    except ArenaError as error:
        return await _list(context, model, refused(_form(context, model), values, error), None, error.status)
    return to(_path(model))


@router.post("/{offer_id}/removal")
async def remove(context: Context, model: str, offer_id: int, data: Form) -> Response:
    """Delete an offer that was entered by mistake."""
    question = Question(
        f"Delete offer {offer_id} for {model}?",
        "It disappears from the history of prices, too. To change a price, add an offer instead.",
        "Delete",
        _path(model),
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await context.do(
        "delete", f"offer {offer_id} for {model}", lambda session: offers.remove(session, model, offer_id)
    )
    return to(_path(model))


def _path(model: str) -> str:
    return f"/admin/models/{model}/offers"


def _form(context: AdminContext, model: str) -> FilledForm:
    return filled(_path(model), "Add offer", _FIELDS, context.token)


async def _list(
    context: AdminContext, model: str, form: FilledForm, cursor: str | None, status: int = 200
) -> Response:
    await context.services.database.read(models.get, model)
    listing = await context.services.database.read(offers.page, model, page_of(cursor, _SIZE))
    return await context.show(
        f"Offers for {model}",
        status,
        crumbs=[Cell("Models", "/admin/models"), Cell(model, f"/admin/models/{model}")],
        columns=("Provider", "Price", "Valid from", "Latency", "Source", "Note", ""),
        rows=[_row(model, offer) for offer in listing.items],
        empty="No offers yet.",
        forms=[form],
        cursor=listing.next_cursor,
    )


def _row(model: str, offer: Offer) -> Row:
    latency = "" if offer.latency_ms is None else f"{offer.latency_ms:,} ms"
    price = filters.money(offer.amount, offer.currency)
    texts = (offer.provider, price, offer.valid_from, latency, offer.source_url or "", offer.note or "")
    return Row([Cell(text) for text in texts], [Button(f"{_path(model)}/{offer.id}/removal", "Delete")])
