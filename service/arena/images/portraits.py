"""Portraits: a few public images of each model, for wherever pages name it.

They are images on an arena's public examples. Those that won most of the newest votes come first, the newest
first among equals; a model without wins has its newest images.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from service.arena.catalog import arenas
from service.arena.services import Services
from service.db import catalog_revision
from service.db.engine import ReadSession
from service.db.queries import model_pages, models
from service.db.queries.model_pages import ImageVoteRow
from service.db.queries.pictures import galleries
from service.db.queries.pictures.galleries import ShownImage
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.images import Portrait, Portraits, copy_url
from service.domain.votes import Outcome

EACH = 3
"""How many portraits a model has at most in an arena."""

# How many of an arena's newest votes are searched for images that won, and how many of those are read.
_VOTES, _READ = 20_000, 2_000
# Votes change them, but not at once: what was chosen is kept while nothing is withdrawn.
_KEPT = 600 * clock.SECOND


async def in_arena(services: Services, slug: str) -> Portraits:
    """Return the portraits of an arena's models. Raise NotFound for an unknown arena."""
    arena, revision = await services.database.read(_arena_now, slug)
    key = (arena.id, revision, clock.now() // _KEPT)
    known: Portraits | None = services.images.portraits.get(key)
    if known is None:
        known = await services.database.read(choose, arena)
        services.images.portraits.put(key, known)
    return known


async def everywhere(services: Services) -> Portraits:
    """Return the portraits of all models, those from the running arena with the most votes first."""
    running = await services.database.read(arenas.running)
    found: dict[str, tuple[Portrait, ...]] = {}
    for arena in sorted(running, key=lambda arena: -arena.last_position):
        for model, portraits in (await in_arena(services, arena.slug)).items():
            found[model] = (*found.get(model, ()), *portraits)
    return found


def choose(session: ReadSession, arena: Arena) -> Portraits:
    """Return the portraits of an arena's models as the votes and images are now."""
    after = max(0, arena.last_position - _VOTES)
    votes = model_pages.image_votes(session, arena.id, [], after, _READ)
    slugs = models.slugs(session)
    won = Counter(winner for row in votes if (winner := _winner(row, slugs)) is not None)
    # Sorting keeps the order among equals, which is that of the newest win.
    best = sorted(won, key=lambda image: -won[image])
    found: dict[str, dict[bytes, Portrait]] = {}
    for image in (*best, *galleries.newest_examples(session, arena.id, EACH)):
        mine = found.setdefault(image.model, {})
        if len(mine) < EACH:
            mine.setdefault(image.copy, _portrait(arena, image))
    return {model: tuple(mine.values()) for model, mine in found.items()}


def _winner(row: ImageVoteRow, slugs: Mapping[int, str]) -> ShownImage | None:
    subject = (row.prompt_id, row.text)
    if row.outcome == Outcome.LEFT:
        return ShownImage(slugs[row.model_left], *subject, row.left_copy, row.left_width, row.left_height)
    if row.outcome == Outcome.RIGHT:
        return ShownImage(slugs[row.model_right], *subject, row.right_copy, row.right_width, row.right_height)
    return None


def _portrait(arena: Arena, image: ShownImage) -> Portrait:
    size = (image.width, image.height)
    return Portrait(copy_url(image.copy), *size, arena.slug, image.prompt_id, image.prompt)


def _arena_now(session: ReadSession, slug: str) -> tuple[Arena, int]:
    return arenas.get(session, slug), catalog_revision.revision(session)
