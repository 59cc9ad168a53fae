"""Blind addresses: where one side of an open matchup is seen, saying nothing of what it shows.

An address is the matchup's number and side under a keyed hash. Nobody can make one up, two of the same image
have nothing in common, and a forged one costs no look into the database.
"""

from __future__ import annotations

from service.arena.copies import read_copy
from service.arena.pictures import Shown
from service.arena.services import Services
from service.arena.signing import signed, unsigned
from service.db import images
from service.domain import clock
from service.domain.images import Side, shared_box
from service.domain.matchups import EXPIRY
from service.errors import Gone, NotFound

PREFIX = "/blind/"
_ID_BYTES = 8
_PURPOSE = b"blind"
# What is held of matchups: which copy a side shows. 200 bytes each.
_MOST_SIDES = 20_000


def blind_url(secret: bytes, matchup_id: int, side: Side) -> str:
    """The path at which one side of a matchup is served."""
    return PREFIX + signed(secret, _PURPOSE, _body(matchup_id, left=side == "left"))


async def open_blind(services: Services, token: str) -> tuple[bytes, int]:
    """The copy behind a blind address, and how many bytes to send: zeros make up what is missing.

    Both sides of a matchup are sent with the same number. Raises NotFound for a forged address, Gone where
    its matchup's time is over, and Damaged as `service.arena.copies.read_copy` does.
    """
    side = services.sides.get(token)
    if side is None:
        side = await _look_up(services, *_parse(services.secret, token))
        if len(services.sides) >= _MOST_SIDES:
            services.sides.clear()
        services.sides[token] = side
    if clock.now() > side.until:
        raise Gone("the time of this matchup is over; ask for another")
    return await read_copy(services, side.digest, side.copy), side.length


async def _look_up(services: Services, matchup_id: int, left: bool) -> Shown:  # noqa: FBT001 - a side
    row = await services.database.read(images.of_side, matchup_id, left=left)
    if row is None:
        raise NotFound("there is no such image")
    alike = shared_box(row.box, row.other_box) == row.box
    mine, other = (row.copy, row.other_copy) if alike else (row.square, row.other_square)
    here = await read_copy(services, mine, row.copy)
    there = await read_copy(services, other, row.other_copy)
    return Shown(mine, row.copy, max(len(here), len(there)), row.dealt_at + EXPIRY)


def _body(matchup_id: int, *, left: bool) -> bytes:
    return matchup_id.to_bytes(_ID_BYTES, "big") + (b"\0" if left else b"\1")


def _parse(secret: bytes, token: str) -> tuple[int, bool]:
    body = unsigned(secret, _PURPOSE, token, _ID_BYTES + 1)
    if body is None:
        raise NotFound("there is no such image")
    return int.from_bytes(body[:_ID_BYTES], "big"), body[_ID_BYTES] == 0
