"""Use cases around generations: asked for, seen by their owner alone, canceled, listed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.access import keys
from service.arena.catalog import models
from service.arena.generations import generations
from service.arena.generations.generations import GenerationRequest, create
from service.arena.generations.workers import working
from service.arena.recording.idempotency import Once
from service.db.engine import WriteSession
from service.domain.generations import GenerationState
from service.domain.paging import page_of
from service.errors import Conflict, IdempotencyMismatch, Invalid, NotFound, Unavailable
from tests.support.images.generations import REFUSED, key_of, studio
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio


async def test_asked_for_and_waited_for(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        made = await here.ask(size="96x64", seed=7)
        assert (made.status, made.model, made.media, made.cost) == (
            GenerationState.QUEUED,
            "square",
            None,
            None,
        )
        async with working(here.services, 1):
            done = await generations.wait(here.services, here.key, made.id, CEILING_SECONDS)
        assert (done.status, done.cost, done.currency, done.provider, done.seed) == (
            GenerationState.COMPLETED,
            0.01,
            "USD",
            "cheap",
            7,
        )
        assert done.media is not None
        assert (done.media.width, done.media.height, done.media.format) == (96, 64, "png")
        assert here.services.blobs.get("originals", done.media.sha256)[:4] == b"\x89PNG"
        assert done.latency_ms is not None


async def test_a_seed_is_chosen_and_known(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        seeds = [(await here.ask()).seed for _ in range(4)]
        assert None not in seeds
        assert len(set(seeds)) == 4


async def test_what_cannot_be_asked_for(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path, queue_generations=2) as here:
        services = here.services
        await services.database.write(models.create, "bare", {})
        await services.database.write(models.create, "old", {})
        await services.database.write(models.retire, "old")
        with pytest.raises(NotFound):
            await create(services, here.key, GenerationRequest("nothing", "a cat"))
        with pytest.raises(Invalid, match="no offer that names a provider"):
            await create(services, here.key, GenerationRequest("bare", "a cat"))
        with pytest.raises(Invalid, match="is retired"):
            await create(services, here.key, GenerationRequest("old", "a cat"))
        with pytest.raises(Invalid, match="size"):
            await here.ask(size="1x1")
        await here.ask()
        with pytest.raises(Unavailable, match="queue"):
            await create(services, here.key, GenerationRequest("square", "a cat"), count=2)


async def test_an_idempotency_key_makes_one(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        wish = GenerationRequest("square", "a cat")
        once = Once.of(here.key.id, "mine", "POST /v1/generations", b"body")
        asked = [create(here.services, here.key, wish, count=2, once=once) for _ in range(4)]
        answers = await asyncio.gather(*asked)
        assert len({tuple(one.id for one in answer) for answer in answers}) == 1
        other = Once.of(here.key.id, "mine", "POST /v1/generations", b"another")
        with pytest.raises(IdempotencyMismatch):
            await create(here.services, here.key, wish, once=other)


async def test_only_its_owner_and_an_admin_see_it(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:

        def others(session: WriteSession) -> list[keys.Key]:
            scopes = ("generate", "admin")
            return [key_of(session, keys.create(session, "", [scope]).id) for scope in scopes]

        read = here.services.database.read
        stranger, admin = await here.services.database.write(others)
        made = await here.ask()
        assert (await read(generations.get, admin, made.id)).id == made.id
        for key, name in (
            (stranger, made.id),
            (here.key, "gen_0"),
            (here.key, "x"),
            (here.key, "gen_\u00e9"),
        ):
            with pytest.raises(NotFound):
                await read(generations.get, key, name)
        assert (await read(generations.page, stranger, page_of(None, 10))).items == []


async def test_cancelled_while_it_waits_and_never_after_its_end(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        made = await here.ask()
        waiting = asyncio.create_task(generations.wait(here.services, here.key, made.id, CEILING_SECONDS))
        await asyncio.sleep(0.05)
        for _ in range(2):
            await generations.cancel(here.services, here.key, made.id)
        assert (await waiting).status is GenerationState.CANCELLED
        here.cheap.plan.append(REFUSED)
        failing = await here.ask()
        async with working(here.services, 1):
            failed = await generations.wait(here.services, here.key, failing.id, CEILING_SECONDS)
        assert failed.error is not None
        assert (failed.status, failed.error.code) == (GenerationState.FAILED, "refused")
        assert len(here.cheap.orders) == 1  # nobody asked for the canceled one
        with pytest.raises(Conflict, match="already failed"):
            await generations.cancel(here.services, here.key, made.id.replace(made.id, failed.id))


async def test_ones_own_newest_first(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = [(await here.ask(f"cat {i}")).id for i in range(5)]
        read = here.services.database.read
        first = await read(generations.page, here.key, page_of(None, 3))
        second = await read(generations.page, here.key, page_of(first.next_cursor, 3))
        assert [one.id for one in (*first.items, *second.items)] == made[::-1]
        assert second.next_cursor is None
