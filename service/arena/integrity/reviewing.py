"""Votes as a reviewer sees them: the prompt, both images, the answer, and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.access.voters import code_of
from service.arena.integrity import flags, networks
from service.arena.integrity.flags import Flag
from service.db.engine import ReadSession
from service.db.queries import arenas
from service.db.queries.log import flags as db
from service.db.queries.log.reviewed import ReviewedRow, reviewed
from service.domain.arenas import Arena
from service.domain.images import copy_url
from service.domain.votes import Exclusion, VoteRef, outcome_label

SIZE = 24
"""How many votes a page shows."""


@dataclass(frozen=True, slots=True)
class ReviewedSide:
    """One side of a vote: its model, and its image unless that was withdrawn or never here."""

    model: str
    image_url: str | None


@dataclass(frozen=True, slots=True)
class ReviewedVote:
    """A vote with everything that helps to judge it.

    ``voter`` is a code, ``network`` a hash in text, ``excluded`` why the vote does not count. What is not
    known, or not any more, is None.
    """

    id: int
    position: int
    prompt_id: int | None
    prompt: str | None
    language: str | None
    left: ReviewedSide
    right: ReviewedSide
    outcome: str
    voted_at: int
    response_ms: int | None
    voter: str | None
    network: str | None
    excluded: str | None


@dataclass(frozen=True, slots=True)
class VotesPage:
    """Some of the votes that were chosen, and the position after which the next page begins, if any."""

    items: tuple[ReviewedVote, ...]
    total: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """A flag as its reviewer sees it: the arena, what became of its votes, and a page of these.

    ``states`` counts the votes by why they do not count, those that count under None. ``others`` are the
    other flags about the same subject. ``waiting`` is how many of the votes are not published yet.
    """

    flag: Flag
    arena: Arena
    states: Counter[str | None]
    votes: VotesPage
    others: tuple[Flag, ...]
    waiting: int


def of_flag(session: ReadSession, flag_id: int, after: int = 0) -> Review:
    """Return the review of a flag, with the votes after a position. Raise NotFound."""
    flag = flags.get(session, flag_id)
    (arena,) = (arena for arena in arenas.every(session) if arena.id == flag.arena_id)
    states = Counter(
        {
            None if code is None else Exclusion(code).label: total
            for code, total in db.exclusions(session, flag_id)
        }
    )
    positions = flags.positions(session, flag_id)
    votes = page(session, arena.id, positions, after)
    every = flags.of_arena(session, arena.slug)
    others = tuple(one for one in every if one.subject == flag.subject and one.id != flag.id)
    waiting = sum(position > arena.last_position for position in positions)
    return Review(flag, arena, states, votes, others, waiting)


def page(session: ReadSession, arena_id: int, positions: Sequence[int], after: int = 0) -> VotesPage:
    """Return a page of the votes at these positions, which are in log order: those after a position."""
    later = [position for position in positions if position > after]
    shown = later[:SIZE]
    items = tuple(_vote(arena_id, row) for row in reviewed(session, arena_id, shown))
    return VotesPage(items, len(positions), shown[-1] if len(later) > SIZE else None)


def _vote(arena_id: int, row: ReviewedRow) -> ReviewedVote:
    return ReviewedVote(
        id=VoteRef(arena_id, row.position).id,
        position=row.position,
        prompt_id=row.prompt_id,
        prompt=row.prompt,
        language=row.language or None,
        left=_side(row.left_model, row.left_copy, row.left_withdrawn_at),
        right=_side(row.right_model, row.right_copy, row.right_withdrawn_at),
        outcome=outcome_label(row.outcome),
        voted_at=row.voted_at,
        response_ms=row.response_ms,
        voter=None if row.voter is None else code_of(row.voter),
        network=None if row.network is None else networks.text_of(row.network),
        excluded=None if row.exclusion is None else Exclusion(row.exclusion).label,
    )


def _side(model: str, copy: bytes | None, withdrawn_at: int | None) -> ReviewedSide:
    return ReviewedSide(model, None if copy is None or withdrawn_at is not None else copy_url(copy))
