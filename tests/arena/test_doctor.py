"""The doctor: finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from service import __version__
from service.arena.access.secrets import FILE
from service.arena.doctor import of_services, of_settings
from service.arena.findings import Finding
from service.db.engine import WriteSession
from service.db.tables.votes import head_to_head, ratings, votes
from service.settings import Settings
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit


async def findings(url: str, folder: Path, harm: object = None) -> dict[str, Finding]:
    async with arena_services(url, folder) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(40))
        if harm is not None:

            def work(session: WriteSession) -> None:
                session.execute(harm)  # type: ignore[call-overload]

            await services.database.write(work)
        return {found.what: found for found in await of_services(services)}


async def test_a_sound_arena_is_well(database_url: str, tmp_path: Path) -> None:
    found = await findings(database_url, tmp_path)
    assert all(one.well for one in found.values())
    assert found["arena t2i"].detail == "40 votes, 0 of them void"
    product = "SQLite 3" if database_url.startswith("sqlite") else "PostgreSQL 1"
    assert found["database"].detail.startswith(product)
    assert f"program {__version__}" in found["database"].detail


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (delete(votes).where(votes.c.position == 7), "39 votes and ends at position 40"),
        (update(ratings).values(wins=ratings.c.wins + 2), "in the ratings"),
        (delete(head_to_head), "0 are in the head-to-head counts"),
    ],
)
async def test_what_does_not_add_up_is_told(
    database_url: str, tmp_path: Path, harm: object, words: str
) -> None:
    found = (await findings(database_url, tmp_path, harm))["arena t2i"]
    assert not found.well
    assert words in found.detail


def test_the_secret_must_be_ours_alone(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/a.db", data_dir=tmp_path)
    path = tmp_path / FILE
    path.write_bytes(b"x" * 32)
    for mode, well in ((0o600, True), (0o644, False)):
        path.chmod(mode)
        found = {one.what: one for one in of_settings(settings)}["secret"]
        assert found.well is well


def test_a_password_in_the_address_is_not_told(tmp_path: Path) -> None:
    url = "postgresql://user:tell-nobody@127.0.0.1:1/arena"
    found = of_settings(Settings(database_url=url, data_dir=tmp_path))
    assert not any("tell-nobody" in one.detail for one in found)
