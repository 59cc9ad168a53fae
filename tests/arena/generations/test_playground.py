"""The playground's use cases: several models at once, each paid once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.generations import playground
from service.arena.generations.generations import GenerationRequest
from service.errors import Invalid
from tests.support.images.generations import REFUSED
from tests.support.served.playing import at_work, names_of, played

pytestmark = pytest.mark.anyio


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


@pytest.mark.slow
async def test_the_same_press_pays_once_and_an_edited_form_pays_again(
    database_url: str, tmp_path: Path
) -> None:
    async with at_work(database_url, tmp_path) as it:
        first, again = await asyncio.gather(played(it), played(it))
        assert names_of(first) == names_of(again)
        assert len(it.dear.orders) + len(it.cheap.orders) == 2
        assert not set(names_of(first)) & set(names_of(await played(it, "A cat")))
