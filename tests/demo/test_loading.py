"""Loading the demo: once, in steps that can be interrupted, with the same result in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from service.arena.boards.ledger import ledger
from service.arena.catalog import arenas, models, organizations
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas as arena_rows
from service.db.queries import demo_images, prompts
from service.db.queries.model_pages import image_votes
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.demo import loading
from service.demo.loading import Report, load
from service.domain.images import DemoProgress
from service.domain.matchups import MatchupState
from service.errors import Conflict
from tests.support.images.painted import painted_once
from tests.support.served.demos import IMAGES, SMALL, VOTES
from tests.support.votes.arenas import arena_services, checked

TABLES = (images, matchups, votes)
FIRST = 12  # the images of the first prompt of each arena


@pytest.fixture(autouse=True)
def _painted_once() -> Iterator[None]:
    with painted_once():
        yield


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Services]:
    async with arena_services(url, folder, blobs_url=str(folder / "blobs")) as services:
        yield services


async def counts(services: Services) -> list[int]:
    def work(session: ReadSession, table: Table) -> int:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())

    return [await services.database.read(work, table) for table in TABLES]


@pytest.mark.slow
async def test_loaded_once_and_whole(database_url: str, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    async with opened(database_url, tmp_path) as services:
        report = await load(services, SMALL, lambda *step: steps.append(step))
        assert report == Report(("demo", "demo-editing"), 6, 3, IMAGES, VOTES)
        assert steps == [("demo images", stored, IMAGES) for stored in range(6, IMAGES + 1, 6)]
        for demo in SMALL:
            arena = await services.database.read(arenas.get, demo.slug)
            assert (arena.last_position, arena.simulated_until) == (demo.votes, demo.votes)
            assert arena.demo_images is None
            assert f"first {demo.votes} votes are simulated" in (arena.description or "")
            assert (await checked(services, demo.slug)).differences == 0
        # With two prompts, none may be among the public examples.
        await services.database.write(arenas.change, "demo", {"example_share": 100})
        assert await services.database.read(_whole, services) == IMAGES
        assert await counts(services) == [IMAGES, VOTES, VOTES]
        assert await load(services, SMALL) == Report()
        assert await counts(services) == [IMAGES, VOTES, VOTES]


def _whole(session: ReadSession, services: Services) -> int:
    """Return the number of images whose bytes are there, once everything that pages show has something."""
    arena = arenas.get(session, "demo")
    editing = arenas.get(session, "demo-editing")
    assert all(row.source_copy for row in prompts.page(session, editing.id, 0, 10))
    model_id = models.find(session, "papercut-xl").id
    voted = image_votes(session, arena.id, [model_id], 0, 50)
    assert len(voted) > 5
    assert all(row.left_copy != row.right_copy for row in voted)
    rows = session.execute(select(images.c.copy, images.c.origin)).all()
    assert {row.origin for row in rows} == {"demo"}
    return sum(bool(services.blobs.get("copies", row.copy)) for row in rows)


def matchups_and_votes(session: ReadSession) -> list[tuple[object, ...]]:
    """Return what each simulated vote and its matchup say, by position; their ids differ by chance."""
    same = (votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position)
    columns = ("arena_id", "position", "prompt_id", "voter", "outcome", "model_left", "model_right")
    chosen = [
        *(votes.c[name] for name in columns),
        *(matchups.c[name].label(f"matchup_{name}") for name in columns if name != "outcome"),
        (votes.c.voted_at - matchups.c.closed_at).label("late"),
    ]
    rows = session.execute(select(*chosen).join(matchups, same[0] & same[1]).order_by(*chosen[:2]))
    return [tuple(row) for row in rows]


@pytest.mark.slow
async def test_quick_then_the_rest_is_the_same_as_all_at_once(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url, tmp_path) as services:
        report = await load(services, SMALL, quick=True)
        assert report == Report(("demo", "demo-editing"), 6, 3, FIRST, VOTES, IMAGES - FIRST)
        assert await services.database.read(demo_images.progress) == DemoProgress(FIRST, IMAGES)
        ready, shown_so_far, voted = await counts(services)
        assert (ready, voted) == (FIRST, VOTES)
        assert 0 < shown_so_far < VOTES
        again = await load(services, SMALL, quick=True)
        assert again == Report(images_left=IMAGES - FIRST)
        assert await load(services, SMALL) == Report(images=IMAGES - FIRST)
        assert await counts(services) == [IMAGES, VOTES, VOTES]
        assert await services.database.read(demo_images.progress) is None
        for row in await services.database.read(matchups_and_votes):
            arena_id, position, prompt_id, voter, _, left, right, *matchup, late = row
            assert matchup == [arena_id, position, prompt_id, voter, left, right]
            assert late == 0


@pytest.mark.slow
async def test_matchups_that_come_later_are_counted(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        await load(services, SMALL, quick=True)
        before = (await ledger(services, "demo")).matchups[MatchupState.VOTED]
        assert 0 < before < SMALL[0].votes
        await load(services, SMALL)
        assert (await ledger(services, "demo")).matchups[MatchupState.VOTED] == SMALL[0].votes


@pytest.mark.slow
async def test_what_an_interruption_left_undone_is_done_next_time(sqlite_url: str, tmp_path: Path) -> None:
    def stop(_what: str, stored: int, _total: int) -> None:
        if stored > FIRST // 2:
            raise KeyError("stop")

    async with opened(sqlite_url, tmp_path) as services:
        with pytest.raises(KeyError, match="stop"):
            await load(services, SMALL, stop)
        assert (await counts(services))[0] == FIRST
        assert await load(services, SMALL) == Report(images=IMAGES - FIRST)
        assert await counts(services) == [IMAGES, VOTES, VOTES]


@pytest.mark.slow
async def test_two_at_once_add_everything_once(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_PATIENCE_SECONDS", 0.1)
    async with opened(database_url, tmp_path) as services, opened(database_url, tmp_path) as others:
        reports = await asyncio.gather(load(services, SMALL), load(others, SMALL))
        assert sum(report.images for report in reports) == IMAGES
        assert sorted(report.votes for report in reports) == [0, VOTES]
        assert await counts(services) == [IMAGES, VOTES, VOTES]


async def test_a_name_that_is_taken_leaves_all_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        await services.database.write(organizations.create, "kiln-and-quill", {"name": "Another"})
        with pytest.raises(Conflict, match="kiln-and-quill"):
            await load(services, SMALL)
        assert await services.database.read(arena_rows.every) == []
        await services.database.write(arenas.create, "demo", {})
        with pytest.raises(Conflict, match="arena 'demo' exists already"):
            await load(services, SMALL)
