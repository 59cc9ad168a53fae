"""Backups while votes are taken, and backups and restores that are killed."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from service.arena.backups.archives import part_of
from service.arena.backups.restoring import restore
from service.arena.backups.verifying import verify
from service.arena.services import Services
from service.domain.arenas import Arena
from service.errors import Conflict
from service.settings import Settings
from tests.support.network.storm import Storm
from tests.support.processes.server import ARENA
from tests.support.runs.faults import consistent
from tests.support.runs.waiting import wait_until
from tests.support.votes.arenas import arena_services, ballots, checked, named, new_arena, submit
from tests.support.votes.backups import PASSPHRASE, VOTES, back_up, fill, other_url, settings_of


class Voters:
    """Votes that are recorded one after the other by several voters, until they are told to stop."""

    def __init__(self, services: Services, arena: Arena) -> None:
        self._services, self._arena = services, arena
        self.storm = Storm("", "")
        self._stopped = False

    @asynccontextmanager
    async def voting(self, voters: int = 4) -> AsyncIterator[None]:
        """Vote until the block ends."""
        async with asyncio.TaskGroup() as group:
            for number in range(voters):
                group.create_task(self._vote(number))
            try:
                yield
            finally:
                self._stopped = True

    async def _vote(self, number: int) -> None:
        for count in itertools.takewhile(lambda _: not self._stopped, itertools.count()):
            (vote,) = named(ballots(1, seed=count), f"{number}-{count}")
            name = str(vote.external_id)
            self.storm.sent[name] = {}
            await submit(self._services, self._arena, [vote])
            self.storm.acknowledged.add(name)


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_backup_under_load_is_of_one_moment(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = settings_of(database_url, tmp_path)
    place = str(tmp_path / "b.tar.zst")
    async with arena_services(database_url, tmp_path) as services:
        voters = Voters(services, await new_arena(services))
        async with voters.voting():
            await voters.storm.acknowledges(30)
            before = set(voters.storm.acknowledged)
            made = await asyncio.to_thread(back_up, settings, place, PASSPHRASE)
            sent = len(voters.storm.sent)
            await voters.storm.acknowledges(30)
    (log,) = made.manifest.arenas
    assert len(before) <= log.end <= sent
    assert (await asyncio.to_thread(verify, place)).well

    # What is restored is a log that was committed: with every vote acknowledged before, each once.
    folder = tmp_path / "moved"
    moved = settings_of(other_url(database_url, request), folder)
    await asyncio.to_thread(restore, moved, place, lambda: PASSPHRASE)
    copy = Storm("", "", sent=voters.storm.sent, acknowledged=before)
    assert await consistent(moved.database_url, copy) == log.end


def _started(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [ARENA, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _killed_when(process: subprocess.Popen[bytes], sign: Path) -> None:
    """Kill a process as soon as a file exists."""
    wait_until(lambda: sign.exists() or process.poll() is not None, f"{sign.name}")
    process.kill()
    process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ARENA_")},
        "ARENA_DATABASE_URL": settings.database_url,
        "ARENA_DATA_DIR": str(settings.data_dir),
        "ARENA_BLOBS_URL": settings.blobs_url,
        "ARENA_BACKUP_PASSPHRASE": PASSPHRASE,
    }


def _killed_backup(ours: Settings, folder: Path) -> Path:
    """Return the place of a backup that was killed before it was whole."""
    for number in itertools.count():
        place = folder / f"killed-{number}.tar.zst"
        process = _started(_environment(ours), "backup", "--output", str(place))
        _killed_when(process, part_of(place))
        if not place.exists():
            return place
    raise AssertionError


def _killed_restore(place: Path, folder: Path) -> Settings:
    """Return the settings of an installation whose restore was killed, and then done again."""
    for number in itertools.count():
        new = settings_of(f"sqlite:///{folder / f'new-{number}.db'}", folder / f"new-{number}")
        _killed_when(_started(_environment(new), "restore", str(place)), new.data_dir / "secret.key")
        with suppress(Conflict):  # it was done before it was killed
            restore(new, str(place), lambda: PASSPHRASE)
            return new
    raise AssertionError


@pytest.mark.slow
def test_a_killed_backup_or_restore_leaves_nothing_that_looks_whole(sqlite_url: str, tmp_path: Path) -> None:
    ours = asyncio.run(fill(sqlite_url, tmp_path))
    place = _killed_backup(ours, tmp_path)
    assert part_of(place).exists()
    back_up(ours, place, PASSPHRASE)
    assert not part_of(place).exists()
    new = _killed_restore(place, tmp_path)
    assert asyncio.run(_votes(new.database_url, new.data_dir)) == (VOTES, 0)


async def _votes(url: str, folder: Path) -> tuple[int, int]:
    async with arena_services(url, folder) as services:
        found = await checked(services)
        return found.votes, found.differences
