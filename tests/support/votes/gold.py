"""Arenas with answers to gold pairs and repeats, written straight into the tables."""

from __future__ import annotations

from typing import NamedTuple

from service.arena.integrity import gold_pairs
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, reread, vote
from tests.support.votes.voting import hang

CAREFUL, HASTY = 5, 6


class Answered(NamedTuple):
    """An arena in which two voters answered, and the id of its gold pair."""

    arena: Arena
    pair: int


def add_answered(session: WriteSession) -> Answered:
    """Make an arena whose two voters disagree on a pair of images.

    The first one says the same again when the sides are swapped and knows the good image of the gold pair;
    the other one does not.
    """
    add_models(session)
    arena = add_arena(session)
    a, b, good, broken = hang(session, arena, 2, (0, 1))
    pair = gold_pairs.choose(session, arena.slug, good, broken)
    said = ((CAREFUL, "left"), (CAREFUL, "right"), (CAREFUL, "left"), (HASTY, "left"), (HASTY, "right"))
    cast(session, arena, [vote(0, 1, outcome)._replace(voter=voter) for voter, outcome in said])
    for positions, kind in (([2], Exclusion.REPEAT), ([3, 4], Exclusion.GOLD)):
        void(session, reread(session, arena.id), positions, "told", kind)
    sides = ((a, b), (b, a), (good, broken), (broken, good), (a, b))
    for position, (voter, (left, right)) in enumerate(zip((v for v, _ in said), sides, strict=True), 1):
        deal(
            session,
            position,
            arena_id=arena.id,
            position=position,
            voter=voter,
            address=100 + voter,
            image_left=left,
            image_right=right,
            prompt_id=1 if position in {1, 2, 5} else 2,
            gold=pair if position in {3, 4} else None,
        )
    return Answered(arena, pair)
