"""Stakes: a key's votes on models that it has made are stored and do not count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.arena.access import keys
from service.arena.access.keys import Key
from service.arena.catalog import arenas, models
from service.arena.generations import generations
from service.arena.generations.generations import GenerationRequest, create
from service.arena.generations.workers import working
from service.arena.votes import own_models
from service.arena.votes.votes import Reported, report
from service.db.engine import WriteSession
from tests.support.images.generations import Studio, key_of, studio
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import checked

pytestmark = pytest.mark.anyio


async def key_with(here: Studio, *scopes: str) -> Key:
    def make(session: WriteSession) -> Key:
        return key_of(session, keys.create(session, "", scopes).id)

    return await here.services.database.write(make)


async def test_what_a_key_has_made(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_models, "FRESH_SECONDS", 0)
    async with studio(sqlite_url, tmp_path) as here:
        maker = await key_with(here, "generate", "catalog")
        others = [await key_with(here, "catalog", "votes"), await key_with(here, "admin", "generate")]

        def add(session: WriteSession) -> int:
            for key in others:
                models.create(session, f"by-{key.id}", {}, created_by=key.id)
            models.create(session, "own", {}, created_by=maker.id)
            return int(models.find(session, "own").id)

        own = await here.services.database.write(add)
        square = await here.services.database.read(lambda session: models.find(session, "square").id)
        of = here.services.votes.own_models.of
        assert [await of(key) for key in others] == [frozenset(), frozenset()]
        assert await of(maker) == {own}
        (made,) = await create(here.services, maker, GenerationRequest("square", "a cat"))
        assert await of(maker) == {own}  # there is no image yet
        async with working(here.services, 1):
            await generations.wait(here.services, maker, made.id, CEILING_SECONDS)
        assert await of(maker) == {own, square}


async def test_its_votes_are_in_the_log_and_on_no_board(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:

        def add(session: WriteSession) -> tuple[int, frozenset[int]]:
            for slug in ("own", "other"):
                models.create(session, slug, {})
            arena = arenas.create(session, "t2i", {})
            return arena.id, frozenset({int(models.find(session, "own").id)})

        arena_id, own = await here.services.database.write(add)
        votes = [
            Reported("own", "other", "left", external_id="1"),
            Reported("other", "square", "left", external_id="2"),
            Reported("square", "own", "right", external_id="3"),
        ]
        receipt = await report(here.services, arena_id, votes, None, own)
        assert (receipt.accepted, receipt.first_position, receipt.last_position) == (3, 1, 3)
        again = await report(here.services, arena_id, votes, None, own)
        assert (again.accepted, again.duplicates) == (0, 3)
        found = await here.services.database.read(_logged)
        assert found == [(1, 7, "1"), (2, None, "2"), (3, 7, "3")]
        check = await checked(here.services)
        assert (check.votes, check.differences) == (3, 0)
        rated = await here.services.database.read(_rated)
        assert rated == {"other": 1, "square": 1}


def _rated(session: Any) -> dict[str, int]:
    """Return how many votes count for each model overall."""
    statement = (
        "SELECT m.slug, r.wins + r.losses + r.ties FROM ratings r JOIN models m ON m.id = r.model_id"
        " JOIN axes a ON a.id = r.axis_id WHERE a.theme = '' AND a.language = ''"
    )
    return {str(row[0]): int(row[1]) for row in session.exec_driver_sql(statement)}


def _logged(session: Any) -> list[tuple[Any, ...]]:
    rows = session.exec_driver_sql(
        "SELECT position, exclusion, external_id FROM votes JOIN external_ids USING (arena_id, position) "
        "ORDER BY position"
    )
    return [tuple(row) for row in rows]
