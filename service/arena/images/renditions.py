"""Copies of images as people get them, from memory or the store; images whose copy is damaged.

One look withdraws nothing. A copy that cannot be read is noted as a suspect, and
`service.arena.images.second_look` decides later.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.access import audit
from service.arena.services import Services
from service.db import catalog_revision
from service.db.engine import ReadSession, WriteSession
from service.db.queries import images
from service.domain import clock
from service.domain.images import DAMAGED
from service.errors import Damaged, NotFound, Unavailable

_SHA256_BYTES = 32

AWAY = "images are not available right now; try again shortly"
"""For everybody. What is wrong, and where, is in the log and in what `arena doctor` prints."""

WITHDRAW, REINSTATE = "withdraw", "reinstate"
"""The actions in the audit log."""


async def public_copy(services: Services, digest_hex: str) -> bytes:
    """Return the copy of an image that is not withdrawn, or of a prompt's source image, by its hash in hex.

    Raise NotFound for any other hash, and Damaged as `read_copy` does.
    """
    digest = await public_digest(services, digest_hex)
    return await read_copy(services, digest, digest)


async def public_digest(services: Services, digest_hex: str) -> bytes:
    """Return the hash of a copy that is public, given in hex. Raise NotFound for any other."""
    digest = digest_in_hex(digest_hex)
    if not await _is_public(services, digest):
        raise NotFound("there is no image with this hash")
    return digest


async def read_copy(services: Services, digest: bytes, copy: bytes) -> bytes:
    """Return the bytes of a copy, or of its square variant, from memory or the store.

    ``copy`` names the copy that ``digest`` is or is a variant of. Raise Damaged, after noting it as a
    suspect, where the bytes are missing or wrong, and Unavailable where the store is away or lacks several.
    """
    cached = services.images.renditions.get(digest)
    if cached is not None:
        return cached
    try:
        data = await services.blobs.read("copies", digest)
    except Unavailable:
        raise Unavailable(AWAY) from None
    except Damaged:
        services.images.suspects.note(copy)
        if services.images.suspects.several:
            raise Unavailable(AWAY) from None
        raise
    services.images.renditions.put(digest, data)
    return data


def withdraw_damaged(session: WriteSession, copy: bytes, detail: str) -> list[int]:
    """Withdraw the images with a damaged copy; return the ids of those that were not withdrawn yet."""
    catalog_revision.touch_catalog(session)
    now, reason = clock.now(), DAMAGED + detail
    shown = images.of_copy(session, copy)
    withdrawn = [number for number in shown if images.withdraw(session, number, now, reason)]
    for number in withdrawn:
        audit.note(session, None, WITHDRAW, f"image {number}", reason)
    return withdrawn


def reinstate(session: WriteSession, numbers: Sequence[int]) -> list[int]:
    """Put images back in use that the service withdrew as damaged; return the ids of those that were."""
    catalog_revision.touch_catalog(session)
    reinstated = [number for number in numbers if images.reinstate(session, number)]
    for number in reinstated:
        audit.note(session, None, REINSTATE, f"image {number}", "its files are back")
    return reinstated


async def _is_public(services: Services, digest: bytes) -> bool:
    """Return whether a copy is public, with one query for each revision of the catalog."""
    revisions = services.database.revisions.current()
    if revisions is not None and services.images.public.has(digest, revisions.get("")):
        return True
    is_public, revision = await services.database.read(_is_public_at, digest)
    if is_public:
        services.images.public.add(digest, revision)
    return is_public


def _is_public_at(session: ReadSession, digest: bytes) -> tuple[bool, int]:
    return images.is_public(session, digest), catalog_revision.revision(session)


def digest_in_hex(text: str) -> bytes:
    """Return the hash that a URL has in hex. Raise NotFound for anything else."""
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    if len(digest) != _SHA256_BYTES or digest.hex() != text:
        raise NotFound("there is no image with this hash")
    return digest
