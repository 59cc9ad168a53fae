"""Gold pairs: a good image against a clearly broken one, chosen by an administrator.

The broken image is one that a model really made, or one that somebody uploads. An uploaded one belongs to a
model that stands in for it, under a name that says so, since no model made it. That model is retired from the
start, so its images are in no drawn matchup.
"""

from __future__ import annotations

from service.arena.catalog import arenas, models
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.services import Services
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import models as model_rows
from service.db.queries.gold import pairs as db
from service.db.queries.gold.pairs import NewPair
from service.domain import clock
from service.domain.controls.dealing import ChosenPair
from service.domain.images import Image
from service.errors import Conflict, Invalid, NotFound

STAND_IN = "broken-on-purpose"
_NAME = "Broken on purpose"
_DESCRIPTION = (
    "No model, but images that administrators broke or chose to see whether voters look. Votes on them never "
    "count."
)


def of_arena(session: ReadSession, slug: str) -> list[ChosenPair]:
    """Return the gold pairs of an arena, the newest first, retired ones too. Raise NotFound."""
    return db.of_arena(session, arenas.get(session, slug).id)


def choose(session: WriteSession, slug: str, good_id: int, broken_id: int) -> int:
    """Make a gold pair of two images of an arena, and return its id.

    Raise NotFound, Invalid if they do not go together, and Conflict if they are a gold pair already.
    """
    touch_catalog(session)
    good, broken = (images.get(session, slug, number) for number in (good_id, broken_id))
    _check(good, broken)
    arena_id = arenas.get(session, slug).id
    known = db.find(session, arena_id, good_id, broken_id)
    if known is not None:
        raise Conflict(f"these images are gold pair {known} already")
    return db.add(session, NewPair(arena_id, good.prompt_id, good_id, broken_id, clock.now()))


def _check(good: Image, broken: Image) -> None:
    if good.prompt_id != broken.prompt_id:
        raise Invalid("both images of a gold pair are for the same prompt")
    if good.model == broken.model:
        raise Invalid("a gold pair has images of two models; to break an image of the same one, upload it")
    if good.model == STAND_IN:
        raise Invalid("the good image of a gold pair is a model's")
    for image in (good, broken):
        if image.withdrawn_at is not None:
            raise Invalid(f"image {image.id} was withdrawn")


async def prepare(services: Services, slug: str, good_id: int, data: bytes) -> Stored:
    """Store an uploaded broken image for `choose_stored`. Raise NotFound, and as `images.prepare` does."""
    good = await services.database.read(images.get, slug, good_id)
    await services.database.write(_make_stand_in)
    return await images.prepare(services, slug, STAND_IN, good.prompt_id, data)


def _make_stand_in(session: WriteSession) -> None:
    touch_catalog(session)
    if model_rows.get(session, STAND_IN) is None:
        models.create(session, STAND_IN, {"name": _NAME, "description": _DESCRIPTION, "retired": True})


def choose_stored(session: WriteSession, slug: str, good_id: int, stored: Stored) -> int:
    """Make a gold pair of an image and an uploaded broken one, and return its id. Raise as `choose` does."""
    good = images.get(session, slug, good_id)
    broken = images.take_in(session, slug, STAND_IN, good.prompt_id, stored, origin="upload")
    return choose(session, slug, good_id, broken.id)


def retire(session: WriteSession, slug: str, pair_id: int, *, retired: bool = True) -> None:
    """Deal a gold pair no more, or deal it again. Votes that were cast on it stay. Raise NotFound."""
    touch_catalog(session)
    if not db.retire(session, arenas.get(session, slug).id, pair_id, clock.now() if retired else None):
        raise NotFound(f"there is no gold pair {pair_id} in arena {slug}")
