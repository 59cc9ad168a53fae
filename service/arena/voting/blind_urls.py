"""Blind URLs: where one side of an open matchup is served, revealing nothing of what it shows.

A URL has the matchup's number, side and size under a keyed hash. Nobody can make one up, two URLs of the same
image have nothing in common, and a forged one is refused without asking the database. The bytes behind it are
its own, too: the same image has other ones in each matchup, and in each size.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.arena.images.renditions import read_copy
from service.arena.services import Services
from service.arena.voting.blind_views import BlindCopy, BlindView
from service.arena.voting.receipts import receipt, sent_before
from service.blobs.scans import Varying, varying
from service.db.queries import images
from service.domain import clock
from service.domain.images import Side
from service.errors import Damaged, Gone, NotFound

Data = bytes | bytearray | memoryview

PREFIX = "/blind/"
_ID_BYTES = 8
_PURPOSE = b"blind"
_LEFT, _SMALL = 1, 2


def blind_url(secret: bytes, matchup_id: int, side: Side, *, small: bool = False) -> str:
    """Return the path at which one side of a matchup is served; ``small`` is for small screens."""
    flags = _LEFT * (side == "left") + _SMALL * small
    return PREFIX + signed(secret, _PURPOSE, matchup_id.to_bytes(_ID_BYTES, "big") + bytes([flags]))


async def open_blind(services: Services, token: str) -> tuple[Data, int]:
    """Return the copy behind a blind URL, and the number of bytes to send, filled up with zeros.

    Both sides of a matchup are sent with the same number of bytes. Raise NotFound for a forged URL, Gone if
    the matchup has expired, and Damaged as `service.arena.images.renditions.read_copy` does.
    """
    asked = _parse(services.secret, token)
    view = services.voting.blind_views.get(asked.matchup) or await _look_up(services, asked.matchup)
    if clock.now() > view.until:
        raise Gone("the time of this matchup is over; ask for another")
    try:
        left, right = [varying(await read_copy(services, *one)) for one in _copies(view, asked)]
    except Damaged:
        services.voting.blind_views.forget()
        raise
    return _sent(token, left, right, is_left=asked.is_left)


def _copies(view: BlindView, asked: _Asked) -> tuple[BlindCopy, BlindCopy]:
    """Return both sides in the size asked for; they are equally long."""
    return (view.left.small, view.right.small) if asked.is_small else (view.left.large, view.right.large)


def _sent(token: str, left: Varying, right: Varying, *, is_left: bool) -> tuple[Data, int]:
    return (left if is_left else right).chosen_by(token.encode()), max(left.length, right.length)


def peek(services: Services, token: str) -> tuple[Data, int] | None:
    """Return what `open_blind` does if both sides are in memory, without waiting; None otherwise."""
    asked = _unsigned(services.secret, token)
    view = services.voting.blind_views.get(asked.matchup) if asked else None
    if asked is None or view is None or clock.now() > view.until:
        return None
    left, right = (services.images.renditions.varying(one.digest) for one in _copies(view, asked))
    if left is None or right is None:
        return None
    return _sent(token, left, right, is_left=asked.is_left)


def receipt_for(services: Services, token: str, cookie: str) -> str:
    """Return the Set-Cookie value that goes with the image of a blind URL, as it is sent. Raise NotFound.

    ``cookie`` is what the browser sent: the first time that it got the image, in whatever size, stays.
    """
    asked = _parse(services.secret, token)
    side: Side = "left" if asked.is_left else "right"
    first = sent_before(services.secret, cookie, asked.matchup, side, clock.now())
    return receipt(services.secret, asked.matchup, side, first)


async def _look_up(services: Services, matchup_id: int) -> BlindView:
    faces = await services.database.read(images.of_matchup, matchup_id)
    if faces is None:
        raise NotFound("there is no such image")
    return services.voting.blind_views.put(matchup_id, faces)


class _Asked(NamedTuple):
    """What a URL stands for."""

    matchup: int
    is_left: bool
    is_small: bool


def _parse(secret: bytes, token: str) -> _Asked:
    """Return what a URL stands for. Raise NotFound for a forged one."""
    asked = _unsigned(secret, token)
    if asked is None:
        raise NotFound("there is no such image")
    return asked


@lru_cache(maxsize=64)
def _unsigned(secret: bytes, token: str) -> _Asked | None:
    """Return what `_parse` does, None for a forged URL. A request asks for it twice."""
    body = unsigned(secret, _PURPOSE, token, _ID_BYTES + 1)
    if body is None:
        return None
    flags = body[_ID_BYTES]
    return _Asked(int.from_bytes(body[:_ID_BYTES], "big"), bool(flags & _LEFT), bool(flags & _SMALL))
