"""The forms in which vendors return an image: base64, a ``data:`` URL, or a URL to fetch it from."""

from __future__ import annotations

import base64
import binascii
from typing import Protocol

from service.domain.images import MAX_BYTES
from service.errors import NotFetched
from service.providers.http import VendorClient
from service.providers.protocol import ProviderError

_PNG, _JPEG, _RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"


class Fetch(Protocol):
    """Fetches the content of a URL that a vendor sent, as `service.providers.fetching` does."""

    async def __call__(self, url: str, *, max_bytes: int, seconds: float) -> bytes:
        """Return the bytes; raise NotFetched."""


def media_type(data: bytes) -> str | None:
    """Return the media type that bytes begin as, None where it is not an accepted image."""
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(_JPEG):
        return "image/jpeg"
    return "image/webp" if data.startswith(_RIFF) and data[8:12] == b"WEBP" else None


def data_address(data: bytes) -> str:
    """Return an image as a ``data:`` URL."""
    kind = media_type(data) or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def decoded(vendor: str, text: str) -> bytes:
    """Return the bytes that base64 text stands for; raise ProviderError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProviderError(
            "bad-image", f"{vendor} sent base64 that cannot be read", retryable=True
        ) from None


async def image_at(address: str, client: VendorClient, fetch: Fetch) -> bytes:
    """Return the bytes of the image at a URL that a vendor sent; raise ProviderError.

    A URL on the endpoint's own server is read like the endpoint, which the operator chose and which may be in
    a private network. Any other must be on the public internet.
    """
    if address.startswith("data:"):
        return decoded(client.vendor, address.partition(";base64,")[2])
    if client.is_own(address):
        return await client.image(address)
    return await client.patiently(lambda: _fetched(address, client, fetch))


async def _fetched(address: str, client: VendorClient, fetch: Fetch) -> bytes:
    try:
        return await fetch(address, max_bytes=MAX_BYTES, seconds=max(client.left, 0))
    except NotFetched as error:
        code = "unavailable" if error.transient else "bad-image"
        what = f"the image made by {client.vendor} cannot be fetched: {error.detail}"
        raise ProviderError(code, what, retryable=True) from None
