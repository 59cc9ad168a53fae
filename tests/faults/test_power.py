"""The power is cut at any moment: every vote and every image that was acknowledged is there afterwards."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from service.arena.access.secrets import FILE
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.tables.voting import images
from tests.support.db.databases import copy_sqlite, sqlite_url
from tests.support.network.storm import Storm
from tests.support.processes.power import Disk, Event, traced
from tests.support.processes.powered import ROUNDS, VOTES
from tests.support.runs.faults import consistent
from tests.support.votes.arenas import arena_services
from tests.support.votes.voting import pictured

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CUTS = 24


async def test_what_was_acknowledged_is_there_after_each_cut(sqlite_template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    async with arena_services(copy_sqlite(sqlite_template, folder), folder) as services:
        await pictured(services, 1, models=())
    (folder / FILE).unlink()  # a first start makes it
    disk = Disk(folder)
    events = traced(folder, tmp_path / "trace", "tests.support.processes.powered", str(folder))
    assert {"w", "s", "e", "r"} <= {event.kind for event in events}
    acknowledged = folder / "acknowledged"
    random_, safe = random.Random(4), list[str]()
    moments = [*sorted(random_.sample(range(len(events)), CUTS - 1)), len(events)]
    at = 0
    for number, moment in enumerate(moments):
        for event in events[at:moment]:
            if event.path == str(acknowledged):
                safe += event.data.decode().splitlines()
            else:
                disk.happen(event)
        at = moment
        left = tmp_path / f"cut-{number}"
        left.mkdir()
        disk.cut(left, luck=(0, 0.5)[number % 2], seed=number)
        await _check(left, safe)
        assert not safe or (left / FILE).read_bytes() == (folder / FILE).read_bytes()
    assert len(safe) == ROUNDS * VOTES + ROUNDS // 10


async def _check(folder: Path, safe: list[str]) -> None:
    url = sqlite_url(folder / "arena.db")
    votes = {name for name in safe if not name.startswith("image")}
    every: dict[str, dict[str, object]] = {f"vote-{i}-{j}": {} for i in range(ROUNDS) for j in range(VOTES)}
    storm = Storm("", "", sent=every, acknowledged=votes)
    assert await consistent(url, storm) >= len(votes)
    async with arena_services(url, folder) as services:
        shown = await services.database.read(_digests)
        assert {f"image {number}" for number in shown} >= set(safe) - votes
        # No row without its bytes, acknowledged or not.
        for digests in shown.values():
            await _read(services, digests)


def _digests(session: ReadSession) -> dict[int, tuple[bytes, bytes, bytes]]:
    columns = (images.c.id, images.c.sha256, images.c.copy, images.c.square)
    return {row.id: (row.sha256, row.copy, row.square) for row in session.execute(select(*columns))}


async def _read(services: Services, digests: tuple[bytes, bytes, bytes]) -> None:
    original, copy, square = digests
    await services.blobs.read("originals", original)
    for one in (copy, square):
        await services.blobs.read("copies", one)


def test_a_disk_forgets_what_was_not_synced(tmp_path: Path) -> None:
    """Otherwise the test above would hold for a program that syncs nothing."""
    disk, path = Disk(tmp_path), str(tmp_path / "x")

    def happen(kind: str, where: str = path, data: bytes = b"", offset: int = 0) -> None:
        disk.happen(Event(kind, where, "", offset, 1, data))

    def left(name: str) -> bytes | None:
        disk.cut(tmp_path / name, luck=0, seed=0)
        file = tmp_path / name / "x"
        return file.read_bytes() if file.exists() else None

    happen("w", data=b"first")
    happen("s")
    happen("w", data=b"late", offset=5)
    happen("e")
    assert left("without an entry") is None
    happen("s", str(tmp_path))
    happen("e", str(tmp_path))
    assert left("half") == b"first"
    happen("s")
    happen("e")
    assert left("whole") == b"firstlate"
