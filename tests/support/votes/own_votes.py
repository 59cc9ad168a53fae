"""An arena in which a few voters voted on images."""

from __future__ import annotations

from sqlalchemy import select, update

from service.db.engine import WriteSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.arenas import Arena
from service.domain.votes import Ballot
from tests.support.images.model_images import show_every_vote
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, reread

VOTERS = (11, 22)


def shared_out(count: int) -> list[Ballot]:
    """Return votes of the voters in turn; every third vote has no voter."""
    voters = (*VOTERS, None)
    return [vote._replace(voter=voters[i % 3]) for i, vote in enumerate(ballots(count))]


def voted_arena(session: WriteSession, given: list[Ballot], slug: str = "t2i") -> Arena:
    """Return an arena with these votes, each on a matchup dealt to its voter.

    Models are made with the first.
    """
    if slug == "t2i":
        add_models(session)
    arena = add_arena(session, slug, name=slug.upper())
    cast(session, arena, given)
    show_every_vote(session, arena)
    own = select(votes.c.voter).where(
        votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position
    )
    mine = matchups.c.arena_id == arena.id
    session.execute(update(matchups).where(mine).values(voter=own.scalar_subquery()))
    return reread(session, arena.id)
