"""Offers over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition
from service.api.request_bodies import JsonBody
from service.api.responses import Creation, show_record
from service.arena.access.keys import Key
from service.arena.catalog import offers
from service.arena.catalog.versions import change_expected
from service.arena.services import Reading
from service.domain.paging import Page
from service.errors import Forbidden
from service.http.deps import Services, no_query, reader
from service.http.schemas.catalog import NewOffer, OfferOut, OffersOut
from service.http.schemas.tables import TablePageQuery
from service.http.tables.answers import ListView, answer_list

router = APIRouter(prefix="/api/v1/models/{model}/offers", tags=["catalog"])


@router.get("", response_model=OffersOut, dependencies=[Depends(reader)])
async def list_offers(request: Request, model: str, query: Annotated[TablePageQuery, Query()]) -> Response:
    """List the current and past prices of a model by provider, in the order they were added."""

    def page(wanted: Page) -> Reading[OffersOut]:
        return lambda session: OffersOut.model_validate(offers.page(session, model, wanted))

    return await answer_list(request, query, "", ListView(f"{model}-offers", OfferOut, page))


@router.post("", status_code=201, response_model=OfferOut)
async def create_offer(
    model: str,
    creation: Creation,
    key: Annotated[Key, Depends(CATALOG)],
    body: Annotated[NewOffer, Depends(JsonBody(NewOffer))],
) -> Response:
    """Add an offer. To change a price, add a new offer with the date it takes effect.

    An offer with `upstream`, `endpoint` or `key_variable` needs the scope `admin`, because it decides where
    the provider's key is sent.
    """
    if body.is_way and not key.may("admin"):
        raise Forbidden("upstream, endpoint and key_variable need a key with the scope 'admin'")
    return await creation.run(
        lambda session: OfferOut.model_validate(offers.create(session, model, body.fields()))
    )


@router.get("/{offer_id}", response_model=OfferOut, dependencies=[Depends(reader), Depends(no_query)])
async def get_offer(request: Request, model: str, offer_id: int, services: Services) -> Response:
    """Return an offer."""
    return await show_record(
        request, services, lambda session: offers.get(session, model, offer_id), OfferOut.model_validate
    )


@router.delete("/{offer_id}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def remove_offer(model: str, offer_id: int, services: Services, expected: Precondition) -> None:
    """Delete an offer that was added by mistake, such as one with a mistyped amount."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: offers.get(session, model, offer_id),
        lambda session: offers.remove(session, model, offer_id),
    )
