"""The check of segments: each kind of harm is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.archive import checks, counts, recounts, sealing
from service.arena.catalog.merging import merge
from service.arena.services import Services
from service.blobs.protocol import path_of
from service.db.queries import ratings
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.domain.arenas import Arena
from service.domain.axes import ALL_CATEGORIES
from tests.support.db.databases import execute
from tests.support.votes.archives import OPEN, VOTES, logged, manifest_of, segments
from tests.support.votes.arenas import DAY
from tests.support.votes.fold_workers import OwnThread

pytestmark = pytest.mark.anyio


async def test_segments_that_are_well(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        assert await checks.check(services) == [checks.SegmentCheck("t2i")]
        await sealing.seal(services, before=DAY + 2)
        await sealing.seal(services)
        rows = await segments(services, arena)
        (check,) = await checks.check(services, "t2i")
        size = sum(row.bytes for row in rows)
        assert check == checks.SegmentCheck("t2i", 2, VOTES - OPEN, size, rows[-1].manifest.hex())


@pytest.mark.slow
async def test_segments_stay_and_are_read_with_models_that_were_merged(
    database_url: str, tmp_path: Path
) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 2)
        before = await segments(services, arena)
        await services.database.write(merge, "m0", "m1")
        await sealing.seal(services, before=DAY + 4)
        await services.database.write(merge, "m1", "m2")
        await sealing.seal(services)
        assert (await segments(services, arena))[: len(before)] == before
        (check,) = await checks.check(services)
        assert (check.segments, check.problems) == (3, ())
        (found,) = await recounts.check(services, OwnThread(2), "t2i")
        assert found.differences == 0
        stored = await services.database.read(ratings.pairs_of_arena, arena.id)
        overall = sum(sum(row[3:]) for row in stored if row[0] == ALL_CATEGORIES)
        counted = await counts.count(services, "t2i", counts.Period(None, None))
        assert sum(sum(int(row[name]) for name in counts.COLUMNS[2:]) for row in counted) == overall
        assert not {"m0", "m1"} & {str(row[name]) for row in counted for name in counts.COLUMNS[:2]}


def lose(folder: Path, digest: bytes) -> None:
    (folder / "blobs" / path_of("log", digest)).unlink()


def garble(folder: Path, digest: bytes) -> None:
    (folder / "blobs" / path_of("log", digest)).write_bytes(b"x")


@pytest.mark.parametrize(("harm", "said"), [(lose, "missing"), (garble, "have changed")])
@pytest.mark.parametrize("file", ["sha256", "manifest"])
async def test_harmed_files(
    sqlite_url: str, tmp_path: Path, harm: Callable[[Path, bytes], None], said: str, file: str
) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        (row,) = await segments(services, arena)
        harm(tmp_path, getattr(row, file))
        (check,) = await checks.check(services)
        assert check.problems == (
            f"1 to 75: the bytes of {getattr(row, file).hex()} {'are ' * (said == 'missing')}{said}",
        )


async def test_votes_that_have_changed_or_are_gone(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, _):
        await sealing.seal(services)
        execute(database_url, "UPDATE votes SET outcome = 5 - outcome WHERE position = 7")
        (check,) = await checks.check(services)
        assert check.problems == ("1 to 75: its votes are not those of the database",)
        execute(database_url, "DELETE FROM votes WHERE position = 7")
        (check,) = await checks.check(services)
        assert check.problems == ("1 to 75: the log lacks 1 votes of positions 1 to 75",)


async def forged(services: Services, arena: Arena, **change: object) -> SegmentRow:
    """Replace the last segment by one whose manifest says something else; return the first one."""
    first, last = await segments(services, arena)
    manifest = replace(manifest_of(services, last), **change)  # type: ignore[arg-type]
    digest = services.blobs.put("log", manifest.encode())
    execute(services.settings.database_url, "DELETE FROM log_segments WHERE first_position > 1")
    await services.database.write(log_segments.add, last._replace(manifest=digest))
    return first


@pytest.mark.parametrize("change", [{"previous": "00" * 32}, {"sha256": "00" * 32}, {"last_position": 99}])
async def test_a_broken_chain(sqlite_url: str, tmp_path: Path, change: dict[str, object]) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 2)
        await sealing.seal(services)
        await forged(services, arena, **change)
        (check,) = await checks.check(services)
        assert len(check.problems) == 1
        assert check.problems[0].startswith("31 to 75: the manifest does not follow the one before it")


async def test_a_segment_that_is_missing(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 2)
        await sealing.seal(services)
        await forged(services, arena, previous=None)
        execute(sqlite_url, "DELETE FROM log_segments WHERE first_position = 1")
        (check,) = await checks.check(services)
        assert check.problems == ("31 to 75: it does not begin where the segment before it ends, at 0",)
