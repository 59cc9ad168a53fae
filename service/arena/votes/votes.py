"""Votes: reported by clients, and voided by those who may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from service.arena.access.voters import hash_voter
from service.arena.catalog.arenas import get
from service.arena.catalog.prompt_categories import category_of
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.idempotency import Once
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import voters, votes
from service.domain import clock
from service.domain.rankings import Ranking, ranking_of
from service.domain.votes import OUTCOMES, RANKED, Ballot, Receipt, Rejection, VoteRef
from service.errors import Invalid, NotFound


class Reported(NamedTuple):
    """A vote as a client reports it; parts that are left out are None.

    ``prompt_text`` is the text of a prompt that need not be stored yet, ``prompt_id`` the id of a stored one.
    ``models`` stand in place of the first three parts; their order is their ranks if these are left out.
    """

    model_left: str
    model_right: str
    outcome: str
    voter: str | None = None
    prompt_text: str | None = None
    prompt_id: int | None = None
    language: str | None = None
    themes: Sequence[str] | None = None
    voted_at: datetime | None = None
    external_id: str | None = None
    models: Sequence[str] | None = None
    ranks: Sequence[float] | None = None


async def report(
    services: Services,
    arena_id: int,
    reported: Sequence[Reported],
    once: Once | None = None,
    own: frozenset[int] = frozenset(),
) -> Receipt:
    """Record the votes that a client reported; return the receipt once they are committed and rated.

    ``own`` has the ids of the client's own models: votes on them are stored and do not count; see
    `own_models`. A wrong vote is rejected alone, by its index. Raise NotFound, Conflict if the arena is
    retired, Unavailable, StorageFull and IdempotencyMismatch. Then nothing is recorded.
    """
    ballots = [_ballot(services.secret, index, one) for index, one in enumerate(reported)]
    return await services.recorder.submit(VoteBatch(arena_id, ballots, once, own))


def _ballot(secret: bytes, index: int, one: Reported) -> Ballot | Rejection:
    try:
        category = category_of(tuple(one.themes or ()), one.language)
        voted_at = clock.from_datetime(one.voted_at) if one.voted_at is not None else None
        ranking = _ranking(one)
    except Invalid as error:
        return Rejection(index, error.detail)
    return Ballot(
        ranking.models[0] if ranking else one.model_left,
        ranking.models[-1] if ranking else one.model_right,
        ranking.outcome if ranking else OUTCOMES[one.outcome],
        category,
        one.prompt_text,
        one.prompt_id,
        hash_voter(secret, one.voter) if one.voter is not None else None,
        voted_at,
        one.external_id,
        ranking if ranking and ranking.outcome == RANKED else None,
    )


def _ranking(one: Reported) -> Ranking[str] | None:
    if one.models is None:
        return None
    return ranking_of(one.models, range(len(one.models)) if one.ranks is None else one.ranks)


async def void(services: Services, vote_id: int, reason: str) -> None:
    """Void a vote: the ratings become those of a log without it. A void vote stays as it is.

    Raise NotFound if there is no such vote.
    """
    await void_all(services, [vote_id], reason)


async def void_all(services: Services, vote_ids: Iterable[int], reason: str) -> int:
    """Void all of these votes; return how many were not void before.

    Raise NotFound if one of them does not exist. Then none is voided.
    """
    return await services.database.write(void_refs, [VoteRef.parse(i) for i in vote_ids], reason)


def void_refs(session: WriteSession, refs: Sequence[VoteRef], reason: str) -> int:
    """Void votes as `void_all` does, in the transaction of the caller."""
    locked = locked_arenas(session, {ref.arena_id for ref in refs})
    for ref in refs:
        if votes.find(session, ref.arena_id, ref.position) is None:
            raise NotFound(f"there is no vote {ref.id}")
    voided = 0
    for arena_id, arena in locked.items():
        positions = [ref.position for ref in refs if ref.arena_id == arena_id]
        voided += recount.void(session, arena, positions, reason)
    return voided


async def void_voter(services: Services, slug: str, voter: str, reason: str) -> int:
    """Void every vote of a voter in an arena, by the name an API client gave; return how many.

    Raise NotFound for the arena.
    """
    return await services.database.write(_void_voter, slug, hash_voter(services.secret, voter), reason)


def _void_voter(session: WriteSession, slug: str, voter: int, reason: str) -> int:
    arena = locked_arenas(session, [get(session, slug).id]).popitem()[1]
    return recount.void(session, arena, votes.positions_of(session, arena.id, voter), reason)


def positions_of(session: ReadSession, voter: int) -> dict[int, list[int]]:
    """Return the positions of a voter's votes, including void ones, by arena id."""
    return voters.positions(session, voter)


def void_everywhere(session: WriteSession, voter: int, reason: str) -> int:
    """Void every vote of a voter in all arenas; return how many were not void before."""
    places = positions_of(session, voter).items()
    return void_refs(
        session, [VoteRef(arena_id, p) for arena_id, positions in places for p in positions], reason
    )
