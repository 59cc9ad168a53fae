"""Attention: how often voters chose the good image of gold pairs, and said the same of a pair again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from service.arena.access.voters import code_of
from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries.gold import answers as db
from service.db.queries.gold.answers import GoldAnswer, Repeat
from service.domain.arenas import Arena
from service.domain.controls.dealing import is_right, is_same
from service.rating.detectors.columns import DealtVotes
from service.rating.detectors.findings import Finding
from service.rating.detectors.gold import careless, gold_answers


@dataclass(slots=True)
class Attention:
    """How many answers to gold pairs there are and are right, and how many repeats, with the same answer."""

    gold: int = 0
    gold_right: int = 0
    repeats: int = 0
    repeats_same: int = 0

    def add_gold(self, answer: GoldAnswer) -> None:
        """Count an answer to a gold pair."""
        self.gold += 1
        self.gold_right += right(answer)

    def add_repeat(self, repeat: Repeat) -> None:
        """Count an answer to a repeat."""
        self.repeats += 1
        self.repeats_same += same(repeat)


@dataclass(frozen=True, slots=True)
class VoterAttention:
    """A voter's attention; ``code`` is the one on the voter's own page."""

    code: str
    attention: Attention


def right(answer: GoldAnswer) -> bool:
    """Return whether an answer to a gold pair is right."""
    return is_right(answer.outcome, good_left=bool(answer.good_left))


def same(repeat: Repeat) -> bool:
    """Return whether a voter said the same again."""
    return is_same(repeat.first_outcome, repeat.outcome, swapped=repeat.image_left != repeat.first_image_left)


def of_voters(session: ReadSession, slug: str) -> list[VoterAttention]:
    """Return the attention of every voter with an answer to a gold pair or a repeat, the worst first.

    Raise NotFound.
    """
    arena_id = arenas.get(session, slug).id
    found: dict[int, Attention] = defaultdict(Attention)
    for answer in db.to_gold(session, arena_id):
        found[answer.voter].add_gold(answer)
    for repeat in db.to_repeats(session, arena_id):
        found[repeat.voter].add_repeat(repeat)
    every = [VoterAttention(code_of(voter), one) for voter, one in found.items() if voter]
    return sorted(every, key=lambda one: (-_failed(one.attention), one.code))


def _failed(one: Attention) -> int:
    return one.gold - one.gold_right + one.repeats - one.repeats_same


def of_pairs(session: ReadSession, arena_id: int) -> dict[int, Attention]:
    """Return how gold pairs were answered, by their ids: a pair that many get wrong is none."""
    found: dict[int, Attention] = defaultdict(Attention)
    for answer in db.to_gold(session, arena_id):
        found[answer.gold].add_gold(answer)
    return found


async def findings(services: Services, arena: Arena, votes: DealtVotes) -> list[Finding]:
    """Return the voters and networks of an arena who do not look, as gold pairs tell; for scans."""
    answers = await services.database.read(db.to_gold, arena.id)
    if not answers:
        return []
    rows = [(one.position, one.voter, one.network, not right(one)) for one in answers]
    return await asyncio.to_thread(lambda: list(careless(gold_answers(rows), votes)))
