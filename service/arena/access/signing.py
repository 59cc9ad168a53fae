"""Signing what the service hands out and must recognize later, such as cookies and form tokens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from functools import cache

from service.domain import clock
from service.errors import Forbidden

MAC_BYTES = 16
# Longer than a matchup can be voted on; short enough that a token copied from a page is soon worthless.
FORM_SECONDS = 12 * 3_600

_ISSUED_BYTES = 6


def mac(secret: bytes, purpose: bytes, data: bytes) -> bytes:
    """Return the keyed hash of data for a purpose of at most 16 bytes; other purposes give other hashes."""
    return hashlib.blake2b(data, digest_size=MAC_BYTES, key=key_of(secret), person=purpose).digest()


@cache
def key_of(secret: bytes) -> bytes:
    """Return the secret as a key for BLAKE2b, which takes at most 64 bytes."""
    return hashlib.blake2b(secret).digest()


def signed(secret: bytes, purpose: bytes, data: bytes) -> str:
    """Return data with its keyed hash, as text for cookies, forms and URLs."""
    return _packed(data + mac(secret, purpose, data))


def unsigned(secret: bytes, purpose: bytes, text: str, size: int) -> bytes | None:
    """Return the data of ``size`` bytes in a text made by `signed`, None for any other text."""
    unpacked = _unpacked(text)
    data, code = unpacked[:size], unpacked[size:]
    genuine = len(code) == MAC_BYTES and hmac.compare_digest(mac(secret, purpose, data), code)
    return data if genuine else None


def new_token(secret: bytes, purpose: bytes, owner: bytes) -> str:
    """Return the token for a form made for an owner, to be checked by `check_token` when it comes back."""
    issued = _now()
    return _packed(issued + mac(secret, purpose, issued + owner))


def check_token(secret: bytes, purpose: bytes, owner: bytes, token: str) -> None:
    """Raise Forbidden unless the token was made for this owner within the last hours."""
    data = _unpacked(token)
    issued, code = data[:_ISSUED_BYTES], data[_ISSUED_BYTES:]
    if not hmac.compare_digest(mac(secret, purpose, issued + owner), code):
        raise Forbidden(
            "this form belongs to another session; allow cookies for this site and reload the page"
        )
    age = int.from_bytes(_now(), "big") - int.from_bytes(issued, "big")
    if not 0 <= age <= FORM_SECONDS:
        raise Forbidden("this form has expired; reload the page")


def _now() -> bytes:
    return (clock.now() // clock.SECOND).to_bytes(_ISSUED_BYTES, "big")


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    """Return the bytes in a text made by `_packed`, no bytes for any other text."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _packed(data) == text else b""
