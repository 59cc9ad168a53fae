"""The plan of a recount by several workers: the parts of the log, and what workers must know of the arena."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.arena.archive import frames
from service.arena.archive.groups import PAIRS
from service.arena.archive.sealing import MOST_VOTES
from service.arena.archive.steps import Part
from service.blobs.local import LocalBlobs
from service.blobs.stores import open_blobs
from service.db.engine import ReadSession
from service.db.queries import arenas, models, prompt_categories, ratings
from service.db.queries.log import segments as log_segments
from service.domain.arenas import Arena
from service.errors import NotFound


@dataclass(frozen=True, slots=True)
class Plan:
    """The arena with the parameters to fold with, its log in parts, and the axes of its prompt categories.

    ``voided`` has the positions of all void votes. ``work`` is about the work of each axis, and of PAIRS.
    ``merged`` has the models that others were merged into, by the ids that those had.
    """

    arena: Arena
    parts: Sequence[Part]
    voided: Sequence[int]
    axes: Mapping[int, tuple[int, ...]]
    work: Mapping[int, int]
    merged: Mapping[int, int]

    def voided_in(self, after: int, upto: int) -> Sequence[int]:
        """Return the positions of void votes from after one position up to another."""
        return self.voided[bisect_right(self.voided, after) : bisect_right(self.voided, upto)]


def plan(
    session: ReadSession, arena_id: int, parameters: Mapping[str, Any], blobs_url: str, folder: Path
) -> Plan:
    """Return the plan of an arena, with these parameters replaced, from one snapshot.

    The votes that are not sealed yet are written to the folder as further parts. Raise NotFound.
    """
    arena = arenas.of_id(session, arena_id)
    if arena is None:
        raise NotFound("there is no such arena")
    segments = log_segments.of_arena(session, arena_id)
    sealed = segments[-1].last_position if segments else 0
    url = _absolute(blobs_url)
    return Plan(
        replace(arena, **parameters),
        [
            *(Part(segment.last_position, url, segment.sha256) for segment in segments),
            *_tail(session, arena, sealed, folder),
        ],
        log_segments.voided(session, arena_id, arena.last_position),
        prompt_categories.axes_of(session, prompt_categories.of_arena(session, arena_id)),
        _work(session, arena),
        models.merged(session),
    )


def _absolute(blobs_url: str) -> str:
    """Return the URL of the blob store for processes that may run in another folder."""
    return blobs_url if urlsplit(blobs_url).scheme else str(Path(blobs_url).absolute())


def _tail(session: ReadSession, arena: Arena, sealed: int, folder: Path) -> list[Part]:
    blobs = LocalBlobs(folder)
    parts = []
    for start in range(sealed, arena.last_position, MOST_VOTES):
        end = min(start + MOST_VOTES, arena.last_position)
        sha256 = blobs.put("log", frames.encode(frames.read(session, arena.id, start, end)))
        parts.append(Part(end, str(folder), sha256))
    return parts


def with_file(part: Part, folder: Path) -> Part:
    """Return a part that any worker can read: one that is in the folder of this machine with its file."""
    if part.blobs_url != str(folder):
        return part
    return replace(part, file=open_blobs(part.blobs_url).get("log", part.sha256))


def _work(session: ReadSession, arena: Arena) -> Mapping[int, int]:
    """Return about how long each axis takes, by the stored ratings: it only divides the work."""
    work = Counter(dict.fromkeys(prompt_categories.axes_of_arena(session, arena.id), 0))
    for axis_id, _, _, _, *counts, _ in ratings.of_arena(session, arena.id):
        work[axis_id] += int(sum(counts))
    # Ratings have each vote twice. Counting pairs takes a little longer than an axis with every vote.
    return {**work, PAIRS: arena.last_position * 5 // 2}
