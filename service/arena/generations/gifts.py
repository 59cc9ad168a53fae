"""Gifts: generated images become the images of their models for a prompt of an arena, to be voted on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.arena.access.keys import Key
from service.arena.catalog import arenas, prompts
from service.arena.generations import generations
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.services import Services
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries.generations import GenerationRow
from service.domain.arenas import Arena
from service.domain.catalog import Prompt
from service.errors import Conflict, Forbidden, Invalid

_EDITS = "image-editing"


class Gift(NamedTuple):
    """Images for an arena: the generations that made them, and the themes and language of their prompt."""

    names: Sequence[str]
    themes: Sequence[str] = ()
    language: str | None = None


class OfferedImage(NamedTuple):
    """A generated image that an arena could take; ``number`` is that of its generation."""

    number: int
    model: str
    prompt: str
    width: int | None
    height: int | None


class GiftImage(NamedTuple):
    """An image to add: its model, and the file."""

    model: str
    picture: Stored


class OpenedGift(NamedTuple):
    """The prompt of a gift and its images, which are stored but in no arena yet."""

    text: str
    images: Sequence[GiftImage]


class Given(NamedTuple):
    """The prompt in the arena, and how many images were added to it and were there before."""

    arena: Arena
    prompt: Prompt
    added: int
    known: int


def takes_images(arena: Arena) -> bool:
    """Return whether an arena is for images that were made from a prompt alone."""
    return arena.task != _EDITS


def chosen(session: ReadSession, key: Key, names: Sequence[str]) -> list[GenerationRow]:
    """Return generations that a key may see and whose images an arena could take.

    Raise NotFound for one of another key, and Invalid unless they are completed, of one prompt alone, and by
    different models.
    """
    rows = [generations.find(session, key, name) for name in names]
    if len({row.prompt for row in rows}) != 1 or len({row.model for row in rows}) != len(rows):
        raise Invalid("choose images of one prompt, at most one of each model")
    if any(row.output is None for row in rows):
        raise Invalid("some images are not ready; choose only completed ones")
    if any(row.source is not None for row in rows):
        raise Invalid("images that edit another one cannot be added here; upload them with their prompt")
    return rows


def offered(session: ReadSession, key: Key, names: Sequence[str]) -> list[OfferedImage]:
    """Return the images of generations, to be looked at before they are added. Raise as `chosen` does."""
    return [
        OfferedImage(row.id, row.model, row.prompt, row.output_width, row.output_height)
        for row in chosen(session, key, names)
    ]


async def open_gift(services: Services, key: Key, names: Sequence[str]) -> OpenedGift:
    """Return the prompt and the images of generations, ready to be added. Raise as `chosen` does."""
    rows = await services.database.read(chosen, key, names)
    found = [
        GiftImage(row.model, await _stored(services, row.output)) for row in rows if row.output is not None
    ]
    return OpenedGift(rows[0].prompt, found)


async def _stored(services: Services, digest: bytes) -> Stored:
    data = await services.blobs.read("originals", digest)
    return await images.store(services, data)


async def give(services: Services, key: Key, arena: str, gift: Gift) -> Given:
    """Add the images of generations to an arena; raise Forbidden where the key may not change the catalog.

    Raise as `chosen` and `add` do.
    """
    if not key.may("catalog"):
        raise Forbidden("adding images to an arena also needs the scope 'catalog'")
    opened = await open_gift(services, key, gift.names)
    return await services.database.write(add, arena, opened, gift)


def add(session: WriteSession, arena: str, opened: OpenedGift, gift: Gift) -> Given:
    """Add the images to the arena's prompt of this text, themes and language, which is created if it is new.

    A prompt or an image that exists stays as it is. Raise NotFound for the arena, Conflict if it is retired,
    and Invalid if its models edit images.
    """
    touch_catalog(session)
    place = arenas.get(session, arena)
    if place.retired_at is not None:
        raise Conflict(f"arena {arena} is retired and accepts no images")
    if not takes_images(place):
        raise Invalid(f"arena {arena} is for edited images, and these were made from a prompt alone")
    prompt = prompts.find_or_create(session, arena, opened.text, language=gift.language, themes=gift.themes)
    added = sum(_is_new(session, arena, prompt, one) for one in opened.images)
    return Given(place, prompt, added, len(opened.images) - added)


def _is_new(session: WriteSession, arena: str, prompt: Prompt, one: GiftImage) -> bool:
    """Add an image; return False if the arena has it already."""
    try:
        images.record(session, arena, one.model, prompt.id, one.picture, origin="generated")
    except Conflict:
        return False
    return True
