"""The URLs of generated images, which are signed and expire.

Everyone who has a URL sees the image for an hour, so it can be shown on a page or shared. Nobody can forge
one, and a forged one is rejected without a query.
"""

from __future__ import annotations

from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.arena.generations.generations import shape
from service.arena.images.renditions import AWAY
from service.arena.services import Services
from service.blobs.pictures import FORMATS
from service.db.queries import generations
from service.domain import clock
from service.domain.generations import Media
from service.errors import Gone, NotFound, Unavailable

PREFIX = "/v1/outputs/"
EXPIRY_SECONDS = 3_600

_NUMBER_BYTES = 8
_MOMENT_BYTES = 5
_PURPOSE = b"output"


class Output(NamedTuple):
    """An image as it is sent: its bytes, their media type, and for how many seconds its URL is valid."""

    data: bytes
    media_type: str
    seconds: int


def media_type(media: Media) -> str:
    """Return the media type of an image's bytes, such as ``image/png``."""
    return FORMATS[media.format.upper()]


def output_path(secret: bytes, number: int) -> str:
    """Return the path of a generation's image, valid for `EXPIRY_SECONDS` from now."""
    until = clock.now() // clock.SECOND + EXPIRY_SECONDS
    body = number.to_bytes(_NUMBER_BYTES, "big") + until.to_bytes(_MOMENT_BYTES, "big")
    return PREFIX + signed(secret, _PURPOSE, body)


async def open_output(services: Services, token: str) -> Output:
    """Return the image that the last part of a path stands for.

    Raise NotFound for a forged one, Gone for an expired one, Damaged where the bytes are, and Unavailable.
    """
    number, seconds = _parse(services.secret, token)
    rows = await services.database.read(generations.of_numbers, [number])
    media = shape(rows[0]).media if rows else None
    if media is None:
        raise NotFound("this image does not exist")
    try:
        data = await services.blobs.read("originals", media.sha256)
    except Unavailable:
        raise Unavailable(AWAY) from None
    return Output(data, media_type(media), seconds)


def _parse(secret: bytes, token: str) -> tuple[int, int]:
    """Return the generation's number, and for how many seconds the path is still valid."""
    body = unsigned(secret, _PURPOSE, token, _NUMBER_BYTES + _MOMENT_BYTES)
    if body is None:
        raise NotFound("this image does not exist")
    seconds = int.from_bytes(body[_NUMBER_BYTES:], "big") - clock.now() // clock.SECOND
    if seconds <= 0:
        raise Gone("this URL has expired; get the generation again for a new one")
    return int.from_bytes(body[:_NUMBER_BYTES], "big"), seconds
