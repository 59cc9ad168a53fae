"""Votes: reported by clients, and voided by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from service.arena import recount
from service.arena.appending import Job
from service.arena.idempotency import Once
from service.arena.services import Services
from service.arena.strata import stratum_of
from service.arena.voters import hash_voter
from service.db import arenas, votes
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.votes import OUTCOMES, Ballot, Receipt, Rejection, VoteRef
from service.errors import Invalid, NotFound


class Reported(Protocol):
    """A vote as a client reports it; every optional part is None where it is missing.

    ``prompt`` is the text of a prompt that need not be stored yet, ``prompt_id`` a stored one.
    """

    model_left: str
    model_right: str
    outcome: str
    voter: str | None
    prompt_text: str | None
    prompt_id: int | None
    language: str | None
    themes: Sequence[str] | None
    voted_at: datetime | None
    external_id: str | None


async def report(
    services: Services, arena_id: int, reported: Sequence[Reported], once: Once | None = None
) -> Receipt:
    """Record what clients reported; the receipt once it is committed and rated.

    A vote that is wrong in itself is rejected alone, by its index. Raises NotFound, Conflict for a
    retired arena, Unavailable and StorageFull, and IdempotencyMismatch; then nothing is recorded.
    """
    ballots = [_ballot(services.secret, index, one) for index, one in enumerate(reported)]
    return await services.recorder.submit(Job(arena_id, ballots, once))


def _ballot(secret: bytes, index: int, one: Reported) -> Ballot | Rejection:
    try:
        stratum = stratum_of(one.themes or (), one.language)
        voted_at = clock.from_datetime(one.voted_at) if one.voted_at is not None else None
    except Invalid as error:
        return Rejection(index, error.detail)
    return Ballot(
        one.model_left,
        one.model_right,
        OUTCOMES[one.outcome],
        stratum,
        one.prompt_text,
        one.prompt_id,
        hash_voter(secret, one.voter) if one.voter is not None else None,
        voted_at,
        one.external_id,
    )


async def void(services: Services, vote_id: int, reason: str) -> None:
    """Void a vote: the ratings become those of a log without it. A vote already void stays as it is.

    Raises NotFound where there is no such vote.
    """
    ref = VoteRef.parse(vote_id)
    await services.database.write(_void, ref, reason)


def _void(session: WriteSession, ref: VoteRef, reason: str) -> None:
    arena = arenas.lock(session, [ref.arena_id]).get(ref.arena_id)
    if arena is None or votes.find(session, arena.id, ref.position) is None:
        raise NotFound(f"there is no vote {ref.id}")
    recount.void(session, arena, [ref.position], reason)
