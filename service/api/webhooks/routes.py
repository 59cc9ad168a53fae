"""Webhooks over HTTP: made, changed, tested, their secrets and their deliveries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from starlette.requests import Request

from service.api.deps import CATALOG
from service.api.request_bodies import IdempotencyKey, JsonBody, once_of
from service.api.responses import show_private
from service.arena.access.keys import Key
from service.arena.services import Reading
from service.arena.webhooks import deliveries, webhooks
from service.arena.webhooks.webhooks import Webhook
from service.domain.paging import Page
from service.http.deps import Services, no_query
from service.http.schemas.tables import TablePageQuery
from service.http.schemas.webhooks import (
    DeliveriesOut,
    DeliveriesQuery,
    DeliveryOut,
    NewWebhook,
    SecretWebhookOut,
    WebhookOut,
    WebhookPatch,
    WebhooksOut,
)
from service.http.tables.answers import ListView, answer_private_list

PATH = "/api/v1/webhooks"

# Even reading needs the scope: the URLs of receivers are often secrets themselves.
router = APIRouter(prefix=PATH, tags=["webhooks"])


def _with_secret(body: WebhookOut, secret: str) -> bytes:
    return SecretWebhookOut(**body.model_dump(), secret=secret).to_json()


@router.get("", response_model=WebhooksOut, dependencies=[Depends(CATALOG)])
async def list_webhooks(request: Request, query: Annotated[TablePageQuery, Query()]) -> Response:
    """List the webhooks in the order in which they were made, without their secrets."""

    def page(wanted: Page) -> Reading[WebhooksOut]:
        return lambda session: WebhooksOut.model_validate(webhooks.page(session, wanted))

    return await answer_private_list(request, query, ListView("webhooks", WebhookOut, page))


@router.post("", status_code=201, response_model=SecretWebhookOut)
async def create_webhook(
    request: Request,
    services: Services,
    key: Annotated[Key, Depends(CATALOG)],
    body: Annotated[NewWebhook, Depends(JsonBody(NewWebhook))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a webhook. The response has its secret, which is not shown again."""
    await services.webhooks.poster.check(body.url)
    once = await once_of(request, key, idempotency_key)
    answer, secret = await services.database.write(
        webhooks.create_once, services.secret, body.fields(), once, _body_of
    )
    made = WebhookOut.model_validate_json(answer.body)
    headers = {"Location": f"{PATH}/{made.id}", "Cache-Control": "no-store"}
    return Response(_with_secret(made, secret), answer.status, headers, "application/json")


def _body_of(webhook: Webhook) -> bytes:
    return WebhookOut.model_validate(webhook).to_json()


@router.get("/{webhook_id}", response_model=WebhookOut, dependencies=[Depends(CATALOG), Depends(no_query)])
async def get_webhook(webhook_id: int, services: Services) -> Response:
    """Return a webhook, without its secret."""
    return show_private(WebhookOut.model_validate(await services.database.read(webhooks.get, webhook_id)))


@router.patch("/{webhook_id}", response_model=WebhookOut, dependencies=[Depends(CATALOG)])
async def change_webhook(
    webhook_id: int, body: Annotated[WebhookPatch, Depends(JsonBody(WebhookPatch))], services: Services
) -> Response:
    """Change a webhook. Fields left out stay as they are. `{"enabled": true}` enables it again."""
    fields = body.fields()
    if "url" in fields:
        await services.webhooks.poster.check(body.url)
    changed = await services.database.write(webhooks.change, webhook_id, fields)
    services.webhooks.work.set()
    return Response(WebhookOut.model_validate(changed).to_json(), media_type="application/json")


@router.delete("/{webhook_id}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def remove_webhook(webhook_id: int, services: Services) -> None:
    """Delete a webhook with the log of its deliveries. Nothing more is sent."""
    await services.database.write(webhooks.remove, webhook_id)


@router.post("/{webhook_id}/secret", response_model=SecretWebhookOut, dependencies=[Depends(CATALOG)])
async def rotate_webhook_secret(webhook_id: int, services: Services) -> Response:
    """Replace the secret and return the new one. For a day, events are signed with both."""
    webhook, secret = await services.database.write(webhooks.rotate, services.secret, webhook_id)
    body = _with_secret(WebhookOut.model_validate(webhook), secret)
    return Response(body, headers={"Cache-Control": "no-store"}, media_type="application/json")


@router.post(
    "/{webhook_id}/test", status_code=201, response_model=DeliveryOut, dependencies=[Depends(CATALOG)]
)
async def send_webhook_test(webhook_id: int, services: Services) -> Response:
    """Send a `webhook.test` event to a webhook at once. The log of deliveries says what became of it."""
    delivery = await services.database.write(deliveries.send_test, webhook_id)
    services.webhooks.work.set()
    location = f"{PATH}/{webhook_id}/deliveries/{delivery.id}"
    body = DeliveryOut.model_validate(delivery).to_json()
    return Response(body, 201, {"Location": location}, "application/json")


@router.get("/{webhook_id}/deliveries", response_model=DeliveriesOut, dependencies=[Depends(CATALOG)])
async def list_deliveries(
    request: Request, webhook_id: int, query: Annotated[DeliveriesQuery, Query()]
) -> Response:
    """List what was sent to a webhook, or is to be sent, the newest first."""

    def page(wanted: Page) -> Reading[DeliveriesOut]:
        return lambda session: DeliveriesOut.model_validate(
            deliveries.page(session, webhook_id, wanted, query.state)
        )

    return await answer_private_list(request, query, ListView("deliveries", DeliveryOut, page))


@router.get(
    "/{webhook_id}/deliveries/{delivery_id}",
    response_model=DeliveryOut,
    dependencies=[Depends(CATALOG), Depends(no_query)],
)
async def get_delivery(webhook_id: int, delivery_id: int, services: Services) -> Response:
    """Return what became of one event."""
    found = await services.database.read(deliveries.get, webhook_id, delivery_id)
    return show_private(DeliveryOut.model_validate(found))


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    response_model=DeliveryOut,
    dependencies=[Depends(CATALOG)],
)
async def replay_delivery(webhook_id: int, delivery_id: int, services: Services) -> Response:
    """Send an event again, under the same id."""
    delivery = await services.database.write(deliveries.replay, webhook_id, delivery_id)
    services.webhooks.work.set()
    return Response(DeliveryOut.model_validate(delivery).to_json(), media_type="application/json")
