"""Frames of the log say what its dictionaries say."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from service.arena.access.releases import of_month
from service.arena.catalog import arenas
from service.arena.tables.encoding import encode
from service.arena.votes import frames
from service.arena.votes.frames import COLUMNS, parts_of, read_part
from service.arena.votes.log import read_log
from service.db.engine import ReadSession
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit


@pytest.mark.anyio
async def test_frames_in_parts_of_any_size(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        empty = await services.database.read(read_part, "t2i", 0, 10, b"s")
        assert (empty.frame.height, tuple(empty.frame.columns), empty.more) == (0, COLUMNS, False)
        await submit(services, arena, ballots(7))
        monkeypatch.setattr(frames, "PART", 3)

        def read(session: ReadSession) -> tuple[list[pl.DataFrame], list[dict[str, object]]]:
            release = of_month(b"s", arenas.get(session, "t2i").rated_at)
            made = [make() for make in parts_of("t2i", 0, b"s")(session)]
            return made, read_log(session, "t2i", 0, 100, release)

        made, rows = await services.database.read(read)
        assert [frame.height for frame in made] == [3, 3, 1]
        lines = encode(pl.concat(made), "ndjson").splitlines()
        assert [json.loads(line) for line in lines] == rows
        part = await services.database.read(read_part, "t2i", 2, 3, b"s")
        assert (part.last_position, part.more, part.frame["position"].to_list()) == (5, True, [3, 4, 5])
