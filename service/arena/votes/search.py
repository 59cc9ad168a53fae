"""Votes as administrators look for them."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.access.voters import code_of
from service.arena.catalog import arenas, models
from service.db.engine import ReadSession
from service.db.queries import arenas as logs
from service.db.queries import models as stored
from service.db.queries import prompt_categories, vote_search, votes
from service.db.queries.votes import VoteRow
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.votes import Exclusion, Outcome, VoteRef
from service.errors import NotFound

MAX_POSITION = 1 << 40


@dataclass(frozen=True, slots=True)
class FoundVote:
    """A vote with all that the service knows of it; times are microseconds since 1970.

    ``voter`` is its voter's code, None where it has none. ``excluded`` is why it does not count, ``reason``
    the words for that; both None for one that counts.
    """

    id: int
    arena: str
    position: int
    model_left: str
    model_right: str
    outcome: str
    themes: tuple[str, ...]
    language: str | None
    voter: str | None
    voted_at: int
    excluded: str | None
    reason: str | None


def search(
    session: ReadSession,
    slug: str,
    before: int = MAX_POSITION,
    limit: int = 100,
    *,
    model: str | None = None,
    voter: int | None = None,
) -> list[FoundVote]:
    """Return the votes of an arena before a position, newest first, of a model or voter if one is named.

    Raise NotFound for the arena or the model.
    """
    arena = arenas.get(session, slug)
    model_id = models.find(session, model).id if model else None
    rows = vote_search.search(session, arena.id, before, limit, model_id=model_id, voter=voter)
    known, names = prompt_categories.of_arena(session, arena.id), stored.slugs(session)
    return [_found(arena, row, known, names) for row in rows]


def get(session: ReadSession, vote_id: int) -> FoundVote:
    """Return the vote of a public number. Raise NotFound."""
    ref = VoteRef.parse(vote_id)
    arena = next((arena for arena in logs.every(session) if arena.id == ref.arena_id), None)
    row = votes.find(session, ref.arena_id, ref.position) if arena else None
    if arena is None or row is None:
        raise NotFound(f"there is no vote {vote_id}")
    return _found(arena, row, prompt_categories.of_arena(session, arena.id), stored.slugs(session))


def _found(arena: Arena, row: VoteRow, known: dict[int, PromptCategory], names: dict[int, str]) -> FoundVote:
    stratum = known[row.stratum_id]
    return FoundVote(
        id=VoteRef(arena.id, row.position).id,
        arena=arena.slug,
        position=row.position,
        model_left=names[row.model_left],
        model_right=names[row.model_right],
        outcome=Outcome(row.outcome).label,
        themes=stratum.themes,
        language=stratum.language or None,
        voter=None if row.voter is None else code_of(row.voter),
        voted_at=row.voted_at,
        excluded=None if row.exclusion is None else Exclusion(row.exclusion).label,
        reason=row.void_reason,
    )
