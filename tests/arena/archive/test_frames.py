"""Votes as tables: complete, the same bytes for the same votes, and without those that are void."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from service.arena.archive import frames
from service.db.queries.log.segments import SealedVote
from service.errors import Damaged
from tests.support.db.databases import execute
from tests.support.votes.archives import VOTES, logged

pytestmark = pytest.mark.anyio


def votes(count: int) -> pl.DataFrame:
    rows = [SealedVote(i, 1, 2, 1 + i % 4, 5, None if i % 2 else i, i * 1_000) for i in range(1, count + 1)]
    return pl.DataFrame(rows, schema=frames.SCHEMA, orient="row")


def test_a_file_has_the_votes_and_the_same_votes_make_the_same_file() -> None:
    assert frames.decode(frames.encode(votes(500))).equals(votes(500))
    assert frames.encode(votes(500)) == frames.encode(votes(500))
    assert frames.encode(votes(500)) != frames.encode(votes(499))


def test_a_segment_has_no_column_that_leads_to_a_voter() -> None:
    assert not {"voter", "external_id", "void_reason"} & set(frames.decode(frames.encode(votes(1))).columns)


def test_void_votes_do_not_count() -> None:
    assert frames.counting(votes(5), [2, 4, 77])["position"].to_list() == [1, 3, 5]
    assert frames.counting(votes(5), []).height == 5


async def test_votes_are_read_in_parts(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "CHUNK", 7)
    async with logged(sqlite_url, tmp_path) as (services, arena):
        found = await services.database.read(frames.read, arena.id, 3, VOTES)
        assert found["position"].to_list() == list(range(4, VOTES + 1))


async def test_a_gap_is_an_error(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        execute(database_url, "DELETE FROM votes WHERE position = 5")
        with pytest.raises(Damaged, match="lacks 1 votes of positions 1 to 9"):
            await services.database.read(frames.read, arena.id, 0, 9)
