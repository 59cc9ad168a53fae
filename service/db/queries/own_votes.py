"""A voter's own votes in the database, looked up through the matchups they were cast on.

The matchups have an index that starts with the voter. The log has none, because it would grow at random
places.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from service.db.engine import ReadSession
from service.db.rows import fetch
from service.db.tables.catalog import arenas, models, prompt_categories, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.matchups import MatchupState

_CAST = and_(
    votes.c.arena_id == matchups.c.arena_id,
    votes.c.position == matchups.c.position,
)


def _mine(voter: int) -> ColumnElement[bool]:
    return and_(matchups.c.voter == voter, matchups.c.state == int(MatchupState.VOTED))


class OwnVoteRow(NamedTuple):
    """A voter's vote, with its arena, its prompt, and the models and images of its matchup."""

    matchup_id: int
    arena_id: int
    position: int
    outcome: int
    voted_at: int
    exclusion: int | None
    arena: str
    arena_name: str
    reveal_after: int
    example_share: int
    prompt_id: int
    prompt: str
    language: str
    left_model: str
    left_name: str
    right_model: str
    right_name: str
    left_copy: bytes
    left_withdrawn_at: int | None
    right_copy: bytes
    right_withdrawn_at: int | None


class OutcomeRow(NamedTuple):
    """The models of a vote, and its outcome."""

    model_left: int
    model_right: int
    outcome: int


def newest(session: ReadSession, voter: int, before: int, limit: int) -> list[OwnVoteRow]:
    """Return a voter's votes on matchups with ids below ``before``, newest first, including void ones."""
    left, right = models.alias("maker_left"), models.alias("maker_right")
    image_left, image_right = images.alias("image_left"), images.alias("image_right")
    statement = (
        select(
            matchups.c.id,
            matchups.c.arena_id,
            *(votes.c[name] for name in ("position", "outcome", "voted_at", "exclusion")),
            *(
                arenas.c.slug,
                arenas.c.name,
                arenas.c.reveal_after,
                arenas.c.example_share,
                matchups.c.prompt_id,
                prompts.c.text,
                prompt_categories.c.language,
            ),
            *(side.c[name] for side in (left, right) for name in ("slug", "name")),
            *(image.c[name] for image in (image_left, image_right) for name in ("copy", "withdrawn_at")),
        )
        .select_from(matchups)
        .join(votes, _CAST)
        .join(arenas, arenas.c.id == matchups.c.arena_id)
        .join(prompts, prompts.c.id == matchups.c.prompt_id)
        .join(prompt_categories, prompt_categories.c.id == prompts.c.stratum_id)
        .join(left, left.c.id == matchups.c.model_left)
        .join(right, right.c.id == matchups.c.model_right)
        .join(image_left, image_left.c.id == matchups.c.image_left)
        .join(image_right, image_right.c.id == matchups.c.image_right)
        .where(_mine(voter), matchups.c.id < before)
    )
    return fetch(session, OwnVoteRow, statement.order_by(matchups.c.id.desc()).limit(limit))


def counted(session: ReadSession, voter: int) -> dict[int, int]:
    """Return how many of a voter's votes count, by arena. Reads all matchups of the voter."""
    statement = (
        select(matchups.c.arena_id, func.count())
        .select_from(matchups)
        .join(votes, _CAST)
        .where(_mine(voter), votes.c.voided_at.is_(None))
        .group_by(matchups.c.arena_id)
    )
    return {arena_id: int(count) for arena_id, count in session.execute(statement)}


class RevealedVotes(NamedTuple):
    """Up to which position of an arena's log a voter knows the models, and how many votes are missing.

    ``missing`` is the number of votes until the next are revealed, None if that never happens.
    """

    last: int
    missing: int | None

    def has(self, position: int) -> bool:
        """Return whether the vote at a position is revealed."""
        return position <= self.last


EVERY = RevealedVotes((1 << 63) - 1, 0)


def revealed(session: ReadSession, voter: int | None, arena_id: int, reveal_after: int) -> RevealedVotes:
    """Return which votes of a voter are revealed in an arena that reveals after so many votes, or never (0).

    Reads all matchups of the voter unless that is after each vote.
    """
    if reveal_after == 1:
        return EVERY
    if reveal_after == 0 or voter is None:
        return RevealedVotes(0, None)
    statement = select(matchups.c.position).where(_mine(voter), matchups.c.arena_id == arena_id)
    positions = [row.position for row in session.execute(statement.order_by(matchups.c.position))]
    sessions, more = divmod(len(positions), reveal_after)
    last = positions[sessions * reveal_after - 1] if sessions else 0
    return RevealedVotes(last, reveal_after - more)


def to_fold(session: ReadSession, voter: int, arena_id: int, last: int) -> list[OutcomeRow]:
    """Return a voter's votes in an arena that count, up to a position, in log order."""
    statement = (
        select(votes.c.model_left, votes.c.model_right, votes.c.outcome)
        .select_from(matchups)
        .join(votes, _CAST)
        .where(_mine(voter), matchups.c.arena_id == arena_id, votes.c.voided_at.is_(None))
        .where(matchups.c.position <= last)
    )
    return fetch(session, OutcomeRow, statement.order_by(votes.c.position))
