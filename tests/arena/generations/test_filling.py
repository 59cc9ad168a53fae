"""Filling an arena: what is missing, within the budget, again and again until nothing is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.catalog import arenas, models, prompt_sources, prompts
from service.arena.generations import filling
from service.arena.generations.filling import Filled, Plan
from service.arena.generations.workers import working
from service.arena.images import images
from service.arena.progress import silent
from service.db.engine import WriteSession
from service.db.queries import images as image_rows
from service.errors import Invalid, NotFound
from tests.support.images.generations import REFUSED, Studio, add_offer, studio
from tests.support.images.pictures import opened, picture
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio


def hang(session: WriteSession) -> None:
    """Add an arena with three prompts, for the models ``square``, ``round`` and ``bare``."""
    arenas.create(session, "t2i", {})
    for text in ("a cat", "a dog", "a fox"):
        prompts.create(session, "t2i", text)
    models.create(session, "round", {})
    models.create(session, "bare", {})
    add_offer(session, "round", "cheap", 0.02)


async def plan(here: Studio, *wanted: str, places: list[range] | None = None) -> Plan:
    return await here.services.database.read(filling.plan, "t2i", wanted, places)


async def fill(here: Studio, planned: Plan) -> Filled:
    async with working(here.services, 2):
        return await filling.fill(here.services, planned, "64x64", 2, silent)


@pytest.mark.slow
async def test_every_model_and_prompt_once(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        await here.services.database.write(hang)
        first = await plan(here)
        assert [(gap.prompt.text, gap.model.slug) for gap in first.gaps] == [
            (text, slug) for text in ("a cat", "a dog", "a fox") for slug in ("round", "square")
        ]
        assert (first.there, first.costs) == (0, {"USD": 0.18})
        here.cheap.plan.append(REFUSED)
        filled = await fill(here, first)
        assert (filled.made, filled.failed) == (5, {"refused": 1})
        assert filled.costs["USD"] in {0.07, 0.08}  # whichever was refused
        second = await plan(here)
        assert (second.there, len(second.gaps)) == (5, 1)
        assert (await fill(here, second)).made == 1
        assert (await plan(here)).gaps == ()
        listed = await here.services.database.read(image_rows.prompts_and_models, first.arena.id)
        assert len(listed) == 6


async def test_images_that_were_uploaded_are_there(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)
        number = (await plan(here)).gaps[0].prompt.id
        image = await images.add(here.services, "t2i", "round", number, picture())
        found = await plan(here, "round")
        assert (found.there, [gap.prompt.text for gap in found.gaps]) == (1, ["a dog", "a fox"])
        await here.services.database.write(images.withdraw, "t2i", image.id, "ugly")
        assert len((await plan(here, "round")).gaps) == 3


@pytest.mark.slow
async def test_jobs_under_way_are_waited_for_and_not_doubled(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)
        stopped = asyncio.create_task(
            filling.fill(here.services, await plan(here, "square"), None, 2, silent)
        )
        async with asyncio.timeout(CEILING_SECONDS):
            while len((await plan(here, "square")).under_way) < 2:  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.01)
        stopped.cancel()
        await asyncio.gather(stopped, return_exceptions=True)
        again = await plan(here, "square")
        assert (len(again.under_way), len(again.gaps)) == (2, 1)
        assert (await fill(here, again)).made == 3
        assert here.cheap.charges.total() == 3


@pytest.mark.slow
async def test_the_image_of_a_prompt_goes_along(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)
        number = (await plan(here)).gaps[0].prompt.id
        await prompt_sources.upload(here.services, "t2i", number, picture(4))
        assert (await fill(here, await plan(here, "square"))).made == 3
        sources = [order.source for order in here.cheap.orders if order.source is not None]
        assert [opened(source).size for source in sources] == [(1024, 683)]


@pytest.mark.slow
async def test_what_cannot_be_asked_for_is_counted_and_left(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)

        def add(session: WriteSession) -> None:
            prompts.create(session, "t2i", "a cow", source_image="http://127.0.0.1/cow.png")

        await here.services.database.write(add)
        filled = await fill(here, await plan(here, "square"))
        assert (filled.made, filled.failed) == (3, {"not-fetched": 1})
        with pytest.raises(Invalid, match="size"):
            await filling.fill(here.services, await plan(here), "big", 2, silent)


async def test_within_a_budget(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)
        cut = (await plan(here)).within(100_000)
        assert ([gap.micros for gap in cut.gaps], cut.beyond) == ([20_000, 40_000, 20_000], 3)
        assert (await plan(here)).within(0).gaps == ()

        def offer(session: WriteSession) -> None:
            add_offer(session, "bare", "cheap", 0.01, currency="EUR")

        await here.services.database.write(offer)
        with pytest.raises(Invalid, match="model bare is priced in EUR"):
            (await plan(here, "bare")).within(100_000)


async def test_what_cannot_be_planned(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        await here.services.database.write(hang)
        for wanted, places, error in (
            (("nothing",), None, NotFound),
            (("bare",), None, Invalid),
            (("square",), [range(4, 5)], Invalid),
        ):
            with pytest.raises(error):
                await plan(here, *wanted, places=places)
        chosen = await plan(here, "square", places=[range(1, 2), range(3, 4)])
        assert [gap.prompt.text for gap in chosen.gaps] == ["a cat", "a fox"]
