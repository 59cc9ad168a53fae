"""The images and prompts behind votes: what an export of votes for training needs beside the log."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, select

from service.db.bulk import Lookup
from service.db.engine import ReadSession
from service.db.queries.log import dropped
from service.db.rows import columns, fetch
from service.db.tables.catalog import prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups


class PicturedVote(NamedTuple):
    """The two images of the vote at a position, with the sizes of their originals in pixels."""

    position: int
    left_id: int
    left_copy: bytes
    left_width: int
    left_height: int
    left_withdrawn_at: int | None
    right_id: int
    right_copy: bytes
    right_width: int
    right_height: int
    right_withdrawn_at: int | None


class VotedPrompt(NamedTuple):
    """A prompt that was voted on. ``source_copy`` is the copy of the image to edit, if there is one."""

    id: int
    text: str
    source_image: str | None
    source_copy: bytes | None
    source_width: int | None
    source_height: int | None


_OF_IDS = Lookup(
    VotedPrompt._make,
    f"SELECT {', '.join(f'p.{name}' for name in VotedPrompt._fields)} FROM k "  # noqa: S608 - column names only
    "JOIN prompts p ON p.id = k.id",
    id="integer",
)


def pictured_votes(session: ReadSession, arena_id: int, after: int, upto: int) -> list[PicturedVote]:
    """Return the images of an arena's votes on matchups, from after one position up to another."""
    left, right = images.alias("l"), images.alias("r")
    statement = (
        select(matchups.c.position, *_side(left), *_side(right))
        .join(left, left.c.id == matchups.c.image_left)
        .join(right, right.c.id == matchups.c.image_right)
        .where(matchups.c.arena_id == arena_id, matchups.c.position > after, matchups.c.position <= upto)
    )
    return fetch(session, PicturedVote, statement)


def voted_prompts(session: ReadSession, arena_id: int, after: int, upto: int) -> dict[int, VotedPrompt]:
    """Return the prompts of an arena's votes, from after one position up to another, by id."""
    chosen = select(votes.c.prompt_id).where(
        votes.c.arena_id == arena_id, votes.c.position > after, votes.c.position <= upto
    )
    statement = select(*columns(prompts, VotedPrompt))
    found = fetch(session, VotedPrompt, statement.where(prompts.c.id.in_(chosen)))
    found += _OF_IDS(session, ((i,) for i in dropped.prompt_ids(session, arena_id, after, upto)))
    return {row.id: row for row in found}


def _side(image: FromClause) -> list[ColumnElement[object]]:
    return [image.c[name] for name in ("id", "copy", "width", "height", "withdrawn_at")]
