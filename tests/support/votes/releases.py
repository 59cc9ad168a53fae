"""Releases to test: of a log with rankings, void and held votes and a deleted voter; and forged ones."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from service.arena.archive.manifests import Manifest
from service.arena.catalog import arenas
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.arena.votes import deletions
from service.arena.votes.releases import manifests, writing
from service.arena.votes.releases.making import MadeRelease, make
from service.arena.votes.releases.manifests import ReleasedFile, ReleaseManifest
from service.arena.votes.releases.places import FolderPlace, SeriesPlace
from service.arena.votes.releases.published import folder_of
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from tests.support.db.databases import copy_sqlite
from tests.support.served.api import Api, serving
from tests.support.votes.arenas import arena_services, new_arena, submit
from tests.support.votes.ledgers import vote
from tests.support.votes.rankings import mixed

MIXED, CLEAR = 120, 150
VOTES = MIXED + CLEAR
"""Random votes, and later ones that all prefer ``m0`` to ``m1``, so that something is decided."""

DELETED, VOID, HELD = 7, (5, 6), (9, 10)
"""A voter who was deleted, and positions of votes that somebody voided or held."""

Forge = Callable[[pl.DataFrame], pl.DataFrame]


async def logged(services: Services) -> Arena:
    """Make an arena whose log has every kind of vote; of some nobody knows the voter."""
    arena = await new_arena(services, name='An "arena": a test')
    votes = [
        one._replace(voter=1 + i % 9 if i % 10 and i < MIXED else None, external_id=f"theirs-{i}")
        for i, one in enumerate([*mixed(MIXED), *(vote(0, 1, day=4) for _ in range(CLEAR))])
    ]
    prompts = ["A cat", 'A sign "=1+1"\nin the rain', None]
    await submit(services, arena, [v._replace(prompt=prompts[i % 3]) for i, v in enumerate(votes)])

    def work(session: WriteSession) -> None:
        recount.void(session, locked_arenas(session, [arena.id])[arena.id], VOID, "a robot")
        recount.void(session, locked_arenas(session, [arena.id])[arena.id], HELD, "held", Exclusion.HELD)
        deletions.delete(session, DELETED)

    await services.database.write(work)
    return arena


async def release(services: Services, folder: Path) -> MadeRelease:
    """Release the arena to a folder."""
    return await make(services, "t2i", FolderPlace(str(folder)))


def manifest_of(folder: Path) -> ReleaseManifest:
    """Return the manifest of a release."""
    return ReleaseManifest.decode((folder / manifests.FILE).read_bytes())


def forge_table(folder: Path, name: str, change: Forge) -> None:
    """Change a table of a release, and every hash so that it fits."""
    path = f"data/{name}.parquet"
    frame = change(pl.read_parquet(io.BytesIO((folder / path).read_bytes())))
    forge(folder, path, writing.encode(frame), frame.height)


def forge_link(folder: Path, number: int, **values: Any) -> None:
    """Change the fields of a link of the chain, and every hash so that it fits."""
    path = writing.chain_file(number)
    link = replace(Manifest.decode((folder / path).read_bytes()), **values)
    forge(folder, path, link.encode())


def forge(folder: Path, name: str, data: bytes, rows: int | None = None) -> None:
    """Change a file of a release, and every hash so that it fits, those of the chain after it too."""
    (folder / name).write_bytes(data)
    old = manifest_of(folder)
    files = {**old.files, name: ReleasedFile(hashlib.sha256(data).hexdigest(), len(data), rows)}
    previous, number = None, 1
    while writing.chain_file(number) in files:
        path = writing.chain_file(number)
        link = Manifest.decode((folder / path).read_bytes())
        if name.startswith("data/votes/"):
            votes = files[writing.votes_file(number)]
            link = replace(link, sha256=votes.sha256, size=votes.bytes)
        if name != path:
            link = replace(link, previous=previous)
        body = link.encode()
        (folder / path).write_bytes(body)
        files[path] = ReleasedFile(hashlib.sha256(body).hexdigest(), len(body))
        previous, number = files[path].sha256, number + 1
    rewrite(folder, replace(old, files=files, chain=previous or ""))


def rewrite(folder: Path, manifest: ReleaseManifest) -> None:
    """Write the manifest of a release again."""
    (folder / manifests.FILE).write_bytes(manifest.encode())


def values_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a release as JSON."""
    values: dict[str, Any] = json.loads((folder / manifests.FILE).read_bytes())
    return values


@contextmanager
def serving_releases(template: Path, folder: Path, **settings: object) -> Iterator[Api]:
    """Yield the service with the arena, which has a release, and an empty arena, which has none."""
    url = copy_sqlite(template, folder)

    async def publish() -> None:
        async with arena_services(url, folder) as services:
            await logged(services)
            await make(services, "t2i", SeriesPlace(str(folder_of(services.settings, "t2i"))))
            await services.database.write(lambda session: arenas.create(session, "empty", {"name": "Empty"}))

    asyncio.run(publish())
    with serving(url, folder, **settings) as api:
        yield api
