"""Questions answered: the numbers are those of leaderboards, and of composites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.arena.boards.boards import leaderboard
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import prepare
from service.arena.queries import query
from service.arena.queries.query import ask
from service.arena.queries.questions import Question
from service.arena.services import Services
from service.domain.axes import OVERALL, Axis
from service.errors import Invalid
from tests.support.votes.questions import VOTES, arena_to_ask, models_named

pytestmark = pytest.mark.anyio

EVERYTHING = (
    *("rank", "rank_low", "rank_high", "score", "mu", "sigma", "votes", "wins", "losses", "ties", "both_bad"),
    *("win_rate", "bt_rating", "bt_low", "bt_high", "likely", "likely_low", "likely_high", "likely_rank"),
    *("better_than", "worse_than"),
)


async def table(services: Services, **asked: Any) -> list[dict[str, Any]]:
    return list((await ask(services, Question(**{"arenas": ("t2i",), **asked}))).rows)


async def test_what_is_asked_is_answered(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_to_ask(database_url, tmp_path) as services:
        await _as_leaderboards(services)
        await _composites(services)
        await _filters_and_limits(services)
        await _the_past(services)
        monkeypatch.setattr(query, "MOST_FITS", 5)
        with pytest.raises(Invalid, match="metrics on 9 axes: those that need a fit take at most 5"):
            await table(services, axes=("*",), metrics=("bt_rating",))
        monkeypatch.setattr(query, "MOST_ROWS", 10)
        with pytest.raises(Invalid, match="axes make a table of 72 ratings; the most is 10"):
            await table(services, axes=("*",))
        with pytest.raises(Invalid, match="at is a position, and each arena has its own"):
            await ask(services, Question(at=PointInTime(5)))


async def _as_leaderboards(services: Services) -> None:
    """Every number is that of the leaderboard of its axis, now and in the past."""
    for at in (None, PointInTime(400)):
        rows = await table(services, axes=("*",), metrics=EVERYTHING, at=at)
        assert len(rows) == 9 * 8
        labels = [(row["language"] or "", row["theme"] or "") for row in rows[::8]]
        assert labels[:3] == [("", ""), ("", "cars"), ("", "people")]
        for axis in (OVERALL, Axis("cars"), Axis("people", "ja")):
            if at is not None:
                await prepare(services, "t2i", at)
            board = await leaderboard(services, "t2i", axis, at=at)
            known = [
                [
                    *(entry.rank, entry.interval.rank_low, entry.interval.rank_high, entry.standing.score),
                    *entry.standing[1:],
                    entry.standing.win_rate,
                    *entry.interval[:3],
                    *(entry.likely or [None] * 4),
                    *(entry.better_than, entry.worse_than),
                ]
                for entry in board.ranked
            ]
            own = [
                row
                for row in rows
                if (row["theme"] or "", row["language"] or "") == (axis.theme, axis.language)
            ]
            assert [[row[name] for name in EVERYTHING] for row in own] == known
            assert [row["model"] for row in own] == [entry.standing.model for entry in board.ranked]


async def _composites(services: Services) -> None:
    likely = {row["model"]: row for row in await table(services, axes=("theme=cars",))}
    found = await ask(services, Question(("t2i",), weights={"theme=cars": 3.0}))
    assert [board.weight for board in found.boards] == [1.0]
    for row in found.rows:
        one = likely[str(row["model"])]
        assert [row["composite"], row["composite_low"], row["composite_high"]] == pytest.approx(
            [one["likely"], one["likely_low"], one["likely_high"]], abs=0.002
        )
    mixed = await ask(services, Question(("t2i",), weights={"theme=*": 1.0, "language=ja": 2.0}))
    assert [board.weight for board in mixed.boards] == [0.25, 0.25, 0.5]
    ranks = [row["composite_rank"] for row in mixed.rows]
    assert ranks == [1, 2, 3, 4, 5, 6, 7, 8]
    ratings = [float(str(row["composite"])) for row in mixed.rows]
    assert ratings == sorted(ratings, reverse=True)
    assert sum(ratings) / 8 == pytest.approx(1000, abs=0.01)


async def _filters_and_limits(services: Services) -> None:
    found = await ask(
        services, Question(("t2i",), models=models_named("m0", "m7"), limit=1, order=("price",))
    )
    assert (found.total, [row["model"] for row in found.rows]) == (2, ["m0"])
    assert [row["rank"] for row in await table(services, models=models_named("m7"))] == [8]
    every = await ask(services, Question())
    assert {source.arena.slug for source in every.sources} == {"t2i"}
    assert every.sources[0].position == VOTES
    assert all(board.fingerprint is None or len(board.fingerprint) == 16 for board in every.boards)
    assert every.boards[0].fingerprint is not None


async def _the_past(services: Services) -> None:
    """Answer questions about the past as they were, composites too."""
    found = await ask(services, Question(("t2i",), weights={"theme=*": 1.0}, at=PointInTime(400)))
    assert found.sources[0].position == 400
    now = await ask(services, Question(("t2i",), weights={"theme=*": 1.0}))
    assert [row["composite"] for row in found.rows] != [row["composite"] for row in now.rows]
    early = await ask(services, Question(("t2i",), weights={"theme=*": 1.0}, at=PointInTime(5)))
    assert {row["composite"] for row in early.rows} == {None}
    assert {board.weight for board in early.boards} == {0.0}
