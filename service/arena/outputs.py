"""Where generated images are seen: addresses that are signed and expire.

Whoever has such an address sees the image, so it can be shown on a page or handed on, for an hour. Nobody can
make one up, and a forged one costs no look into the database.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import NamedTuple

from service.arena.generations import shape
from service.arena.services import Services
from service.blobs.pictures import FORMATS
from service.db import generations
from service.domain import clock
from service.domain.generations import Media
from service.errors import Gone, NotFound

PREFIX = "/v1/outputs/"
EXPIRY_SECONDS = 3_600

_NUMBER_BYTES = 8
_MOMENT_BYTES = 5
_MAC_BYTES = 16


class Output(NamedTuple):
    """An image as it is sent: its bytes, their type, and for how many seconds the address is good."""

    data: bytes
    media_type: str
    seconds: int


def media_type(media: Media) -> str:
    """The type of an image's bytes, such as ``image/png``."""
    return FORMATS[media.format.upper()]


def output_path(secret: bytes, number: int) -> str:
    """The path at which the image of a generation is seen from now on for `EXPIRY_SECONDS`."""
    until = clock.now() // clock.SECOND + EXPIRY_SECONDS
    body = number.to_bytes(_NUMBER_BYTES, "big") + until.to_bytes(_MOMENT_BYTES, "big")
    return PREFIX + base64.urlsafe_b64encode(body + _mac(secret, body)).rstrip(b"=").decode()


async def open_output(services: Services, token: str) -> Output:
    """The image behind the last part of such a path.

    Raises NotFound for a forged one, Gone where its time is over, and Damaged where the bytes are.
    """
    number, seconds = _parse(services.secret, token)
    (row,) = await services.database.read(generations.of_numbers, [number])
    media = shape(row).media
    if media is None:
        raise NotFound("there is no such image")
    data = await asyncio.to_thread(services.blobs.get, "originals", media.sha256)
    return Output(data, media_type(media), seconds)


def _parse(secret: bytes, token: str) -> tuple[int, int]:
    """The generation's number, and for how many seconds the address is still good."""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        data = b""
    body, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    if not hmac.compare_digest(_mac(secret, body), mac):
        raise NotFound("there is no such image")
    seconds = int.from_bytes(body[_NUMBER_BYTES:], "big") - clock.now() // clock.SECOND
    if seconds <= 0:
        raise Gone("the time of this address is over; ask for the generation again to get another")
    return int.from_bytes(body[:_NUMBER_BYTES], "big"), seconds


def _mac(secret: bytes, body: bytes) -> bytes:
    key = hashlib.blake2b(secret).digest()
    return hashlib.blake2b(body, digest_size=_MAC_BYTES, key=key, person=b"output").digest()
