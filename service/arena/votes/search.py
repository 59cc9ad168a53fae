"""Search for votes, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.arena.access.voters import code_of
from service.arena.catalog import arenas, models
from service.db.engine import ReadSession
from service.db.queries import arenas as logs
from service.db.queries import models as stored
from service.db.queries import prompt_categories, vote_search, votes
from service.db.queries.log import rankings
from service.db.queries.votes import VoteRow
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.rankings import Ranking
from service.domain.votes import Exclusion, VoteRef, outcome_label
from service.errors import NotFound

MAX_POSITION = 1 << 40


@dataclass(frozen=True, slots=True)
class FoundVote:
    """A vote with everything that is stored of it. Times are microseconds since 1970.

    ``voter`` is the voter's code, None if there is no voter. ``excluded`` is why the vote does not count and
    ``reason`` is that in words; both are None if it counts. ``models`` and ``ranks`` are those of a ranking.
    """

    id: int
    arena: str
    position: int
    model_left: str
    model_right: str
    outcome: str
    prompt_id: int | None
    themes: tuple[str, ...]
    language: str | None
    voter: str | None
    voted_at: int
    excluded: str | None
    reason: str | None
    models: tuple[str, ...] | None = None
    ranks: tuple[int, ...] | None = None


def search(
    session: ReadSession,
    slug: str,
    before: int = MAX_POSITION,
    limit: int = 100,
    *,
    model: str | None = None,
    voter: int | None = None,
) -> list[FoundVote]:
    """Return the votes of an arena before a position, newest first, optionally of one model or voter.

    Raise NotFound for the arena or the model.
    """
    arena = arenas.get(session, slug)
    model_id = models.find(session, model).id if model else None
    rows = vote_search.search(session, arena.id, before, limit, model_id=model_id, voter=voter)
    categories, slugs = prompt_categories.of_arena(session, arena.id), stored.slugs(session)
    ranked = rankings.of_votes(session, arena.id, rows)
    return [_found(arena, row, categories, slugs, ranked.get(row.position)) for row in rows]


def get(session: ReadSession, vote_id: int) -> FoundVote:
    """Return the vote with a public id. Raise NotFound."""
    ref = VoteRef.parse(vote_id)
    arena = next((arena for arena in logs.every(session) if arena.id == ref.arena_id), None)
    row = votes.find(session, ref.arena_id, ref.position) if arena else None
    if arena is None or row is None:
        raise NotFound(f"there is no vote {vote_id}")
    ranking = rankings.of_votes(session, arena.id, [row]).get(row.position)
    return _found(arena, row, prompt_categories.of_arena(session, arena.id), stored.slugs(session), ranking)


def _found(
    arena: Arena,
    row: VoteRow,
    categories: Mapping[int, PromptCategory],
    slugs: Mapping[int, str],
    ranking: Ranking[int] | None,
) -> FoundVote:
    category = categories[row.stratum_id]
    return FoundVote(
        id=VoteRef(arena.id, row.position).id,
        arena=arena.slug,
        position=row.position,
        model_left=slugs[row.model_left],
        model_right=slugs[row.model_right],
        outcome=outcome_label(row.outcome),
        prompt_id=row.prompt_id,
        themes=category.themes,
        language=category.language or None,
        voter=None if row.voter is None else code_of(row.voter),
        voted_at=row.voted_at,
        excluded=None if row.exclusion is None else Exclusion(row.exclusion).label,
        reason=row.void_reason,
        models=ranking.named(slugs).models if ranking else None,
        ranks=ranking.ranks if ranking else None,
    )
