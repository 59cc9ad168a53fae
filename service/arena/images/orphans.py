"""Orphaned files of the blob store: no row names them, because what named them was deleted or never stored.

A file is put before its row is stored, so only files older than a day are orphans. A row is deleted before
its file, so a file is never missing because of this.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.blobs.protocol import FOLDERS, NAMESPACES, BlobEntry, Namespace
from service.db.queries.privacy import named_blobs
from service.domain import clock
from service.errors import Unavailable

YOUNG = clock.DAY
"""How old a file must be, so that no upload in flight loses it."""

# If more of the files that rows name are missing, this is not the database's store.
_MOST_MISSING = 0.1


@dataclass(frozen=True, slots=True)
class Orphans:
    """How many files of a namespace no row names, and how many bytes they have."""

    namespace: str
    files: int
    bytes: int


@dataclass(slots=True)
class _Survey:
    """What was found in a namespace: how many files that rows name, and the orphans."""

    namespace: Namespace
    named: array[int]
    seen: int
    orphans: list[BlobEntry]

    @property
    def result(self) -> Orphans:
        return Orphans(self.namespace, len(self.orphans), sum(one.size for one in self.orphans))


async def find_orphans(services: Services, ended_before: int, progress: Progress = silent) -> list[Orphans]:
    """Return the orphans of each namespace, as if generations that ended before a moment were gone.

    Raise Unavailable if the store cannot be reached or is not the database's own.
    """
    return [survey.result for survey in await _survey(services, ended_before, progress)]


async def remove_orphans(services: Services, progress: Progress = silent) -> list[Orphans]:
    """Delete the orphans of each namespace; return what was deleted. Raise as `find_orphans` does."""
    surveys = await _survey(services, 0, progress)
    total = sum(len(survey.orphans) for survey in surveys)
    done = 0
    for survey in surveys:
        folders: dict[str, list[BlobEntry]] = {}
        for one in survey.orphans:
            folders.setdefault(one.digest[:1].hex(), []).append(one)
        survey.orphans = []
        for folder, orphans in folders.items():
            survey.orphans += await _remove(services, survey.namespace, folder, orphans)
            done += len(orphans)
            progress("deleting files", done, total)
    return [survey.result for survey in surveys]


async def _survey(services: Services, ended_before: int, progress: Progress) -> list[_Survey]:
    surveys: list[_Survey] = []
    state = await services.blobs.look()
    if not state.settled and not state.names_blobs:
        # The database has stored nothing yet: whatever is in this place, it is not the database's.
        return [_Survey(namespace, array("Q"), 0, []) for namespace in NAMESPACES]
    await services.blobs.check()
    for number, namespace in enumerate(NAMESPACES):
        named = await services.database.read(named_blobs.beginnings, namespace, ended_before)
        survey = _Survey(namespace, named, 0, [])
        for place, folder in enumerate(FOLDERS):
            _look_through(survey, await services.blobs.entries(namespace, folder))
            progress("reading the store", number * len(FOLDERS) + place + 1, len(NAMESPACES) * len(FOLDERS))
        surveys.append(survey)
    named_files, seen = sum(len(one.named) for one in surveys), sum(one.seen for one in surveys)
    missing = named_files - seen
    if missing > _MOST_MISSING * named_files:
        raise Unavailable(
            f"{missing} of {named_files} files that the database names are not in the image store: it is "
            "damaged, or belongs to another database. Nothing was deleted from it"
        )
    return surveys


def _look_through(survey: _Survey, entries: Sequence[BlobEntry]) -> None:
    before = clock.now() - YOUNG
    for entry in entries:
        if _contains(survey.named, named_blobs.beginning(entry.digest)):
            survey.seen += 1
        elif entry.put_at < before:
            survey.orphans.append(entry)


def _contains(numbers: array[int], number: int) -> bool:
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


async def _remove(
    services: Services, namespace: Namespace, folder: str, orphans: Sequence[BlobEntry]
) -> list[BlobEntry]:
    """Delete the orphans of a folder that still are; return them.

    Between the survey and now, a file may have been put again or named. Both are looked up again here.
    """
    digests = {one.digest for one in orphans}
    same = set(orphans).intersection(await services.blobs.entries(namespace, folder))
    named = await services.database.read(named_blobs.named, namespace, digests)
    gone = [one for one in same if one.digest not in named]
    for one in gone:
        await services.blobs.remove(namespace, one.digest)
    return gone
