"""Votes with their prompts and images, part by part; which of them a format can have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.catalog import arenas
from service.arena.votes import log
from service.arena.votes.log import Row, read_log
from service.db.engine import Database, ReadSession
from service.db.queries.log.pictured import PicturedVote, VotedPrompt, pictured_votes, voted_prompts
from service.domain.images import copy_url

NO_IMAGES = "without images"
WITHDRAWN = "with a withdrawn image"
DAMAGED = "with a damaged image"


class Picture(NamedTuple):
    """An image to export: its path in the folder, the hash of its copy, and the size of its original."""

    path: str
    copy: bytes
    width: int
    height: int

    @property
    def url(self) -> str:
        """The public path of the copy."""
        return copy_url(self.copy)


class Side(NamedTuple):
    """One side of a vote on a matchup; ``picture`` is None if the image was withdrawn."""

    image_id: int
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class DatasetVote:
    """A vote as the log has it, with its prompt and its two images, where there are any.

    ``source`` is the image to edit.
    """

    row: Row
    prompt: str | None
    source: Picture | None
    sides: tuple[Side, Side] | None

    @property
    def both(self) -> list[Picture]:
        """Its two images, without a withdrawn one."""
        return [side.picture for side in self.sides or () if side.picture is not None]

    @property
    def pictures(self) -> list[Picture]:
        """All its images that may be exported."""
        return self.both if self.source is None else [*self.both, self.source]


class Need(NamedTuple):
    """What a format needs of a vote: one of these outcomes, and perhaps both images."""

    outcomes: frozenset[str]
    images: bool


def why_left_out(vote: DatasetVote, need: Need) -> str | None:
    """Return why a format cannot have a vote, None if it can."""
    reason = log.why_left_out(vote.row, need.outcomes)
    if reason or not need.images:
        return reason
    if vote.sides is None:
        return NO_IMAGES
    return WITHDRAWN if any(side.picture is None for side in vote.sides) else None


async def read_votes(database: Database, slug: str, last: int, part: int) -> AsyncIterator[list[DatasetVote]]:
    """Yield an arena's votes up to a position in parts of this many.

    Each part is read on its own: a snapshot of all would last as long as the images take.
    """
    after = 0
    while after < last:
        votes = await database.read(_part, slug, after, min(last, after + part))
        yield votes
        after += part


def _part(session: ReadSession, slug: str, after: int, upto: int) -> list[DatasetVote]:
    arena_id = arenas.get(session, slug).id
    rows = read_log(session, slug, after, upto - after)
    prompts = voted_prompts(session, arena_id, after, upto)
    pictured = {row.position: row for row in pictured_votes(session, arena_id, after, upto)}
    return [_vote(row, prompts, pictured.get(row["position"])) for row in rows]


def _vote(row: Row, prompts: Mapping[int, VotedPrompt], pictured: PicturedVote | None) -> DatasetVote:
    prompt = prompts.get(row["prompt_id"])
    sides = None if pictured is None else (_side(*pictured[1:6]), _side(*pictured[6:]))
    return DatasetVote(row, prompt.text if prompt else None, _source(prompt), sides)


def _side(image_id: int, copy: bytes, width: int, height: int, withdrawn_at: int | None) -> Side:
    if withdrawn_at is not None:
        return Side(image_id, None)
    return Side(image_id, Picture(_path("images", image_id), copy, width, height))


def _source(prompt: VotedPrompt | None) -> Picture | None:
    if prompt is None or prompt.source_copy is None:
        return None
    size = (prompt.source_width or 1, prompt.source_height or 1)
    return Picture(_path("sources", prompt.id), prompt.source_copy, *size)


def _path(folder: str, number: int) -> str:
    """Return a path with at most 1,000 files beside it: tools and hosts are slow with more."""
    return f"{folder}/{number // 1000:04}/{number}.jpg"
