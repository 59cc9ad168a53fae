"""Signing: what the service hands out and knows again when it comes back, such as cookies and form tokens."""

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
    """The keyed hash of data for one purpose (at most 16 bytes): what was signed for another does not fit."""
    return hashlib.blake2b(data, digest_size=MAC_BYTES, key=key_of(secret), person=purpose).digest()


@cache
def key_of(secret: bytes) -> bytes:
    """Return the secret as a key for BLAKE2b, which takes 64 bytes at most."""
    return hashlib.blake2b(secret).digest()


def signed(secret: bytes, purpose: bytes, data: bytes) -> str:
    """Data with its keyed hash, as text for cookies, forms and addresses."""
    return _packed(data + mac(secret, purpose, data))


def unsigned(secret: bytes, purpose: bytes, text: str, size: int) -> bytes | None:
    """Return the data of that many bytes that a text of `signed` carries; None for any other text."""
    found = _unpacked(text)
    data = found[:size]
    good = len(found) == size + MAC_BYTES and hmac.compare_digest(mac(secret, purpose, data), found[size:])
    return data if good else None


def new_token(secret: bytes, purpose: bytes, owner: bytes) -> str:
    """Return what a form made for an owner carries, to be given to `check_token` when it comes back."""
    issued = _now()
    return _packed(issued + mac(secret, purpose, issued + owner))


def check_token(secret: bytes, purpose: bytes, owner: bytes, token: str) -> None:
    """Let pass a form that was made for this owner within the last hours; raises Forbidden otherwise."""
    data = _unpacked(token)
    issued, given = data[:_ISSUED_BYTES], data[_ISSUED_BYTES:]
    if not hmac.compare_digest(mac(secret, purpose, issued + owner), given):
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
    """Return the bytes that a text stands for; none where it is not written as `_packed` writes them."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _packed(data) == text else b""
