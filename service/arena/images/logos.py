"""Logos of arenas and of the site: uploaded, removed, and sent to everybody."""

from __future__ import annotations

import asyncio

from service.arena.catalog import arenas
from service.arena.images.renditions import AWAY, digest_in_hex
from service.arena.services import Services
from service.blobs.logos import logo_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries.pictures import logos
from service.domain.arenas import Arena
from service.domain.branding.logos import Logo
from service.errors import NotFound, Unavailable


async def store(services: Services, data: bytes) -> Logo:
    """Check an uploaded logo, make a small picture of it, and put that in the blob store.

    Raise as `service.blobs.logos.logo_of`, and StorageFull or Unavailable where the store cannot take it.
    """
    async with services.images.decoding:
        made = await asyncio.to_thread(logo_of, data)
    return Logo(await services.blobs.write("copies", made.data), made.width, made.height)


def set_of_arena(session: WriteSession, slug: str, logo: Logo | None) -> Arena:
    """Set the logo of an arena, or remove it; return the arena. Raise NotFound."""
    touch_catalog(session)
    arena = arenas.get(session, slug)
    arena_rows.change(session, arena.id, logos.columns_of(logo))
    return arenas.get(session, slug)


def set_of_site(session: WriteSession, logo: Logo | None) -> None:
    """Set the logo of the site, or remove it."""
    touch_catalog(session)
    logos.set_site(session, logo)


async def public_logo(services: Services, name: str) -> bytes:
    """Return the file of a logo by the name in its path, its hash in hex and ``.webp``.

    Raise NotFound for any other name, Damaged, and Unavailable.
    """
    digest = digest_in_hex(name.removesuffix(".webp"))
    if not await services.database.read(logos.is_logo, digest):  # one that was removed may still be in memory
        raise NotFound("there is no logo with this hash")
    known = services.images.logos.get(digest)
    if known is not None:
        return known
    try:
        data = await services.blobs.read("copies", digest)
    except Unavailable:
        raise Unavailable(AWAY) from None
    services.images.logos.put(digest, data)
    return data
