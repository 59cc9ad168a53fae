"""The playground's use cases: several models at once, and what an arena is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.access.keys import Key
from service.arena.catalog import arenas, models
from service.arena.generations import playground
from service.arena.generations.generations import GenerationRequest
from service.arena.generations.playground import Gift, Played
from service.arena.generations.workers import working
from service.arena.images import images
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.errors import Forbidden, Invalid, NotFound
from tests.support.generations import REFUSED, Studio, add_offer, studio

pytestmark = pytest.mark.anyio


def more(session: WriteSession) -> None:
    """Add a second model, with the painter of the more expensive offer, and an arena."""
    models.create(session, "round", {"name": "a round one", "capabilities": ["image-editing"]})
    add_offer(session, "round", "dear", 0.04)
    models.create(session, "bare", {"name": "Bare"})
    arenas.create(session, "t2i", {"name": "T"})


@asynccontextmanager
async def at_work(url: str, folder: Path) -> AsyncIterator[Studio]:
    """Yield a studio with workers, two models and an arena."""
    async with studio(url, folder) as it, working(it.services, 2):
        await it.services.database.write(more)
        yield it


async def played(it: Studio, prompt: str = "A fox", *names: str) -> list[Played]:
    """Return what the models make of a prompt."""
    wishes = [GenerationRequest(name, prompt) for name in names or ("square", "round")]
    return await playground.play(it.services, it.key, wishes, "press")


def names_of(parts: list[Played]) -> list[str]:
    """Return the ids of the generations."""
    return [part.generation.id for part in parts if part.generation]


def trusted(key: Key) -> Key:
    """Return the key with the scope to change the catalog."""
    return replace(key, scopes=("generate", "catalog"))


async def test_models_that_can_be_run(database_url: str, tmp_path: Path) -> None:
    async with at_work(database_url, tmp_path) as it:
        found = await it.services.database.read(playground.playable)
        assert [(m.slug, m.amount, m.edits) for m in found] == [
            ("round", 0.04, True),
            ("square", 0.04, False),
        ]


async def test_one_that_fails_does_not_keep_the_others(sqlite_url: str, tmp_path: Path) -> None:
    async with at_work(sqlite_url, tmp_path) as it:
        it.dear.plan = [REFUSED]
        square, round_, bare, none = await played(it, "A fox", "square", "round", "bare", "none")
        assert square.generation
        assert square.generation.media
        assert round_.problem == "this prompt is not painted here"
        assert bare.problem
        assert "has no offer" in bare.problem
        assert none.problem
        assert none.generation is None


async def test_none_and_too_many(sqlite_url: str, tmp_path: Path) -> None:
    async with at_work(sqlite_url, tmp_path) as it:
        for count in (0, playground.MOST_MODELS + 1):
            wishes = [GenerationRequest("square", "x")] * count
            with pytest.raises(Invalid, match="choose 1 to"):
                await playground.play(it.services, it.key, wishes, "press")


async def test_the_same_press_pays_once_and_an_edited_form_pays_again(
    database_url: str, tmp_path: Path
) -> None:
    async with at_work(database_url, tmp_path) as it:
        first, again = await asyncio.gather(played(it), played(it))
        assert names_of(first) == names_of(again)
        assert len(it.dear.orders) + len(it.cheap.orders) == 2
        assert not set(names_of(first)) & set(names_of(await played(it, "A cat")))


async def test_an_arena_is_given_the_prompt_and_its_images_once(database_url: str, tmp_path: Path) -> None:
    async with at_work(database_url, tmp_path) as it:
        gift = Gift(names_of(await played(it)), ["animals"], "en")
        prompt = await playground.give(it.services, trusted(it.key), "t2i", gift)
        assert (prompt.text, prompt.themes, prompt.language) == ("A fox", ("animals",), "en")
        assert await playground.give(it.services, trusted(it.key), "t2i", gift) == prompt
        read = it.services.database.read
        found = (await read(images.page, "t2i", Page())).items
        assert {(image.model, image.prompt_id, image.origin) for image in found} == {
            ("square", prompt.id, "generated"),
            ("round", prompt.id, "generated"),
        }


async def test_what_cannot_be_given(sqlite_url: str, tmp_path: Path) -> None:
    async with at_work(sqlite_url, tmp_path) as it:
        names = names_of(await played(it))
        others = names_of(await played(it, "A crow", "round"))
        it.cheap.going_on.clear()
        queued = (await it.ask("A fox")).id
        key = trusted(it.key)
        wrong: list[tuple[Key, str, list[str], type[Exception]]] = [
            (it.key, "t2i", names, Forbidden),
            (key, "none", names, NotFound),
            (key, "t2i", [], Invalid),
            (key, "t2i", [names[0], *others], Invalid),
            (key, "t2i", [names[0], names[0]], Invalid),
            (key, "t2i", [names[0], "gen_none"], NotFound),
            (replace(key, id=key.id + 1), "t2i", names, NotFound),
            (key, "t2i", [queued, names[1]], Invalid),
        ]
        for who, arena, given, error in wrong:
            with pytest.raises(error):
                await playground.give(it.services, who, arena, Gift(given))
        assert (await it.services.database.read(images.page, "t2i", Page())).items == []
        it.cheap.going_on.set()
