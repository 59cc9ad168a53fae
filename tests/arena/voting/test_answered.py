"""Answered matchups in parts of any size: the same rows, with the same types."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from service.arena.tables.encoding import TIME
from service.arena.voting import answered
from service.arena.voting.answered import COLUMNS, AnsweredPart, parts_of, read_part, typed
from service.db.engine import ReadSession, WriteSession
from service.db.queries import prompts
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit
from tests.support.votes.dealt import deal


@pytest.mark.anyio
async def test_parts_and_pages(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "PART", 2)
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        empty = await services.database.read(read_part, "t2i", 0, 10)
        assert (empty.frame.height, tuple(empty.frame.columns), empty.more) == (0, COLUMNS, False)
        await submit(services, arena, [one._replace(prompt="A fox") for one in ballots(7)])

        def fill(session: WriteSession) -> None:
            prompt = prompts.page(session, arena.id, 0, 10)[0]
            for position in (1, 2, 4, 6):
                deal(session, position, arena_id=arena.id, position=position, prompt_id=prompt.id)

        await services.database.write(fill)

        def read(session: ReadSession) -> tuple[list[pl.DataFrame], AnsweredPart]:
            return [make() for make in parts_of("t2i", 0)(session)], read_part(session, "t2i", 1, 2)

        made, part = await services.database.read(read)
        assert [frame["position"].to_list() for frame in made] == [[1, 2], [4, 6], []]
        assert len({tuple(frame.schema.items()) for frame in made}) == 1
        assert (part.frame["position"].to_list(), part.last_position, part.more) == ([2, 4], 4, True)
        assert typed(part.frame).schema["voted_at"] == TIME
