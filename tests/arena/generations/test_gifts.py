"""Gifts: what an arena gets of the playground, once, and what it does not get."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.access.keys import Key
from service.arena.catalog import arenas, prompts
from service.arena.generations import gifts
from service.arena.generations.gifts import Gift
from service.arena.images import images
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.errors import Conflict, Forbidden, Invalid, NotFound
from tests.support.served.playing import at_work, names_of, played

pytestmark = pytest.mark.anyio


def trusted(key: Key) -> Key:
    """Return the key with the scope to change the catalog."""
    return replace(key, scopes=("generate", "catalog"))


def closed_places(session: WriteSession) -> None:
    """Add arenas that take no such images: one for edits, and a retired one."""
    arenas.create(session, "edits", {"name": "E", "task": "image-editing"})
    arenas.create(session, "old", {"name": "O"})
    arenas.change(session, "old", {"retired": True})


async def test_an_arena_is_given_the_prompt_and_its_images_once(database_url: str, tmp_path: Path) -> None:
    async with at_work(database_url, tmp_path) as it:
        gift = Gift(names_of(await played(it)), ["animals"], "en")
        given = await gifts.give(it.services, trusted(it.key), "t2i", gift)
        prompt = given.prompt
        assert (prompt.text, prompt.themes, prompt.language) == ("A fox", ("animals",), "en")
        assert (given.arena.slug, given.added, given.known) == ("t2i", 2, 0)
        again = await gifts.give(it.services, trusted(it.key), "t2i", gift)
        assert (again.prompt, again.added, again.known) == (prompt, 0, 2)
        read = it.services.database.read
        found = (await read(images.page, "t2i", Page())).items
        assert {(image.model, image.prompt_id, image.origin) for image in found} == {
            ("square", prompt.id, "generated"),
            ("round", prompt.id, "generated"),
        }


@pytest.mark.slow
async def test_what_cannot_be_given(sqlite_url: str, tmp_path: Path) -> None:
    async with at_work(sqlite_url, tmp_path) as it:
        names = names_of(await played(it))
        others = names_of(await played(it, "A crow", "round"))
        await it.services.database.write(closed_places)
        it.cheap.going_on.clear()
        queued = (await it.ask("A fox")).id
        key = trusted(it.key)
        wrong: list[tuple[Key, str, list[str], type[Exception]]] = [
            (it.key, "t2i", names, Forbidden),
            (key, "none", names, NotFound),
            (key, "edits", names, Invalid),
            (key, "old", names, Conflict),
            (key, "t2i", [], Invalid),
            (key, "t2i", [names[0], *others], Invalid),
            (key, "t2i", [names[0], names[0]], Invalid),
            (key, "t2i", [names[0], "gen_none"], NotFound),
            (replace(key, id=key.id + 1), "t2i", names, NotFound),
            (key, "t2i", [queued, names[1]], Invalid),
        ]
        for who, arena, given, error in wrong:
            with pytest.raises(error):
                await gifts.give(it.services, who, arena, Gift(given))
        for arena in ("t2i", "edits", "old"):
            assert (await it.services.database.read(images.page, arena, Page())).items == []
            assert (await it.services.database.read(prompts.page, arena, Page())).items == []
        it.cheap.going_on.set()
