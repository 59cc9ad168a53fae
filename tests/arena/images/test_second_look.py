"""The second look: one image is withdrawn and comes back, and none is for a fault of the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.arena.images import images
from service.arena.images.checks import check_images
from service.arena.images.renditions import public_copy
from service.arena.images.second_look import keep_looking, look_again, reinstate_returned, settle
from service.arena.images.suspects import SEVERAL
from service.arena.services import Services
from service.db.queries import images as stored
from service.domain.images import Image
from service.errors import Conflict, Damaged, NotFound, Unavailable
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def copy_of(image: Image) -> str:
    """Return the hash of an image's copy, in hex."""
    return image.url.rpartition("/")[2]


@asynccontextmanager
async def hung(url: str, folder: Path, count: int = 6) -> AsyncIterator[tuple[Services, list[Image]]]:
    """Yield services with images of as many models."""
    async with arena_services(url, folder) as services:
        prompt_id = await open_gallery(services, [f"m{i}" for i in range(count)])
        yield services, [await hang(services, f"m{i}", prompt_id, picture(i)) for i in range(count)]


def taken(folder: Path, gone: Sequence[Image]) -> dict[Path, bytes]:
    """Take the copies of images away; return the files."""
    paths = [next((folder / "blobs").rglob(copy_of(image))) for image in gone]
    files = {path: path.read_bytes() for path in paths}
    for path in paths:
        path.unlink()
    return files


def put_back(files: dict[Path, bytes]) -> None:
    for path, data in files.items():
        path.write_bytes(data)


async def withdrawn(services: Services, made: Sequence[Image]) -> list[int]:
    """Return the ids of those that are withdrawn."""
    now = [await services.database.read(images.get, ARENA, image.id) for image in made]
    return [image.id for image in now if image.withdrawn_at is not None]


async def test_one_image_is_withdrawn_and_comes_back(database_url: str, tmp_path: Path) -> None:
    async with hung(database_url, tmp_path) as (services, made):
        files = taken(tmp_path, made[:1])
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        assert await look_again(services, 3_600) == []  # too early
        assert await look_again(services, 0) == [made[0].id]
        with pytest.raises(NotFound):
            await public_copy(services, copy_of(made[0]))
        assert await reinstate_returned(services) == []
        put_back(files)
        assert await reinstate_returned(services) == [made[0].id]
        assert await public_copy(services, copy_of(made[0]))
        assert await look_again(services, 0) == []


async def test_an_image_that_is_back_in_time_is_not_touched(sqlite_url: str, tmp_path: Path) -> None:
    async with hung(sqlite_url, tmp_path) as (services, made):
        files = taken(tmp_path, made[:1])
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        put_back(files)
        assert await look_again(services, 0) == []
        assert len(services.images.suspects) == 0


async def test_a_damaged_square_counts_too(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        made = await hang(services, "m0", await open_gallery(services), picture(size=(300, 200)))
        (row,) = await services.database.read(stored.every, 0, 1)
        await services.blobs.remove("copies", row.square)
        services.images.suspects.note(bytes.fromhex(copy_of(made)))
        assert await look_again(services, 0) == [made.id]


async def test_several_at_once_are_no_damage(sqlite_url: str, tmp_path: Path) -> None:
    async with hung(sqlite_url, tmp_path) as (services, made):
        files = taken(tmp_path, made[:SEVERAL])
        for image in made[: SEVERAL - 1]:
            with pytest.raises(Damaged):
                await public_copy(services, copy_of(image))
        with pytest.raises(Unavailable):
            await public_copy(services, copy_of(made[SEVERAL - 1]))
        assert await look_again(services, 0) == []
        assert await withdrawn(services, made) == []
        put_back(files)
        assert await look_again(services, 0) == []
        for image in made:
            assert await public_copy(services, copy_of(image))


async def test_files_that_nobody_asked_for_are_counted(sqlite_url: str, tmp_path: Path) -> None:
    """Another process may have met them, or nobody yet: one suspect alone does not show what is going on."""
    async with hung(sqlite_url, tmp_path) as (services, made):
        taken(tmp_path, made[:4])
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        assert await look_again(services, 0) == []
        assert await withdrawn(services, made) == []


async def test_a_store_that_is_away_or_another_withdraws_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with hung(sqlite_url, tmp_path) as (services, made):
        taken(tmp_path, made[:1])
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        (tmp_path / "blobs").rename(tmp_path / "away")
        for _ in range(2):  # a missing folder, and the empty one below a mount point
            with pytest.raises(Unavailable, match=f"{tmp_path}/blobs has no marker"):
                await look_again(services, 0)
            for image in made:
                with pytest.raises(Unavailable):
                    await public_copy(services, copy_of(image))
            (tmp_path / "blobs").mkdir(exist_ok=True)
        assert await withdrawn(services, made) == []
        (tmp_path / "blobs").rmdir()
        (tmp_path / "away").rename(tmp_path / "blobs")
        for image in made[1:]:
            assert await public_copy(services, copy_of(image))


async def test_a_process_does_it_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    async with hung(sqlite_url, tmp_path) as (services, made):
        files = taken(tmp_path, made[:1])
        with pytest.raises(Damaged):
            await public_copy(services, copy_of(made[0]))
        looking = asyncio.create_task(keep_looking(services, 0.01, 0, 0.01))
        async with asyncio.timeout(CEILING_SECONDS):
            while await withdrawn(services, made) == []:  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.01)
            put_back(files)
            while await withdrawn(services, made):  # noqa: ASYNC110 - only the database tells
                await asyncio.sleep(0.01)
        looking.cancel()


async def test_a_person_may_withdraw_many_but_not_all(sqlite_url: str, tmp_path: Path) -> None:
    async with hung(sqlite_url, tmp_path) as (services, made):
        files = taken(tmp_path, made)
        with pytest.raises(Conflict, match="none of the 6 images can be read"):
            await settle(services, await check_images(services))
        assert await withdrawn(services, made) == []
        put_back({path: data for path, data in files.items() if path.name == copy_of(made[0])})
        gone = [image.id for image in made[1:]]
        report = await check_images(services)
        assert await settle(services, report) == (gone, [])
        assert (report.withdrawn, await withdrawn(services, made)) == (gone, gone)
        put_back(files)
        assert await settle(services, await check_images(services)) == ([], gone)
        assert await withdrawn(services, made) == []
