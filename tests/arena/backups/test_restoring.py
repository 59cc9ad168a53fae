"""Restoring: every row and every bit, on either database, into an empty place and nowhere else."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from service.arena.backups.members import MANIFEST
from service.arena.backups.places import open_source, open_writer
from service.arena.backups.restoring import restore
from service.arena.backups.verifying import verify
from service.arena.catalog import arenas, models
from service.blobs.protocol import MARKER
from service.db.migrate import downgrade, revision_of
from service.db.schema_versions import newest
from service.errors import Conflict, Damaged, Invalid
from service.settings import Settings
from tests.support.votes.arenas import arena_services, ballots, checked, submit
from tests.support.votes.backups import PASSPHRASE, VOTES, back_up, contents, fill, other_url, settings_of
from tests.support.votes.folds import append, made, opened

OLDER = "0011_rate_limits"
"""A schema in which every vote of a log was rated."""


@pytest.mark.postgresql
def test_a_backup_moves_to_the_other_database_and_back(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ours = asyncio.run(fill(database_url, tmp_path))
    back_up(ours, tmp_path / "1.tar.zst", PASSPHRASE)
    moved = settings_of(other_url(database_url, request), tmp_path / "moved")
    restored = restore(moved, str(tmp_path / "1.tar.zst"), lambda: PASSPHRASE)
    assert restored.key
    assert (tmp_path / "moved" / "secret.key").read_bytes() == (tmp_path / "secret.key").read_bytes()
    # The copy of the copy has the same members, byte by byte.
    first = back_up(ours, tmp_path / "2.tar.zst")
    second = back_up(moved, tmp_path / "3.tar.zst")
    assert contents(open_source(second.place)) == contents(open_source(first.place))
    assert second.manifest.tables == first.manifest.tables
    # It goes on there: ids count up, votes are rated, files are there.
    asyncio.run(_goes_on(moved.database_url, tmp_path / "moved"))


async def _goes_on(url: str, folder: Path) -> None:
    async with arena_services(url, folder) as services:
        await services.database.write(models.create, "newcomer", {})
        arena = await services.database.read(arenas.get, "t2i")
        await submit(services, arena, ballots(20, seed=2))
        found = await checked(services)
        assert (found.votes, found.differences) == (VOTES + 20, 0)


@pytest.mark.slow
def test_only_an_empty_place_is_filled(filled: Settings, tmp_path: Path) -> None:
    place = str(tmp_path / "b.tar.zst")
    back_up(filled, place, PASSPHRASE)
    target = settings_of(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")

    with pytest.raises(Conflict, match="database is not empty"):
        restore(filled, place, lambda: PASSPHRASE)
    with pytest.raises(Invalid, match="passphrase does not open"):
        restore(target, place, lambda: "wrong")
    other_key = target.model_copy(update={"secret_key": "another"})
    with pytest.raises(Conflict, match="another secret key"):
        restore(other_key, place, lambda: PASSPHRASE)
    stranger = tmp_path / "new" / "blobs" / "copies" / "00" / ("00" * 32)
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"")
    with pytest.raises(Conflict, match=f"image store is not empty: it has copies/00/{'00' * 32}"):
        restore(target, place, lambda: PASSPHRASE)
    stranger.unlink()
    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == []
    assert revision_of(target.database_url) is None

    shutil.copytree(tmp_path / "blobs", tmp_path / "new" / "blobs", dirs_exist_ok=True)
    with pytest.raises(Conflict, match="is the image store of a database"):
        restore(target, place, lambda: PASSPHRASE)
    # What a killed restore may have left is no obstacle: blobs of the backup, and its key.
    (tmp_path / "new" / "blobs" / MARKER).unlink()
    shutil.copy(tmp_path / "secret.key", tmp_path / "new")
    assert restore(target, place, lambda: PASSPHRASE).key
    assert revision_of(target.database_url) == newest()


def _changed(place: str, target: Path, change: dict[str, bytes]) -> str:
    """Write a backup again with other members, and a manifest that names them."""
    writer = open_writer(str(target))
    for name, data in open_source(place).members():
        writer.add(name, change.get(name, data))
    writer.finish()
    return str(target)


def test_a_damaged_backup_changes_nothing(filled: Settings, tmp_path: Path) -> None:
    place = back_up(filled, tmp_path / "b.tar.zst").place
    target = settings_of(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
    name = "tables/votes/000001.json"
    harmed = _changed(place, tmp_path / "harmed.tar.zst", {name: b"{}"})
    with pytest.raises(Damaged, match=f"{name} is damaged"):
        restore(target, harmed, lambda: None)
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_backup_of_another_version(filled: Settings, tmp_path: Path) -> None:
    place = back_up(filled, tmp_path / "b.tar.zst").place
    values = json.loads(dict(open_source(place).members())[MANIFEST])
    newer = json.dumps(values | {"schema_revision": "9999_future", "program": "9.9"}).encode()
    target = settings_of(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
    newer_place = _changed(place, tmp_path / "newer.tar.zst", {MANIFEST: newer})
    with pytest.raises(Invalid, match=rf"schema 9999_future of version 9\.9; .* up to {newest()}"):
        restore(target, newer_place, lambda: None)
    assert not (tmp_path / "new.db").exists()

    # An older one is restored with its own schema, and then migrated.
    downgrade(filled.database_url, OLDER)
    older = back_up(filled, tmp_path / "older.tar.zst")
    assert older.manifest.schema_revision == OLDER
    assert (older.manifest.arenas[0].end, older.manifest.arenas[0].rated) == (VOTES, VOTES)
    restore(target, older.place, lambda: None)
    assert revision_of(target.database_url) == newest()
    asyncio.run(_goes_on(target.database_url, tmp_path / "new"))


@pytest.mark.postgresql
def test_votes_that_were_not_rated_yet_are_rated(postgres_url: str, tmp_path: Path) -> None:
    async def append_only() -> None:
        async with opened(postgres_url) as database:
            (arena,) = await made(database)
            await append(database, arena, ballots(30))

    asyncio.run(append_only())
    place = back_up(settings_of(postgres_url, tmp_path), tmp_path / "b.tar.zst")
    (log,) = place.manifest.arenas
    assert (log.end, log.rated) == (30, 0)
    assert verify(place.place).well
    target = settings_of(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
    restore(target, place.place, lambda: None)

    async def rated() -> None:
        async with arena_services(target.database_url, tmp_path / "new") as services:
            arena = await services.database.read(arenas.get, "t2i")
            assert arena.last_position == 30
            await submit(services, arena, ballots(5))
            found = await checked(services)
            assert (found.votes, found.differences) == (35, 0)

    asyncio.run(rated())
