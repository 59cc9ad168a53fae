"""Backups to test with: a database with something of everything, and the places to restore it to."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from service.arena.archive import sealing
from service.arena.backups import making
from service.arena.backups.making import Made
from service.arena.backups.members import MANIFEST, Source
from service.arena.catalog import arenas
from service.arena.progress import Progress, silent
from service.settings import Settings
from tests.support.db.postgres import PostgresServer
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import MODELS, arena_services, ballots, named, submit

VOTES = 60
PASSPHRASE = "correct horse"  # noqa: S105 - of backups that are thrown away

_numbers = itertools.count(1)


def settings_of(url: str, folder: Path) -> Settings:
    """Return the settings of an installation in a folder."""
    return Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))


async def fill(url: str, folder: Path) -> Settings:
    """Make an installation with votes of several days, sealed segments, images and a key."""
    async with arena_services(url, folder) as services:
        prompt_id = await open_gallery(services, [f"m{i}" for i in range(MODELS)], "Un phare, la nuit ☾")
        await hang(services, "m0", prompt_id, picture(1, (300, 200)))
        await hang(services, "m1", prompt_id, picture(2))
        arena = await services.database.read(arenas.get, ARENA)
        await submit(services, arena, named(ballots(VOTES, days=4), "é-🎨"))
        await sealing.seal(services)
    return settings_of(url, folder)


def back_up(
    settings: Settings, place: str | Path, passphrase: str | None = None, progress: Progress = silent
) -> Made:
    """Make a backup, from outside of an event loop."""
    return asyncio.run(making.back_up(settings, str(place), passphrase, progress))


def new_url(kind: str, request: pytest.FixtureRequest) -> str:
    """Return the URL of a database without a table, on SQLite or PostgreSQL."""
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / f'new-{next(_numbers)}.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database(f"new_{next(_numbers)}")


def other_url(url: str, request: pytest.FixtureRequest) -> str:
    """Return the URL of a database without a table, of the other kind than that of a URL."""
    return new_url("postgresql" if url.startswith("sqlite") else "sqlite", request)


def contents(source: Source) -> dict[str, bytes]:
    """Return the members of a backup but for the manifest, which has its time."""
    return {name: data for name, data in source.members() if name != MANIFEST}
