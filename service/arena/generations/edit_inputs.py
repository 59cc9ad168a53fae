"""Images to edit: fetched from where the request says, checked like any image, and kept."""

from __future__ import annotations

import asyncio
import base64
import binascii

from service.arena.services import Services
from service.blobs.pictures import copies_of
from service.domain.images import MAX_BYTES
from service.errors import FieldError, Invalid

FETCH_SECONDS = 20.0

_DATA = "data:"
_BASE64 = ";base64,"


async def fetch_source(services: Services, address: str) -> bytes:
    """Keep the image at a public http(s) URL or in a ``data:`` URL, and return its SHA-256.

    Raise NotFetched where it cannot be fetched, Invalid for other URLs, and as `keep_source` does.
    """
    if address.startswith(_DATA):
        return await keep_source(services, _decoded(address))
    data = await services.fetcher.fetch(address, max_bytes=MAX_BYTES, seconds=FETCH_SECONDS)
    return await keep_source(services, data)


async def keep_source(services: Services, data: bytes) -> bytes:
    """Keep an image to edit and return its SHA-256. Raise as `service.blobs.pictures.copies_of` does."""
    async with services.images.decoding:
        # For its checks: no provider gets an image that could not be shown to voters.
        await asyncio.to_thread(copies_of, data)
        return await services.blobs.write("originals", data)


def _decoded(address: str) -> bytes:
    _, marker, text = address.partition(_BASE64)
    try:
        return base64.b64decode(text if marker else "?", validate=True)
    except (binascii.Error, ValueError):
        detail = "must contain the image as data:image/png;base64,…"
        raise Invalid(f"image_url {detail}", [FieldError("input.image_url", detail)]) from None
