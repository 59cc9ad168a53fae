"""Images to edit: taken from where a request says they are, checked like any image, and kept."""

from __future__ import annotations

import asyncio
import base64
import binascii

from service.arena.services import Services
from service.blobs.pictures import copies_of
from service.blobs.protocol import Blobs
from service.domain.images import MAX_BYTES
from service.errors import FieldError, Invalid

FETCH_SECONDS = 20.0

_DATA = "data:"
_BASE64 = ";base64,"


async def fetch_source(services: Services, address: str) -> bytes:
    """The SHA-256 of the image at an http(s) address of the public internet, or in a ``data:`` one; kept.

    Raises NotFetched where it cannot be had, Invalid for another kind of address, and as `keep_source` does.
    """
    if address.startswith(_DATA):
        return await keep_source(services, _decoded(address))
    data = await services.fetcher.fetch(address, max_bytes=MAX_BYTES, seconds=FETCH_SECONDS)
    return await keep_source(services, data)


async def keep_source(services: Services, data: bytes) -> bytes:
    """Return the SHA-256 of an image to edit, once it is kept.

    Raises as `service.blobs.pictures.copies_of` does.
    """
    async with services.images.decoding:
        return await asyncio.to_thread(_kept, services.blobs, data)


def _kept(blobs: Blobs, data: bytes) -> bytes:
    copies_of(data)  # for its checks: what no voter could be shown no provider is sent
    return blobs.put("originals", data)


def _decoded(address: str) -> bytes:
    _, found, text = address.partition(_BASE64)
    try:
        return base64.b64decode(text if found else "?", validate=True)
    except (binascii.Error, ValueError):
        detail = "must hold its image as data:image/png;base64,…"
        raise Invalid(f"image_url {detail}", [FieldError("image_url", detail)]) from None
