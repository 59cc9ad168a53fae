"""Blind addresses: where one side of an open matchup is seen, saying nothing of what it shows.

An address is the matchup's number and side under a keyed hash. Nobody can make one up, two of the same image
have nothing in common, and a forged one costs no look into the database.
"""

from __future__ import annotations

from service.arena.access.signing import signed, unsigned
from service.arena.images.cache import BlindCopies, BlindCopy
from service.arena.images.renditions import read_copy
from service.arena.services import Services
from service.db.queries import images
from service.db.queries.images import Faces
from service.domain import clock
from service.domain.images import Side, shared_box
from service.domain.matchups import EXPIRY
from service.errors import Damaged, Gone, NotFound

PREFIX = "/blind/"
_ID_BYTES = 8
_PURPOSE = b"blind"
# What is held of matchups and of images, some 500 bytes each.
_MOST_LOOKS = 20_000
_MOST_FACES = 20_000


def blind_url(secret: bytes, matchup_id: int, side: Side) -> str:
    """Return the path at which one side of a matchup is served."""
    return PREFIX + signed(secret, _PURPOSE, _body(matchup_id, left=side == "left"))


def expect(services: Services, matchup_id: int, dealt_at: int, image_left: int, image_right: int) -> None:
    """Note how a matchup is seen, as it is dealt: where both images are known, nobody asks the database."""
    left, right = services.faces.get(image_left), services.faces.get(image_right)
    if left is not None and right is not None and matchup_id not in services.looks:
        _note(services, matchup_id, Faces(left, right, dealt_at))


async def open_blind(services: Services, token: str) -> tuple[bytes, int]:
    """Return the copy behind a blind address, and how many bytes to send: zeros make up what is missing.

    Both sides of a matchup are sent with the same number. Raise NotFound for a forged address, Gone where
    its matchup's time is over, and Damaged as `service.arena.images.renditions.read_copy` does.
    """
    matchup_id, is_left = _parse(services.secret, token)
    looks = services.looks.get(matchup_id) or await _look_up(services, matchup_id)
    if clock.now() > looks.until:
        raise Gone("the time of this matchup is over; ask for another")
    try:
        left = await read_copy(services, *looks.left)
        right = await read_copy(services, *looks.right)
    except Damaged:
        # The image may get other copies when it is mended.
        services.faces.clear()
        services.looks.clear()
        raise
    return left if is_left else right, max(len(left), len(right))


def peek(services: Services, token: str) -> tuple[bytes, int] | None:
    """Return the same where it takes no waiting: for a good address of which both sides are in memory."""
    numbers = _unsigned(services.secret, token)
    looks = services.looks.get(numbers[0]) if numbers else None
    if numbers is None or looks is None or clock.now() > looks.until:
        return None
    left, right = services.pictures.get(looks.left.digest), services.pictures.get(looks.right.digest)
    if left is None or right is None:
        return None
    return left if numbers[1] else right, max(len(left), len(right))


async def _look_up(services: Services, matchup_id: int) -> BlindCopies:
    faces = await services.database.read(images.of_matchup, matchup_id)
    if faces is None:
        raise NotFound("there is no such image")
    if len(services.faces) >= _MOST_FACES:
        services.faces.clear()
    services.faces.update((face.image_id, face) for face in (faces.left, faces.right))
    return _note(services, matchup_id, faces)


def _note(services: Services, matchup_id: int, faces: Faces) -> BlindCopies:
    box = shared_box(faces.left.box, faces.right.box)
    sides = [
        BlindCopy(one.copy if one.box == box else one.square, one.copy) for one in (faces.left, faces.right)
    ]
    looks = BlindCopies(sides[0], sides[1], faces.dealt_at + EXPIRY)
    if len(services.looks) >= _MOST_LOOKS:
        services.looks.clear()
    services.looks[matchup_id] = looks
    return looks


def _body(matchup_id: int, *, left: bool) -> bytes:
    return matchup_id.to_bytes(_ID_BYTES, "big") + (b"\0" if left else b"\1")


def _parse(secret: bytes, token: str) -> tuple[int, bool]:
    """Return the number of the matchup, and whether it is its left side.

    Raise NotFound for a forged address.
    """
    found = _unsigned(secret, token)
    if found is None:
        raise NotFound("there is no such image")
    return found


def _unsigned(secret: bytes, token: str) -> tuple[int, bool] | None:
    body = unsigned(secret, _PURPOSE, token, _ID_BYTES + 1)
    if body is None:
        return None
    return int.from_bytes(body[:_ID_BYTES], "big"), body[_ID_BYTES] == 0
