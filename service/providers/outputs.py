"""What vendors give for an image: base64, a ``data:`` address, or an address to fetch it from."""

from __future__ import annotations

import base64
import binascii
from typing import Protocol

from service.domain.images import MAX_BYTES
from service.errors import NotFetched
from service.providers.http import Calls
from service.providers.protocol import ProviderError

_PNG, _JPEG, _RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"


class Fetch(Protocol):
    """Fetches what stands at an address that a vendor wrote, as `service.providers.fetching` does."""

    async def __call__(self, url: str, *, max_bytes: int, seconds: float) -> bytes:
        """Return the bytes there; raise NotFetched."""


def media_type(data: bytes) -> str | None:
    """Return which kind of image some bytes begin as, None for none that is accepted."""
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(_JPEG):
        return "image/jpeg"
    return "image/webp" if data.startswith(_RIFF) and data[8:12] == b"WEBP" else None


def data_address(data: bytes) -> str:
    """Return an image as an address that holds it."""
    kind = media_type(data) or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def decoded(vendor: str, text: str) -> bytes:
    """Return the bytes in base64; raise ProviderError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProviderError(
            "bad-image", f"{vendor} sent base64 that cannot be read", retryable=True
        ) from None


async def image_at(address: str, calls: Calls, fetch: Fetch) -> bytes:
    """Return the bytes of the image that a vendor gave an address of; raise ProviderError.

    An address of the endpoint's own server is asked like the endpoint, which the operator chose and which may
    stand in a private network; any other must be one of the public internet.
    """
    if address.startswith("data:"):
        return decoded(calls.vendor, address.partition(";base64,")[2])
    if calls.is_own(address):
        return await calls.image(address)
    return await calls.patiently(lambda: _fetched(address, calls, fetch))


async def _fetched(address: str, calls: Calls, fetch: Fetch) -> bytes:
    try:
        return await fetch(address, max_bytes=MAX_BYTES, seconds=max(calls.left, 0))
    except NotFetched as error:
        code = "unavailable" if error.transient else "bad-image"
        what = f"the image that {calls.vendor} made cannot be fetched: {error.detail}"
        raise ProviderError(code, what, retryable=True) from None
