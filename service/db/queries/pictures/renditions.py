"""Renditions in the database: which files pages show instead of a public copy, by the copy's hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete, exists, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import fetch
from service.db.tables.catalog import prompts
from service.db.tables.voting import images, renditions


class RenditionHashes(NamedTuple):
    """The hashes of a copy's renditions, smallest first."""

    small: bytes
    medium: bytes
    large: bytes


class BareCopy(NamedTuple):
    """A copy without renditions, and the size of what it shows in pixels."""

    copy: bytes
    width: int
    height: int


_OF_IMAGE = exists().where(images.c.copy == renditions.c.copy)
_OF_SOURCE = exists().where(prompts.c.source_copy == renditions.c.copy)


def of_copies(session: ReadSession, copies: Iterable[bytes]) -> dict[bytes, RenditionHashes]:
    """Return the renditions of copies that have any, by the copy's hash."""
    statement = select(renditions).where(renditions.c.copy.in_(list(copies)))
    return {row.copy: RenditionHashes(row.small, row.medium, row.large) for row in session.execute(statement)}


def add(session: WriteSession, copy: bytes, hashes: RenditionHashes) -> bool:
    """Name the renditions of a copy, and return whether it had none. Needs the lock of the catalog."""
    if of_copies(session, [copy]):
        return False
    session.execute(insert(renditions).values(copy=copy, **hashes._asdict()))
    return True


def forget(session: WriteSession, copy: bytes) -> None:
    """Forget the renditions of a copy, because one is damaged."""
    session.execute(delete(renditions).where(renditions.c.copy == copy))


def forget_unused(session: WriteSession) -> int:
    """Forget the renditions of copies that nothing has any more; return of how many."""
    return session.execute(delete(renditions).where(~_OF_IMAGE, ~_OF_SOURCE)).rowcount


def lacking(session: ReadSession, size: int) -> list[BareCopy]:
    """Return some copies without renditions: of images in use, the newest first, then of source images."""
    image = (
        select(images.c.copy, images.c.width, images.c.height)
        .where(images.c.withdrawn_at.is_(None), ~exists().where(renditions.c.copy == images.c.copy))
        .order_by(images.c.id.desc())
    )
    found = fetch(session, BareCopy, image.limit(size))
    source = select(prompts.c.source_copy, prompts.c.source_width, prompts.c.source_height).where(
        prompts.c.source_copy.is_not(None), ~exists().where(renditions.c.copy == prompts.c.source_copy)
    )
    return found or fetch(session, BareCopy, source.limit(size))
