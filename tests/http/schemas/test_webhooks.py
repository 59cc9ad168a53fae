"""What requests about webhooks say to the use cases."""

from __future__ import annotations

from typing import get_args

from service.arena.webhooks.notices import SUBSCRIBABLE
from service.http.schemas.webhooks import EventType, NewWebhook, WebhookPatch


def test_every_kind_can_be_chosen() -> None:
    assert get_args(EventType) == tuple(SUBSCRIBABLE)


def test_what_is_left_out_of_a_change_stays() -> None:
    assert WebhookPatch.model_validate_json('{"arena": null}').fields() == {"arena": None}
    made = NewWebhook.model_validate_json('{"url": "https://a.example/"}').fields()
    assert made == {"url": "https://a.example/", "description": "", "events": [], "arena": None}
