"""Signatures that the library of Standard Webhooks accepts, and nothing that was changed."""

from __future__ import annotations

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.arena.webhooks import signing
from service.domain import clock

BODY = b'{"type": "webhook.test"}'


def test_every_valid_secret_verifies_and_no_other_does() -> None:
    keys = [signing.derived(b"service", bytes([salt]) * 16) for salt in range(3)]
    headers = signing.headers(keys[:2], "evt_1", clock.now(), BODY)
    for key in keys[:2]:
        assert Webhook(signing.text_of(key)).verify(BODY, headers) == {"type": "webhook.test"}
    for key, body in ((keys[2], BODY), (keys[0], BODY + b" ")):
        with pytest.raises(WebhookVerificationError):
            Webhook(signing.text_of(key)).verify(body, headers)
    old = signing.headers(keys[:1], "evt_1", clock.now() - clock.DAY, BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(signing.text_of(keys[0])).verify(BODY, old)


def test_secrets_depend_on_the_service_and_the_salt() -> None:
    salt = signing.new_salt()
    one = signing.derived(b"service", salt)
    assert one == signing.derived(b"service", salt)
    assert len({one, signing.derived(b"another", salt), signing.derived(b"service", signing.new_salt())}) == 3
    assert signing.fingerprint(one) != one[:16]
