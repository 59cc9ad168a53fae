"""Releases to test: of a log with rankings, void and held votes and a deleted voter; and how to forge them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from service.arena.archive.manifests import Manifest
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.arena.votes import deletions
from service.arena.votes.releases import manifests, writing
from service.arena.votes.releases.making import MadeRelease, make
from service.arena.votes.releases.manifests import ReleasedFile, ReleaseManifest
from service.arena.votes.releases.places import FolderPlace
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from tests.support.arenas import new_arena, submit
from tests.support.ledgers import vote
from tests.support.rankings import mixed

MIXED, CLEAR = 120, 50
VOTES = MIXED + CLEAR
"""Random votes, and later ones that all prefer ``m0`` to ``m1``, so that something is decided."""

DELETED, VOID, HELD = 7, (5, 6), (9, 10)
"""A voter who was deleted, and positions of votes that somebody voided or held."""

Forge = Callable[[pl.DataFrame], pl.DataFrame]


async def logged(services: Services) -> Arena:
    """Make an arena whose log has every kind of vote; every tenth has no voter."""
    arena = await new_arena(services, name='An "arena": a test')
    votes = [
        one._replace(voter=1 + i % 9 if i % 10 else None, external_id=f"theirs-{i}")
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
