"""Simulated voters: who saw which pair when, and how they voted.

A voter's opinion of an image is how well its model is liked plus chance, as the rating model assumes. So the
demo's leaderboards converge as those of real voters would. Only their marks tell these votes from real ones.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from service.arena.access.voters import hash_voter
from service.demo.makers import MAKERS, Maker
from service.demo.prompts import DemoPrompt
from service.domain import clock
from service.domain.votes import Outcome

DAYS = 60
VOTERS = 140

Pair = tuple[str, str]
Viewing = tuple[int, int, Pair]
"""A voter, a prompt and the two models whose images the voter sees."""

_MAKERS = {maker.slug: maker for maker in MAKERS}

# The newest vote is an hour and a half old: it is nobody's, so nobody must be able to undo it.
_LAST = 0.999

# How many times a voter is given another pair when they have seen the one that was drawn.
_DRAWS = 50

# Opinions that differ by less are a tie; two that are both below this are both bad.
_TIE_MARGIN = 0.16
_BAD = -1.05
_FASTEST, _SLOWEST = 900, 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class SimulatedVote:
    """A simulated vote: by which voter, on which prompt's images by which models, when, and how fast.

    ``prompt`` is an index; ``probability`` is how likely this pair was to be chosen.
    """

    voter: int
    prompt: int
    left: Maker
    right: Maker
    outcome: Outcome
    voted_at: int
    response_ms: int
    probability: float


def voter_of(secret: bytes, arena: str, number: int) -> int:
    """Return the id that the database has for one of the simulated voters of an arena."""
    return hash_voter(secret, f"{arena} {number}")


def simulated_votes(
    prompts: Sequence[DemoPrompt], count: int, now: int, seed: int = 1
) -> list[SimulatedVote]:
    """Return votes on the prompts over the days before ``now``, oldest first; the same for the same seed.

    No voter sees a pair for a prompt twice while there are others to see.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation must repeat
    parts = sorted(_part(chance) for _ in range(count))
    seen: set[Viewing] = set()
    votes = [_vote(chance, prompts, part, now, seen) for part in parts]
    return sorted(votes, key=lambda vote: vote.voted_at)


def _part(chance: random.Random) -> float:
    """Return a part of the simulated days, from 0 to 1: there are more voters from day to day."""
    return math.pow(chance.random(), 0.8) * _LAST


def _vote(
    chance: random.Random, prompts: Sequence[DemoPrompt], part: float, now: int, seen: set[Viewing]
) -> SimulatedVote:
    released = [maker.slug for maker in MAKERS if maker.age >= DAYS * (1 - part)]
    pairs = list(combinations(released, 2))
    viewing = _unseen(chance, len(prompts), pairs, seen)
    seen.add(viewing)
    voter, prompt, pair = viewing
    left, right = (_MAKERS[slug] for slug in chance.sample(pair, 2))
    return SimulatedVote(
        voter,
        prompt,
        left,
        right,
        _outcome(chance, prompts[prompt], left, right, part),
        now - round((1 - part) * DAYS * clock.DAY) - chance.randrange(clock.SECOND),
        min(max(round(chance.lognormvariate(8.4, 0.5)), _FASTEST), _SLOWEST),
        1 / len(pairs),
    )


def _unseen(chance: random.Random, prompts: int, pairs: Sequence[Pair], seen: set[Viewing]) -> Viewing:
    """Return who sees which pair for which prompt: one they have not seen, unless that is hard to find."""
    for _ in range(_DRAWS):
        viewing = _viewing(chance, prompts, pairs)
        if viewing not in seen:
            return viewing
    return _viewing(chance, prompts, pairs)


def _viewing(chance: random.Random, prompts: int, pairs: Sequence[Pair]) -> Viewing:
    # The most active voters cast most of the votes.
    return int(VOTERS * chance.random() ** 2), chance.randrange(prompts), chance.choice(pairs)


def _outcome(chance: random.Random, prompt: DemoPrompt, left: Maker, right: Maker, part: float) -> Outcome:
    a, b = (maker.liking(prompt.theme, prompt.language, part) + chance.gauss(0, 1) for maker in (left, right))
    if max(a, b) < _BAD:
        return Outcome.BOTH_BAD
    if abs(a - b) < _TIE_MARGIN:
        return Outcome.TIE
    return Outcome.LEFT if a > b else Outcome.RIGHT
