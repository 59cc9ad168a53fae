"""Webhooks, as clients send and receive them, and their deliveries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.http.schemas.base import LeftOut, Moment, Out, Slug, Strict, Text, Url
from service.http.schemas.tables import TablePageQuery

EventType = Literal[
    "leader.decided",
    "model.ranked",
    "rank.changed",
    "model.drifted",
    "integrity.flagged",
    "backup.failed",
]
Events = Annotated[
    list[EventType],
    Field(
        max_length=20,
        description="Which events to send; all if left out or empty.",
        examples=[["leader.decided", "rank.changed"]],
    ),
]
Arena = Annotated[
    Slug | None,
    Field(description="Only events of this arena. Without it, of every arena and of the service itself."),
]
Description = Annotated[str, Text, Field(max_length=500, description="What the webhook is for.")]
Target = Annotated[
    Url,
    Field(
        description="Where events are sent by POST: http or https, on the public internet or in a network "
        "that the operator allows."
    ),
]


class NewWebhook(Strict):
    """A new webhook."""

    url: Target
    description: Description = ""
    events: Events = Field(default_factory=list)
    arena: Arena = None

    def fields(self) -> dict[str, object]:
        """Return the fields for the use case."""
        return self.model_dump()


class WebhookPatch(Strict):
    """Changes to a webhook. Fields left out stay as they are."""

    url: Target = LeftOut
    description: Description = LeftOut
    events: Events = LeftOut
    arena: Arena = LeftOut
    enabled: Annotated[bool, Field(description="Whether events are sent.")] = LeftOut

    def fields(self) -> dict[str, object]:
        """Return the fields for the use case."""
        return self.model_dump(exclude_unset=True)


class WebhookOut(Out):
    """A webhook. ``disabled_reason`` says why it gets nothing, if it is not enabled."""

    id: int
    url: str
    description: str
    events: list[str]
    arena: str | None
    enabled: bool
    disabled_reason: str | None
    created_at: Moment
    old_secret_until: Annotated[
        Moment | None, Field(description="Until then, events are signed with the former secret as well.")
    ]


class SecretWebhookOut(WebhookOut):
    """A webhook with its secret, which is shown this once."""

    secret: Annotated[
        str, Field(description="The secret for verifying signatures.", examples=["whsec_C2FVsBQIhrscChlQIM"])
    ]


class WebhooksOut(Out):
    """A page of webhooks."""

    items: list[WebhookOut]
    next_cursor: str | None


class DeliveryOut(Out):
    """What became of an event that a webhook gets. ``status`` and ``error`` are those of the last attempt."""

    id: int
    event_id: Annotated[str, Field(description="The `webhook-id` header, the same in every attempt.")]
    type: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    due_at: Annotated[Moment | None, Field(description="The next attempt; null once it has ended.")]
    status: int | None
    error: str | None
    latency_ms: int | None
    created_at: Moment
    ended_at: Moment | None


class DeliveriesOut(Out):
    """A page of deliveries."""

    items: list[DeliveryOut]
    next_cursor: str | None


class DeliveriesQuery(TablePageQuery):
    """Which deliveries to return."""

    state: Annotated[
        Literal["waiting", "delivered", "failed"] | None, Field(description="Only deliveries in this state.")
    ] = None
