"""Webhooks: the routes that add, test, change and delete them, and the log of what was sent to each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.webhooks import deliveries, webhooks
from service.arena.webhooks.deliveries import Delivery
from service.arena.webhooks.notices import SUBSCRIBABLE
from service.arena.webhooks.webhooks import OLD_SECRET_DAYS, Webhook
from service.domain.paging import Page, page_of
from service.errors import ArenaError
from service.http.schemas.webhooks import NewWebhook
from service.web import filters
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, named, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, time_of, to

HOME = "/admin/webhooks"

router = APIRouter(prefix=HOME, include_in_schema=False)

_FIELDS = (
    Field("url", "URL", "url", "Events are sent here.", required=True),
    Field("description", "Description", hint="What the webhook is for."),
    Field(
        "events",
        "Events",
        "words",
        "All if none is chosen.",
        choices=named(*SUBSCRIBABLE),
        closed=True,
    ),
    Field("arena", "Arena", "choice", "All for backups.", source="arenas", blank="All arenas"),
)
_SIZE = 50


@router.get("")
async def every(context: Context) -> Response:
    """Return all webhooks, and the form for a new one."""
    return await _list(context, _form(context))


@router.post("")
async def create(context: Context, data: Form) -> Response:
    """Add a webhook and show its secret once."""
    values, secret = sent(_FIELDS, data), context.services.secret
    try:
        body = parse(NewWebhook, _FIELDS, values, new=True)
        await context.services.webhooks.poster.check(body.url)
        made = await context.do(
            "create",
            f"webhook {body.url}",
            lambda session: webhooks.with_secret(
                session, secret, webhooks.create(session, secret, body.fields())
            ),
            ", ".join(body.events),
        )
    except ArenaError as error:
        return await _list(context, refused(_form(context), values, error), status=error.status)
    return await _list(context, _form(context), secret=made.secret)


@router.post("/{webhook_id}/secret")
async def rotate(context: Context, webhook_id: int, data: Form) -> Response:
    """Replace a webhook's secret and show the new one once."""
    question = Question(
        f"Replace the secret of webhook {webhook_id}?",
        f"The former secret signs for {OLD_SECRET_DAYS * 24} more hours. Then receivers need the new one.",
        "New secret",
        HOME,
    )
    if asked := unconfirmed(context, data, question):
        return asked
    made = await context.do(
        "rotate secret",
        f"webhook {webhook_id}",
        lambda session: webhooks.rotate(session, context.services.secret, webhook_id),
    )
    return await _list(context, _form(context), secret=made.secret)


@router.post("/{webhook_id}/test")
async def send_test(context: Context, webhook_id: int, data: Form) -> Response:
    """Send a test event, and show the log in which its fate will be."""
    del data
    await context.services.database.write(deliveries.send_test, webhook_id)
    context.services.webhooks.work.set()
    return to(f"{HOME}/{webhook_id}")


@router.post("/{webhook_id}/state")
async def enable(context: Context, webhook_id: int, data: Form) -> Response:
    """Enable or disable a webhook."""
    is_wanted = data.get("enabled") == "yes"
    await context.do(
        "enable" if is_wanted else "disable",
        f"webhook {webhook_id}",
        lambda session: webhooks.change(session, webhook_id, {"enabled": is_wanted}),
    )
    context.services.webhooks.work.set()
    return to(HOME)


@router.post("/{webhook_id}/removal")
async def remove(context: Context, webhook_id: int, data: Form) -> Response:
    """Delete a webhook."""
    webhook = await context.services.database.read(webhooks.get, webhook_id)
    meaning = f"Nothing is sent to {webhook.url} any more, and the log of what was sent is deleted."
    if asked := unconfirmed(
        context, data, Question(f"Delete webhook {webhook_id}?", meaning, "Delete", HOME)
    ):
        return asked
    await context.do("delete", f"webhook {webhook_id}", lambda session: webhooks.remove(session, webhook_id))
    return to(HOME)


@router.get("/{webhook_id}")
async def one(context: Context, webhook_id: int, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return the log of what was sent to a webhook."""
    page = page_of(cursor, _SIZE)
    webhook = await context.services.database.read(webhooks.get, webhook_id)
    found = await context.services.database.read(deliveries.page, webhook_id, page)
    return await context.show(
        f"Webhook {webhook_id}",
        crumbs=[Cell("Webhooks", HOME)],
        notes=[webhook.url, *([webhook.disabled_reason] if webhook.disabled_reason else [])],
        columns=("Created", "Type", "State", "Response", "Attempts", "Next attempt", "Event", ""),
        rows=[_delivery_row(webhook_id, delivery) for delivery in found.items],
        empty="Nothing was sent yet.",
        buttons=[Button(f"{HOME}/{webhook_id}/test", "Send test event")],
        cursor=found.next_cursor,
    )


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay")
async def replay(context: Context, webhook_id: int, delivery_id: int, data: Form) -> Response:
    """Send an event again."""
    del data
    await context.services.database.write(deliveries.replay, webhook_id, delivery_id)
    context.services.webhooks.work.set()
    return to(f"{HOME}/{webhook_id}")


def _delivery_row(webhook_id: int, delivery: Delivery) -> Row:
    latency = "" if delivery.latency_ms is None else f" ({delivery.latency_ms:,} ms)"
    response = delivery.error or ("" if delivery.status is None else str(delivery.status))
    texts = (
        time_of(delivery.created_at),
        delivery.type,
        delivery.state,
        f"{response}{latency}",
        str(delivery.attempts),
        filters.NONE if delivery.due_at is None else time_of(delivery.due_at),
        delivery.event_id,
    )
    path = f"{HOME}/{webhook_id}/deliveries/{delivery.id}/replay"
    return Row([Cell(text) for text in texts], [Button(path, "Send again")])


def _form(context: AdminContext) -> FilledForm:
    return filled(HOME, "Add webhook", _FIELDS, context.token)


async def _list(context: AdminContext, form: FilledForm, *, secret: str = "", status: int = 200) -> Response:
    found = await context.services.database.read(webhooks.page, Page("", webhooks.MOST))
    return await context.show(
        "Webhooks",
        status,
        columns=("Number", "URL", "Description", "Events", "Arena", "State", ""),
        rows=[_row(webhook) for webhook in found.items],
        empty="No webhooks yet.",
        forms=[form],
        secret=secret,
        new_noun="signing secret",
    )


def _row(webhook: Webhook) -> Row:
    events = "all" if len(webhook.events) == len(SUBSCRIBABLE) else ", ".join(webhook.events)
    state = "enabled" if webhook.enabled else f"disabled: {webhook.disabled_reason}"
    path = f"{HOME}/{webhook.id}"
    cells = [
        Cell(str(webhook.id), path),
        Cell(webhook.url, path),
        *(Cell(text) for text in (webhook.description, events, webhook.arena or "all", state)),
    ]
    change = ("enabled", "no" if webhook.enabled else "yes")
    return Row(
        cells,
        [
            Button(f"{path}/test", "Send test event"),
            Button(f"{path}/state", "Disable" if webhook.enabled else "Enable", change),
            Button(f"{path}/secret", "New secret"),
            Button(f"{path}/removal", "Delete"),
        ],
    )
