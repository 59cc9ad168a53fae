"""Blind URLs: where one side of an open matchup is served, revealing nothing of what it shows.

A URL has the matchup's number and side under a keyed hash. Nobody can make one up, two URLs of the same image
have nothing in common, and a forged one is refused without asking the database. The bytes behind it are its
own, too: the same image has other ones in each matchup.
"""

from __future__ import annotations

from functools import lru_cache

from service.arena.access.signing import signed, unsigned
from service.arena.images.renditions import read_copy
from service.arena.services import Services
from service.arena.voting.blind_views import BlindView
from service.arena.voting.receipts import receipt
from service.blobs.scans import Varying, varying
from service.db.queries import images
from service.domain import clock
from service.domain.images import Side
from service.errors import Damaged, Gone, NotFound

Data = bytes | bytearray | memoryview

PREFIX = "/blind/"
_ID_BYTES = 8
_PURPOSE = b"blind"


def blind_url(secret: bytes, matchup_id: int, side: Side) -> str:
    """Return the path at which one side of a matchup is served."""
    return PREFIX + signed(secret, _PURPOSE, _body(matchup_id, left=side == "left"))


async def open_blind(services: Services, token: str) -> tuple[Data, int]:
    """Return the copy behind a blind URL, and the number of bytes to send, filled up with zeros.

    Both sides of a matchup are sent with the same number of bytes. Raise NotFound for a forged URL, Gone if
    the matchup has expired, and Damaged as `service.arena.images.renditions.read_copy` does.
    """
    matchup_id, is_left = _parse(services.secret, token)
    view = services.voting.blind_views.get(matchup_id) or await _look_up(services, matchup_id)
    if clock.now() > view.until:
        raise Gone("the time of this matchup is over; ask for another")
    try:
        left = varying(await read_copy(services, *view.left))
        right = varying(await read_copy(services, *view.right))
    except Damaged:
        services.voting.blind_views.forget()
        raise
    return _sent(token, left, right, is_left=is_left)


def _sent(token: str, left: Varying, right: Varying, *, is_left: bool) -> tuple[Data, int]:
    return (left if is_left else right).chosen_by(token.encode()), max(left.length, right.length)


def peek(services: Services, token: str) -> tuple[Data, int] | None:
    """Return what `open_blind` does if both sides are in memory, without waiting; None otherwise."""
    parts = _unsigned(services.secret, token)
    view = services.voting.blind_views.get(parts[0]) if parts else None
    if parts is None or view is None or clock.now() > view.until:
        return None
    renditions = services.images.renditions
    left, right = renditions.varying(view.left.digest), renditions.varying(view.right.digest)
    if left is None or right is None:
        return None
    return _sent(token, left, right, is_left=parts[1])


def receipt_for(services: Services, token: str) -> str:
    """Return the Set-Cookie value that goes with the image of a blind URL, as it is sent. Raise NotFound."""
    matchup_id, is_left = _parse(services.secret, token)
    return receipt(services.secret, matchup_id, "left" if is_left else "right", clock.now())


async def _look_up(services: Services, matchup_id: int) -> BlindView:
    faces = await services.database.read(images.of_matchup, matchup_id)
    if faces is None:
        raise NotFound("there is no such image")
    return services.voting.blind_views.put(matchup_id, faces)


def _body(matchup_id: int, *, left: bool) -> bytes:
    return matchup_id.to_bytes(_ID_BYTES, "big") + (b"\0" if left else b"\1")


def _parse(secret: bytes, token: str) -> tuple[int, bool]:
    """Return the number of the matchup, and whether it is the left side. Raise NotFound for a forged URL."""
    parts = _unsigned(secret, token)
    if parts is None:
        raise NotFound("there is no such image")
    return parts


@lru_cache(maxsize=64)
def _unsigned(secret: bytes, token: str) -> tuple[int, bool] | None:
    """Return what `_parse` does, None for a forged URL. A request asks for it twice."""
    body = unsigned(secret, _PURPOSE, token, _ID_BYTES + 1)
    if body is None:
        return None
    return int.from_bytes(body[:_ID_BYTES], "big"), body[_ID_BYTES] == 0
