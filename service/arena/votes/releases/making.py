"""Making a release: read, fold, compare with the stored ratings, write, and put it where it belongs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.arena.votes.releases import reading
from service.arena.votes.releases.manifests import ReleaseManifest
from service.arena.votes.releases.places import Place
from service.arena.votes.releases.reading import Contents
from service.arena.votes.releases.refolding import Refolded, refold
from service.arena.votes.releases.writing import write
from service.errors import Damaged


@dataclass(frozen=True, slots=True)
class MadeRelease:
    """A release: where it is, what is in it, and whether it is new there."""

    place: str
    manifest: ReleaseManifest
    is_new: bool


async def make(services: Services, slug: str, place: Place, progress: Progress = silent) -> MadeRelease:
    """Make the release of an arena and put it into a place.

    Raise NotFound, Invalid if the arena has no public votes, Damaged if its ratings are not those that its
    votes give, Conflict if something else is in the place, and Unavailable or StorageFull. Then nothing of it
    is there.
    """
    contents = await services.database.read(reading.read, slug, services.secret, progress)
    with TemporaryDirectory(prefix="arena-release-") as name:
        manifest = await asyncio.to_thread(_write, Path(name), contents, progress)
        where, is_new = await asyncio.to_thread(place.put, Path(name), manifest)
    return MadeRelease(where, manifest, is_new)


def _write(folder: Path, contents: Contents, progress: Progress) -> ReleaseManifest:
    refolded = refold(contents.log, progress)
    _compare(contents, refolded)
    return write(folder, contents, refolded)


def _compare(contents: Contents, refolded: Refolded) -> None:
    """Raise Damaged if the service shows other ratings than those that the released votes give."""
    if contents.ratings != refolded.ratings:
        slug = contents.header.arena
        raise Damaged(f"the ratings of {slug} are not those of its log; see `arena recount --check`")
