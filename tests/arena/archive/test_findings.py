"""What the doctor says of files that votes are read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.archive import dropping, sealing
from service.arena.archive.findings import of_dropped
from tests.support.votes.archives import CLOSED, logged, segments
from tests.support.votes.arenas import DAY

pytestmark = pytest.mark.anyio


async def test_a_lost_file_is_told_once_votes_are_only_there(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "NEWEST_VOTES", 0)
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        assert await of_dropped(services) == []
        await dropping.drop(services, None, DAY + 99)
        (found,) = await of_dropped(services)
        detail = f"{CLOSED} votes are read from 1 sealed files"
        assert found == ("sealed log of t2i", True, detail)
        (row,) = await segments(services, arena)
        await services.blobs.remove("log", row.sha256)
        (found,) = await of_dropped(services)
        assert not found.well
        assert found.detail == f"{detail}; those of 1 to {CLOSED} are not there: restore them from a backup"
