"""Signatures of webhooks, as Standard Webhooks defines them, and the secrets behind them.

A receiver's secret is derived from the service's secret key (HKDF), so that it is nowhere stored and every
process knows it. If the service gets another key, receivers could not verify anything: then nothing is sent,
which the fingerprint tells, and the log of deliveries says why.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.domain import clock

SALT_BYTES = 16
PREFIX = "whsec_"

_PURPOSE = b"arena webhook"
_BYTES = 32
_FINGERPRINT_BYTES = 16


def new_salt() -> bytes:
    """Return what a new secret is derived from."""
    return secrets.token_bytes(SALT_BYTES)


def derived(secret: bytes, salt: bytes) -> bytes:
    """Return the secret of a webhook with this salt, under the service's own secret."""
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=salt, info=_PURPOSE).derive(secret)


def fingerprint(key: bytes) -> bytes:
    """Return what recognizes a webhook's secret, and tells nothing of it."""
    return hashlib.blake2b(key, digest_size=_FINGERPRINT_BYTES, person=b"webhook").digest()


def text_of(key: bytes) -> str:
    """Return a secret as receivers are given it."""
    return PREFIX + base64.b64encode(key).decode()


def headers(keys: Sequence[bytes], uid: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message; it is signed with every key, the newest first."""
    timestamp = str(at // clock.SECOND)
    content = b".".join((uid.encode(), timestamp.encode(), body))
    signatures = (base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": uid,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
